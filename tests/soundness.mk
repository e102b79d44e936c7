# Soundness: what tools see that look for corruption, lost wakes and leaks. docs/soundness.md tells what each is for.

SOUNDNESS := $(ROOT)/tests/soundness
SOUNDNESS_OUT := $(BUILD_ROOT)/unix-soundness$(VERSION_SUFFIX)
SOUNDNESS_FIRMWARE := $(SOUNDNESS_OUT)/micropython

# C by gcc, Rust by rustc, which asks for an unstable option; both speak the same runtime's language. The variant adds
# UndefinedBehaviorSanitizer for the module's own C.
SOUNDNESS_SANITIZER := -fsanitize=address
TEST_TARGETS += test-soundness

.PHONY: test-soundness
test-soundness: ## sanitizers, a collection at each allocation, faults, hostile calls [EPISODES=] [POINTS=]
	@$(call unix_firmware,ours)
	@$(MAKE) --no-print-directory firmware-soundness
	@python3 $(SOUNDNESS)/soundness.py --firmware $(SOUNDNESS_FIRMWARE) --release $(UNIX_FIRMWARE) --results $(TEST_RESULTS) \
		$(if $(EPISODES),--episodes $(EPISODES)) $(if $(POINTS),--points $(POINTS)) $(PARTS)

# Upstream's rules don't see that a file includes a header of a build with such flags: a changed source starts from an empty folder.
SOUNDNESS_SOURCES = $(shell cat $(ROOT)/micropython/module/*.[ch] $(ROOT)/micropython/module/*/*.[ch] $(SOUNDNESS)/variant/* | sha256sum | cut -d ' ' -f 1)
.PHONY: firmware-soundness
firmware-soundness:
	@test "$$(cat $(SOUNDNESS_OUT)/sources 2>/dev/null)" = $(SOUNDNESS_SOURCES) || rm -rf $(SOUNDNESS_OUT)
	@RUSTFLAGS=-Zsanitizer=address RUSTC_BOOTSTRAP=1 $(call unix_firmware,ours) \
		UNIX_OUT=$(SOUNDNESS_OUT) UNIX_VARIANT=$(SOUNDNESS)/variant MPY_ASYNCIO_TARGET_DIR=$(BUILD_ROOT)/cargo-soundness \
		MPY_ASYNCIO_FEATURES=$(MPY_ASYNCIO_FULL),self-check,stats,trace \
		COPT='-O1 -g -fno-omit-frame-pointer' CFLAGS_EXTRA=$(SOUNDNESS_SANITIZER) LDFLAGS_EXTRA='$(SOUNDNESS_SANITIZER) -fsanitize=undefined' STRIP=true
	@echo $(SOUNDNESS_SOURCES) >$(SOUNDNESS_OUT)/sources

MINUTES ?= 10
.PHONY: soak
soak: ## use all features at once, with faults, for MINUTES= (10), SEED=; prints what was checked
	@$(MAKE) --no-print-directory firmware-soundness
	@MICROPYPATH=:.frozen:$(SOUNDNESS) timeout $$(($(MINUTES) * 60 + 120)) $(SOUNDNESS_FIRMWARE) $(SOUNDNESS)/soak.py $$(($(MINUTES) * 60)) $(SEED)
