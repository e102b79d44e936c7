# The suites on the unix firmware: upstream's tests, conformance, repairs.

UNIX_FIRMWARE := $(BUILD_ROOT)/unix$(VERSION_SUFFIX)/micropython
UNIX_STOCK_FIRMWARE := $(BUILD_ROOT)/unix$(VERSION_SUFFIX)-stock/micropython
CONFORMANCE := $(ROOT)/tests/conformance
# The oldest that the module is written for; the default is the newest that make fetches.
MICROPYTHON_OLDEST := 1.25.0

TEST_TARGETS += test-upstream test-1.25.0 test-conformance test-long-times

# Each suite runs make again for its firmware, so that a board or loop given for another one can't leak in.
unix_firmware = $(MAKE) --no-print-directory firmware PORT=unix BOARD= ASYNCIO=$(1)

.PHONY: test-upstream
test-upstream: ## upstream's own asyncio tests on our unix firmware
	@$(call unix_firmware,ours)
	@python3 $(ROOT)/tests/upstream/upstream_suite.py --tree $(MICROPYTHON_DIR) \
		--firmware $(BUILD_ROOT)/unix$(VERSION_SUFFIX)/micropython \
		--failures $(BUILD_ROOT)/upstream-failures$(VERSION_SUFFIX) --result $(TEST_RESULTS)/upstream-$(MICROPYTHON_VERSION)

.PHONY: test-1.25.0
test-1.25.0: ## MicroPython 1.25.0, the oldest: its tests and ours on unix, and on its own ports/qemu for a Cortex-M3
ifneq ($(MICROPYTHON_IS_FETCHED),)
	@status=0; for suite in test-upstream test-conformance test-upstream-qemu-MPS2_AN385; do \
		$(MAKE) --no-print-directory $$suite MICROPYTHON_VERSION=$(MICROPYTHON_OLDEST) UPSTREAM_QEMU_SUITES=upstream || status=1; done; exit $$status
else
	@echo 'test-1.25.0: skipped: MICROPYTHON_DIR= chooses another tree'
	@mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/1.25.0
endif

.PHONY: test-conformance
test-conformance: ## our scripts of every name and behaviour on unix (tests/conformance)
	@$(call unix_firmware,ours)
	@python3 $(ROOT)/tests/run.py --board unix --firmware $(UNIX_FIRMWARE) --suite conformance \
		--result $(TEST_RESULTS)/conformance-unix$(VERSION_SUFFIX)

# A release's firmware has no clock that a script can move; that of the diagnostics has.
.PHONY: test-long-times
test-long-times: ## sleeps of days and wraps of the ticks, on a unix firmware whose clock the scripts move
	@$(diagnostics_unix_firmware)
	@python3 $(ROOT)/tests/run.py --board unix --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython \
		--result $(TEST_RESULTS)/long-times-unix $(addprefix $(CONFORMANCE)/repairs/,sleep_for_days.py ticks_wrap.py)

.PHONY: test-repairs-stock
test-repairs-stock: ## which of the repaired defects show on stock asyncio (a table)
	@$(call unix_firmware,stock)
	@python3 $(CONFORMANCE)/repairs_on_stock.py --stock $(UNIX_STOCK_FIRMWARE)

.PHONY: expectations
expectations: ## rewrite the .exp of tests/conformance from their oracles, stock and CPython
	@$(call unix_firmware,stock)
	@python3 $(CONFORMANCE)/write_expected.py --stock $(UNIX_STOCK_FIRMWARE)

.PHONY: check-expectations
check-expectations: ## check that the oracles still print the .exp of tests/conformance
	@$(call unix_firmware,stock)
	@python3 $(CONFORMANCE)/write_expected.py --check --stock $(UNIX_STOCK_FIRMWARE)

N ?= 1000
SEED ?= 1
.PHONY: fuzz
fuzz: ## N= random programs from SEED= on stock and on ours must print the same
	@$(call unix_firmware,stock)
	@$(call unix_firmware,ours)
	@python3 $(ROOT)/tests/fuzz/fuzz.py --stock $(UNIX_STOCK_FIRMWARE) --ours $(UNIX_FIRMWARE) --count $(N) --seed $(SEED)
