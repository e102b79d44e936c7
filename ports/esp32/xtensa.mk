# The Xtensa half of the ESP32s (ESP32, S2, S3), as far as it can be checked without one: tests/xtensa.

XTENSA_ARCHIVE_OUT = $(BUILD_ROOT)/archive/xtensa-esp32
XTENSA_CARGO_OUT = $(MPY_ASYNCIO_TARGET_DIR)/xtensa-esp32-none-elf/$(ARCHIVE_PROFILE)
XTENSA_PLUGIN := $(CACHE)/xtensa-core/plugin.so

ESP32_TESTS += test-xtensa-abi
TEST_TARGETS += test-xtensa-abi
# Not every Rust can: rustc of Debian 12's security archive, or espup's.
TEST_SETUP += archive archive-xtensa:optional
XTENSA_CARGO := $(shell $(ROOT)/tools/find_rust.sh xtensa-esp32-none-elf)

.PHONY: test-xtensa-abi
test-xtensa-abi: ## calls between Rust and C on an Xtensa, in both directions, compared with GCC's, on QEMU
ifeq ($(XTENSA_CARGO),)
	@echo "test-xtensa-abi: skipped: no Rust here knows xtensa-esp32-none-elf (Debian 12's security archive has one: rustc-web; so has espup)"
	@mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/abi-xtensa
else
	@$(SETUP) esp32
	@$(MAKE) --no-print-directory archive TARGET=xtensa-esp32
	@python3 $(ROOT)/tests/xtensa/abi.py --spec $(XTENSA_ARCHIVE_OUT)/cargo/xtensa-esp32-none-elf.json --core $(XTENSA_CARGO_OUT)/deps \
		--rustc $(dir $(XTENSA_CARGO))rustc --plugin $(XTENSA_PLUGIN) \
		--headers '$(ARCHIVE_CFLAGS)' --bindings $$(ls -t $(XTENSA_CARGO_OUT)/build/micropython-sys-*/out/bindings.rs | head -n 1) \
		--result $(TEST_RESULTS)/abi-xtensa
endif

# No chip's image, but the instructions and the calling convention of theirs.
ESP32_TESTS += test-xtensa-sim
.PHONY: test-xtensa-sim
test-xtensa-sim: ## upstream's tests and ours on MicroPython for an Xtensa core with windowed registers, on QEMU
	@$(SETUP) archive-xtensa
	@$(call qemu_firmware,SIM_XTENSA,ours)
	@$(call qemu_run,SIM_XTENSA,ours) --suite upstream --suite conformance --result $(TEST_RESULTS)/sim-xtensa

.PHONY: test-archives
test-archives: # every archive builds; part of test-esp32 alone
	@passed=0; failed=0; for target in $(ARCHIVE_TARGETS); do \
		if $(MAKE) --no-print-directory archive TARGET=$$target; then passed=$$((passed + 1)); else failed=$$((failed + 1)); fi; done; \
	mkdir -p $(TEST_RESULTS) && echo "$$passed $$failed" >$(TEST_RESULTS)/archives && test $$failed = 0
ESP32_TESTS += test-archives
