# What comes in from outside: data, pins and drivers, on firmwares that have these features.

TEST_TARGETS += test-from-interrupts
TEST_SETUP += qemu

FROM_INTERRUPTS_FEATURES := thread-queue
from_interrupts_out = $(BUILD_ROOT)/qemu-$(1)$(VERSION_SUFFIX)-from-interrupts

.PHONY: test-from-interrupts
test-from-interrupts: ## data from interrupts to tasks on the emulated Cortex-M0, Cortex-M3 and RV32 (tests/from_interrupts)
	@status=0; for board in $(QEMU_MACHINES); do \
		$(call qemu_firmware,$$board,ours) QEMU_OUT=$(call from_interrupts_out,$$board) MPY_ASYNCIO_FEATURES=$(FROM_INTERRUPTS_FEATURES) || exit 1; \
		python3 $(ROOT)/tests/run.py --board $$board --firmware $(call from_interrupts_out,$$board)/firmware.elf \
			--features $(FROM_INTERRUPTS_FEATURES) --suite from_interrupts $(ROOT)/tests/conformance/thread_queue/*.py \
			--result $(TEST_RESULTS)/from-interrupts-$$board || status=1; \
	done; exit $$status
