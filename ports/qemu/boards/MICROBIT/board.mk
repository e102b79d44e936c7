# BBC micro:bit: Nordic nRF51822, Cortex-M0, 256 kB flash, 16 kB RAM.
ARCH = cortex_m
CROSS_COMPILE ?= arm-none-eabi-
ARCH_FLAGS = -mthumb -mcpu=cortex-m0 -mfloat-abi=soft
GC_HELPER = shared/runtime/gchelper_thumb1.s
MPY_CROSS_FLAGS += -march=armv6m
RAM_SIZE ?= 16K
STACK_SIZE ?= 3K
# 256 kB hold the interpreter and what stock asyncio has.
MPY_ASYNCIO_FEATURES ?= parity
