# ESP32-C3: RV32IMC, 400 kB RAM. The chip's own atomics are those of esp-hal's target: none.
CROSS_COMPILE ?= riscv64-unknown-elf-
ARCH_FLAGS = -march=rv32imc -mabi=ilp32
GC_HELPER = shared/runtime/gchelper_rv32i.s
MPY_CROSS_FLAGS += -march=rv32imc
STACK_SIZE ?= 16384
