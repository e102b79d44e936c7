# Upstream's own ports/qemu, unpatched, with this module as a builder adds it: other cores, a hardware FPU, upstream's link line.

UPSTREAM_QEMU_BOARDS := MPS2_AN385 MPS2_AN500 MICROBIT SABRELITE VIRT_RV32
# That port never idles: a script that sleeps runs as many instructions as one that works.
UPSTREAM_QEMU_SUITES ?= upstream conformance
UPSTREAM_QEMU_DIR = $(MICROPYTHON_DIR)/ports/qemu
upstream_qemu_out = $(BUILD_ROOT)/upstream-qemu-$(1)$(VERSION_SUFFIX)
UPSTREAM_QEMU_TESTS := $(addprefix test-upstream-qemu-,$(UPSTREAM_QEMU_BOARDS))
# Before 1.27 that port has neither a clock nor time.
UPSTREAM_QEMU_LACKS_TIME = $(shell grep 'MICROPY_PY_TIME  *(0)' $(UPSTREAM_QEMU_DIR)/mpconfigport.h)
# Some linker scripts have no place for the tables of unwinding that libgcc's division brings.
UPSTREAM_QEMU_SCRIPT_MICROBIT := mcu/arm/nrf51.ld
UPSTREAM_QEMU_SCRIPT_SABRELITE := mcu/arm/imx6.ld
UPSTREAM_QEMU_LACKS_EXIDX = $(if $(UPSTREAM_QEMU_SCRIPT_$(1)),$(shell grep --files-without-match exidx $(UPSTREAM_QEMU_DIR)/$(UPSTREAM_QEMU_SCRIPT_$(1))))
UPSTREAM_QEMU_BOARD_DIR = $(if $(UPSTREAM_QEMU_LACKS_TIME)$(call UPSTREAM_QEMU_LACKS_EXIDX,$(1)),BOARD_DIR=$(ROOT)/tests/upstream_qemu_time \
	UPSTREAM_QEMU_LACKS_TIME=$(if $(UPSTREAM_QEMU_LACKS_TIME),yes))

# With its own RV32_ARCH (rv32imac_zicsr) Debian 12's GCC links the libraries of 64 bits. In the older ISA the same instructions are part of I.
UPSTREAM_QEMU_FLAGS_VIRT_RV32 := RV32_ARCH=rv32imac CFLAGS_EXTRA=-misa-spec=2.2 AS='riscv64-unknown-elf-as -misa-spec=2.2'

.PHONY: test-upstream-qemu
test-upstream-qemu: ## upstream's ports/qemu, unpatched, with our asyncio: each board that the tree has
	@python3 $(ROOT)/tools/run_suites.py --results '$(TEST_RESULTS)' --make '$(MAKE) --no-print-directory' $(UPSTREAM_QEMU_TESTS)

# What that port freezes asks for micropython-lib.
.PHONY: $(UPSTREAM_QEMU_TESTS) $(UPSTREAM_QEMU_BOARDS:%=upstream-qemu-%)
$(UPSTREAM_QEMU_BOARDS:%=upstream-qemu-%): upstream-qemu-%: mpy-cross
	@$(SETUP) qemu
	@test -d $(UPSTREAM_QEMU_DIR)/boards/$* || { echo 'error: ports/qemu of MicroPython $(MICROPYTHON_VERSION) has no board $*' >&2; exit 1; }
	@$(ROOT)/tools/logged_build.sh $(patsubst $(ROOT)/%,%,$(call upstream_qemu_out,$*))/firmware.elf $(call upstream_qemu_out,$*).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(UPSTREAM_QEMU_DIR) BOARD=$* BUILD=$(call upstream_qemu_out,$*) \
		$(call UPSTREAM_QEMU_BOARD_DIR,$*) \
		MICROPY_MPYCROSS=$(MPY_CROSS) MPY_LIB_DIR=$(MPY_LIB_DIR) FROZEN_MANIFEST= $(UPSTREAM_QEMU_FLAGS_$*) USER_C_MODULES=$(ROOT)/micropython

$(UPSTREAM_QEMU_TESTS): test-upstream-qemu-%: micropython
	@if test -d $(UPSTREAM_QEMU_DIR)/boards/$*; then \
		$(MAKE) --no-print-directory upstream-qemu-$* && \
		python3 $(ROOT)/tests/run.py --board $(if $(filter MICROBIT,$*),UPSTREAM_MICROBIT,$*) --firmware $(call upstream_qemu_out,$*)/firmware.elf \
			--micropython-dir $(MICROPYTHON_DIR) --features $(or $(MPY_ASYNCIO_FEATURES),board) \
			$(addprefix --suite ,$(UPSTREAM_QEMU_SUITES)) --result $(TEST_RESULTS)/upstream-qemu-$*$(VERSION_SUFFIX)$(if $(filter MPS2_AN385,$*), && \
		python3 $(ROOT)/tests/upstream_qemu_early_input.py --board $* --firmware $(call upstream_qemu_out,$*)/firmware.elf \
			--result $(TEST_RESULTS)/upstream-qemu-early-input$(VERSION_SUFFIX)); \
	else \
		echo 'test-upstream-qemu-$*: skipped: ports/qemu of MicroPython $(MICROPYTHON_VERSION) has no board $*'; \
		mkdir -p $(TEST_RESULTS); echo '0 0 1' >$(TEST_RESULTS)/upstream-qemu-$*$(VERSION_SUFFIX); \
	fi

TEST_TARGETS += test-make-ports
.PHONY: test-make-ports
test-make-ports: ## the Rust target, the features and the link order that micropython.mk finds in make ports
	@$(call unix_firmware,ours)
	@python3 $(ROOT)/tests/make_ports.py --firmware $(BUILD_ROOT)/unix$(VERSION_SUFFIX) --micropython-dir $(MICROPYTHON_DIR) --result $(TEST_RESULTS)/make-ports
