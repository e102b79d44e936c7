# Arm MPS2 with FPGA image AN500: Cortex-M7 with a hardware FPU, 25 MHz. Of its 4 + 4 MB only as much as a usual microcontroller has.
ARCH = cortex_m
CROSS_COMPILE ?= arm-none-eabi-
ARCH_FLAGS = -mthumb -mcpu=cortex-m7 -mfloat-abi=hard -mfpu=fpv5-d16
GC_HELPER = shared/runtime/gchelper_thumb2.s
MPY_CROSS_FLAGS += -march=armv7emdp
RAM_SIZE ?= 256K
STACK_SIZE ?= 16K
MICROPY_FLOAT_IMPL ?= double
