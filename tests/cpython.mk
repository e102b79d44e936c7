# What CPython's asyncio has and stock's has not: the same scripts on CPython, which gives the expectations, and on ours.

TEST_TARGETS += test-cpython test-cpython-boards

CPYTHON_SUITE = $(CONFORMANCE)/cpython

.PHONY: test-cpython
test-cpython: ## CPython's asyncio names on unix, compared with CPython's output (tests/conformance/cpython)
	@python3 $(CONFORMANCE)/write_expected.py --check $(CPYTHON_SUITE)
	@$(call unix_firmware,ours)
	@python3 $(ROOT)/tests/run.py --board unix --firmware $(UNIX_FIRMWARE) --suite cpython \
		--features $(or $(MPY_ASYNCIO_FEATURES),$(MPY_ASYNCIO_FULL)) --result $(TEST_RESULTS)/cpython-unix

.PHONY: test-cpython-boards
test-cpython-boards: rp2-emulator ## the same on the emulated Cortex-M3, RV32 and Pico
	@status=0; for board in MPS2_AN385 VIRT_RV32; do \
		$(call qemu_firmware,$$board,ours) && $(call qemu_run,$$board,ours) --suite cpython --result $(TEST_RESULTS)/cpython-$$board || status=1; done; \
	$(call rp2_firmware,RPI_PICO_EMU,ours) && $(call rp2_run,ours) --suite cpython --result $(TEST_RESULTS)/cpython-rp2 || status=1; \
	exit $$status

.PHONY: expectations-cpython
expectations-cpython: ## rewrite the .exp of tests/conformance/cpython by running its scripts on CPython
	@python3 $(CONFORMANCE)/write_expected.py $(CPYTHON_SUITE)

.PHONY: fuzz-cpython
fuzz-cpython: ## N= random programs from SEED= on CPython and on ours must print the same
	@$(call unix_firmware,ours)
	@python3 $(ROOT)/tests/fuzz/against_cpython.py --ours $(UNIX_FIRMWARE) --count $(N) --seed $(SEED)
