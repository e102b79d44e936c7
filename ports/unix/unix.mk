# Upstream's ports/unix, unpatched, with the variant of this folder: ASYNCIO=ours and ASYNCIO=stock differ in asyncio alone.

LOOPS_unix := ours stock
UNIX_DIR := $(ROOT)/ports/unix
# Tests build other firmwares with a variant of their own.
UNIX_VARIANT = $(UNIX_DIR)/variant
UNIX_OUT = $(BUILD_ROOT)/unix$(VERSION_SUFFIX)$(STOCK_SUFFIX)

# TLS: a tree without its submodules, as Debian's, takes mbedtls from Debian's source package.
UNIX_MBEDTLS_GIVEN = $(wildcard $(MICROPYTHON_DIR)/lib/mbedtls/library/aes.c)
UNIX_MBEDTLS_FETCHED := $(CACHE)/mbedtls-3.6.6
# Upstream's makefiles name mbedtls by a path below a folder where make looks for sources: mpconfigvariant.mk adds ours.
UNIX_TLS_FLAGS = $(if $(UNIX_MBEDTLS_GIVEN),,MBEDTLS_DIR=$(notdir $(UNIX_MBEDTLS_FETCHED)) MBEDTLS_PARENT=$(CACHE))

UNIX_FLAGS = \
	VARIANT_DIR=$(UNIX_VARIANT) VARIANT=mpy-asyncio \
	FROZEN_MANIFEST=$(or $(FROZEN_MANIFEST),$(UNIX_DIR)/manifest_$(ASYNCIO).py) \
	MPY_LIB_DIR=$(MPY_LIB_DIR) \
	MICROPY_MPYCROSS=$(MPY_CROSS) \
	$(UNIX_TLS_FLAGS) \
	$(if $(filter ours,$(ASYNCIO)),USER_C_MODULES=$(or $(C_MODULES),$(ROOT)/micropython))

# Upstream's module table and qstrs do not follow a changed flag: another set of flags starts from an empty folder. What a
# user gives on the command line reaches upstream's make by itself.
UNIX_STAMP = $(MICROPYTHON_DIR) $(UNIX_FLAGS) \
	$(foreach name,MPY_ASYNCIO_FEATURES MPY_ASYNCIO_PROFILE MPY_ASYNCIO_ARCHIVE CFLAGS_EXTRA COPT DEBUG,$(name)=$($(name))) \
	$(shell cat $(UNIX_DIR)/variant/* $(UNIX_VARIANT)/*.h $(UNIX_VARIANT)/*.mk $(UNIX_DIR)/manifest_*.py $(UNIX_DIR)/modules/*.py $(ROOT)/micropython/module/mpconfigasyncio.h $(ROOT)/Cargo.toml | sha256sum)

.PHONY: unix-mbedtls
unix-mbedtls:
	@$(if $(UNIX_MBEDTLS_GIVEN),:,$(FETCH) source mbedtls 3.6.6-0.1~deb13u1 \
		8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a $(UNIX_MBEDTLS_FETCHED))

.PHONY: firmware-unix
firmware-unix: mpy-cross unix-mbedtls
ifeq ($(ASYNCIO),ours)
	@test -n '$(CARGO)' || { echo 'error: no cargo 1.85 or newer: run make setup' >&2; exit 1; }
endif
	@if [ "$$(cat $(UNIX_OUT)/flags 2>/dev/null)" != '$(UNIX_STAMP)' ]; then \
		rm -rf $(UNIX_OUT) && mkdir -p $(UNIX_OUT) && echo '$(UNIX_STAMP)' >$(UNIX_OUT)/flags; fi
	@$(ROOT)/tools/logged_build.sh $(UNIX_OUT:$(ROOT)/%=%)/micropython $(UNIX_OUT).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(MICROPYTHON_DIR)/ports/unix BUILD=$(UNIX_OUT) $(UNIX_FLAGS)
