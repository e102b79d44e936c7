# Does the module compile with the oldest Rust that it is written for, and are the scheduler's tests right there? clippy knows which functions
# a Rust lacks, but not what its compiler refuses. Debian 12's main archive has that Rust; it is unpacked, never installed.

OLDEST_RUST := 1.85.0+dfsg3-1~deb12u3
OLDEST_RUST_DIR := $(CACHE)/rust-1.85
OLDEST_RUST_PARTS := \
	rustc-web=$(OLDEST_RUST)=ef797a56697a0b6a82c1d704119ccaa85ab3486ccf805472de46c31971346702 \
	libstd-rust-web-1.85=$(OLDEST_RUST)=c8b03bff73b2990b2a3e56b0cfb100eb4c70a9331f4232dc9783c9e50b1038be \
	libstd-rust-web-dev=$(OLDEST_RUST)=5360a1aa03979ccc4cc91dd3d9bad1d5ff30f36d615ed01e2c5209c5e8ece21b \
	libllvm19=1:19.1.7-3~deb12u1=6edf3a8b28495cdba883d9760e0dca1a81983fc497a5f989dc64d0d96d23b4aa
oldest_rust_part = $(word $(2),$(subst =, ,$(1)))
# The newest cargo drives the oldest compiler.
OLDEST_RUST_ENV := LD_LIBRARY_PATH=$(OLDEST_RUST_DIR)/usr/lib/x86_64-linux-gnu RUSTC=$(OLDEST_RUST_DIR)/usr/bin/rustc \
	CARGO_TARGET_DIR=$(BUILD_ROOT)/oldest-rust

TEST_TARGETS += test-oldest-rust
.PHONY: oldest-rust
oldest-rust:
	@$(foreach part,$(OLDEST_RUST_PARTS),$(FETCH) binary-all $(foreach word,1 2 3,$(call oldest_rust_part,$(part),$(word))) \
		$(CACHE)/rust-1.85-parts/$(call oldest_rust_part,$(part),1) bookworm &&) true
	@test -d $(OLDEST_RUST_DIR) || { mkdir -p $(OLDEST_RUST_DIR).new && cp -al $(CACHE)/rust-1.85-parts/*/usr $(OLDEST_RUST_DIR).new/ && \
		mv $(OLDEST_RUST_DIR).new $(OLDEST_RUST_DIR); }

.PHONY: test-oldest-rust
test-oldest-rust: ## the module and the scheduler's tests with Rust 1.85, where Debian 12's archive gives it
ifeq ($(shell uname -m),x86_64)
	@if $(MAKE) --no-print-directory oldest-rust; then $(MAKE) --no-print-directory test-oldest-rust-with; else \
		echo 'test-oldest-rust: skipped: Rust 1.85 could not be fetched, see above'; \
		mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/oldest-rust; fi
else
	@echo 'test-oldest-rust: skipped: the pinned packages are for x86_64'
	@mkdir -p $(TEST_RESULTS) && echo '0 0 1' >$(TEST_RESULTS)/oldest-rust
endif

.PHONY: test-oldest-rust-with
test-oldest-rust-with:
	@$(call unix_firmware,ours)
	@$(OLDEST_RUST_ENV) $(OLDEST_RUST_DIR)/usr/bin/rustc --version
	@cd $(ROOT) && $(OLDEST_RUST_ENV) tools/cargo_suite.sh $(TEST_RESULTS)/oldest-rust --quiet
	@cd $(ROOT) && if $(OLDEST_RUST_ENV) MPY_ASYNCIO_CFLAGS_FILE=$(BUILD_ROOT)/unix$(VERSION_SUFFIX)/cargo/cflags MPY_ASYNCIO_CWD=$(MICROPYTHON_DIR)/ports/unix \
		$(CARGO) check --quiet --lib --features most,diagnostics; then echo '1 0' >$(TEST_RESULTS)/oldest-rust-module; \
		else echo '0 1' >$(TEST_RESULTS)/oldest-rust-module; exit 1; fi
