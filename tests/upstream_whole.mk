# Upstream's whole test suite on its own unix variants, stock's asyncio beside ours. Ten minutes and more: no part of make test.

UPSTREAM_VARIANTS := standard coverage
UPSTREAM_WHOLE_TESTS := $(addprefix test-upstream-whole-,$(UPSTREAM_VARIANTS))
upstream_whole_out = $(BUILD_ROOT)/upstream-whole-$(1)$(VERSION_SUFFIX)-$(2)
# `coverage` has user modules of its own, beside which ours stands.
UPSTREAM_EXAMPLE_MODULES := cexample cppexample subpackage
UPSTREAM_WHOLE_MANIFEST = include('$(ROOT)/tests/upstream/manifest_whole.py',variant='$(1)',asyncio='$(2)')
# BTREE and SSL stand in folders that a tree without its submodules lacks.
upstream_whole_build = mkdir -p $(call upstream_whole_out,$(1),$(2))/modules && cd $(call upstream_whole_out,$(1),$(2))/modules && \
	$(if $(filter coverage,$(1)),ln -sfn $(addprefix $(MICROPYTHON_DIR)/examples/usercmodule/,$(UPSTREAM_EXAMPLE_MODULES)) . &&) \
	$(if $(filter ours,$(2)),ln -sfn $(ROOT)/micropython/module . &&) \
	$(ROOT)/tools/logged_build.sh $(patsubst $(ROOT)/%,%,$(call upstream_whole_out,$(1),$(2)))/micropython $(call upstream_whole_out,$(1),$(2)).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(MICROPYTHON_DIR)/ports/unix VARIANT=$(1) BUILD=$(call upstream_whole_out,$(1),$(2)) \
		MICROPY_MPYCROSS=$(MPY_CROSS) MPY_LIB_DIR=$(MPY_LIB_DIR) FROZEN_MANIFEST="\"$(call UPSTREAM_WHOLE_MANIFEST,$(1),$(2))\"" \
		MICROPY_PY_BTREE=0 MICROPY_PY_SSL=0 MICROPY_SSL_MBEDTLS=0 USER_C_MODULES=$(call upstream_whole_out,$(1),$(2))/modules

.PHONY: test-upstream-whole
test-upstream-whole: ## upstream's whole run-tests.py on its unix variants standard and coverage, with stock's asyncio and with ours
	@python3 $(ROOT)/tools/run_suites.py --results '$(TEST_RESULTS)' --make '$(MAKE) --no-print-directory' $(UPSTREAM_WHOLE_TESTS)

.PHONY: $(UPSTREAM_WHOLE_TESTS)
$(UPSTREAM_WHOLE_TESTS): test-upstream-whole-%: mpy-cross
	@$(SETUP) unix
	@$(call upstream_whole_build,$*,stock)
	@$(call upstream_whole_build,$*,ours)
	@python3 $(ROOT)/tests/upstream/whole.py --tree $(MICROPYTHON_DIR) --failures $(BUILD_ROOT)/upstream-whole-$*$(VERSION_SUFFIX) \
		--stock $(call upstream_whole_out,$*,stock)/micropython --ours $(call upstream_whole_out,$*,ours)/micropython \
		--result $(TEST_RESULTS)/upstream-whole-$*$(VERSION_SUFFIX)
