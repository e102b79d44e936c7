# Arm MPS2 with FPGA image AN385: Cortex-M3, 25 MHz. Of its 4 + 4 MB only as much as a usual microcontroller has.
ARCH = cortex_m
CROSS_COMPILE ?= arm-none-eabi-
ARCH_FLAGS = -mthumb -mcpu=cortex-m3 -mfloat-abi=soft
GC_HELPER = shared/runtime/gchelper_thumb2.s
MPY_CROSS_FLAGS += -march=armv7m
RAM_SIZE ?= 256K
STACK_SIZE ?= 16K
