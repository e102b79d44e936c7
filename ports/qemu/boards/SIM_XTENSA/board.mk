# QEMU's Xtensa machine `sim` with the core dc233c, which has the windowed registers of an ESP32. For want of a C library and a libgcc for
# them, the C library is its headers alone, and the arithmetic is Rust's.
ARCH = xtensa
CROSS_COMPILE ?= xtensa-lx106-elf-
ARCH_FLAGS = -mabi=windowed -mlongcalls
GC_HELPER = cpu/xtensa_start.s cpu/xtensa_windows.s
GC_HELPER_C = shared/runtime/gchelper_generic.c
MPY_ASYNCIO_TARGET = xtensa-esp32-none-elf
RAM_SIZE ?= 256K
STACK_SIZE ?= 32K

PICOLIBC_HEADERS := $(shell riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32 --specs=picolibc.specs -E -Wp,-v -x c /dev/null 2>&1 | \
	sed -n 's|^ \(/.*picolibc.*\)|\1|p')
CFLAGS += -isystem $(PICOLIBC_HEADERS)

# The assembler and the linker for that core, not for the one that they are made for.
XTENSA_DIR := $(abspath ../../micropython/xtensa)
export XTENSA_GNU_CONFIG := $(or $(MPY_ASYNCIO_CACHE),$(abspath ../../.cache))/xtensa-core/plugin.so
ifneq ($(shell $(XTENSA_DIR)/core.sh $(XTENSA_GNU_CONFIG) >&2 || echo failed),)
$(error BOARD=$(BOARD): no assembler for its core: see above)
endif

LIBGCC = $(BUILD)/libbuiltins.a
$(BUILD)/firmware.elf: $(BUILD)/libbuiltins.a
$(BUILD)/libbuiltins.a: $(BUILD)/libmpy_asyncio.a
	$(Q)$(XTENSA_DIR)/builtins.sh $(BUILD)/cargo/$(MPY_ASYNCIO_TARGET).json \
		$(or $(MPY_ASYNCIO_TARGET_DIR),$(BUILD)/cargo)/$(MPY_ASYNCIO_TARGET)/board/deps $@
