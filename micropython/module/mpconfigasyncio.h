// Included before every file of a firmware build with this module. It sets the parts of MicroPython's configuration that
// the module needs.

// The features. Under make they are in this file of the build folder; files that are compiled before it exists do not need it. cmake
// passes them as definitions.
#if !defined(MPY_ASYNCIO_INTERFACE) && defined(__has_include)
#if __has_include("genhdr/mpy_asyncio_features.h")
#include "genhdr/mpy_asyncio_features.h"
#endif
#endif

// Another user module may have set these by C flags (upstream's example of a subpackage does).
#undef MICROPY_PY_ASYNCIO
#if MPY_ASYNCIO_COMPAT
#undef MICROPY_MODULE_BUILTIN_SUBPACKAGES
#undef MICROPY_MODULE_ATTR_DELEGATION
#endif

// Stock's C half of asyncio would only waste flash.
#define MICROPY_PY_ASYNCIO (0)

#if MPY_ASYNCIO_COMPAT
// For `import asyncio.core` and the other submodules.
#define MICROPY_MODULE_BUILTIN_SUBPACKAGES (1)

// For `asyncio.core.cur_task`, and for scripts that assign to names of the module.
#define MICROPY_MODULE_ATTR_DELEGATION (1)
#ifndef __ASSEMBLER__
extern struct _mp_obj_module_t asyncio_module_core, asyncio_module_event, asyncio_module_funcs,
    asyncio_module_lock, asyncio_module_stream;
#endif
#endif

#if defined(__unix__) && !defined(__ASSEMBLER__) && !defined(MICROPY_SCHED_HOOK_SCHEDULED)
// micropython.schedule() from another thread ends the loop's wait.
extern void asyncio_wake(void);
#define MICROPY_SCHED_HOOK_SCHEDULED asyncio_wake()
#endif

#if MPY_ASYNCIO_TASK_GROUP && !defined(__ASSEMBLER__)
// As in CPython, these are builtins too.
extern const struct _mp_obj_type_t asyncio_type_base_exception_group, asyncio_type_exception_group;
#define MICROPY_PORT_EXTRA_BUILTINS \
    { MP_ROM_QSTR(MP_QSTR_BaseExceptionGroup), MP_ROM_PTR(&asyncio_type_base_exception_group) }, \
    { MP_ROM_QSTR(MP_QSTR_ExceptionGroup), MP_ROM_PTR(&asyncio_type_exception_group) },
#endif

#if MPY_ASYNCIO_REPL && !defined(MICROPY_COMP_ALLOW_TOP_LEVEL_AWAIT)
// For `await` at the prompt. The compiler still refuses it in all other code.
#define MICROPY_COMP_ALLOW_TOP_LEVEL_AWAIT (1)
#endif

#ifndef __ASSEMBLER__
// Where cargo builds the firmware, these names are macros in the files that print (micropython/sys/build): MicroPython declares no function then.
#ifdef mp_hal_stdout_tx_strn
extern __UINTPTR_TYPE__ mp_hal_stdout_tx_strn(const char *data, __SIZE_TYPE__ len);
#endif
#ifdef mp_hal_stdout_tx_strn_cooked
extern void mp_hal_stdout_tx_strn_cooked(const char *data, __SIZE_TYPE__ len);
#endif
#endif
