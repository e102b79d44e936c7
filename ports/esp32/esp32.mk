# MicroPython for the ESP32-C3 on esp-hal, built by cargo: a whole image, without ESP-IDF. (ESP-IDF's own build of MicroPython takes
# micropython/module/micropython.cmake: docs/boards/esp32.md.)

LOOPS_esp32 := ours stock none
BOARDS_esp32 := ESP32_C3
ESP32_DIR := $(ROOT)/ports/esp32
ESP32_BOARD = $(or $(BOARD),$(firstword $(BOARDS_esp32)))
# esp-hal asks for a newer Rust than everything else does.
ESP32_RUST := $(shell sed -n 's/^rust-version = "1\.\([0-9]*\)"/\1/p' $(ESP32_DIR)/Cargo.toml)
ESP32_CARGO := $(shell $(ROOT)/tools/find_rust.sh riscv32imc-unknown-none-elf $(ESP32_RUST))
ESP32_LACKS := the image needs Rust 1.$(ESP32_RUST) or newer (rustup, or Debian 12 security archive: rustc-web)
ESP32_OUT = $(BUILD_ROOT)/esp32-$(ESP32_BOARD)$(VERSION_SUFFIX)$(if $(filter-out ours,$(ASYNCIO)),-$(ASYNCIO))

ESP32_FLAGS = \
	MICROPYTHON_DIR=$(MICROPYTHON_DIR) ASYNCIO=$(ASYNCIO) \
	MICROPY_MPYCROSS=$(MPY_CROSS) MPY_LIB_DIR=$(MPY_LIB_DIR) ESPTOOL=$(CACHE)/esptool/bin/esptool \
	$(addprefix FROZEN_MANIFEST=,$(FROZEN_MANIFEST)) $(addprefix BOARD_FILES=,$(BOARD_FILES))

.PHONY: firmware-esp32
firmware-esp32: mpy-cross
	@$(ROOT)/tools/logged_build.sh $(ESP32_OUT:$(ROOT)/%=%)/firmware.bin $(ESP32_OUT).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(ESP32_DIR) BUILD=$(ESP32_OUT) $(ESP32_FLAGS)

# The image that would be flashed, run by Unicorn (tests/boards/esp32_c3.py says what is modelled).
esp32_image = $(BUILD_ROOT)/esp32-ESP32_C3$(VERSION_SUFFIX)$(if $(filter stock,$(1)),-stock)/firmware.bin
esp32_firmware = $(SETUP) unicorn && $(MAKE) --no-print-directory firmware PORT=esp32 BOARD=ESP32_C3 ASYNCIO=$(1)
esp32_run = python3 $(ROOT)/tests/run.py --board ESP32_C3$(2) --asyncio $(1) --firmware $(call esp32_image,$(1)) --micropython-dir $(MICROPYTHON_DIR)

TEST_TARGETS += test-esp32-c3
TEST_SETUP += esp32 unicorn
# What `make test-esp32` runs.
ESP32_TESTS += test-esp32-c3

.PHONY: esp32-emulator
esp32-emulator: # what runs the image
	@$(SETUP) unicorn

.PHONY: test-esp32
test-esp32: ## every suite on the ESP32-C3's image in Unicorn, and the module in ESP-IDF's way of building
	@python3 $(ROOT)/tools/run_suites.py --results '$(TEST_RESULTS)' --make '$(MAKE) --no-print-directory' $(ESP32_TESTS)

# Each suite on the REPL of UART0, upstream's on that of USB too.
.PHONY: test-esp32-c3
test-esp32-c3:
ifeq ($(ESP32_CARGO),)
	@echo 'test-esp32-c3: skipped: $(ESP32_LACKS)'
	@mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/esp32-c3
else
	@$(call esp32_firmware,ours)
	@status=0; \
	$(call esp32_run,ours) --suite upstream --result $(TEST_RESULTS)/upstream-ESP32_C3 || status=1; \
	$(call esp32_run,ours,_USB) --suite upstream --result $(TEST_RESULTS)/upstream-ESP32_C3_USB || status=1; \
	$(call esp32_run,ours) --suite conformance --result $(TEST_RESULTS)/conformance-ESP32_C3 || status=1; \
	$(call esp32_run,ours) --suite interrupts --suite esp32 --result $(TEST_RESULTS)/interrupts-ESP32_C3 || status=1; \
	python3 $(ROOT)/tests/soft_resets.py --board ESP32_C3 --firmware $(call esp32_image,ours) --result $(TEST_RESULTS)/soft-resets-ESP32_C3 || status=1; \
	exit $$status
endif

.PHONY: test-esp32-stock
test-esp32-stock: ## upstream's tests on stock asyncio on the same port: does the port itself work?
	@$(call esp32_firmware,stock)
	@$(call esp32_run,stock) --suite upstream --result $(TEST_RESULTS)/upstream-ESP32_C3-stock

# `make lint` has this one too: the chip's half is a cargo package of its own.
.PHONY: lint-rust-esp32
lint-rust: lint-rust-esp32
lint-rust-esp32: micropython
ifeq ($(ESP32_CARGO),)
	@echo 'lint-rust-esp32: skipped: $(ESP32_LACKS)'
else
	cd $(ESP32_DIR) && $(CARGO) fmt --check
	MICROPYTHON_DIR=$(MICROPYTHON_DIR) $(ESP32_DIR)/cargo_build.sh $(BUILD_ROOT)/esp32-lint --lint asyncio,mpy-asyncio/board
endif
