# The stand-in for an ESP-IDF build (standin/CMakeLists.txt): the module as an IDF builder takes it, on QEMU.

STANDIN_DIR := $(ROOT)/ports/esp32/standin
STANDIN_OUT = $(BUILD_ROOT)/esp32-standin$(VERSION_SUFFIX)
STANDIN_ARCHIVE_OUT = $(STANDIN_OUT)-archive
STANDIN_ARCHIVE = $(BUILD_ROOT)/archive/riscv32imc/libmpy_asyncio.a
STANDIN_FLAGS = -DMICROPY_DIR=$(MICROPYTHON_DIR) -DUSER_C_MODULES=$(ROOT)/micropython/module/micropython.cmake -DIDF_TARGET=esp32c3

# CMake keeps what it was once told: another set of flags starts from an empty folder.
STANDIN_STAMP = $(STANDIN_FLAGS) $(MPY_ASYNCIO_FEATURES) $(MPY_ASYNCIO_PROFILE) $(shell cat $(QEMU_DIR)/*.h \
	$(QEMU_DIR)/boards/VIRT_RV32/*.h $(ROOT)/Cargo.toml | sha256sum)
standin_build = if [ "$$(cat $(1)/flags 2>/dev/null)" != '$(STANDIN_STAMP)' ]; then \
		rm -rf $(1) && mkdir -p $(1) && echo '$(STANDIN_STAMP)' >$(1)/flags; fi; \
	$(ROOT)/tools/logged_build.sh $(1:$(ROOT)/%=%)/firmware.elf $(1).log \
		sh -c 'cmake -G Ninja -S $(STANDIN_DIR) -B $(1) $(STANDIN_FLAGS) $(2) && cmake --build $(1) --parallel $(JOBS)'
standin_run = python3 $(ROOT)/tests/run.py --board VIRT_RV32 --firmware $(1)/firmware.elf --micropython-dir $(MICROPYTHON_DIR)

ESP32_TESTS += test-esp32-standin
TEST_TARGETS += test-esp32-standin
TEST_SETUP += esp32 archive

.PHONY: test-esp32-standin
test-esp32-standin: ## the module in a stand-in for ESP-IDF's build, with cargo and with a prebuilt archive, on QEMU
	@$(SETUP) esp32 archive
	@$(MAKE) --no-print-directory test-esp32-standin-built

.PHONY: test-esp32-standin-built
test-esp32-standin-built: micropython
	@$(call standin_build,$(STANDIN_OUT),-UMPY_ASYNCIO_ARCHIVE)
	@$(MAKE) --no-print-directory archive TARGET=riscv32imc
	@$(call standin_build,$(STANDIN_ARCHIVE_OUT),-DMPY_ASYNCIO_ARCHIVE=$(STANDIN_ARCHIVE))
	@status=0; \
	python3 $(ROOT)/tests/esp32_idf.py --micropython-dir $(MICROPYTHON_DIR) --standin $(STANDIN_DIR) --archive-build $(STANDIN_ARCHIVE_OUT) \
		--archive $(STANDIN_ARCHIVE) --result $(TEST_RESULTS)/idf-esp32 || status=1; \
	$(call standin_run,$(STANDIN_OUT)) --suite upstream --suite conformance --suite interrupts \
		--result $(TEST_RESULTS)/standin-esp32 || status=1; \
	$(call standin_run,$(STANDIN_ARCHIVE_OUT)) --suite upstream --result $(TEST_RESULTS)/standin-archive-esp32 || status=1; \
	exit $$status
