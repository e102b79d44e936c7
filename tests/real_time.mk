# Urgent tasks, deadlines and idle time on firmwares that have these features, and random programs of urgent tasks.

TEST_TARGETS += test-urgent-programs test-real-time test-latency
REAL_TIME_FEATURES := board,priority,deadlines,idle,pins
REAL_TIME_QEMU_OUT := $(BUILD_ROOT)/qemu-MPS2_AN385$(VERSION_SUFFIX)-real-time
# test-pins and test-latency have the same image.
REAL_TIME_RP2_OUT := $(BUILD_ROOT)/rp2-RPI_PICO_EMU$(VERSION_SUFFIX)-real-time
real_time_rp2_firmware = $(call rp2_firmware,RPI_PICO_EMU,ours) RP2_OUT=$(REAL_TIME_RP2_OUT) MPY_ASYNCIO_FEATURES=$(REAL_TIME_FEATURES)
REAL_TIME_SUITES := --suite conformance/urgent --suite conformance/deadlines --suite conformance/idle

.PHONY: test-urgent-programs
test-urgent-programs: ## N= random programs of urgent tasks from SEED= on unix against a model in Python
	@$(diagnostics_unix_firmware)
	@python3 $(ROOT)/tests/fuzz/urgent.py --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython --count $(N) --seed $(SEED) \
		--result $(TEST_RESULTS)/urgent-programs

.PHONY: test-real-time
test-real-time: rp2-emulator ## urgent tasks, deadlines and idle time on the emulated Cortex-M3 and Pico (unix: test-conformance)
	@$(call qemu_firmware,MPS2_AN385,ours) QEMU_OUT=$(REAL_TIME_QEMU_OUT) MPY_ASYNCIO_FEATURES=$(REAL_TIME_FEATURES)
	@$(real_time_rp2_firmware)
	@status=0; \
	python3 $(ROOT)/tests/run.py --board MPS2_AN385 --firmware $(REAL_TIME_QEMU_OUT)/firmware.elf --features $(REAL_TIME_FEATURES) \
		$(REAL_TIME_SUITES) --result $(TEST_RESULTS)/real-time-MPS2_AN385 || status=1; \
	python3 $(ROOT)/tests/run.py --board rp2 --firmware $(REAL_TIME_RP2_OUT)/firmware.uf2 --features $(REAL_TIME_FEATURES) \
		$(REAL_TIME_SUITES) --suite rp2 --result $(TEST_RESULTS)/real-time-rp2 || status=1; \
	exit $$status

.PHONY: test-latency
test-latency: rp2-emulator ## the limits of benches/latency.toml, as make check-latency, on the image of test-real-time
	@$(real_time_rp2_firmware)
	@python3 $(ROOT)/benches/check_latency.py --image $(REAL_TIME_RP2_OUT)/firmware.uf2 --result $(TEST_RESULTS)/latency
