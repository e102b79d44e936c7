# What looks into the Rust code beside `make test-unit`: loom, Miri, and tests inside a MicroPython of their own.

TEST_TARGETS += test-loom test-miri

.PHONY: test-loom
test-loom: ## wakes from interrupts and threads, in every order that the memory model allows
	@cd $(ROOT) && RUSTFLAGS='--cfg loom' CARGO_TARGET_DIR=$(BUILD_ROOT)/loom \
		tools/cargo_suite.sh $(TEST_RESULTS)/loom --quiet --test wakes_under_loom

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
