# The MicroPython tree and its cross-compiler, which freezes Python into firmware. Nothing is written into the tree.

MPY_CROSS := $(BUILD_ROOT)/mpy-cross-$(MICROPYTHON_VERSION)/mpy-cross

.PHONY: micropython
micropython: ## fetch MICROPYTHON_VERSION= into micropython/upstream/ (checked by signature and sha256)
	@mkdir -p $(MPY_LIB_DIR) && touch $(MPY_LIB_DIR)/README.md
ifneq ($(MICROPYTHON_IS_FETCHED),)
	@$(FETCH) micropython $(MICROPYTHON_VERSION) $(MICROPYTHON_DIR)
endif
	@$(FETCH) note $(MICROPYTHON_DIR)

.PHONY: mpy-cross
mpy-cross: micropython
	@$(ROOT)/tools/logged_build.sh $(MPY_CROSS:$(ROOT)/%=%) $(patsubst %/,%,$(dir $(MPY_CROSS))).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(MICROPYTHON_DIR)/mpy-cross BUILD=$(patsubst %/,%,$(dir $(MPY_CROSS))) USER_C_MODULES=

.PHONY: check-micropython
check-micropython: micropython ## print what the module needs and a tree (MICROPYTHON_DIR=) lacks; takes seconds, builds nothing
	@python3 $(ROOT)/tools/check_micropython.py $(MICROPYTHON_DIR)

TEST_TARGETS += test-check-micropython
.PHONY: test-check-micropython
test-check-micropython: micropython ## check-micropython on the whole tree, and on trees that lack something
	@python3 $(ROOT)/tests/check_micropython.py --micropython-dir $(MICROPYTHON_DIR) --result $(TEST_RESULTS)/check-micropython
