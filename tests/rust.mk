# What looks into the Rust code beside `make test-unit`: a fuzzer, loom, Miri, and tests inside a MicroPython of their own.

TEST_TARGETS += test-vm test-loom test-miri

VM_BUILD := $(BUILD_ROOT)/vm$(VERSION_SUFFIX)

# Upstream's rules look for names in changed sources only, and not in what a changed header brings them.
VM_HEADERS = $(shell cat $(ROOT)/micropython/module/*.h $(ROOT)/micropython/module/*/*.h | sha256sum | cut -d ' ' -f 1)
.PHONY: test-vm
test-vm: micropython ## Rust tests inside a MicroPython: conversions, raises, the collector, faults at every point
	@test "$$(cat $(VM_BUILD)/headers 2>/dev/null)" = $(VM_HEADERS) || rm -rf $(VM_BUILD)/genhdr
	@$(ROOT)/tools/logged_build.sh $(VM_BUILD:$(ROOT)/%=%)/libmicropython.a $(VM_BUILD).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(ROOT)/tests/vm MICROPYTHON_DIR=$(MICROPYTHON_DIR) BUILD=$(VM_BUILD)
	@echo $(VM_HEADERS) >$(VM_BUILD)/headers
	@cd $(ROOT)/tests/vm && VM_BUILD=$(VM_BUILD) MPY_ASYNCIO_CFLAGS_FILE=$(VM_BUILD)/cflags MPY_ASYNCIO_CWD=$(ROOT)/tests/vm \
		CARGO_TARGET_DIR=$(VM_BUILD)/cargo $(ROOT)/tools/cargo_suite.sh $(TEST_RESULTS)/vm --quiet

.PHONY: test-loom
test-loom: ## wakes from interrupts and threads in every order that the memory model allows, with and without compare-and-swap
	@cd $(ROOT) && RUSTFLAGS='--cfg loom' CARGO_TARGET_DIR=$(BUILD_ROOT)/loom \
		tools/cargo_suite.sh $(TEST_RESULTS)/loom --quiet --test wakes_under_loom
	@cd $(ROOT) && RUSTFLAGS='--cfg loom --cfg sections' CARGO_TARGET_DIR=$(BUILD_ROOT)/loom-sections \
		tools/cargo_suite.sh $(TEST_RESULTS)/loom-sections --quiet --test wakes_under_loom

# Few cases: Miri is some hundred times slower. Isolation off lets proptest find its folder.
.PHONY: test-miri
test-miri: ## the scheduler's tests under Miri, where this machine's cargo has it
	@cd $(ROOT) && if $(CARGO) miri --version >/dev/null 2>&1; then \
		MIRIFLAGS=-Zmiri-disable-isolation PROPTEST_CASES=4 CARGO_TARGET_DIR=$(BUILD_ROOT)/miri \
			tools/cargo_suite.sh $(TEST_RESULTS)/miri miri --quiet --test scheduler; \
	else \
		echo 'test-miri: skipped: this cargo has no Miri (rustup +nightly component add miri, then CARGO= of that toolchain)'; \
		mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/miri; \
	fi

SECONDS ?= 60
.PHONY: fuzz-scheduler
fuzz-scheduler: ## random operations by libFuzzer on the scheduler and on its models, SECONDS= (60) for each structure
	@$(ROOT)/tests/rust/fuzz/run.sh $(SECONDS) $(TEST_RESULTS)/fuzz-scheduler $(TARGETS)
