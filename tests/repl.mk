# The prompt beside the program: on a terminal of Linux; and real mpremote and Thonny's own back end on serial ports, while tasks run.

TEST_TARGETS += test-repl test-repl-esp32-c3 test-repl-rp2
TEST_SETUP += qemu mpremote thonny
ESP32_TESTS += test-repl-esp32-c3

REPL_BOARD := MPS2_AN385_FILES
REPL_QEMU_OUT := $(BUILD_ROOT)/qemu-$(REPL_BOARD)$(VERSION_SUFFIX)-repl
REPL_ESP32_OUT := $(BUILD_ROOT)/esp32-ESP32_C3$(VERSION_SUFFIX)-repl
REPL_RP2_OUT := $(BUILD_ROOT)/rp2-RPI_PICO$(VERSION_SUFFIX)-repl
MPREMOTE := $(CACHE)/mpremote/bin/mpremote
# $(1): board; $(2): firmware.
run_mpremote = python3 $(ROOT)/tests/repl/mpremote_test.py --board $(1) --firmware $(2) --mpremote $(MPREMOTE) --result $(TEST_RESULTS)/repl-mpremote-$(1)
run_thonny = python3 $(ROOT)/tests/repl/thonny_test.py --board $(1) --firmware $(2) --python $(CACHE)/thonny/bin/python --result $(TEST_RESULTS)/repl-thonny-$(1)

.PHONY: test-repl
test-repl: ## the prompt on a terminal of Linux; mpremote and Thonny's back end (PyPI) against unix and QEMU's serial port while tasks run
	@$(SETUP) mpremote thonny
	@$(diagnostics_unix_firmware)
	@$(call qemu_firmware,$(REPL_BOARD),ours) QEMU_OUT=$(REPL_QEMU_OUT) MPY_ASYNCIO_FEATURES=board,diagnostics
	@status=0; \
	python3 $(ROOT)/tests/repl/prompt_test.py --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython --result $(TEST_RESULTS)/repl-prompt || status=1; \
	$(call run_mpremote,unix,$(DIAGNOSTICS_UNIX_OUT)/micropython) || status=1; \
	$(call run_thonny,unix,$(DIAGNOSTICS_UNIX_OUT)/micropython) || status=1; \
	python3 $(ROOT)/tests/repl/idle_prompt_test.py --board $(REPL_BOARD) --firmware $(REPL_QEMU_OUT)/firmware.elf --result $(TEST_RESULTS)/repl-idle || status=1; \
	$(call run_mpremote,$(REPL_BOARD),$(REPL_QEMU_OUT)/firmware.elf) || status=1; \
	$(call run_thonny,$(REPL_BOARD),$(REPL_QEMU_OUT)/firmware.elf) || status=1; \
	exit $$status

.PHONY: test-repl-esp32-c3
test-repl-esp32-c3: ## the prompt of the emulated ESP32-C3: mpremote on UART0 and on USB, Thonny's back end, and a prompt on a stream
ifeq ($(ESP32_CARGO),)
	@echo 'test-repl-esp32-c3: skipped: $(ESP32_LACKS)'
	@mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/repl-esp32-c3
else
	@$(SETUP) mpremote thonny
	@$(call esp32_firmware,ours) ESP32_OUT=$(REPL_ESP32_OUT) MPY_ASYNCIO_FEATURES=board,diagnostics BOARD_FILES=1
	@status=0; \
	python3 $(ROOT)/tests/repl/idle_prompt_test.py --board ESP32_C3 --firmware $(REPL_ESP32_OUT)/firmware.bin --result $(TEST_RESULTS)/repl-idle-ESP32_C3 || status=1; \
	$(call run_mpremote,ESP32_C3,$(REPL_ESP32_OUT)/firmware.bin) || status=1; \
	$(call run_mpremote,ESP32_C3_USB,$(REPL_ESP32_OUT)/firmware.bin) || status=1; \
	$(call run_thonny,ESP32_C3,$(REPL_ESP32_OUT)/firmware.bin) || status=1; \
	python3 $(ROOT)/tests/run.py --board ESP32_C3 --firmware $(REPL_ESP32_OUT)/firmware.bin --result $(TEST_RESULTS)/repl-stream-ESP32_C3 \
		$(ROOT)/tests/diagnostics/prompt_on_stream.py || status=1; \
	exit $$status
endif

.PHONY: test-repl-rp2
test-repl-rp2: rp2-emulator ## mpremote against the prompt of the emulated Pico on USB, and its flash
	@$(SETUP) mpremote
	@$(call rp2_firmware,RPI_PICO,ours) RP2_OUT=$(REPL_RP2_OUT) MPY_ASYNCIO_FEATURES=board,diagnostics
	@$(call run_mpremote,rp2_usb,$(REPL_RP2_OUT)/firmware.uf2)
