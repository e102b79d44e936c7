// The table of Task, and the functions that make one; their code is Rust's task.rs.
#include "awaitables.h"

#include "extmod/modtime.h"
#include "py/mphal.h"
#include "py/smallint.h"

ASYNCIO_EXCEPTION(asyncio_type_cancelled_error, MP_QSTR_CancelledError, &mp_type_BaseException);

ASYNCIO_FUNCTION_1(asyncio_task_done_obj, mpy_task_done);

#if MPY_ASYNCIO_TASK_API
// CPython's keyword `msg` is accepted and ignored.
static mp_obj_t task_cancel_kw(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(n_args, 2, kw_args, MP_QSTR_msg);
    return asyncio_checked(mpy_task_cancel(args[0]));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_task_cancel_obj, 1, task_cancel_kw);
#else
static ASYNCIO_FUNCTION_1(asyncio_task_cancel_obj, mpy_task_cancel);
#endif

#if MPY_ASYNCIO_PRIORITY
uint8_t asyncio_priority_of(mp_obj_t priority) {
    mp_int_t number = mp_obj_get_int(priority);
    if (number < 0 || number > UINT8_MAX) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("a priority is from 0 to 255, not %d"), (int)number);
    }
    return (uint8_t)number;
}

uint8_t asyncio_priority_among(mp_map_t *kw_args) {
    mp_map_elem_t *elem = mp_map_lookup(kw_args, MP_OBJ_NEW_QSTR(MP_QSTR_priority), MP_MAP_LOOKUP);
    return elem == NULL ? 0 : asyncio_priority_of(elem->value);
}
#endif

#if MPY_ASYNCIO_COMPAT
// Ticks count from the last reading of the loop's clock. A new reading could be in another millisecond, and equal deadlines would
// get different ticks.
static mp_obj_t ticks_in(int64_t ms) {
    mp_uint_t now = mp_hal_ticks_ms();
    now += (mp_uint_t)(mp_int_t)(int32_t)(mpy_loop_tick() - (uint32_t)now);
    return MP_OBJ_NEW_SMALL_INT((now + (mp_uint_t)ms) & (MICROPY_PY_TIME_TICKS_PERIOD - 1));
}

static mp_obj_t task_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    // The second argument is stock's: the globals that hold its loop.
    mp_arg_check_num(n_args, n_kw, 1, 2, false);
    return asyncio_checked(mpy_task_new(args[0]));
}

static void task_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        switch (attr) {
            case MP_QSTR_coro:
                dest[0] = asyncio_checked(mpy_task_coro(self));
                break;
            case MP_QSTR_data:
                dest[0] = asyncio_checked(mpy_task_data(self));
                break;
            case MP_QSTR_state:
                dest[0] = asyncio_checked(mpy_task_state(self));
                break;
            case MP_QSTR_ph_key:
                dest[0] = ticks_in(mpy_task_due_in(self));
                break;
            #if MPY_ASYNCIO_PRIORITY
            case MP_QSTR_priority:
                dest[0] = asyncio_checked(mpy_task_priority(self));
                break;
            #endif
            default:
                dest[1] = MP_OBJ_SENTINEL;
        }
    #if MPY_ASYNCIO_PRIORITY
    } else if (dest[1] != MP_OBJ_NULL && attr == MP_QSTR_priority) {
        asyncio_checked(mpy_task_set_priority(self, asyncio_priority_of(dest[1])));
        dest[0] = MP_OBJ_NULL;
    #endif
    } else if (dest[1] != MP_OBJ_NULL && (attr == MP_QSTR_data || attr == MP_QSTR_state)) {
        asyncio_checked(attr == MP_QSTR_data ? mpy_task_set_data(self, dest[1]) : mpy_task_set_state(self, dest[1]));
        dest[0] = MP_OBJ_NULL;
    }
}
#endif

static mp_obj_t task_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_task_next(self));
}

