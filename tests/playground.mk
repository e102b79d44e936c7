# The playground: a page with an editor, an emulated Pico and its schedule. Its sources are in playground/.

TEST_TARGETS += test-playground
TEST_SETUP += browser:optional

PLAYGROUND := $(BUILD_ROOT)/playground
PLAYGROUND_MODULES := $(CACHE)/playground
# Folders of the two images; the first is also trace-rp2's, the second test-rp2-stock's.
PLAYGROUND_OURS = $(DIAGNOSTICS_RP2_OUT)
PLAYGROUND_STOCK = $(patsubst %/firmware.uf2,%,$(call rp2_image,RPI_PICO_EMU,stock))

.PHONY: playground-modules
playground-modules:
	@$(SETUP) playground
	@if ! cmp -s $(ROOT)/playground/package-lock.json $(PLAYGROUND_MODULES)/installed; then \
		echo 'installing the parts of the playground from npm …' >&2; \
		rm -rf $(PLAYGROUND_MODULES) && mkdir -p $(PLAYGROUND_MODULES) && \
		cp $(ROOT)/playground/package.json $(ROOT)/playground/package-lock.json $(PLAYGROUND_MODULES)/ && \
		(cd $(PLAYGROUND_MODULES) && npm ci --no-audit --no-fund --ignore-scripts --silent) && \
		cp $(ROOT)/playground/package-lock.json $(PLAYGROUND_MODULES)/installed || \
		{ echo 'error: npm could not install what playground/package-lock.json names' >&2; exit 1; }; fi

.PHONY: playground
playground: rp2-emulator playground-modules ## make the page that runs programs on an emulated Pico: build/playground/index.html
	@$(call rp2_firmware,RPI_PICO_EMU,ours) RP2_OUT=$(PLAYGROUND_OURS) MPY_ASYNCIO_FEATURES=board,diagnostics
	@$(call rp2_firmware,RPI_PICO_EMU,stock) RP2_OUT=$(PLAYGROUND_STOCK)
	@python3 $(ROOT)/playground/symbols.py $(PLAYGROUND_OURS)
	@python3 $(ROOT)/playground/symbols.py $(PLAYGROUND_STOCK)
	@rm -rf $(PLAYGROUND)
	@node $(ROOT)/playground/build.mjs --modules $(PLAYGROUND_MODULES) --out $(PLAYGROUND) --bootrom $(CACHE)/rp2-emulator/bootrom.bin \
		--ours $(PLAYGROUND_OURS) --stock $(PLAYGROUND_STOCK)
	@python3 $(ROOT)/playground/book_blocks.py $(ROOT)/docs $(PLAYGROUND)
	@echo 'built $(PLAYGROUND:$(ROOT)/%=%)/index.html'

.PHONY: test-playground
test-playground: ## the playground in Chromium: its examples, the book's programs, Stop, Compare, bad input
	@if ! $(SETUP) browser; then \
		echo 'skip playground: no Chromium can be installed here'; \
		mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/playground; exit 0; fi; \
	$(MAKE) --no-print-directory playground PORT=unix BOARD= && $(MAKE) --no-print-directory book PORT=unix BOARD= && \
	python3 $(ROOT)/tests/playground/playground_test.py --site $(PLAYGROUND) --book $(BOOK) --modules $(CACHE)/browser \
		--parts $(PLAYGROUND_MODULES) --result $(TEST_RESULTS)/playground
