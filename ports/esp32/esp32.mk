# What runs on ESP32s. A fragment of this folder appends its suites to ESP32_TESTS.

.PHONY: test-esp32
test-esp32: ## every suite that concerns ESP32s
	@python3 $(ROOT)/tools/run_suites.py --results '$(TEST_RESULTS)' --make '$(MAKE) --no-print-directory' $(ESP32_TESTS)
