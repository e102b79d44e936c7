# QEMU's RISC-V machine `virt`, as a 32-bit core. Flash and RAM are both cut out of its one memory.
ARCH = riscv
CROSS_COMPILE ?= riscv64-unknown-elf-
ARCH_FLAGS = -march=rv32imac -mabi=ilp32
GC_HELPER = shared/runtime/gchelper_rv32i.s
MPY_CROSS_FLAGS += -march=rv32imc
RAM_SIZE ?= 256K
STACK_SIZE ?= 16K
