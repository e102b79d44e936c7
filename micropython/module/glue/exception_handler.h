// What the loop does with an exception that no task takes: it calls the handler of `Loop`, or prints.
#ifndef MPY_ASYNCIO_EXCEPTION_HANDLER_H
#define MPY_ASYNCIO_EXCEPTION_HANDLER_H

#include "bridge.h"
#include "py/objstr.h"

#if MICROPY_PY_SYS_STDFILES
extern const mp_print_t asyncio_stderr_print;
#else
#define asyncio_stderr_print mp_plat_print
#endif

// `Loop`, whose methods a script may replace.
extern const mp_obj_base_t asyncio_loop_obj;

MP_DECLARE_CONST_FUN_OBJ_2(asyncio_default_exception_handler_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_call_exception_handler_obj);

// The context for an exception handler: a dict. May raise.
mp_obj_t asyncio_new_exception_context(mp_obj_t message, mp_obj_t exc, mp_obj_t task);

// Calls `Loop.call_exception_handler` with such a context. May raise.
mp_obj_t asyncio_call_exception_handler(mp_obj_t message, mp_obj_t exc, mp_obj_t task);

extern const mp_obj_str_t asyncio_not_retrieved_obj;

// Hands an exception that no task has retrieved to the loop's exception handler. May raise.
void asyncio_report(mp_obj_t task, mp_obj_t exc);

#endif // MPY_ASYNCIO_EXCEPTION_HANDLER_H
