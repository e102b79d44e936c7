# What looks into the Rust code beside `make test-unit`: a fuzzer, loom, Miri, and tests inside a MicroPython of their own.

TEST_TARGETS += test-vm test-rust-host test-publish test-loom test-miri

# cargo builds that MicroPython too: micropython/sys/build.
.PHONY: test-vm
test-vm: micropython ## Rust tests inside a MicroPython: conversions, raises, the collector, faults at every point
	@cd $(ROOT) && MICROPYTHON_DIR=$(MICROPYTHON_DIR) CARGO_TARGET_DIR=$(BUILD_ROOT)/vm$(VERSION_SUFFIX) \
		tools/cargo_suite.sh $(TEST_RESULTS)/vm --quiet --package vm

.PHONY: test-rust-host
test-rust-host: micropython ## examples/rust-host: a Rust program that cargo builds with MicroPython, and what it says to a builder's mistakes
	@python3 $(ROOT)/tests/rust/rust_host.py --micropython-dir $(MICROPYTHON_DIR) --target-dir $(BUILD_ROOT)/vm$(VERSION_SUFFIX) \
		--result $(TEST_RESULTS)/rust-host

.PHONY: test-publish
test-publish: micropython ## the packages are fit to be published: their documentation, a dry run, and a build from what was packed
	@python3 $(ROOT)/tests/rust/publish.py --micropython-dir $(MICROPYTHON_DIR) --target-dir $(BUILD_ROOT)/vm$(VERSION_SUFFIX) \
		--result $(TEST_RESULTS)/publish

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
