// What MicroPython contains on every machine; a board says the rest (its feature level first) in its mpconfigboard.h.

#include <alloca.h>
#include <stdint.h>

#include "mpconfigboard.h"

#define MICROPY_PY_SYS_PLATFORM "qemu"

// As the ports of real boards have it.
#define MICROPY_OPT_COMPUTED_GOTO (1)

// The compiler, the collector, and a REPL that can be interrupted.
#define MICROPY_ENABLE_GC (1)
#define MICROPY_ENABLE_FINALISER (1)
#define MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF (1)
#define MICROPY_ENABLE_SOURCE_LINE (1)
#define MICROPY_STACK_CHECK (1)
#define MICROPY_KBD_EXCEPTION (1)
#define MICROPY_HELPER_REPL (1)
#define MICROPY_ERROR_REPORTING (MICROPY_ERROR_REPORTING_NORMAL)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#ifndef MICROPY_FLOAT_IMPL
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_FLOAT)
#endif
#define MICROPY_MODULE_GETATTR (1)
#define MICROPY_MODULE_BUILTIN_INIT (1)
#define MICROPY_PY_FSTRINGS (1)
#ifndef MICROPY_REPL_STDIN_BUFFER_MAX
#define MICROPY_REPL_STDIN_BUFFER_MAX (256)
#endif

// What asyncio stands on.
#define MICROPY_ENABLE_SCHEDULER (1)
#define MICROPY_SCHEDULER_STATIC_NODES (1)
#define MICROPY_SCHEDULER_DEPTH (8)
#define MICROPY_PY_TIME (1)
#define MICROPY_PY_SELECT (1)
#define MICROPY_PY_ERRNO (1)
#define MICROPY_PY_IO (1)
#define MICROPY_PY_IO_IOBASE (1)
#define MICROPY_PY_SYS_STDFILES (1)
#define MICROPY_PY_SYS_STDIO_BUFFER (1)
#define MICROPY_PY_MICROPYTHON_HEAP_LOCKED (1)
// serial_stdio.c tells asyncio when a byte has come in, so that a loop need not ask sys.stdin.
#define MPY_ASYNCIO_STDIN_TELLS (1)

#define MICROPY_PY_MACHINE (1)
#define MICROPY_PY_MACHINE_INCLUDEFILE "machine.c"
#define MICROPY_PY_MACHINE_RESET (1)
#define MICROPY_PY_MACHINE_DISABLE_IRQ_ENABLE_IRQ (1)

// There is no operating system, and file systems and a network where the board says so.
#if BOARD_FILES
#define MICROPY_VFS (1)
#define MICROPY_READER_VFS (1)
#define MICROPY_PY_OS (1)
#define MICROPY_PY_VFS (1)
#define MICROPY_FATFS_NORTC (1)
#define MICROPY_FATFS_RPATH (2)
#define MICROPY_FATFS_ENABLE_LFN (1)
#define MICROPY_PY_BINASCII (1)
#define MICROPY_PY_HASHLIB (1)
#else
#define MICROPY_VFS (0)
#define MICROPY_READER_VFS (0)
#define MICROPY_PY_OS (0)
#endif
#if BOARD_NETWORK
#define MICROPY_PY_NETWORK (1)
#define MICROPY_PY_NETWORK_HOSTNAME_DEFAULT "mpy-qemu"
#define MICROPY_PY_SOCKET (0) // lwIP's module is of that name
#define MICROPY_PY_LWIP_SOCK_RAW (0)
#define MICROPY_PORT_NETWORK_INTERFACES { MP_ROM_QSTR(MP_QSTR_LAN), MP_ROM_PTR(&network_lan_type) },
extern const struct _mp_obj_type_t network_lan_type;
#define MICROPY_PY_LWIP_ENTER
#define MICROPY_PY_LWIP_REENTER
#define MICROPY_PY_LWIP_EXIT network_timeouts_changed();
void network_timeouts_changed(void);
#else
#define MICROPY_PY_SOCKET (0)
#define MICROPY_PY_SSL (0)
#endif
#define MICROPY_PY_PLATFORM (0)

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef long mp_off_t;
#define MP_SSIZE_MAX INT32_MAX

#define MICROPY_MPHALPORT_H "mphalport.h"
#define MP_STATE_PORT MP_STATE_VM

// The tree's own libm has no log2.
#define MP_NEED_LOG2 (1)
