// A MicroPython for tests: the features of a large board, no files, no threads, and a clock that only moves
// when the loop waits.
#include <alloca.h>
#include <stdint.h>

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#define MICROPY_ENABLE_COMPILER (1)
#define MICROPY_ENABLE_GC (1)
#define MICROPY_STACK_CHECK (1)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_DOUBLE)
#define MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF (1)
#define MICROPY_EMERGENCY_EXCEPTION_BUF_SIZE (256)
#define MICROPY_KBD_EXCEPTION (1)
// Runs of the collector are asked for by the tests.
#define MICROPY_GC_ALLOC_THRESHOLD (0)

// Nothing here comes from outside.
#define MICROPY_ENABLE_EXTERNAL_IMPORT (0)
#define MICROPY_VFS (0)
#define MICROPY_READER_VFS (0)
#define MICROPY_PY_BUILTINS_INPUT (0)
#define MICROPY_PY_BUILTINS_HELP (0)
#define MICROPY_PY_BUILTINS_EXECFILE (0)
#define MICROPY_PY_SYS_STDFILES (0)
#define MICROPY_PY_SYS_STDIO_BUFFER (0)
#define MICROPY_PY_SYS_EXIT (1)
#define MICROPY_PY_SYS_PLATFORM "tests"
#define MICROPY_PY_OS (0)
#define MICROPY_PY_IO (1)
#define MICROPY_PY_SELECT (1)
#define MICROPY_PY_TIME (1)
#define MICROPY_PY_TIME_GMTIME_LOCALTIME_MKTIME (0)
#define MICROPY_PY_TIME_TIME_TIME_NS (0)
#define MICROPY_PY_RE (0)
#define MICROPY_PY_JSON (0)
#define MICROPY_PY_RANDOM (0)
#define MICROPY_PY_BINASCII (0)
#define MICROPY_PY_HASHLIB (0)
#define MICROPY_PY_CRYPTOLIB (0)
#define MICROPY_PY_DEFLATE (1)
#define MICROPY_PY_DEFLATE_COMPRESS (1)
#define MICROPY_PY_FRAMEBUF (0)
#define MICROPY_PY_PLATFORM (0)
#define MICROPY_PY_MACHINE (0)
#define MICROPY_PY_UCTYPES (0)

// Servers and connections run on sockets of the tests' own.
#define MPY_ASYNCIO_NETWORK (1)

#define MICROPY_HW_BOARD_NAME "host"
#define MICROPY_HW_MCU_NAME "host"

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef long mp_off_t;
#define MP_SSIZE_MAX INTPTR_MAX

// The loop's wait moves the clock.
extern void vm_wait_us(uint64_t us);
#define MPY_ASYNCIO_WAIT_US(us) vm_wait_us(us)

// The virtual machine passes here wherever it looks for an interrupt.
extern void vm_hook(void);
#define MICROPY_VM_HOOK_LOOP vm_hook();
#define MICROPY_VM_HOOK_RETURN vm_hook();

#define MP_STATE_PORT MP_STATE_VM
