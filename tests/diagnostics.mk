# Debug mode, statistics and the trace, on firmwares that have them, and the trace's viewer in a real browser.

TEST_TARGETS += test-diagnostics test-trace-viewer
TEST_SETUP += qemu browser:optional

DIAGNOSTICS_UNIX_OUT := $(BUILD_ROOT)/unix$(VERSION_SUFFIX)-diagnostics
DIAGNOSTICS_QEMU_OUT := $(BUILD_ROOT)/qemu-MPS2_AN385$(VERSION_SUFFIX)-diagnostics
diagnostics_unix_firmware = $(call unix_firmware,ours) UNIX_OUT=$(DIAGNOSTICS_UNIX_OUT) MPY_ASYNCIO_FEATURES=$(MPY_ASYNCIO_FULL),diagnostics,test-clock
diagnostics_qemu_firmware = $(call qemu_firmware,MPS2_AN385,ours) QEMU_OUT=$(DIAGNOSTICS_QEMU_OUT) MPY_ASYNCIO_FEATURES=board,diagnostics,deadlines

.PHONY: test-diagnostics
test-diagnostics: ## debug mode, statistics and trace on unix and on the emulated Cortex-M3 (tests/diagnostics)
	@$(diagnostics_unix_firmware)
	@$(diagnostics_qemu_firmware)
	@status=0; \
	python3 $(ROOT)/tests/run.py --board unix --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython --suite diagnostics \
		--result $(TEST_RESULTS)/diagnostics-unix || status=1; \
	python3 $(ROOT)/tests/run.py --board MPS2_AN385 --firmware $(DIAGNOSTICS_QEMU_OUT)/firmware.elf --suite diagnostics \
		--result $(TEST_RESULTS)/diagnostics-MPS2_AN385 || status=1; \
	exit $$status

.PHONY: test-trace-viewer
test-trace-viewer: ## the page of tools/trace_view.py in Chromium: clicks, hovers, keys (playwright-core from npm)
	@if ! $(SETUP) browser; then \
		echo 'skip trace-viewer: no Chromium can be installed here'; \
		mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/trace-viewer; exit 0; fi; \
	$(diagnostics_unix_firmware) && \
	python3 $(ROOT)/tests/diagnostics/viewer/trace_view_test.py --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython \
		--modules $(CACHE)/browser --result $(TEST_RESULTS)/trace-viewer

.PHONY: trace
ifneq ($(SERIAL),)
trace:
	@python3 $(ROOT)/tools/fetch_trace.py '$(SERIAL)' $(BUILD_ROOT)/trace.txt
	@python3 $(ROOT)/tools/trace_view.py $(BUILD_ROOT)/trace.txt -o $(BUILD_ROOT)/trace.html
	@! command -v xdg-open >/dev/null || xdg-open $(BUILD_ROOT)/trace.html
else
trace: ## SCRIPT= (default examples/three_tasks.py) on unix, or with SERIAL=/dev/ttyACM0 a program that runs there: build/trace.html
	@$(diagnostics_unix_firmware)
	@$(DIAGNOSTICS_UNIX_OUT)/micropython $(ROOT)/examples/traced.py \
		'$(if $(filter command,$(firstword $(origin SCRIPT))),$(SCRIPT),$(ROOT)/examples/three_tasks.py)' $(BUILD_ROOT)/trace.txt
	@python3 $(ROOT)/tools/trace_view.py $(BUILD_ROOT)/trace.txt -o $(BUILD_ROOT)/trace.html
endif

# The same of the emulated Pico, with an interrupt that sets a flag.
DIAGNOSTICS_RP2_OUT := $(BUILD_ROOT)/rp2-RPI_PICO_EMU$(VERSION_SUFFIX)-diagnostics
.PHONY: trace-rp2
trace-rp2: rp2-emulator ## run examples/traced_tasks.py on the emulated Pico: build/trace-rp2.html
	@$(call rp2_firmware,RPI_PICO_EMU,ours) RP2_OUT=$(DIAGNOSTICS_RP2_OUT) MPY_ASYNCIO_FEATURES=board,diagnostics
	@python3 $(ROOT)/tests/run.py --board rp2 --firmware $(DIAGNOSTICS_RP2_OUT)/firmware.uf2 --show \
		$(ROOT)/examples/traced_tasks.py >$(BUILD_ROOT)/trace-rp2.txt
	@python3 $(ROOT)/tools/trace_view.py $(BUILD_ROOT)/trace-rp2.txt -o $(BUILD_ROOT)/trace-rp2.html

# One firmware for each set: the difference is what having it costs.
DIAGNOSTICS_BENCH := board board,debug board,trace board,stats board,diagnostics
.PHONY: bench-diagnostics
bench-diagnostics: ## instructions of 1000 switches on the Cortex-M3 without and with debug, stats and trace, off and on; flash
	@for features in $(DIAGNOSTICS_BENCH); do \
		out=$(BUILD_ROOT)/qemu-MPS2_AN385-bench-$$(echo $$features | tr , -); \
		$(call qemu_firmware,MPS2_AN385,ours) QEMU_OUT=$$out MPY_ASYNCIO_FEATURES=$$features || exit 1; \
		echo "features $$features"; \
		python3 $(ROOT)/tests/run.py --board MPS2_AN385 --firmware $$out/firmware.elf --icount $(ROOT)/benches/qemu/diagnostics.py | \
			grep -v ' start ' || exit 1; \
		arm-none-eabi-size $$out/firmware.elf | awk 'NR == 2 { print "flash", $$1 + $$2, "bytes; static RAM", $$2 + $$3, "bytes" }'; \
	done
