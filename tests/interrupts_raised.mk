# Ctrl-C whose handler raises out of whatever runs, as in upstream's own unix variants.

TEST_TARGETS += test-interrupts-raised

INTERRUPTS_RAISED := $(ROOT)/tests/interrupts_raised
INTERRUPTS_RAISED_OUT := $(BUILD_ROOT)/unix$(VERSION_SUFFIX)-interrupts-raised

.PHONY: test-interrupts-raised
test-interrupts-raised: ## 1,000 Ctrl-C as run() begins and ends, on a unix firmware whose handler raises
	@$(call unix_firmware,ours) UNIX_OUT=$(INTERRUPTS_RAISED_OUT) UNIX_VARIANT=$(INTERRUPTS_RAISED)/variant
	@python3 $(ROOT)/tests/run.py --board unix --firmware $(INTERRUPTS_RAISED_OUT)/micropython --suite interrupts_raised \
		--result $(TEST_RESULTS)/interrupts-raised
