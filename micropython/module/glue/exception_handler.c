// What the loop does with an exception that no task takes: it calls the handler of `Loop`, or prints.
#include "exception_handler.h"
#include "py/stream.h"

#if MICROPY_PY_SYS_STDFILES
extern const struct _mp_dummy_t mp_sys_stderr_obj;
const mp_print_t asyncio_stderr_print = { (void *)&mp_sys_stderr_obj, mp_stream_write_adaptor };
#endif

// A script may hand in anything as the context.
static mp_obj_t context_get(mp_obj_t context, qstr key) {
    return mp_obj_subscr(context, MP_OBJ_NEW_QSTR(key), MP_OBJ_SENTINEL);
}

// As above, for a key that may be missing: None then.
static mp_obj_t context_get_maybe(mp_obj_t context, qstr key) {
    if (!mp_obj_is_dict_or_ordereddict(context)) {
        return context_get(context, key);
    }
    mp_map_elem_t *elem = mp_map_lookup(mp_obj_dict_get_map(context), MP_OBJ_NEW_QSTR(key), MP_MAP_LOOKUP);
    return elem == NULL ? mp_const_none : elem->value;
}

static mp_obj_t default_exception_handler(mp_obj_t loop, mp_obj_t context) {
    (void)loop;
    mp_obj_print_helper(&asyncio_stderr_print, context_get(context, MP_QSTR_message), PRINT_STR);
    mp_obj_t future = context_get_maybe(context, MP_QSTR_future);
    if (future != mp_const_none) {
        mp_print_str(&asyncio_stderr_print, "\nfuture: ");
        mp_obj_print_helper(&asyncio_stderr_print, future, PRINT_STR);
        mp_obj_t coro[2];
        mp_load_method_maybe(future, MP_QSTR_coro, coro);
        if (coro[0] != MP_OBJ_NULL) {
            mp_print_str(&asyncio_stderr_print, " coro= ");
            mp_obj_print_helper(&asyncio_stderr_print, coro[0], PRINT_STR);
        }
    }
    mp_print_str(&asyncio_stderr_print, "\n");
    mp_obj_t exc = context_get_maybe(context, MP_QSTR_exception);
    if (exc != mp_const_none) {
        mp_obj_print_exception(&asyncio_stderr_print, exc);
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_2(asyncio_default_exception_handler_obj, default_exception_handler);

static mp_obj_t call_exception_handler(mp_obj_t context) {
    mp_obj_t handler = mpy_loop_exception_handler();
    if (handler == mp_const_none) {
        handler = mp_load_attr(MP_OBJ_FROM_PTR(&asyncio_loop_obj), MP_QSTR_default_exception_handler);
    }
    mp_obj_t args[2] = { MP_OBJ_FROM_PTR(&asyncio_loop_obj), context };
    return mp_call_function_n_kw(handler, 2, 0, args);
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_call_exception_handler_obj, call_exception_handler);

mp_obj_t asyncio_new_exception_context(mp_obj_t message, mp_obj_t exc, mp_obj_t task) {
    mp_obj_t context = mp_obj_new_dict(3);
    mp_obj_dict_store(context, MP_OBJ_NEW_QSTR(MP_QSTR_message), message);
    mp_obj_dict_store(context, MP_OBJ_NEW_QSTR(MP_QSTR_exception), exc);
    mp_obj_dict_store(context, MP_OBJ_NEW_QSTR(MP_QSTR_future), task);
    return context;
}

mp_obj_t asyncio_call_exception_handler(mp_obj_t message, mp_obj_t exc, mp_obj_t task) {
    mp_obj_t handler = mp_load_attr(MP_OBJ_FROM_PTR(&asyncio_loop_obj), MP_QSTR_call_exception_handler);
    return mp_call_function_1(handler, asyncio_new_exception_context(message, exc, task));
}

const MP_DEFINE_STR_OBJ(asyncio_not_retrieved_obj, "Task exception wasn't retrieved");

void asyncio_report(mp_obj_t task, mp_obj_t exc) {
    asyncio_call_exception_handler(MP_OBJ_FROM_PTR(&asyncio_not_retrieved_obj), exc, task);
}
