# The benchmark: ours beside stock, its report, its budget, and the README's table.

BENCH_OUT := $(BUILD_ROOT)/bench
BENCH_VENV := $(CACHE)/bench
REPEATS ?= 5
ONLY ?=
# Where an image of PORT= and BOARD= lies; rp2's benchmarks run on the emulated Pico, esp32's in Unicorn.
BENCH_BOARD = $(if $(filter rp2,$(PORT)),RPI_PICO_EMU,$(BOARD))
bench_image = $(BUILD_ROOT)/$(PORT)$(addprefix -,$(BENCH_BOARD))$(VERSION_SUFFIX)$(1)/$(BENCH_IMAGE_$(PORT))
BENCH_IMAGE_unix := micropython
BENCH_IMAGE_qemu := firmware.elf
BENCH_IMAGE_rp2 := firmware.uf2
BENCH_IMAGE_esp32 := firmware.bin
BENCH_SETUP_rp2 := rp2-emulator
BENCH_SETUP_esp32 := unicorn
# Ports that also build ours with no more than stock has, whose size is the one to compare.
BENCH_PARITY := $(filter qemu rp2,$(PORT))

# Asked before the default board takes its place: without BOARD=, every machine of qemu.
BENCH_BOARDS := $(or $(if $(filter qemu,$(PORT)),$(or $(BOARD),$(QEMU_MACHINES))),-)

.PHONY: bench
bench: ## measure PORT= (unix, qemu, rp2, esp32), ours beside stock: build/bench/report.html [ONLY=switch,echo] [REPEATS=]
	@test -x $(BENCH_VENV)/bin/python || python3 -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -c 'import uvloop' 2>/dev/null || $(BENCH_VENV)/bin/pip install --quiet uvloop==0.22.1 || \
		echo 'bench: uvloop does not install here: its column stays empty'
	@for board in $(BENCH_BOARDS); do $(MAKE) --no-print-directory bench-board BOARD=$${board#-} || exit 1; done

.PHONY: bench-board
bench-board:
	@$(if $(BENCH_SETUP_$(PORT)),$(SETUP) $(BENCH_SETUP_$(PORT)),:)
	@for asyncio in stock ours $(if $(BENCH_PARITY),parity); do \
		$(MAKE) --no-print-directory firmware ASYNCIO=$$asyncio BOARD=$(BENCH_BOARD) || exit 1; done
	@python3 $(ROOT)/benches/bench.py --port $(PORT) $(if $(filter qemu,$(PORT)),--board $(BENCH_BOARD)) \
		--ours $(call bench_image) --stock $(call bench_image,-stock) --out $(BENCH_OUT) \
		$(if $(BENCH_PARITY),--parity $(call bench_image,-parity)) \
		$(if $(filter unix,$(PORT)),--repeats $(REPEATS)) --only '$(ONLY)' \
		$$($(BENCH_VENV)/bin/python -c 'import uvloop' 2>/dev/null && echo --uvloop $(BENCH_VENV)/bin/python)

# Where interrupts matter to the module: the processor without compare-and-swap, with all features and the RAM that they need.
INTERRUPTS_OFF_OUT := $(BUILD_ROOT)/qemu-MICROBIT$(VERSION_SUFFIX)-full
interrupts_off = $(MAKE) --no-print-directory firmware PORT=qemu BOARD=MICROBIT ASYNCIO=ours QEMU_OUT=$(INTERRUPTS_OFF_OUT) \
	RAM_SIZE=64K MPY_ASYNCIO_FEATURES=full && \
	python3 $(ROOT)/benches/interrupts_off.py --machine UPSTREAM_MICROBIT --firmware $(INTERRUPTS_OFF_OUT)/firmware.elf
.PHONY: bench-interrupts-off
bench-interrupts-off: ## the longest stretch with interrupts off on a Cortex-M0, counted in QEMU's trace: a row of the report
	@$(SETUP) qemu
	@$(interrupts_off) --report $(BENCH_OUT)/report.json

.PHONY: bench-streams
bench-streams: ## instructions of streams that wait on the emulated board with a network, stock beside ours; takes some minutes
	@$(call qemu_firmware,MPS2_AN385_NET,stock)
	@$(call qemu_firmware,MPS2_AN385_NET,ours)
	@python3 $(ROOT)/benches/waiting_streams.py --ours $(call qemu_elf,MPS2_AN385_NET,ours) --stock $(call qemu_elf,MPS2_AN385_NET,stock)

.PHONY: check-budget
check-budget: ## compare the report with benches/budget.toml
	@python3 $(ROOT)/benches/check_budget.py $(BENCH_OUT)/report.json

# The features that the limits of latency.toml are for; a set given on the command line takes their place.
LATENCY_FEATURES = $(or $(MPY_ASYNCIO_FEATURES),board$(comma)priority$(comma)deadlines$(comma)idle)
LATENCY_OUT = $(BUILD_ROOT)/rp2-RPI_PICO_EMU$(VERSION_SUFFIX)-latency
LIMIT_US ?= 1000
WAKES ?= 100
.PHONY: check-latency
check-latency: LATENCY_SCRIPT := $(if $(filter command,$(firstword $(origin SCRIPT))),$(SCRIPT))
check-latency: ## worst latencies on the emulated Pico against benches/latency.toml [SCRIPT=my.py LIMIT_US= WAKES=] [ONLY=] [STOCK=1]
	@$(if $(LATENCY_SCRIPT),test -f '$(LATENCY_SCRIPT)' || { echo "check-latency: SCRIPT=$(LATENCY_SCRIPT): no such file" >&2; exit 1; },:)
	@$(MAKE) --no-print-directory rp2-emulator
	@$(call rp2_firmware,RPI_PICO_EMU,ours) RP2_OUT=$(LATENCY_OUT) MPY_ASYNCIO_FEATURES=$(LATENCY_FEATURES)
	@$(if $(STOCK),$(call rp2_firmware,RPI_PICO_EMU,stock),:)
	@python3 $(ROOT)/benches/check_latency.py --image $(LATENCY_OUT)/firmware.uf2 --only '$(ONLY)' \
		$(if $(STOCK),--stock $(call rp2_image,RPI_PICO_EMU,stock)) \
		$(if $(LATENCY_SCRIPT),--script '$(LATENCY_SCRIPT)' --limit-us $(LIMIT_US) --wakes $(WAKES)) \
		--result $(TEST_RESULTS)/latency

.PHONY: readme-table
readme-table: ## write the tables of ratios in README and docs/performance.md from the report
	@python3 $(ROOT)/benches/readme_table.py $(BENCH_OUT)/report.json $(ROOT)/README.md $(ROOT)/docs/performance.md
