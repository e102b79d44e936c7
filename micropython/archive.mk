# The Rust half as an archive for no firmware in particular: what builders without Rust link (MPY_ASYNCIO_ARCHIVE=). All that it
# supposes of a firmware stands in archive/mpconfigport.h and is checked when it is linked.

ARCHIVE_DIR := $(ROOT)/micropython/archive
ARCHIVE_TARGETS := riscv32imc riscv32imac riscv32imafc thumbv6m-none-eabi thumbv7m-none-eabi thumbv7em-none-eabi \
	thumbv7em-none-eabihf thumbv8m.main-none-eabi thumbv8m.main-none-eabihf xtensa-esp32 xtensa-esp32s2 xtensa-esp32s3
# Rust's own name of a target will do as well.
ARCHIVE_TARGET = $(patsubst %-unknown-none-elf,%,$(patsubst xtensa-%-none-elf,xtensa-%,$(TARGET)))
ARCHIVE_TRIPLE = $(ARCHIVE_TARGET)$(if $(filter xtensa-%,$(ARCHIVE_TARGET)),-none-elf,$(if $(filter riscv32%,$(ARCHIVE_TARGET)),-unknown-none-elf))
ARCHIVE_OUT = $(BUILD_ROOT)/archive/$(ARCHIVE_TARGET)
ARCHIVE_FEATURES = $(or $(MPY_ASYNCIO_FEATURES),board)
ARCHIVE_PROFILE = $(or $(MPY_ASYNCIO_PROFILE),board)

# The headers of the C library only tell types, which all of these targets have in common, and the numbers of errors: newlib's, as with
# ESP-IDF. Of upstream's Arm ports most have MicroPython's own numbers; mimxrt has newlib's.
ARCHIVE_CC = riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32 --specs=picolibc.specs
ARCHIVE_CFLAGS = -std=gnu11 -I$(ARCHIVE_DIR) -I$(MICROPYTHON_DIR) -I$(ROOT)/micropython/module -include $(ROOT)/micropython/module/mpconfigasyncio.h \
	$(if $(filter thumb%,$(ARCHIVE_TARGET)),-DMICROPY_USE_INTERNAL_ERRNO=1) \
	$(addprefix -D,$(shell python3 $(ROOT)/micropython/module/features.py '$(ARCHIVE_FEATURES)')) \
	$(shell $(ARCHIVE_CC) -E -Wp,-v -x c /dev/null 2>&1 | sed -n 's|^ \(/.*\)|-isystem \1|p')

.PHONY: archive
archive: ## the Rust half for builders without Rust: TARGET= riscv32imc, xtensa-esp32, … (an unknown one lists them)
	@$(if $(filter $(ARCHIVE_TARGET),$(ARCHIVE_TARGETS)),:,\
		echo 'error: TARGET=$(TARGET) is unknown: one of $(call listed,$(ARCHIVE_TARGETS)), or its full Rust name' >&2; exit 1)
	@$(SETUP) archive $(if $(filter xtensa-%,$(ARCHIVE_TARGET)),archive-xtensa)
	@$(MAKE) --no-print-directory archive-built

.PHONY: archive-built
archive-built: micropython
	@test -n '$(CARGO)' || { echo 'error: no cargo 1.85 or newer: run make setup' >&2; exit 1; }
	@mkdir -p $(ARCHIVE_OUT)
	@MPY_ASYNCIO_PREBUILT=1 MPY_ASYNCIO_CFLAGS='$(ARCHIVE_CFLAGS)' MPY_ASYNCIO_CWD='$(ROOT)' \
		$(ROOT)/tools/logged_build.sh $(ARCHIVE_OUT:$(ROOT)/%=%)/libmpy_asyncio.a $(ARCHIVE_OUT).log \
		$(ROOT)/micropython/module/cargo_build.sh --target $(ARCHIVE_TRIPLE) --profile $(ARCHIVE_PROFILE) \
		--features '$(ARCHIVE_FEATURES)' --target-dir $(ARCHIVE_OUT)/cargo --output $(ARCHIVE_OUT)/libmpy_asyncio.a
	@echo 'Built $(ARCHIVE_OUT:$(ROOT)/%=%)/libmpy_asyncio.a. Give your build of MicroPython, with the sources of this very commit:'
	@echo '    USER_C_MODULES=$(ROOT)/micropython/module/micropython.cmake MPY_ASYNCIO_ARCHIVE=$(ARCHIVE_OUT)/libmpy_asyncio.a'
