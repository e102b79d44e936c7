# A second opinion: the Cortex-M images that QEMU runs, run by Unicorn (tests/boards/cortex_m.py says what is modelled).

unicorn_run = python3 $(ROOT)/tests/run.py --board $(1)_UNICORN --firmware $(call qemu_elf,$(1),ours) --micropython-dir $(MICROPYTHON_DIR)

TEST_TARGETS += test-cortex-m-unicorn
TEST_SETUP += unicorn

.PHONY: test-cortex-m-unicorn
test-cortex-m-unicorn: ## the Cortex-M images of PORT=qemu in another emulator, Unicorn: the same output
	@$(SETUP) unicorn
	@$(call qemu_firmware,MPS2_AN385,ours)
	@$(call qemu_firmware,MICROBIT,ours)
	@status=0; \
	$(call unicorn_run,MPS2_AN385) --suite upstream --suite interrupts --result $(TEST_RESULTS)/unicorn-MPS2_AN385 || status=1; \
	$(call unicorn_run,MICROBIT) --suite upstream --result $(TEST_RESULTS)/unicorn-MICROBIT || status=1; \
	exit $$status
