# The prompt beside the program: on a terminal of Linux, and real mpremote on serial ports.

TEST_TARGETS += test-repl
TEST_SETUP += qemu mpremote

REPL_BOARD := MPS2_AN385_FILES
REPL_QEMU_OUT := $(BUILD_ROOT)/qemu-$(REPL_BOARD)$(VERSION_SUFFIX)-repl
MPREMOTE := $(CACHE)/mpremote/bin/mpremote

.PHONY: test-repl
test-repl: ## the prompt on a terminal of Linux, and mpremote (PyPI) against unix and QEMU's serial port while tasks run
	@$(SETUP) mpremote
	@$(diagnostics_unix_firmware)
	@$(call qemu_firmware,$(REPL_BOARD),ours) QEMU_OUT=$(REPL_QEMU_OUT) MPY_ASYNCIO_FEATURES=board,diagnostics
	@status=0; \
	python3 $(ROOT)/tests/repl/prompt_test.py --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython --result $(TEST_RESULTS)/repl-prompt || status=1; \
	python3 $(ROOT)/tests/repl/mpremote_test.py --board unix --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython --mpremote $(MPREMOTE) \
		--result $(TEST_RESULTS)/repl-mpremote-unix || status=1; \
	python3 $(ROOT)/tests/repl/mpremote_test.py --board $(REPL_BOARD) --firmware $(REPL_QEMU_OUT)/firmware.elf --mpremote $(MPREMOTE) \
		--result $(TEST_RESULTS)/repl-mpremote-$(REPL_BOARD) || status=1; \
	exit $$status
