// The table of Loop, and the functions that run it; their code is Rust's event_loop.rs and rounds.rs.
#include "names.h"

#include "diagnostics/debug.h"
#include "glue/exception_handler.h"
#include "glue/lull.h"
#include "glue/replaced_names.h"

static void refuse_nested_run(void) {
    if (mpy_loop_is_running()) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("the event loop is already running: await instead of calling run()"));
    }
}

static mp_obj_t run_coro(mp_obj_t coro) {
    refuse_nested_run();
    return asyncio_run(asyncio_checked(mpy_task_create_by_name(coro)));
}
#if MPY_ASYNCIO_TASK_API
// CPython's keyword `debug` has an effect if there is a debug mode.
static mp_obj_t run_coro_kw(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(n_args, 1, kw_args, MP_QSTR_debug);
    #if MPY_ASYNCIO_DEBUG
    mp_map_elem_t *debug = mp_map_lookup(kw_args, MP_OBJ_NEW_QSTR(MP_QSTR_debug), MP_MAP_LOOKUP);
    if (debug != NULL && debug->value != mp_const_none) {
        refuse_nested_run();
        mp_call_function_1(MP_OBJ_FROM_PTR(&asyncio_set_debug_obj), debug->value);
    }
    #endif
    return run_coro(args[0]);
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_run_obj, 1, run_coro_kw);
#else
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_run_obj, run_coro);
#endif

static mp_obj_t run_until_complete(size_t n_args, const mp_obj_t *args) {
    refuse_nested_run();
    bool has_main = n_args > 0 && args[0] != mp_const_none;
    return asyncio_run(has_main ? asyncio_checked(mpy_task_main(args[0], true)) : MP_OBJ_NULL);
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_run_until_complete_obj, 0, 1, run_until_complete);

