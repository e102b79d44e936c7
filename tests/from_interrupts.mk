# What comes in from outside: data, pins, a UART and drivers, on firmwares that have these features. The drivers are those of examples/driver.

TEST_TARGETS += test-from-interrupts test-driver test-pins test-uart
TEST_SETUP += qemu rp2 rp2-emulator

FROM_INTERRUPTS_FEATURES := queue,thread-queue,pins
from_interrupts_out = $(BUILD_ROOT)/qemu-$(1)$(VERSION_SUFFIX)-from-interrupts

.PHONY: test-from-interrupts
test-from-interrupts: ## data and edges from interrupts to tasks on the emulated Cortex-M0, Cortex-M3 and RV32 (tests/from_interrupts); the longest time with interrupts off
	@status=0; for board in $(QEMU_MACHINES); do \
		$(call qemu_firmware,$$board,ours) QEMU_OUT=$(call from_interrupts_out,$$board) MPY_ASYNCIO_FEATURES=$(FROM_INTERRUPTS_FEATURES) || exit 1; \
		python3 $(ROOT)/tests/run.py --board $$board --firmware $(call from_interrupts_out,$$board)/firmware.elf \
			--features $(FROM_INTERRUPTS_FEATURES) --suite from_interrupts $(ROOT)/tests/conformance/thread_queue/*.py \
			$(ROOT)/tests/conformance/pins/*.py --result $(TEST_RESULTS)/from-interrupts-$$board || status=1; \
	done; \
	$(interrupts_off) --result $(TEST_RESULTS)/interrupts-off || status=1; \
	exit $$status

# A folder for USER_C_MODULES with mpy-asyncio and the example beside each other, as a builder would have it.
DRIVER_MODULES := $(BUILD_ROOT)/driver-modules
DRIVER_BOARD := MPS2_AN385
DRIVER_FEATURES := drivers,stream-wakes
DRIVER_UNIX_OUT := $(BUILD_ROOT)/unix$(VERSION_SUFFIX)-driver
DRIVER_QEMU_OUT := $(BUILD_ROOT)/qemu-$(DRIVER_BOARD)$(VERSION_SUFFIX)-driver

.PHONY: test-driver
test-driver: ## the drivers in C of examples/driver: by interrupt on the emulated Cortex-M3, from a thread on unix (tests/driver)
	@mkdir -p $(DRIVER_MODULES) && ln -sfn $(ROOT)/micropython/module $(DRIVER_MODULES)/mpy_asyncio && ln -sfn $(ROOT)/examples/driver $(DRIVER_MODULES)/camera
	@$(call unix_firmware,ours) C_MODULES=$(DRIVER_MODULES) UNIX_OUT=$(DRIVER_UNIX_OUT)
	@$(call qemu_firmware,$(DRIVER_BOARD),ours) C_MODULES=$(DRIVER_MODULES) QEMU_OUT=$(DRIVER_QEMU_OUT) MPY_ASYNCIO_FEATURES=$(DRIVER_FEATURES)
	@status=0; \
	python3 $(ROOT)/tests/run.py --board unix --firmware $(DRIVER_UNIX_OUT)/micropython --suite driver --result $(TEST_RESULTS)/driver-unix || status=1; \
	python3 $(ROOT)/tests/run.py --board $(DRIVER_BOARD) --firmware $(DRIVER_QEMU_OUT)/firmware.elf --suite driver \
		--result $(TEST_RESULTS)/driver-$(DRIVER_BOARD) || status=1; \
	exit $$status

.PHONY: test-pins
test-pins: rp2-emulator ## a pin of the emulated Pico at 1 kHz: every edge; a bouncing button; the time from an edge to a task
	@$(real_time_rp2_firmware)
	@python3 $(ROOT)/tests/pins/pins_test.py $(REAL_TIME_RP2_OUT)/firmware.uf2 --result $(TEST_RESULTS)/pins

.PHONY: test-uart
test-uart: rp2-emulator ## a UART of the emulated Pico as a stream, woken by its interrupt or asked: every byte
	@$(call rp2_firmware,RPI_PICO_EMU,ours)
	@python3 $(ROOT)/tests/uart/uart_test.py $(call rp2_image,RPI_PICO_EMU,ours) --result $(TEST_RESULTS)/uart
