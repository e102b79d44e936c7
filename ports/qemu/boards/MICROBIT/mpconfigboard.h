#define MICROPY_HW_BOARD_NAME "micro:bit (QEMU)"
#define MICROPY_HW_MCU_NAME "nRF51822"

#define BOARD_TICKS_CPU_HZ 16000000
#define BOARD_ALARM_MAX_US UINT32_MAX

// The smallest set that the tests of asyncio can do with: RAM and flash are short here.
#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_CORE_FEATURES)
#define MICROPY_REPL_STDIN_BUFFER_MAX (64)
#define MICROPY_ALLOC_PATH_MAX (64)
#define MICROPY_QSTR_BYTES_IN_HASH (1)
#define MICROPY_PY_BUILTINS_ROUND_INT (1)
// asyncio's streams write through one.
#define MICROPY_PY_BUILTINS_MEMORYVIEW (1)
