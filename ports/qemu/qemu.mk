# The port of this folder, for the machines that QEMU emulates.

LOOPS_qemu := ours stock none
BOARDS_qemu := MPS2_AN385 MICROBIT VIRT_RV32
QEMU_DIR := $(ROOT)/ports/qemu
QEMU_BOARD = $(or $(BOARD),$(firstword $(BOARDS_qemu)))
QEMU_OUT = $(BUILD_ROOT)/qemu-$(QEMU_BOARD)$(VERSION_SUFFIX)$(if $(filter-out ours,$(ASYNCIO)),-$(ASYNCIO))

QEMU_FLAGS = \
	MICROPYTHON_DIR=$(MICROPYTHON_DIR) BOARD=$(QEMU_BOARD) ASYNCIO=$(ASYNCIO) \
	MICROPY_MPYCROSS=$(MPY_CROSS) MPY_LIB_DIR=$(MPY_LIB_DIR) \
	$(addprefix FROZEN_MANIFEST=,$(FROZEN_MANIFEST)) $(addprefix RAM_SIZE=,$(RAM_SIZE)) \
	$(if $(filter ours,$(ASYNCIO)),USER_C_MODULES=$(ROOT)/micropython)

# Upstream's module table and qstrs do not follow a changed flag: another set of flags starts from an empty folder.
QEMU_STAMP = $(QEMU_FLAGS) $(shell cat $(QEMU_DIR)/Makefile $(QEMU_DIR)/*.h $(QEMU_DIR)/boards/$(QEMU_BOARD)/board.mk \
	$(QEMU_DIR)/boards/$(QEMU_BOARD)/mpconfigboard.h $(ROOT)/micropython/module/mpconfigasyncio.h 2>/dev/null | sha256sum)

.PHONY: firmware-qemu
firmware-qemu: mpy-cross
ifeq ($(ASYNCIO),ours)
	@test -n '$(CARGO)' || { echo 'error: no cargo 1.85 or newer: run make setup' >&2; exit 1; }
endif
	@if [ "$$(cat $(QEMU_OUT)/flags 2>/dev/null)" != '$(QEMU_STAMP)' ]; then \
		rm -rf $(QEMU_OUT) && mkdir -p $(QEMU_OUT) && echo '$(QEMU_STAMP)' >$(QEMU_OUT)/flags; fi
	@$(ROOT)/tools/logged_build.sh $(QEMU_OUT:$(ROOT)/%=%)/firmware.elf $(QEMU_OUT).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(QEMU_DIR) BUILD=$(QEMU_OUT) $(QEMU_FLAGS)
