# The book of docs/, and the tests of what it says.

TEST_TARGETS += test-book test-book-pages
TEST_SETUP += book browser:optional

BOOK := $(BUILD_ROOT)/book
BOOK_QEMU_BOARD := MPS2_AN385

.PHONY: book
book: ## the book of docs/ as web pages, in build/book
	@$(SETUP) book
	@cd $(ROOT) && MDBOOK_LOG=warn $(CACHE)/book/bin/mdbook build --dest-dir $(BOOK)
	@echo 'built build/book/index.html'

# Most blocks run on unix; some on a machine of QEMU's and on the emulated Pico.
.PHONY: test-book
test-book: rp2-emulator ## run every code block of the book; compare its names with the firmware; check its links
	@$(diagnostics_unix_firmware)
	@$(call qemu_firmware,$(BOOK_QEMU_BOARD),ours)
	@$(call rp2_firmware,RPI_PICO_EMU,ours)
	@$(MAKE) --no-print-directory book PORT=unix BOARD=
	@failed=0; \
	python3 $(ROOT)/tests/book/wrong_blocks.py --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython --result $(TEST_RESULTS)/book-wrong-blocks || failed=1; \
	python3 $(ROOT)/tests/book/run_blocks.py --firmware unix=$(DIAGNOSTICS_UNIX_OUT)/micropython \
		--firmware $(BOOK_QEMU_BOARD)=$(call qemu_elf,$(BOOK_QEMU_BOARD),ours) \
		--firmware rp2=$(call rp2_image,RPI_PICO_EMU,ours) --result $(TEST_RESULTS)/book-blocks || failed=1; \
	python3 $(ROOT)/tests/book/check_names.py --firmware $(DIAGNOSTICS_UNIX_OUT)/micropython --result $(TEST_RESULTS)/book-names || failed=1; \
	python3 $(ROOT)/tests/book/check_links.py $(BOOK) --result $(TEST_RESULTS)/book-links || failed=1; \
	exit $$failed

# What the pages look like: nothing is cut off or faint, on a phone or on a desktop.
.PHONY: test-book-pages
test-book-pages: ## the pages of the book in Chromium: overflow, pictures, contrast
	@if ! $(SETUP) browser; then \
		echo 'skip book-pages: no Chromium can be installed here'; \
		mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/book-pages; exit 0; fi; \
	$(MAKE) --no-print-directory book PORT=unix BOARD= && \
	python3 $(ROOT)/tests/book/pages_test.py --book $(BOOK) --modules $(CACHE)/browser --result $(TEST_RESULTS)/book-pages
