# Other people's programs, on ours and on stock.

TEST_TARGETS += test-works-with
TEST_SETUP += works-with

works_with = $(SETUP) works-with && $(call unix_firmware,ours) && $(call unix_firmware,stock) && \
	python3 $(ROOT)/tests/works_with/works_with.py --ours $(UNIX_FIRMWARE) --stock $(UNIX_STOCK_FIRMWARE) \
		--libraries $$(echo $(CACHE)/works-with/lib/python3.*/site-packages)

.PHONY: test-works-with
test-works-with: ## libraries for asyncio print the same on our unix firmware as on stock's, as docs/works-with.md has it
	@$(works_with) --result $(TEST_RESULTS)/works-with

.PHONY: works-with
works-with: ## the same, and write docs/works-with.md
	@$(works_with) --write
