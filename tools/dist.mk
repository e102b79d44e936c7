# A release, and the tests that use it as its users would.

DIST ?= $(ROOT)/dist
# The boards whose whole image comes from packages alone.
DIST_IMAGES ?= unix,RPI_PICO,RPI_PICO2,ESP32_C3,MPS2_AN385,MICROBIT,VIRT_RV32
DIST_VERSIONS ?= $(subst $(comma),,$(shell $(FETCH) versions))
DIST_OPTIONS ?=
DIST_SETUP := unix qemu rp2 esp32 archive archive-xtensa:optional book playground rp2-emulator
# Not every Rust can write for an Xtensa.
DIST_ARCHIVES ?= $(filter-out $(if $(XTENSA_CARGO),,xtensa-%),$(ARCHIVE_TARGETS))

.PHONY: dist
dist: ## a release in dist/: images, archives, stubs, the book, the playground, sums (DIST_IMAGES= DIST_VERSIONS= narrow it)
	@$(SETUP) $(DIST_SETUP)
	@$(if $(XTENSA_CARGO),:,echo 'dist: no archives for Xtensa: no Rust here knows them')
	@python3 $(ROOT)/tools/dist.py --out '$(DIST)' --make '$(MAKE)' --images '$(DIST_IMAGES)' --versions '$(DIST_VERSIONS)' \
		--archives '$(DIST_ARCHIVES)' $(DIST_OPTIONS)

# The short form is part of `make test`: one image, its archive, the stubs.
TEST_TARGETS += test-dist
TEST_SETUP += qemu archive lint
DIST_SHORT := $(BUILD_ROOT)/dist-short
.PHONY: test-dist
test-dist: ## use a small release as its users would: image, archive without cargo, stubs
	@$(SETUP) qemu archive lint
	@$(MAKE) --no-print-directory dist DIST_SETUP='qemu archive' DIST='$(DIST_SHORT)' DIST_IMAGES=VIRT_RV32 DIST_VERSIONS=$(MICROPYTHON_DEFAULT) \
		DIST_ARCHIVES=riscv32imac DIST_OPTIONS='--no-diagnostics --no-book --no-playground'
	@$(MAKE) --no-print-directory test-dist-used DIST='$(DIST_SHORT)'

.PHONY: test-dist-used
test-dist-used: mpy-cross # what lies in DIST= is used
	@python3 $(ROOT)/tests/dist/use_release.py '$(DIST)' --mypy $(CACHE)/types/bin/mypy --mpy-cross $(MPY_CROSS) \
		--micropython-dir $(MICROPYTHON_DIR) --result $(TEST_RESULTS)/dist

.PHONY: test-dist-whole
test-dist-whole: ## build the whole release twice, in two folders, compare the bytes, and use it as above; takes an hour
	@$(MAKE) --no-print-directory dist
	@rm -rf $(BUILD_ROOT)/dist-clone && git clone --quiet $(ROOT) $(BUILD_ROOT)/dist-clone
	@mkdir -p $(BUILD_ROOT)/dist-clone/.cache && cp -a $(CACHE)/. $(BUILD_ROOT)/dist-clone/.cache/
	@$(MAKE) --no-print-directory -C $(BUILD_ROOT)/dist-clone dist \
		DIST='$(BUILD_ROOT)/dist-clone/dist' DIST_IMAGES='$(DIST_IMAGES)' DIST_VERSIONS='$(DIST_VERSIONS)' DIST_ARCHIVES='$(DIST_ARCHIVES)'
	@diff $(DIST)/SHA256SUMS $(BUILD_ROOT)/dist-clone/dist/SHA256SUMS && echo 'two folders, the same bytes'
	@$(SETUP) lint unicorn
	@$(MAKE) --no-print-directory test-dist-used