mp_obj_t asyncio_run_awaitable(mp_obj_t awaitable) {
    refuse_nested_run();
    return asyncio_run(asyncio_checked(mpy_task_main(awaitable, false)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(loop_run_until_complete_obj, asyncio_run_awaitable);

static mp_obj_t loop_run_forever(void) {
    refuse_nested_run();
    asyncio_checked(mpy_loop_arm_stop());
    asyncio_run(MP_OBJ_NULL);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(loop_run_forever_obj, loop_run_forever);

static MP_DEFINE_CONST_FUN_OBJ_0(loop_stop_obj, mpy_loop_stop);

static mp_obj_t loop_close(void) {
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(loop_close_obj, loop_close);

#if MPY_ASYNCIO_TASK_API
static mp_obj_t loop_is_running(void) {
    return mp_obj_new_bool(mpy_loop_is_running());
}
static MP_DEFINE_CONST_FUN_OBJ_0(loop_is_running_obj, loop_is_running);

// There is one loop, and close() leaves it usable.
static mp_obj_t loop_is_closed(void) {
    return mp_const_false;
}
static MP_DEFINE_CONST_FUN_OBJ_0(loop_is_closed_obj, loop_is_closed);
#endif

static MP_DEFINE_CONST_FUN_OBJ_1(loop_set_exception_handler_obj, mpy_loop_set_exception_handler);

static MP_DEFINE_CONST_FUN_OBJ_0(loop_get_exception_handler_obj, mpy_loop_exception_handler);

static const mp_rom_map_elem_t loop_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_create_task), MP_ROM_PTR(&asyncio_create_task_obj) },
    { MP_ROM_QSTR(MP_QSTR_run_forever), MP_ROM_PTR(&loop_run_forever_obj) },
    { MP_ROM_QSTR(MP_QSTR_run_until_complete), MP_ROM_PTR(&loop_run_until_complete_obj) },
    { MP_ROM_QSTR(MP_QSTR_stop), MP_ROM_PTR(&loop_stop_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&loop_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_exception_handler), MP_ROM_PTR(&loop_set_exception_handler_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_exception_handler), MP_ROM_PTR(&loop_get_exception_handler_obj) },
    { MP_ROM_QSTR(MP_QSTR_default_exception_handler), MP_ROM_PTR(&asyncio_default_exception_handler_obj) },
    { MP_ROM_QSTR(MP_QSTR_call_exception_handler), MP_ROM_PTR(&asyncio_call_exception_handler_obj) },
    #if MPY_ASYNCIO_TASK_API
    { MP_ROM_QSTR(MP_QSTR_is_running), MP_ROM_PTR(&loop_is_running_obj) },
    { MP_ROM_QSTR(MP_QSTR_is_closed), MP_ROM_PTR(&loop_is_closed_obj) },
    #endif
    #if MPY_ASYNCIO_FUTURE
    { MP_ROM_QSTR(MP_QSTR_create_future), MP_ROM_PTR(&asyncio_create_future_obj) },
    #endif
    #if MPY_ASYNCIO_TIMERS
    { MP_ROM_QSTR(MP_QSTR_time), MP_ROM_PTR(&asyncio_loop_time_obj) },
    { MP_ROM_QSTR(MP_QSTR_call_soon), MP_ROM_PTR(&asyncio_call_soon_obj) },
    { MP_ROM_QSTR(MP_QSTR_call_later), MP_ROM_PTR(&asyncio_call_later_obj) },
    { MP_ROM_QSTR(MP_QSTR_call_at), MP_ROM_PTR(&asyncio_call_at_obj) },
    #endif
    #if ASYNCIO_LOOKUP_NAMES
    { MP_ROM_QSTR(MP_QSTR_getaddrinfo), MP_ROM_PTR(&asyncio_loop_getaddrinfo_obj) },
    #endif
    #if ASYNCIO_DATAGRAM_NAMES
    { MP_ROM_QSTR(MP_QSTR_create_datagram_endpoint), MP_ROM_PTR(&asyncio_create_datagram_endpoint_obj) },
    #endif
    #if MPY_ASYNCIO_THREADS
    { MP_ROM_QSTR(MP_QSTR_call_soon_threadsafe), MP_ROM_PTR(&asyncio_call_soon_threadsafe_obj) },
    #endif
    #if ASYNCIO_THREAD_NAMES
    { MP_ROM_QSTR(MP_QSTR_run_in_executor), MP_ROM_PTR(&asyncio_run_in_executor_obj) },
    #endif
    #if MPY_ASYNCIO_IDLE
    { MP_ROM_QSTR(MP_QSTR_set_idle), MP_ROM_PTR(&asyncio_set_idle_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_idle_gc), MP_ROM_PTR(&asyncio_set_idle_gc_obj) },
    #endif
    #if MPY_ASYNCIO_DEBUG
    { MP_ROM_QSTR(MP_QSTR_set_debug), MP_ROM_PTR(&asyncio_set_debug_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_debug), MP_ROM_PTR(&asyncio_get_debug_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(loop_locals, loop_locals_table);

// There is one loop. With stock, `Loop` is a class that is never instantiated, and its functions take no `self`. Here it is the
// only object of a class whose look-up does not bind.
static void loop_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    (void)self;
    bool is_load = dest[0] == MP_OBJ_NULL;
    #if MPY_ASYNCIO_DEBUG
    asyncio_debug_attr(attr, dest);
    if (is_load == (dest[0] != MP_OBJ_NULL)) {
        return;
    }
    #endif
    #if MPY_ASYNCIO_COMPAT
    mp_obj_t replaced = asyncio_replaced_of_loop(!is_load);
    if (!is_load) {
        if (dest[1] == MP_OBJ_NULL) {
            mp_obj_dict_delete(replaced, MP_OBJ_NEW_QSTR(attr));
        } else {
            mp_obj_dict_store(replaced, MP_OBJ_NEW_QSTR(attr), dest[1]);
        }
        dest[0] = MP_OBJ_NULL;
        return;
    }
    mp_map_elem_t *elem = NULL;
    if (replaced != MP_OBJ_NULL) {
        elem = mp_map_lookup(mp_obj_dict_get_map(replaced), MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP);
    }
    if (elem == NULL && attr == MP_QSTR_create_task) {
        // As with stock, that is core.create_task.
        dest[0] = mpy_loop_create_task();
        if (dest[0] != MP_OBJ_NULL) {
            return;
        }
    }
    if (elem == NULL) {
        elem = mp_map_lookup((mp_map_t *)&loop_locals.map, MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP);
    }
    #else
    mp_map_elem_t *elem = is_load ? mp_map_lookup((mp_map_t *)&loop_locals.map, MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP) : NULL;
    #endif
    if (elem != NULL) {
        dest[0] = elem->value;
    }
}

static void loop_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)self;
    (void)kind;
    mp_print_str(print, "<class 'Loop'>");
}

static mp_obj_t loop_call(mp_obj_t self, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return self;
}

static MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_loop, MP_QSTR_Loop, MP_TYPE_FLAG_NONE,
    print, loop_print,
    call, loop_call,
    attr, loop_attr
    );

const mp_obj_base_t asyncio_loop_obj = { &asyncio_type_loop };

// The arguments are for scripts written for the first uasyncio.
static mp_obj_t get_event_loop(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    (void)n_args;
    (void)pos_args;
    (void)kw_args;
    return MP_OBJ_FROM_PTR(&asyncio_loop_obj);
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_get_event_loop_obj, 0, get_event_loop);

static mp_obj_t new_event_loop(void) {
    mpy_loop_reset();
    return MP_OBJ_FROM_PTR(&asyncio_loop_obj);
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_new_event_loop_obj, new_event_loop);

#if MPY_ASYNCIO_TASK_API
mp_obj_t asyncio_running_loop(void) {
    if (!mpy_loop_is_running()) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("no running event loop"));
    }
    return MP_OBJ_FROM_PTR(&asyncio_loop_obj);
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_get_running_loop_obj, asyncio_running_loop);
#endif

// The mark that run_forever() puts into the ready queue. No script sees it.
MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_stop, MP_QSTR_stop, MP_TYPE_FLAG_NONE);