static const mp_rom_map_elem_t task_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_done), MP_ROM_PTR(&asyncio_task_done_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancel), MP_ROM_PTR(&asyncio_task_cancel_obj) },
    #if MPY_ASYNCIO_TASK_API
    { MP_ROM_QSTR(MP_QSTR_result), MP_ROM_PTR(&asyncio_task_result_obj) },
    { MP_ROM_QSTR(MP_QSTR_exception), MP_ROM_PTR(&asyncio_task_exception_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancelled), MP_ROM_PTR(&asyncio_task_cancelled_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancelling), MP_ROM_PTR(&asyncio_task_cancelling_obj) },
    { MP_ROM_QSTR(MP_QSTR_uncancel), MP_ROM_PTR(&asyncio_task_uncancel_obj) },
    { MP_ROM_QSTR(MP_QSTR_add_done_callback), MP_ROM_PTR(&asyncio_task_add_done_callback_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove_done_callback), MP_ROM_PTR(&asyncio_task_remove_done_callback_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_coro), MP_ROM_PTR(&asyncio_task_coro_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_loop), MP_ROM_PTR(&asyncio_task_get_loop_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_result), MP_ROM_PTR(&asyncio_task_set_outcome_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_exception), MP_ROM_PTR(&asyncio_task_set_outcome_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_name), MP_ROM_PTR(&asyncio_task_get_name_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_name), MP_ROM_PTR(&asyncio_task_set_name_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(task_locals, task_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_task, MP_QSTR_Task, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    #if MPY_ASYNCIO_COMPAT
    make_new, task_make_new,
    attr, task_attr,
    #endif
    iter, task_iternext,
    locals_dict, &task_locals
    );

#if MPY_ASYNCIO_TASK_API
static mp_obj_t create_named_task(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(n_args, 1, kw_args, MP_QSTR_name);
    #if MPY_ASYNCIO_PRIORITY
    uint8_t priority = asyncio_priority_among(kw_args);
    #endif
    mp_obj_t task = asyncio_checked(mpy_task_create(args[0]));
    #if MPY_ASYNCIO_PRIORITY
    if (priority != 0) {
        asyncio_checked(mpy_task_set_priority(task, priority));
    }
    #endif
    if (kw_args->used != 0) {
        asyncio_name_task(task, kw_args);
    }
    return task;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(create_task_with_options_obj, 1, create_named_task);
ASYNCIO_FUNCTION_1_OR_MORE(asyncio_create_task_obj, mpy_task_create, create_task_with_options_obj);
#elif MPY_ASYNCIO_PRIORITY
static mp_obj_t create_urgent_task(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed = { MP_QSTR_priority, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } };
    mp_arg_val_t value;
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, 1, &allowed, &value);
    uint8_t priority = asyncio_priority_of(value.u_obj);
    mp_obj_t task = asyncio_checked(mpy_task_create(args[0]));
    if (priority != 0) {
        asyncio_checked(mpy_task_set_priority(task, priority));
    }
    return task;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(create_task_with_options_obj, 1, create_urgent_task);
ASYNCIO_FUNCTION_1_OR_MORE(asyncio_create_task_obj, mpy_task_create, create_task_with_options_obj);
#else
ASYNCIO_FUNCTION_1(asyncio_create_task_obj, mpy_task_create);
#endif

#if MPY_ASYNCIO_COMPAT
ASYNCIO_FUNCTION_1(asyncio_promote_to_task_obj, mpy_task_promote);
#endif

static mp_obj_t current_task(void) {
    mp_obj_t task = mpy_loop_current();
    bool raises = task == mp_const_none;
    #if MPY_ASYNCIO_TASK_API
    // There is none while the loop runs a callback.
    raises = raises && (!mpy_loop_is_running() || (MPY_ASYNCIO_COMPAT && mpy_loop_is_hidden()));
    #endif
    if (raises) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("no running event loop"));
    }
    return task;
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_current_task_obj, current_task);

// The place of an awaitable among the waiters of a task. No script sees it.
MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_completion, MP_QSTR_gather, MP_TYPE_FLAG_NONE);
