# The prompt beside the program: on a terminal of Linux; and real mpremote and Thonny's own back end on serial ports, while tasks run.

TEST_TARGETS += test-repl
TEST_SETUP += qemu mpremote thonny

REPL_BOARD := MPS2_AN385_FILES
REPL_QEMU_OUT := $(BUILD_ROOT)/qemu-$(REPL_BOARD)$(VERSION_SUFFIX)-repl
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
	$(call run_mpremote,$(REPL_BOARD),$(REPL_QEMU_OUT)/firmware.elf) || status=1; \
	$(call run_thonny,$(REPL_BOARD),$(REPL_QEMU_OUT)/firmware.elf) || status=1; \
	exit $$status
