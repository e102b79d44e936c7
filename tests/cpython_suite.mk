# CPython's own test files of asyncio, as Debian's source package has them, on our unix firmware.

TEST_TARGETS += test-cpython-suite

CPYTHON_TREE := $(CACHE)/cpython-3.11.2

.PHONY: test-cpython-suite
test-cpython-suite: ## CPython 3.11's own asyncio tests on unix; tests/cpython_suite/expected.txt lists the tests that do not pass [TESTS=]
	@$(FETCH) source python3.11 '3.11.2-*' 2411c74bda5bbcfcddaf4531f66d1adc73f247f529aee981b029513aefdbf849 $(CPYTHON_TREE) bookworm
	@$(diagnostics_unix_firmware)
	@python3 $(ROOT)/tests/cpython_suite/cpython_suite.py --tests $(CPYTHON_TREE)/Lib/test/test_asyncio \
		--firmware $(DIAGNOSTICS_UNIX_OUT)/micropython --result $(TEST_RESULTS)/cpython-suite $(TESTS)
