#define MICROPY_HW_BOARD_NAME "sim (QEMU)"
#define MICROPY_HW_MCU_NAME "Xtensa dc233c"

#define BOARD_TICKS_CPU_HZ 10000000
#define BOARD_ALARM_MAX_US UINT32_C(100000000)

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

// MicroPython's own way to raise is for Xtensas without windows; the collector finds registers by the same means.
#define MICROPY_NLR_SETJMP (1)
#define MICROPY_GCREGS_SETJMP (1)
