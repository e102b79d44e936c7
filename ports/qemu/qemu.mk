# The port of this folder, for the machines that QEMU emulates.

# ours has the board's default features. parity, small and board are ours with the features of that bundle.
QEMU_BUNDLES := parity small board
QEMU_OURS := ours $(QEMU_BUNDLES)
LOOPS_qemu := $(QEMU_OURS) stock none
QEMU_MACHINES := MPS2_AN385 MICROBIT VIRT_RV32
# The last four are no boards to compare with. MPS2_AN500 runs code for a hardware FPU; SIM_XTENSA shows what Rust writes for an
# Xtensa (ports/esp32/xtensa.mk); MPS2_AN385_NET has a network, MPS2_AN385_FILES files.
BOARDS_qemu := $(QEMU_MACHINES) MPS2_AN500 SIM_XTENSA MPS2_AN385_NET MPS2_AN385_FILES
QEMU_DIR := $(ROOT)/ports/qemu
QEMU_BOARD = $(or $(BOARD),$(firstword $(BOARDS_qemu)))
QEMU_OUT = $(BUILD_ROOT)/qemu-$(QEMU_BOARD)$(VERSION_SUFFIX)$(if $(filter-out ours,$(ASYNCIO)),-$(ASYNCIO))

QEMU_FLAGS = \
	MICROPYTHON_DIR=$(MICROPYTHON_DIR) BOARD=$(QEMU_BOARD) ASYNCIO=$(if $(filter $(QEMU_BUNDLES),$(ASYNCIO)),ours,$(ASYNCIO)) \
	MICROPY_MPYCROSS=$(MPY_CROSS) MPY_LIB_DIR=$(MPY_LIB_DIR) \
	$(addprefix FROZEN_MANIFEST=,$(FROZEN_MANIFEST)) $(addprefix RAM_SIZE=,$(RAM_SIZE)) $(addprefix MICROPY_FLOAT_IMPL=,$(MICROPY_FLOAT_IMPL)) \
	$(if $(filter $(QEMU_OURS),$(ASYNCIO)),USER_C_MODULES=$(or $(C_MODULES),$(ROOT)/micropython)) $(addprefix MPY_ASYNCIO_FEATURES=,$(filter $(QEMU_BUNDLES),$(ASYNCIO)))

# The board with a network: a tree without its submodules, as Debian's, takes lwIP from Debian's source package.
LWIP_GIVEN = $(wildcard $(MICROPYTHON_DIR)/lib/lwip/src/core/tcp.c)
LWIP_FETCHED := $(CACHE)/lwip-2.2.1
QEMU_NETWORK = $(filter %_NET,$(QEMU_BOARD))
ifneq ($(QEMU_NETWORK),)
QEMU_FLAGS += $(if $(LWIP_GIVEN),,LIBRARIES=$(CACHE) LWIP_DIR=$(notdir $(LWIP_FETCHED))/src)
endif

.PHONY: qemu-lwip
qemu-lwip:
	@$(if $(LWIP_GIVEN),:,$(FETCH) source lwip 2.2.1+dfsg1-1+deb13u1 \
		83729c274c499d3348e9fbbe043a3113f3fa8953e7efddc7c21c7fcbb1f2b7b1 $(LWIP_FETCHED))

