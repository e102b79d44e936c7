# Upstream's own ports/qemu, unpatched, with this module as a builder adds it: other cores, a hardware FPU, upstream's link line.

UPSTREAM_QEMU_BOARDS := MPS2_AN385 MPS2_AN500 MICROBIT SABRELITE VIRT_RV32
UPSTREAM_QEMU_DIR = $(MICROPYTHON_DIR)/ports/qemu
upstream_qemu_out = $(BUILD_ROOT)/upstream-qemu-$(1)$(VERSION_SUFFIX)
UPSTREAM_QEMU_TESTS := $(addprefix test-upstream-qemu-,$(UPSTREAM_QEMU_BOARDS))

.PHONY: test-upstream-qemu
test-upstream-qemu: ## upstream's ports/qemu, unpatched, with our asyncio: each board that the tree has (needs 1.27 or newer)
	@python3 $(ROOT)/tools/run_suites.py --results '$(TEST_RESULTS)' --make '$(MAKE) --no-print-directory' $(UPSTREAM_QEMU_TESTS)

# Before 1.27 that port has neither ticks nor time. What it freezes asks for micropython-lib.
.PHONY: $(UPSTREAM_QEMU_TESTS)
$(UPSTREAM_QEMU_TESTS): test-upstream-qemu-%: mpy-cross
	@$(SETUP) qemu
	@if ! test -d $(UPSTREAM_QEMU_DIR)/boards/$*; then \
		reason="this MicroPython's ports/qemu has no board $*"; \
	elif grep -q 'MICROPY_PY_TIME  *(0)' $(UPSTREAM_QEMU_DIR)/mpconfigport.h; then \
		reason='ports/qemu of MicroPython $(MICROPYTHON_VERSION) has no time module: give MICROPYTHON_DIR= of 1.27 or newer'; \
	else \
		$(ROOT)/tools/logged_build.sh $(patsubst $(ROOT)/%,%,$(call upstream_qemu_out,$*))/firmware.elf $(call upstream_qemu_out,$*).log \
			$(MAKE) --no-print-directory -j$(JOBS) -C $(UPSTREAM_QEMU_DIR) BOARD=$* BUILD=$(call upstream_qemu_out,$*) \
			MICROPY_MPYCROSS=$(MPY_CROSS) MPY_LIB_DIR=$(MPY_LIB_DIR) FROZEN_MANIFEST= USER_C_MODULES=$(ROOT)/micropython && \
		python3 $(ROOT)/tests/run.py --board $* --firmware $(call upstream_qemu_out,$*)/firmware.elf --micropython-dir $(MICROPYTHON_DIR) \
			--features $(or $(MPY_ASYNCIO_FEATURES),board) --suite upstream --suite conformance --result $(TEST_RESULTS)/upstream-qemu-$*; exit; \
	fi; echo "test-upstream-qemu-$*: skipped: $$reason"; mkdir -p $(TEST_RESULTS); echo '0 0 1' >$(TEST_RESULTS)/upstream-qemu-$*

TEST_TARGETS += test-make-ports
.PHONY: test-make-ports
test-make-ports: ## the Rust target, the features and the link order that micropython.mk finds in make ports
	@python3 $(ROOT)/tests/make_ports.py --result $(TEST_RESULTS)/make-ports
