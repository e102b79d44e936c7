# What comes in from outside: data, pins and drivers, on firmwares that have these features.

TEST_TARGETS += test-from-interrupts test-pins
TEST_SETUP += qemu rp2 rp2-emulator

FROM_INTERRUPTS_FEATURES := queue,thread-queue,pins
from_interrupts_out = $(BUILD_ROOT)/qemu-$(1)$(VERSION_SUFFIX)-from-interrupts

.PHONY: test-from-interrupts
test-from-interrupts: ## data and edges from interrupts to tasks on the emulated Cortex-M0, Cortex-M3 and RV32 (tests/from_interrupts)
	@status=0; for board in $(QEMU_MACHINES); do \
		$(call qemu_firmware,$$board,ours) QEMU_OUT=$(call from_interrupts_out,$$board) MPY_ASYNCIO_FEATURES=$(FROM_INTERRUPTS_FEATURES) || exit 1; \
		python3 $(ROOT)/tests/run.py --board $$board --firmware $(call from_interrupts_out,$$board)/firmware.elf \
			--features $(FROM_INTERRUPTS_FEATURES) --suite from_interrupts $(ROOT)/tests/conformance/thread_queue/*.py \
			$(ROOT)/tests/conformance/pins/*.py --result $(TEST_RESULTS)/from-interrupts-$$board || status=1; \
	done; exit $$status

PINS_RP2_OUT := $(BUILD_ROOT)/rp2-RPI_PICO_EMU$(VERSION_SUFFIX)-pins

.PHONY: test-pins
test-pins: rp2-emulator ## a pin of the emulated Pico at 1 kHz: every edge; a bouncing button; the time from an edge to a task
	@$(call rp2_firmware,RPI_PICO_EMU,ours) RP2_OUT=$(PINS_RP2_OUT) MPY_ASYNCIO_FEATURES=board,pins
	@python3 $(ROOT)/tests/pins/pins_test.py $(PINS_RP2_OUT)/firmware.uf2 --result $(TEST_RESULTS)/pins