# Upstream's module table and qstrs do not follow a changed flag: another set of flags starts from an empty folder.
QEMU_STAMP = $(QEMU_FLAGS) $(MPY_ASYNCIO_FEATURES) $(MPY_ASYNCIO_PROFILE) $(shell cat $(QEMU_DIR)/*.h $(if $(QEMU_NETWORK),$(QEMU_DIR)/network/*.h $(QEMU_DIR)/network/arch/*.h) \
	$(QEMU_DIR)/boards/$(QEMU_BOARD)/board.mk \
	$(QEMU_DIR)/boards/$(QEMU_BOARD)/mpconfigboard.h $(ROOT)/micropython/module/mpconfigasyncio.h $(ROOT)/Cargo.toml 2>/dev/null | sha256sum)

.PHONY: firmware-qemu
firmware-qemu: mpy-cross $(if $(QEMU_NETWORK),qemu-lwip)
ifneq ($(filter $(QEMU_OURS),$(ASYNCIO)),)
	@test -n '$(CARGO)' || { echo 'error: no cargo 1.85 or newer: run make setup' >&2; exit 1; }
endif
	@if [ "$$(cat $(QEMU_OUT)/flags 2>/dev/null)" != '$(QEMU_STAMP)' ]; then \
		rm -rf $(QEMU_OUT) && mkdir -p $(QEMU_OUT) && echo '$(QEMU_STAMP)' >$(QEMU_OUT)/flags; fi
	@$(ROOT)/tools/logged_build.sh $(QEMU_OUT:$(ROOT)/%=%)/firmware.elf $(QEMU_OUT).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(QEMU_DIR) BUILD=$(QEMU_OUT) $(QEMU_FLAGS)

# Ours on every machine, then soft resets in the middle of everything.
qemu_firmware = $(MAKE) --no-print-directory firmware PORT=qemu BOARD=$(1) ASYNCIO=$(2)
qemu_elf = $(BUILD_ROOT)/qemu-$(1)$(VERSION_SUFFIX)$(if $(filter stock,$(2)),-stock)/firmware.elf
qemu_run = python3 $(ROOT)/tests/run.py --board $(1) --asyncio $(2) --firmware $(call qemu_elf,$(1),$(2)) \
	--micropython-dir $(MICROPYTHON_DIR) --features $(or $(MPY_ASYNCIO_FEATURES),$(if $(filter MICROBIT,$(1)),parity,board))
QEMU_TESTS := $(addprefix test-qemu-,$(QEMU_MACHINES))

TEST_TARGETS += $(QEMU_TESTS)
TEST_SETUP += qemu

.PHONY: test-qemu
test-qemu: ## every suite on the three machines that QEMU emulates
	@python3 $(ROOT)/tools/run_suites.py --results '$(TEST_RESULTS)' --make '$(MAKE) --no-print-directory' $(QEMU_TESTS)

.PHONY: $(QEMU_TESTS)
$(QEMU_TESTS): test-qemu-%:
	@$(call qemu_firmware,$*,ours)
	@status=0; \
	$(call qemu_run,$*,ours) --suite upstream --result $(TEST_RESULTS)/upstream-$*$(VERSION_SUFFIX) || status=1; \
	$(call qemu_run,$*,ours) --suite conformance --result $(TEST_RESULTS)/conformance-$*$(VERSION_SUFFIX) || status=1; \
	$(call qemu_run,$*,ours) --suite interrupts --result $(TEST_RESULTS)/interrupts-$*$(VERSION_SUFFIX) || status=1; \
	python3 $(ROOT)/tests/soft_resets.py --board $* --firmware $(call qemu_elf,$*,ours) --result $(TEST_RESULTS)/soft-resets-$*$(VERSION_SUFFIX) || status=1; \
	exit $$status

# The smallest bundle: without what stock has for its own use.
TEST_TARGETS += test-small
.PHONY: test-small
test-small: ## every suite on the Cortex-M3 with the bundle small
	@$(call qemu_firmware,$(FLASH_BOARD),small)
	@status=0; for suite in upstream conformance interrupts; do \
		python3 $(ROOT)/tests/run.py --board $(FLASH_BOARD) --firmware $(call qemu_bundle_elf,$(FLASH_BOARD),small) \
			--micropython-dir $(MICROPYTHON_DIR) --features small --suite $$suite \
			--result $(TEST_RESULTS)/small-$$suite$(VERSION_SUFFIX) || status=1; \
	done; exit $$status

# A hardware FPU, whose registers are alive in tasks, in interrupts and in the compiled Rust's calls: Python's floats of 64 bits, then of 32.
FPU_BOARD := MPS2_AN500
FPU_FLOAT_OUT := $(BUILD_ROOT)/qemu-$(FPU_BOARD)$(VERSION_SUFFIX)-float
TEST_TARGETS += test-fpu
.PHONY: test-fpu
test-fpu: ## a Cortex-M7 with a hardware FPU: conformance and interrupts with floats of 64 bits; floats across awaits with 32
	@$(call qemu_firmware,$(FPU_BOARD),ours)
	@$(call qemu_firmware,$(FPU_BOARD),ours) QEMU_OUT=$(FPU_FLOAT_OUT) MICROPY_FLOAT_IMPL=float
	@status=0; \
	$(call qemu_run,$(FPU_BOARD),ours) --suite upstream --suite conformance --suite interrupts --result $(TEST_RESULTS)/fpu-double$(VERSION_SUFFIX) || status=1; \
	$(call qemu_run,$(FPU_BOARD),ours) --firmware $(FPU_FLOAT_OUT)/firmware.elf --suite interrupts \
		--result $(TEST_RESULTS)/fpu-float$(VERSION_SUFFIX) || status=1; \
	exit $$status

# No port of upstream's has B, and of the boards here none has C: both are only a flag away.
REPRESENTATIONS := B C
REPRESENTATION_BOARD := VIRT_RV32
representation_out = $(BUILD_ROOT)/qemu-$(REPRESENTATION_BOARD)$(VERSION_SUFFIX)-representation-$(1)
.PHONY: test-representations
test-representations: ## the conformance suite on a board with MicroPython's object representation B, then C
	@status=0; for representation in $(REPRESENTATIONS); do \
		$(call qemu_firmware,$(REPRESENTATION_BOARD),ours) QEMU_OUT=$(call representation_out,$$representation) \
			CFLAGS_EXTRA=-DMICROPY_OBJ_REPR=MICROPY_OBJ_REPR_$$representation || exit 1; \
		echo "representation $$representation:"; \
		$(call qemu_run,$(REPRESENTATION_BOARD),ours) --firmware $(call representation_out,$$representation)/firmware.elf \
			--suite conformance --suite interrupts --result $(TEST_RESULTS)/representation-$$representation || status=1; \
	done; exit $$status

.PHONY: test-qemu-stock
test-qemu-stock: ## upstream's tests on stock asyncio on the same port: does the port itself work?
	@status=0; for board in $(QEMU_MACHINES); do \
		$(call qemu_firmware,$$board,stock) || exit 1; \
		$(call qemu_run,$$board,stock) --suite upstream --result $(TEST_RESULTS)/upstream-$$board-stock || status=1; \
	done; exit $$status

# `parity` is the row that stock's is to be compared with: the same names.
SIZES_qemu := none stock small parity board
qemu_bundle_elf = $(BUILD_ROOT)/qemu-$(1)$(VERSION_SUFFIX)-$(2)/firmware.elf
.PHONY: size-qemu bundle-images bundle-sizes
bundle-images:
	@for board in $(QEMU_MACHINES); do for asyncio in $(SIZES_qemu); do \
		$(call qemu_firmware,$$board,$$asyncio) || exit 1; done; done
size-qemu: bundle-images
	@for board in $(QEMU_MACHINES); do python3 $(QEMU_DIR)/size.py $(foreach asyncio,$(SIZES_qemu),\
		$$board-$(asyncio)=$(call qemu_bundle_elf,$$board,$(asyncio))); done
bundle-sizes: bundle-images ## flash and RAM of the bundles on Cortex-M0, M3 and RV32: rewrites the table of docs/how-to/flash.md
	@python3 $(ROOT)/tools/bundle_sizes.py $(foreach board,$(QEMU_MACHINES),$(foreach asyncio,$(SIZES_qemu),\
		$(board):$(asyncio)=$(call qemu_bundle_elf,$(board),$(asyncio))))

# What flash.toml has the flash of: the default of boards, the names of stock alone, and of these what MicroPython documents.
FLASH_BOARD := MPS2_AN385
FLASH_IMAGES = board=$(call qemu_elf,$(FLASH_BOARD),ours) $(foreach bundle,parity small,$(bundle)=$(call qemu_bundle_elf,$(FLASH_BOARD),$(bundle)))
check_flash = python3 $(ROOT)/benches/check_flash.py --cargo '$(CARGO)' --micropython $(MICROPYTHON_VERSION)

.PHONY: flash-images
flash-images:
	@$(call qemu_firmware,$(FLASH_BOARD),ours)
	@$(call qemu_firmware,$(FLASH_BOARD),parity)
	@$(call qemu_firmware,$(FLASH_BOARD),small)

TEST_TARGETS += test-flash
.PHONY: test-flash admit-flash
test-flash: flash-images ## does the firmware take more flash than benches/flash.toml admits?
	@$(check_flash) --result $(TEST_RESULTS)/flash $(FLASH_IMAGES)
admit-flash: flash-images ## write what the firmware takes into benches/flash.toml
	@$(check_flash) --write $(FLASH_IMAGES)

# Switches by the clock that counts instructions; idling by a trace, since time slept counts no instruction.
.PHONY: bench-qemu-instructions
bench-qemu-instructions: ## instructions of 1000 switches and of one second asleep on each machine, stock and ours
	@for board in $(QEMU_MACHINES); do for asyncio in stock ours; do \
		$(call qemu_firmware,$$board,$$asyncio) || exit 1; echo "$$board $$asyncio"; \
		elf=$(BUILD_ROOT)/qemu-$$board$(VERSION_SUFFIX)$$(test $$asyncio = ours || echo -$$asyncio)/firmware.elf; \
		run="python3 $(ROOT)/tests/run.py --board $$board --asyncio $$asyncio --firmware $$elf --timeout 300"; \
		$$run --icount $(ROOT)/benches/qemu/switch.py && $$run --executed $(ROOT)/benches/qemu/idle.py || exit 1; done; done

# Measured on the machine with the smallest instruction set; nothing is run, so more RAM than it has lets all features link.
FEATURE_SIZES := $(BUILD_ROOT)/feature-sizes
.PHONY: feature-sizes feature-sizes-board
feature-sizes: ## flash of each cargo feature on Cortex-M0: rewrites the table of docs/features.md
	@$(SETUP) qemu
	@$(MAKE) --no-print-directory feature-sizes-board PORT=qemu BOARD=MICROBIT ASYNCIO=ours RAM_SIZE=64K MPY_ASYNCIO_FEATURES=
feature-sizes-board: mpy-cross
	@python3 $(ROOT)/tools/feature_sizes.py $(FEATURE_SIZES) $(MAKE) --no-print-directory -j$(JOBS) -C $(QEMU_DIR) \
		BUILD=$(FEATURE_SIZES) $(QEMU_FLAGS)
