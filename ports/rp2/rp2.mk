# Upstream's ports/rp2, unpatched: ASYNCIO=ours and ASYNCIO=stock differ in asyncio alone.
#
# From packages alone it builds RPI_PICO and RPI_PICO_EMU (the same with its REPL on a UART, for emulation). With
# MICROPYTHON_DIR= (a checkout with its submodules) it builds every board of that checkout.

# parity: ours with no more names than stock has.
LOOPS_rp2 := ours stock parity
RP2_DIR := $(ROOT)/ports/rp2
RP2_OWN_BOARDS := RPI_PICO RPI_PICO_EMU
BOARDS_rp2 := $(RP2_OWN_BOARDS) $(filter-out $(RP2_OWN_BOARDS),$(sort \
	$(patsubst $(MICROPYTHON_DIR)/ports/rp2/boards/%/mpconfigboard.cmake,%,$(wildcard $(MICROPYTHON_DIR)/ports/rp2/boards/*/mpconfigboard.cmake))))
BOARDS_OF_TREE_rp2 := $(if $(wildcard $(MICROPYTHON_DIR)/ports/rp2/boards),,yes)
RP2_BOARD = $(or $(BOARD),RPI_PICO)
RP2_BOARD_DIR = $(firstword $(wildcard $(RP2_DIR)/boards/$(RP2_BOARD) $(MICROPYTHON_DIR)/ports/rp2/boards/$(RP2_BOARD)))
RP2_OUT = $(BUILD_ROOT)/rp2-$(RP2_BOARD)$(VERSION_SUFFIX)$(if $(filter-out ours,$(ASYNCIO)),-$(ASYNCIO))

# What the tree lacks (Debian's is shipped without submodules) comes from these packages; what it has is used.
# 1.28 is written for pico-sdk 2.2; 1.29 for 2.3, which is no package.
RP2_MINOR = $(word 2,$(subst ., ,$(MICROPYTHON_VERSION)))
RP2_SDK_PACKAGE = $(if $(filter 25 26 27,$(RP2_MINOR)),2.1.1-1,$(if $(filter 28,$(RP2_MINOR)),2.2.0-3))
RP2_SDK_SHA256_2.1.1-1 := 507a3ca37636641bc90239d7c04dc9dc28c5008087a8162102ea94d2273153d3
RP2_SDK_SUITE_2.1.1-1 := trixie
RP2_SDK_SHA256_2.2.0-3 := 12e0738c78025794bd8ee551484a9835ff8825779056e505f32f28737eed1833
RP2_SDK_SUITE_2.2.0-3 := forky
RP2_SDK_FETCHED = $(CACHE)/pico-sdk-$(firstword $(subst -, ,$(or $(RP2_SDK_PACKAGE),none)))
RP2_TINYUSB_FETCHED := $(CACHE)/tinyusb-0.18.0
RP2_MBEDTLS_FETCHED := $(CACHE)/mbedtls-3.6.6
RP2_SDK = $(firstword $(PICO_SDK_PATH) $(wildcard $(MICROPYTHON_DIR)/lib/pico-sdk/pico_sdk_init.cmake) $(RP2_SDK_FETCHED)/usr/src/pico-sdk)
RP2_TINYUSB_GIVEN = $(wildcard $(MICROPYTHON_DIR)/lib/tinyusb/src/tusb.h)
# 1.27's USB is written for TinyUSB 0.19, which is no package; RPI_PICO_EMU only reads its headers.
RP2_TINYUSB_TOO_OLD = $(if $(RP2_TINYUSB_GIVEN)$(filter 25 26,$(RP2_MINOR))$(filter RPI_PICO_EMU,$(RP2_BOARD)),,yes)
RP2_MBEDTLS_GIVEN = $(wildcard $(MICROPYTHON_DIR)/lib/mbedtls/library/aes.c)
# Two trees of one version may be built at the same time: each has a folder of links of its own.
RP2_TREE_OF := $(if $(filter $(ROOT)/micropython/upstream/$(MICROPYTHON_VERSION),$(MICROPYTHON_DIR)),,-$(firstword $(shell echo '$(MICROPYTHON_DIR)' | cksum)))
RP2_TREE = $(if $(and $(RP2_TINYUSB_GIVEN),$(RP2_MBEDTLS_GIVEN)),$(MICROPYTHON_DIR),$(BUILD_ROOT)/rp2-tree-$(MICROPYTHON_VERSION)$(RP2_TREE_OF))
RP2_LIB_GIVEN = $(patsubst %/README.md,%,$(wildcard $(MICROPYTHON_DIR)/lib/micropython-lib/README.md))

# A board's own manifest asks for micropython-lib: without it, ours, which asks for nothing.
RP2_MANIFEST = $(or $(FROZEN_MANIFEST),$(if $(and $(RP2_LIB_GIVEN),$(filter-out RPI_PICO_EMU,$(RP2_BOARD))),,$(RP2_DIR)/manifest_$(ASYNCIO:parity=ours).py))

comma_list = $(subst $(eval) ,;,$(strip $(1)))
RP2_MODULES = $(call comma_list,$(if $(filter ours parity,$(ASYNCIO)),$(ROOT)/micropython/module/micropython.cmake) $(USER_C_MODULES))

# Debian's 2.2.0 takes picolibc for granted; its compiler in Debian 12 comes with newlib.
# Without PICO_NO_PICOTOOL the SDK clones picotool from the network to write the .uf2.
RP2_FLAGS = \
	-DMICROPY_BOARD=$(RP2_BOARD) -DMICROPY_BOARD_DIR=$(RP2_BOARD_DIR) \
	-DPICO_SDK_PATH_OVERRIDE=$(patsubst %/pico_sdk_init.cmake,%,$(RP2_SDK)) -DPICO_NO_PICOTOOL=1 \
	$(if $(filter $(RP2_SDK_FETCHED)/%,$(RP2_SDK)),-DPICO_CLIB=newlib) \
	-DMICROPY_LIB_DIR=$(or $(RP2_LIB_GIVEN),$(MPY_LIB_DIR)) \
	$(addprefix -DMICROPY_FROZEN_MANIFEST=,$(RP2_MANIFEST)) \
	$(if $(RP2_MODULES),'-DUSER_C_MODULES=$(RP2_MODULES)') \
	$(addprefix -DMPY_ASYNCIO_FEATURES=,$(if $(filter parity,$(ASYNCIO)),parity,$(MPY_ASYNCIO_FEATURES))) $(addprefix -DMPY_ASYNCIO_PROFILE=,$(MPY_ASYNCIO_PROFILE)) \
	$(CMAKE_ARGS)

# CMake keeps what it was once told: another set of flags starts from an empty folder.
RP2_STAMP = $(subst ','\'',$(RP2_TREE) $(RP2_FLAGS) $(shell cat $(RP2_BOARD_DIR)/mpconfig* $(RP2_DIR)/manifest_*.py $(RP2_DIR)/rp2.mk $(ROOT)/Cargo.toml | sha256sum))

# Drivers of network chips are submodules, and in no package of Debian's.
RP2_BOARD_LACKS = $(strip $(foreach driver,CYW43=cyw43-driver WIZNET5K=wiznet5k,\
	$(if $(wildcard $(MICROPYTHON_DIR)/lib/$(word 2,$(subst =, ,$(driver)))/*),,\
	$(if $(shell grep -h 'MICROPY_PY_NETWORK_$(firstword $(subst =, ,$(driver))) ' $(RP2_BOARD_DIR)/mpconfigboard.cmake),$(word 2,$(subst =, ,$(driver)))))))

.PHONY: rp2-sources
rp2-sources: micropython
	@test -z '$(RP2_BOARD_LACKS)' || { echo "error: BOARD=$(BOARD) needs $(RP2_BOARD_LACKS), which is not in $(MICROPYTHON_DIR)/lib:" \
		"take a checkout of MicroPython, run 'make BOARD=$(BOARD) submodules' in its ports/rp2, and give MICROPYTHON_DIR=" >&2; exit 1; }
ifneq ($(PICO_SDK_PATH),)
	@test -f '$(PICO_SDK_PATH)/pico_sdk_init.cmake' || \
		{ echo 'error: PICO_SDK_PATH=$(PICO_SDK_PATH): no pico_sdk_init.cmake there: give the folder of a pico-sdk, or leave it out' >&2; exit 1; }
endif
	@$(if $(filter-out $(RP2_SDK_FETCHED)/%,$(RP2_SDK)),:,$(if $(RP2_SDK_PACKAGE),\
		$(FETCH) binary-all pico-sdk-source $(RP2_SDK_PACKAGE) $(RP2_SDK_SHA256_$(RP2_SDK_PACKAGE)) $(RP2_SDK_FETCHED) $(RP2_SDK_SUITE_$(RP2_SDK_PACKAGE)),:))
	@$(RP2_DIR)/check_sdk.sh $(RP2_SDK) $(MICROPYTHON_VERSION)
	@test -z '$(RP2_TINYUSB_TOO_OLD)' || { echo "error: USB of MicroPython $(MICROPYTHON_VERSION) needs TinyUSB 0.19 or newer, and Debian's is 0.18:" \
		'give a MICROPYTHON_DIR= with its submodules' >&2; exit 1; }
	@$(if $(RP2_TINYUSB_GIVEN),:,$(FETCH) binary-all tinyusb-source 0.18.0+dfsg-1 \
		01ce2c645df68f14a8a7dcfc8fb355713152543757955820479a87949a61154e $(RP2_TINYUSB_FETCHED))
	@$(if $(RP2_MBEDTLS_GIVEN),:,$(FETCH) source mbedtls 3.6.6-0.1~deb13u1 \
		8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a $(RP2_MBEDTLS_FETCHED))
	@$(if $(filter $(MICROPYTHON_DIR),$(RP2_TREE)),:,$(RP2_DIR)/source_tree.sh $(MICROPYTHON_DIR) $(RP2_TREE) \
		$(if $(RP2_TINYUSB_GIVEN),,tinyusb=$(RP2_TINYUSB_FETCHED)/usr/src/tinyusb) \
		$(if $(RP2_MBEDTLS_GIVEN),,mbedtls=$(RP2_MBEDTLS_FETCHED)))

.PHONY: firmware-rp2
firmware-rp2: rp2-sources mpy-cross
ifeq ($(ASYNCIO),ours)
	@test -n '$(CARGO)' || { echo 'error: no cargo 1.85 or newer: run make setup' >&2; exit 1; }
endif
	@if [ "$$(cat $(RP2_OUT)/flags 2>/dev/null)" != '$(RP2_STAMP)' ]; then \
		rm -rf $(RP2_OUT) && mkdir -p $(RP2_OUT) && echo '$(RP2_STAMP)' >$(RP2_OUT)/flags; fi
	@export MICROPY_MPYCROSS=$(MPY_CROSS) GIT_CEILING_DIRECTORIES=$(ROOT)/micropython:$(BUILD_ROOT); \
		$(ROOT)/tools/logged_build.sh $(RP2_OUT:$(ROOT)/%=%)/firmware.uf2 $(RP2_OUT).log \
		$(RP2_DIR)/build_image.sh $(RP2_TREE) $(RP2_OUT) $(JOBS) $(RP2_FLAGS)

# The emulated Pico: each suite makes the image it runs.
rp2_firmware = $(MAKE) --no-print-directory firmware PORT=rp2 BOARD=$(1) ASYNCIO=$(2) USER_C_MODULES= FROZEN_MANIFEST=
rp2_image = $(BUILD_ROOT)/rp2-$(1)$(VERSION_SUFFIX)$(if $(filter stock,$(2)),-stock)/firmware.uf2
rp2_run = python3 $(ROOT)/tests/run.py --board rp2 --asyncio $(1) --firmware $(call rp2_image,RPI_PICO_EMU,$(1)) \
	--micropython-dir $(MICROPYTHON_DIR) --features $(or $(MPY_ASYNCIO_FEATURES),board)

TEST_TARGETS += test-rp2-upstream
TEST_SETUP += rp2 rp2-emulator

.PHONY: rp2-emulator
rp2-emulator: # what runs the images: rp2.mjs says what it emulates
	@$(SETUP) rp2-emulator
	@python3 $(RP2_DIR)/emulator/fetch.py $(CACHE)/rp2-emulator

.PHONY: test-rp2
test-rp2: ## every suite on the emulated Raspberry Pi Pico, and the USB image's REPL
	@python3 $(ROOT)/tools/run_suites.py --results '$(TEST_RESULTS)' --make '$(MAKE) --no-print-directory' \
		test-rp2-upstream test-rp2-suites test-rp2-usb

.PHONY: test-rp2-upstream
test-rp2-upstream: rp2-emulator ## upstream's asyncio tests and interrupts of the chip on the emulated Pico
	@$(call rp2_firmware,RPI_PICO_EMU,ours)
	@$(call rp2_run,ours) --suite upstream --suite rp2 --result $(TEST_RESULTS)/upstream-rp2

.PHONY: test-rp2-suites
test-rp2-suites: rp2-emulator
	@$(call rp2_firmware,RPI_PICO_EMU,ours)
	@$(call rp2_run,ours) --suite conformance --result $(TEST_RESULTS)/conformance-rp2

.PHONY: test-rp2-usb
test-rp2-usb: rp2-emulator
	@$(call rp2_firmware,RPI_PICO,ours)
	@python3 $(ROOT)/tests/boards/rp2_usb.py $(call rp2_image,RPI_PICO,ours) --result $(TEST_RESULTS)/usb-rp2

.PHONY: bench-rp2
bench-rp2: rp2-emulator ## switch, wake, blink, idle and size on the emulated Pico, ours beside stock
	@$(call rp2_firmware,RPI_PICO_EMU,stock)
	@$(call rp2_firmware,RPI_PICO_EMU,ours)
	@python3 $(ROOT)/benches/rp2/bench_rp2.py --image ours=$(call rp2_image,RPI_PICO_EMU,ours) --image stock=$(call rp2_image,RPI_PICO_EMU,stock)
