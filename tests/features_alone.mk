# A feature that is on alone must not need what only another one switches on.

TEST_TARGETS += test-features-alone

.PHONY: test-features-alone
test-features-alone: ## does each cargo feature link alone? Its C half may only call what Rust has with that feature (half a minute)
	@$(diagnostics_unix_firmware)
	@python3 $(ROOT)/tests/features_alone.py --build $(DIAGNOSTICS_UNIX_OUT) --micropython-dir $(MICROPYTHON_DIR) \
		--result $(TEST_RESULTS)/features-alone
