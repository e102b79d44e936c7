// The module `asyncio`: the tables of its names and classes. What a name does is in Rust, in the file of
// that name; here each becomes a MicroPython function, checks its arguments, and raises what Rust returned.
#define ASYNCIO_TELLS_VERSION

#include <string.h>

#include "extmod/modtime.h"
#include "py/mphal.h"
#include "py/mpthread.h"
#include "py/objexcept.h"
#include "py/objint.h"
#include "py/objstr.h"
#include "py/builtin.h"
#include "py/objtuple.h"
#include "py/smallint.h"
#include "py/stream.h"
#include "diagnostics/debug.h"
#include "classes/names.h"
#include "diagnostics/stats.h"
#include "classes/stream.h"
#include "diagnostics/trace.h"

static mp_obj_t bool_obj(bool value) {
    return mp_obj_new_bool(value);
}

/******************************************************************************/
// Exceptions

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_cancelled_error, MP_QSTR_CancelledError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, mp_obj_exception_print,
    attr, mp_obj_exception_attr,
    parent, &mp_type_BaseException
    );

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_timeout_error, MP_QSTR_TimeoutError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, mp_obj_exception_print,
    attr, mp_obj_exception_attr,
    parent, &mp_type_Exception
    );

/******************************************************************************/
// Ticks

// Ticks are compared with the loop's own clock, not with a reading of their own, which could fall into another
// millisecond: equal ticks then give equal deadlines.
static mp_obj_t ticks_in(int64_t ms) {
    mp_uint_t now = mp_hal_ticks_ms();
    now += (mp_uint_t)(mp_int_t)(int32_t)(mpy_loop_tick() - (uint32_t)now);
    return MP_OBJ_NEW_SMALL_INT((now + (mp_uint_t)ms) & (MICROPY_PY_TIME_TICKS_PERIOD - 1));
}

// The part of a value of time.ticks_ms() by which two of them are compared.
static const uint32_t ticks_mask = (uint32_t)((uint64_t)MICROPY_PY_TIME_TICKS_PERIOD - 1);

// Milliseconds from an int. An int beyond a tagged word comes by halves, since not every build has a 64-bit
// conversion; one that is too large for that becomes the largest, or smallest, of 64 bits.
static int64_t int_to_int64(mp_obj_t value) {
    if (mp_obj_is_small_int(value) || !mp_obj_is_int(value)) {
        return mp_obj_get_int(value);
    }
    mp_obj_t unit = MP_OBJ_NEW_SMALL_INT(1 << 20);
    mp_obj_t high = mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, value, unit);
    mp_obj_t low = mp_binary_op(MP_BINARY_OP_MODULO, value, unit);
    int64_t units = MP_OBJ_SMALL_INT_VALUE(high);
    // On 32 bits what a tagged word holds is always within the limits.
    if (!mp_obj_is_small_int(high) || units <= -(INT64_MAX >> 20) || units >= INT64_MAX >> 20) {
        return mp_obj_int_sign(value) < 0 ? -INT64_MAX : INT64_MAX;
    }
    return units * (1 << 20) + MP_OBJ_SMALL_INT_VALUE(low);
}

// Milliseconds as time.ticks_add() takes them: below half the period of time.ticks_ms(), which is 6.2 days on
// a 32-bit board. sleep() and wait_for() know no such limit.
static int64_t ms_to_ms(mp_obj_t time) {
    if (mp_obj_is_small_int(time) && MP_OBJ_SMALL_INT_VALUE(time) < (mp_int_t)(MICROPY_PY_TIME_TICKS_PERIOD / 2)) {
        return MP_OBJ_SMALL_INT_VALUE(time);
    }
    int64_t ms = int_to_int64(time);
    if (ms >= (int64_t)(MICROPY_PY_TIME_TICKS_PERIOD / 2)) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("too many milliseconds for ticks_ms(): give seconds to sleep() or wait_for()"));
    }
    return ms;
}

// Milliseconds from a number of seconds, cut to a multiple of one; more than the loop's clock can count are as many.
static int64_t seconds_to_ms(mp_obj_t time) {
    const int64_t most = INT64_C(1) << 40;
    #if MICROPY_PY_BUILTINS_FLOAT
    if (mp_obj_is_float(time)) {
        mp_float_t ms = mp_obj_get_float(time) * 1000;
        return ms > 0 ? int_to_int64(mp_obj_new_int_from_float(ms < (mp_float_t)most ? ms : (mp_float_t)most)) : 0;
    }
    #endif
    int64_t seconds = int_to_int64(time);
    if (seconds >> 32 != 0) {
        return seconds < 0 ? 0 : most;
    }
    return (int64_t)((uint64_t)(uint32_t)seconds * 1000);
}

/******************************************************************************/
// sleep

static mp_obj_t sleep_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_sleep_next(self));
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_sleep, MP_QSTR_sleep, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, sleep_iternext
    );

static mp_obj_t asyncio_sleep_ms(mp_obj_t ms) {
    return mpy_sleep(ms_to_ms(ms));
}
static ASYNCIO_FUNCTION_1(asyncio_sleep_ms_obj, asyncio_sleep_ms);

static mp_obj_t asyncio_sleep(mp_obj_t seconds) {
    return mpy_sleep(seconds_to_ms(seconds));
}
static ASYNCIO_FUNCTION_1(asyncio_sleep_obj, asyncio_sleep);

/******************************************************************************/
// TaskQueue

mp_obj_t asyncio_make_blank(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    mp_obj_base_t *blank = m_malloc0(ASYNCIO_BLANK_BYTES);
    blank->type = type;
    return MP_OBJ_FROM_PTR(blank);
}

static ASYNCIO_FUNCTION_1(task_queue_peek_obj, mpy_task_queue_peek);

static mp_obj_t task_queue_push(size_t n_args, const mp_obj_t *args) {
    bool has_ticks = n_args > 2;
    uint32_t ticks = has_ticks ? (uint32_t)mp_obj_get_int(args[2]) : 0;
    return asyncio_checked(mpy_task_queue_push(args[0], args[1], has_ticks, ticks, ticks_mask));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(task_queue_push_obj, 2, 3, task_queue_push);

static ASYNCIO_FUNCTION_1(task_queue_pop_obj, mpy_task_queue_pop);

static ASYNCIO_FUNCTION_2(task_queue_remove_obj, mpy_task_queue_remove);

static const mp_rom_map_elem_t task_queue_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_peek), MP_ROM_PTR(&task_queue_peek_obj) },
    { MP_ROM_QSTR(MP_QSTR_push), MP_ROM_PTR(&task_queue_push_obj) },
    { MP_ROM_QSTR(MP_QSTR_pop), MP_ROM_PTR(&task_queue_pop_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&task_queue_remove_obj) },
};
static MP_DEFINE_CONST_DICT(task_queue_locals, task_queue_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_task_queue, MP_QSTR_TaskQueue, MP_TYPE_FLAG_NONE,
    make_new, asyncio_make_blank,
    locals_dict, &task_queue_locals
    );

const mp_obj_base_t asyncio_ready_queue = { &asyncio_type_task_queue };

/******************************************************************************/
// Task

static mp_obj_t task_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    // The second argument is stock's: the globals that hold its loop.
    mp_arg_check_num(n_args, n_kw, 1, 2, false);
    return asyncio_checked(mpy_task_new(args[0]));
}

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
            default:
                dest[1] = MP_OBJ_SENTINEL;
        }
    } else if (dest[1] != MP_OBJ_NULL && (attr == MP_QSTR_data || attr == MP_QSTR_state)) {
        asyncio_checked(attr == MP_QSTR_data ? mpy_task_set_data(self, dest[1]) : mpy_task_set_state(self, dest[1]));
        dest[0] = MP_OBJ_NULL;
    }
}

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
    make_new, task_make_new,
    attr, task_attr,
    iter, task_iternext,
    locals_dict, &task_locals
    );

#if MPY_ASYNCIO_TASK_API
static mp_obj_t create_named_task(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    if (n_args != 1 || kw_args->used != 0) {
        asyncio_check_args(n_args, 1, kw_args, MP_QSTR_name);
    }
    mp_obj_t task = asyncio_checked(mpy_task_create(args[0]));
    if (kw_args->used != 0) {
        asyncio_name_task(task, kw_args);
    }
    return task;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_create_task_obj, 1, create_named_task);
#else
static ASYNCIO_FUNCTION_1(asyncio_create_task_obj, mpy_task_create);
#endif

static ASYNCIO_FUNCTION_1(asyncio_promote_to_task_obj, mpy_task_promote);

static mp_obj_t asyncio_current_task(void) {
    mp_obj_t task = mpy_loop_current();
    bool raises = task == mp_const_none;
    #if MPY_ASYNCIO_TASK_API
    // While a callback of the loop's runs there is none.
    raises = raises && (!mpy_loop_is_running() || mpy_loop_is_hidden());
    #endif
    if (raises) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("no running event loop"));
    }
    return task;
}
static MP_DEFINE_CONST_FUN_OBJ_0(asyncio_current_task_obj, asyncio_current_task);

/******************************************************************************/
// Event and ThreadSafeFlag

static ASYNCIO_FUNCTION_1(event_set_obj, mpy_event_set);
static ASYNCIO_FUNCTION_1(event_clear_obj, mpy_event_clear);

static mp_obj_t event_is_set(mp_obj_t self) {
    return bool_obj(mpy_event_is_set(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(event_is_set_obj, event_is_set);

// The object is its own awaitable, so that waiting allocates nothing.
mp_obj_t asyncio_await_self(mp_obj_t self) {
    return self;
}
ASYNCIO_FUNCTION_1(asyncio_await_self_obj, asyncio_await_self);

ASYNCIO_FUNCTION_2(asyncio_wait_list_remove_obj, mpy_task_stop_waiting);

static mp_obj_t event_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_event_next(self));
}

static const mp_rom_map_elem_t event_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR_set), MP_ROM_PTR(&event_set_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear), MP_ROM_PTR(&event_clear_obj) },
    { MP_ROM_QSTR(MP_QSTR_is_set), MP_ROM_PTR(&event_is_set_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&asyncio_wait_list_remove_obj) },
};
static MP_DEFINE_CONST_DICT(event_locals, event_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_event, MP_QSTR_Event, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, asyncio_make_blank,
    attr, asyncio_method_attr,
    iter, event_iternext,
    locals_dict, &event_locals
    );

// As a stream, a flag is readable while it is set. A subclass may override the method.
static mp_obj_t flag_ioctl_method(mp_obj_t self, mp_obj_t request, mp_obj_t arg) {
    if (mp_obj_get_int(request) != MP_STREAM_POLL) {
        return MP_OBJ_NEW_SMALL_INT(-1);
    }
    return mpy_event_is_set(self) ? arg : MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_3(flag_ioctl_obj, flag_ioctl_method);

static mp_uint_t flag_ioctl(mp_obj_t self, mp_uint_t request, uintptr_t arg, int *errcode) {
    if (mp_obj_is_exact_type(self, &asyncio_type_thread_safe_flag)) {
        if (request == MP_STREAM_POLL) {
            return mpy_event_is_set(self) ? arg : 0;
        }
    } else {
        mp_obj_t dest[4];
        mp_load_method(self, MP_QSTR_ioctl, dest);
        dest[2] = MP_OBJ_NEW_SMALL_INT(request);
        dest[3] = mp_obj_new_int_from_uint(arg);
        mp_int_t result = mp_obj_get_int(mp_call_method_n_kw(2, 0, dest));
        if (result >= 0) {
            return result;
        }
    }
    *errcode = MP_EINVAL;
    return MP_STREAM_ERROR;
}

static const mp_stream_p_t flag_stream = { .ioctl = flag_ioctl };

#if MICROPY_PY_IO && MICROPY_PY_IO_IOBASE && MICROPY_MULTIPLE_INHERITANCE
#define FLAG_IS_STREAM (1)
extern const mp_obj_module_t mp_module_io;

// A tuple, as of several parents: io.IOBase has no name that C can see.
static struct {
    mp_obj_base_t base;
    size_t len;
    mp_obj_t items[1];
} flag_parents = { { &mp_type_tuple }, 1, { MP_OBJ_FROM_PTR(&mp_type_object) } };

static void init_flag_parents(void) {
    flag_parents.items[0] = mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_io), MP_QSTR_IOBase);
}
#else
#define FLAG_IS_STREAM (0)
#endif

static const mp_rom_map_elem_t thread_safe_flag_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR_set), MP_ROM_PTR(&event_set_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear), MP_ROM_PTR(&event_clear_obj) },
    { MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&flag_ioctl_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&asyncio_wait_list_remove_obj) },
};
static MP_DEFINE_CONST_DICT(thread_safe_flag_locals, thread_safe_flag_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_thread_safe_flag, MP_QSTR_ThreadSafeFlag, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, asyncio_make_blank,
    attr, asyncio_method_attr,
    iter, event_iternext,
    protocol, &flag_stream,
    #if FLAG_IS_STREAM
    parent, &flag_parents,
    #endif
    locals_dict, &thread_safe_flag_locals
    );

/******************************************************************************/
// Lock

static ASYNCIO_FUNCTION_1(lock_locked_obj, mpy_lock_locked);

static ASYNCIO_FUNCTION_1(lock_release_obj, mpy_lock_release);

// What an `async with` awaits where there is nothing to wait for.
typedef struct _value_obj_t {
    mp_obj_base_t base;
    mp_obj_t value;
} value_obj_t;

static mp_obj_t value_iternext(mp_obj_t self_in) {
    value_obj_t *self = MP_OBJ_TO_PTR(self_in);
    return asyncio_stop_iteration(self->value);
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_value, MP_QSTR_object, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, value_iternext
    );

// Null ends an iteration without a value.
static const value_obj_t nothing_to_await = { { &asyncio_type_value }, MP_OBJ_NULL };

mp_obj_t asyncio_await_value(mp_obj_t value) {
    if (value == mp_const_none) {
        return MP_OBJ_FROM_PTR(&nothing_to_await);
    }
    value_obj_t *self = mp_obj_malloc(value_obj_t, &asyncio_type_value);
    self->value = value;
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t lock_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    asyncio_checked(mpy_lock_release(args[0]));
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(lock_aexit_obj, 4, 4, lock_aexit);

static ASYNCIO_FUNCTION_2(lock_throw_obj, mpy_lock_throw);

static mp_obj_t lock_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_lock_next(self));
}

static const mp_rom_map_elem_t lock_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&lock_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_acquire), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR_release), MP_ROM_PTR(&lock_release_obj) },
    { MP_ROM_QSTR(MP_QSTR_locked), MP_ROM_PTR(&lock_locked_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&lock_throw_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&asyncio_wait_list_remove_obj) },
};
static MP_DEFINE_CONST_DICT(lock_locals, lock_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_lock, MP_QSTR_Lock, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, asyncio_make_blank,
    attr, asyncio_method_attr,
    iter, lock_iternext,
    locals_dict, &lock_locals
    );

/******************************************************************************/
// wait_for

static mp_obj_t wait_for_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_wait_for_next(self));
}

static ASYNCIO_FUNCTION_2(wait_for_throw_obj, mpy_wait_for_throw);

static const mp_rom_map_elem_t wait_for_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&wait_for_throw_obj) },
};
static MP_DEFINE_CONST_DICT(wait_for_locals, wait_for_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_wait_for, MP_QSTR_wait_for, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, wait_for_iternext,
    locals_dict, &wait_for_locals
    );

static mp_obj_t wait_for(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, bool seconds) {
    enum { ARG_aw, ARG_timeout };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_aw, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_timeout, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t timeout = args[ARG_timeout].u_obj;
    bool forever = timeout == mp_const_none;
    return asyncio_checked(mpy_wait_for_new(args[ARG_aw].u_obj, forever, forever ? 0 : seconds ? seconds_to_ms(timeout) : ms_to_ms(timeout)));
}

static mp_obj_t asyncio_wait_for(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return wait_for(n_args, pos_args, kw_args, true);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_wait_for_obj, 1, asyncio_wait_for);

static mp_obj_t asyncio_wait_for_ms(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return wait_for(n_args, pos_args, kw_args, false);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_wait_for_ms_obj, 1, asyncio_wait_for_ms);

/******************************************************************************/
// gather

static mp_obj_t gather_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_gather_next(self));
}

static ASYNCIO_FUNCTION_2(gather_throw_obj, mpy_gather_throw);

static const mp_rom_map_elem_t gather_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&gather_throw_obj) },
};
static MP_DEFINE_CONST_DICT(gather_locals, gather_locals_table);

#if MPY_ASYNCIO_FUTURE
// Has the methods of a Future: the first that is looked up makes one.
static void gather_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    mp_obj_dict_t *methods = (mp_obj_dict_t *)MP_OBJ_TYPE_GET_SLOT(&asyncio_type_future, locals_dict);
    if (mp_map_lookup(&methods->map, MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP) != NULL) {
        asyncio_method_attr(asyncio_checked(mpy_gather_future(self)), attr, dest);
    } else {
        dest[1] = MP_OBJ_SENTINEL;
    }
}
#endif

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_gather, MP_QSTR_gather, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, gather_iternext,
    #if MPY_ASYNCIO_FUTURE
    attr, gather_attr,
    #endif
    locals_dict, &gather_locals
    );

static mp_obj_t asyncio_gather(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_return_exceptions, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_FALSE } },
    };
    mp_arg_val_t return_exceptions;
    mp_arg_parse_all(0, NULL, kw_args, 1, allowed_args, &return_exceptions);
    mp_obj_t items = mp_obj_new_list(n_args, (mp_obj_t *)pos_args);
    return asyncio_checked(mpy_gather_new(items, mp_obj_is_true(return_exceptions.u_obj)));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_gather_obj, 0, asyncio_gather);

/******************************************************************************/
// Marks in the loop's queues, which no script sees

MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_completion, MP_QSTR_gather, MP_TYPE_FLAG_NONE);
MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_stop, MP_QSTR_stop, MP_TYPE_FLAG_NONE);

/******************************************************************************/
// Loop

static void refuse_nested_run(void) {
    if (mpy_loop_is_running()) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("the event loop is already running: await instead of calling run()"));
    }
}

static mp_obj_t asyncio_run_coro(mp_obj_t coro) {
    refuse_nested_run();
    return asyncio_run(asyncio_checked(mpy_task_create_by_name(coro)));
}
#if MPY_ASYNCIO_TASK_API
// CPython's keyword `debug` has a meaning where there is a debug mode.
static mp_obj_t asyncio_run_coro_kw(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(n_args, 1, kw_args, MP_QSTR_debug);
    #if MPY_ASYNCIO_DEBUG
    mp_map_elem_t *debug = mp_map_lookup(kw_args, MP_OBJ_NEW_QSTR(MP_QSTR_debug), MP_MAP_LOOKUP);
    if (debug != NULL && debug->value != mp_const_none) {
        refuse_nested_run();
        mp_call_function_1(MP_OBJ_FROM_PTR(&asyncio_set_debug_obj), debug->value);
    }
    #endif
    return asyncio_run_coro(args[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_run_obj, 1, asyncio_run_coro_kw);
#else
static MP_DEFINE_CONST_FUN_OBJ_1(asyncio_run_obj, asyncio_run_coro);
#endif

static mp_obj_t asyncio_run_until_complete(size_t n_args, const mp_obj_t *args) {
    refuse_nested_run();
    bool has_main = n_args > 0 && args[0] != mp_const_none;
    return asyncio_run(has_main ? asyncio_checked(mpy_task_main(args[0], true)) : MP_OBJ_NULL);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_run_until_complete_obj, 0, 1, asyncio_run_until_complete);

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
    return bool_obj(mpy_loop_is_running());
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

#if MICROPY_PY_SYS_STDFILES
extern const struct _mp_dummy_t mp_sys_stderr_obj;
const mp_print_t asyncio_stderr_print = { (void *)&mp_sys_stderr_obj, mp_stream_write_adaptor };
#endif

// A script may hand in anything as the context.
static mp_obj_t context_get(mp_obj_t context, qstr key) {
    return mp_obj_subscr(context, MP_OBJ_NEW_QSTR(key), MP_OBJ_SENTINEL);
}

// The same of what may be missing: None then.
static mp_obj_t context_get_maybe(mp_obj_t context, qstr key) {
    if (!mp_obj_is_dict_or_ordereddict(context)) {
        return context_get(context, key);
    }
    mp_map_elem_t *elem = mp_map_lookup(mp_obj_dict_get_map(context), MP_OBJ_NEW_QSTR(key), MP_MAP_LOOKUP);
    return elem == NULL ? mp_const_none : elem->value;
}

static mp_obj_t loop_default_exception_handler(mp_obj_t loop, mp_obj_t context) {
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
static MP_DEFINE_CONST_FUN_OBJ_2(loop_default_exception_handler_obj, loop_default_exception_handler);

static mp_obj_t loop_call_exception_handler(mp_obj_t context) {
    mp_obj_t handler = mpy_loop_exception_handler();
    if (handler == mp_const_none) {
        handler = mp_load_attr(MP_OBJ_FROM_PTR(&asyncio_loop_obj), MP_QSTR_default_exception_handler);
    }
    mp_obj_t args[2] = { MP_OBJ_FROM_PTR(&asyncio_loop_obj), context };
    return mp_call_function_n_kw(handler, 2, 0, args);
}
static MP_DEFINE_CONST_FUN_OBJ_1(loop_call_exception_handler_obj, loop_call_exception_handler);

static mp_obj_t new_exception_context(mp_obj_t message, mp_obj_t exc, mp_obj_t task) {
    mp_obj_t context = mp_obj_new_dict(3);
    mp_obj_dict_store(context, MP_OBJ_NEW_QSTR(MP_QSTR_message), message);
    mp_obj_dict_store(context, MP_OBJ_NEW_QSTR(MP_QSTR_exception), exc);
    mp_obj_dict_store(context, MP_OBJ_NEW_QSTR(MP_QSTR_future), task);
    return context;
}

mp_obj_t asyncio_call_exception_handler(mp_obj_t message, mp_obj_t exc, mp_obj_t task) {
    mp_obj_t handler = mp_load_attr(MP_OBJ_FROM_PTR(&asyncio_loop_obj), MP_QSTR_call_exception_handler);
    return mp_call_function_1(handler, new_exception_context(message, exc, task));
}

static const MP_DEFINE_STR_OBJ(not_retrieved, "Task exception wasn't retrieved");

void asyncio_report(mp_obj_t task, mp_obj_t exc) {
    asyncio_call_exception_handler(MP_OBJ_FROM_PTR(&not_retrieved), exc, task);
}

static const mp_rom_map_elem_t loop_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_create_task), MP_ROM_PTR(&asyncio_create_task_obj) },
    { MP_ROM_QSTR(MP_QSTR_run_forever), MP_ROM_PTR(&loop_run_forever_obj) },
    { MP_ROM_QSTR(MP_QSTR_run_until_complete), MP_ROM_PTR(&loop_run_until_complete_obj) },
    { MP_ROM_QSTR(MP_QSTR_stop), MP_ROM_PTR(&loop_stop_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&loop_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_exception_handler), MP_ROM_PTR(&loop_set_exception_handler_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_exception_handler), MP_ROM_PTR(&loop_get_exception_handler_obj) },
    { MP_ROM_QSTR(MP_QSTR_default_exception_handler), MP_ROM_PTR(&loop_default_exception_handler_obj) },
    { MP_ROM_QSTR(MP_QSTR_call_exception_handler), MP_ROM_PTR(&loop_call_exception_handler_obj) },
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
    #if ASYNCIO_DATAGRAM_NAMES
    { MP_ROM_QSTR(MP_QSTR_create_datagram_endpoint), MP_ROM_PTR(&asyncio_create_datagram_endpoint_obj) },
    #endif
    #if MPY_ASYNCIO_THREADS
    { MP_ROM_QSTR(MP_QSTR_call_soon_threadsafe), MP_ROM_PTR(&asyncio_call_soon_threadsafe_obj) },
    #endif
    #if ASYNCIO_THREAD_NAMES
    { MP_ROM_QSTR(MP_QSTR_run_in_executor), MP_ROM_PTR(&asyncio_run_in_executor_obj) },
    #endif
    #if MPY_ASYNCIO_DEBUG
    { MP_ROM_QSTR(MP_QSTR_set_debug), MP_ROM_PTR(&asyncio_set_debug_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_debug), MP_ROM_PTR(&asyncio_get_debug_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(loop_locals, loop_locals_table);

// What a script has put in the place of names of `Loop`: a dict of which this is the address, or NULL while there is none and it is not
// to be made.
static mp_obj_t *replaced_of_loop(bool make);

// There is one loop. As with stock, `Loop` is a class that is never instantiated, and its functions take
// no `self`; here it is the one object of a class whose look-up does not bind.
static void loop_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    (void)self;
    bool is_load = dest[0] == MP_OBJ_NULL;
    #if MPY_ASYNCIO_DEBUG
    asyncio_debug_attr(attr, dest);
    if (is_load == (dest[0] != MP_OBJ_NULL)) {
        return;
    }
    #endif
    mp_obj_t *replaced = replaced_of_loop(!is_load);
    if (!is_load) {
        if (dest[1] == MP_OBJ_NULL) {
            mp_obj_dict_delete(*replaced, MP_OBJ_NEW_QSTR(attr));
        } else {
            mp_obj_dict_store(*replaced, MP_OBJ_NEW_QSTR(attr), dest[1]);
        }
        dest[0] = MP_OBJ_NULL;
        return;
    }
    mp_map_elem_t *elem = NULL;
    if (replaced != NULL) {
        elem = mp_map_lookup(mp_obj_dict_get_map(*replaced), MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP);
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
static mp_obj_t asyncio_get_event_loop(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    (void)n_args;
    (void)pos_args;
    (void)kw_args;
    return MP_OBJ_FROM_PTR(&asyncio_loop_obj);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_get_event_loop_obj, 0, asyncio_get_event_loop);

static mp_obj_t asyncio_new_event_loop(void) {
    asyncio_checked(mpy_loop_reset());
    return MP_OBJ_FROM_PTR(&asyncio_loop_obj);
}
static MP_DEFINE_CONST_FUN_OBJ_0(asyncio_new_event_loop_obj, asyncio_new_event_loop);

/******************************************************************************/
// The modules

#if MPY_ASYNCIO_TEST_CLOCK
// _test_clock_add(us, stand=False). From the first call on, waits take no time. After a call with `stand`, nothing else takes time either.
static mp_obj_t asyncio_test_clock_add(size_t n_args, const mp_obj_t *args) {
    if (n_args > 1 && mp_obj_is_true(args[1]) && !asyncio_test_clock_stands) {
        asyncio_test_clock_us += mp_hal_ticks_us();
        asyncio_test_clock_stands = true;
    }
    asyncio_test_clock_leaps = true;
    asyncio_test_clock_us += (uint64_t)int_to_int64(args[0]);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_test_clock_add_obj, 1, 2, asyncio_test_clock_add);
#endif

static mp_obj_t asyncio_init(void);
static MP_DEFINE_CONST_FUN_OBJ_0(asyncio_init_obj, asyncio_init);

// Stock's own, since programs ask for it.
static const mp_rom_obj_tuple_t version_obj = {
    { &mp_type_tuple }, 3, { MP_ROM_INT(3), MP_ROM_INT(0), MP_ROM_INT(0) }
};

#if MPY_ASYNCIO_VERSION
// features.py gives both as bare words.
#define TEXT_OF(...) #__VA_ARGS__
#define TEXT(...) TEXT_OF(__VA_ARGS__)
static const MP_DEFINE_STR_OBJ(release_obj, TEXT(MPY_ASYNCIO_RELEASE));
static const MP_DEFINE_STR_OBJ(features_obj, TEXT(MPY_ASYNCIO_FEATURE_NAMES));
static const mp_rom_obj_tuple_t mpy_asyncio_obj = {
    { &mp_type_tuple }, 2, { MP_ROM_PTR(&release_obj), MP_ROM_PTR(&features_obj) }
};
#endif

// The names of `asyncio` are the middle of one array: what it has in common with `asyncio.core` and `asyncio.stream` ends the names of
// the one and begins those of the other. A look-up goes from the first entry to the last: what loops use stands first in `asyncio`.
#if MICROPY_PY_SELECT
#define CORE_SELECT { MP_ROM_QSTR(MP_QSTR_select), MP_ROM_PTR(&mp_module_select) },
#else
#define CORE_SELECT
#endif
#if MPY_ASYNCIO_TEST_CLOCK
#define CORE_TEST_CLOCK { MP_ROM_QSTR(MP_QSTR__test_clock_add), MP_ROM_PTR(&asyncio_test_clock_add_obj) },
#else
#define CORE_TEST_CLOCK
#endif

#define NAMES_OF_CORE_ONLY \
    CORE_SELECT \
    CORE_TEST_CLOCK \
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_core) }, \
    { MP_ROM_QSTR(MP_QSTR__promote_to_task), MP_ROM_PTR(&asyncio_promote_to_task_obj) }, \
    { MP_ROM_QSTR(MP_QSTR__task_queue), MP_ROM_PTR(&asyncio_ready_queue) }, \
    { MP_ROM_QSTR(MP_QSTR_IOQueue), MP_ROM_PTR(&asyncio_type_io_queue) }, \
    { MP_ROM_QSTR(MP_QSTR__io_queue), MP_ROM_PTR(&asyncio_io_queue) }, \
    { MP_ROM_QSTR(MP_QSTR_sys), MP_ROM_PTR(&mp_module_sys) }

#define CORE_NAMES \
    { MP_ROM_QSTR(MP_QSTR_sleep_ms), MP_ROM_PTR(&asyncio_sleep_ms_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_sleep), MP_ROM_PTR(&asyncio_sleep_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_create_task), MP_ROM_PTR(&asyncio_create_task_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_CancelledError), MP_ROM_PTR(&asyncio_type_cancelled_error) }, \
    { MP_ROM_QSTR(MP_QSTR_TimeoutError), MP_ROM_PTR(&asyncio_type_timeout_error) }, \
    { MP_ROM_QSTR(MP_QSTR_current_task), MP_ROM_PTR(&asyncio_current_task_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_run), MP_ROM_PTR(&asyncio_run_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_run_until_complete), MP_ROM_PTR(&asyncio_run_until_complete_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_get_event_loop), MP_ROM_PTR(&asyncio_get_event_loop_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_new_event_loop), MP_ROM_PTR(&asyncio_new_event_loop_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_Loop), MP_ROM_PTR(&asyncio_loop_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_Task), MP_ROM_PTR(&asyncio_type_task) }, \
    { MP_ROM_QSTR(MP_QSTR_TaskQueue), MP_ROM_PTR(&asyncio_type_task_queue) }, \
    { MP_ROM_QSTR(MP_QSTR_ticks), MP_ROM_PTR(&mp_time_ticks_ms_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_ticks_diff), MP_ROM_PTR(&mp_time_ticks_diff_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_ticks_add), MP_ROM_PTR(&mp_time_ticks_add_obj) }

#define STREAM_NAMES \
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) }, \
    { MP_ROM_QSTR(MP_QSTR_StreamReader), MP_ROM_PTR(&asyncio_type_stream) }, \
    { MP_ROM_QSTR(MP_QSTR_StreamWriter), MP_ROM_PTR(&asyncio_type_stream) }, \
    { MP_ROM_QSTR(MP_QSTR_open_connection), MP_ROM_PTR(&asyncio_open_connection_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_start_server), MP_ROM_PTR(&asyncio_start_server_obj) }

#define NAMES_OF_STREAM_ONLY \
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_stream) }, \
    { MP_ROM_QSTR(MP_QSTR_Stream), MP_ROM_PTR(&asyncio_type_stream) }, \
    { MP_ROM_QSTR(MP_QSTR_Server), MP_ROM_PTR(&asyncio_type_server) }

static const mp_rom_map_elem_t names[] = {
    NAMES_OF_CORE_ONLY,
    CORE_NAMES,
    { MP_ROM_QSTR(MP_QSTR_gather), MP_ROM_PTR(&asyncio_gather_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_for), MP_ROM_PTR(&asyncio_wait_for_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_for_ms), MP_ROM_PTR(&asyncio_wait_for_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_Event), MP_ROM_PTR(&asyncio_type_event) },
    { MP_ROM_QSTR(MP_QSTR_ThreadSafeFlag), MP_ROM_PTR(&asyncio_type_thread_safe_flag) },
    { MP_ROM_QSTR(MP_QSTR_Lock), MP_ROM_PTR(&asyncio_type_lock) },
    #if MPY_ASYNCIO_TASK_API
    { MP_ROM_QSTR(MP_QSTR_iscoroutine), MP_ROM_PTR(&asyncio_iscoroutine_obj) },
    { MP_ROM_QSTR(MP_QSTR_iscoroutinefunction), MP_ROM_PTR(&asyncio_iscoroutinefunction_obj) },
    { MP_ROM_QSTR(MP_QSTR_isfuture), MP_ROM_PTR(&asyncio_isfuture_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_running_loop), MP_ROM_PTR(&asyncio_get_running_loop_obj) },
    { MP_ROM_QSTR(MP_QSTR_InvalidStateError), MP_ROM_PTR(&asyncio_type_invalid_state_error) },
    #endif
    #if MPY_ASYNCIO_FUTURE
    { MP_ROM_QSTR(MP_QSTR_Future), MP_ROM_PTR(&asyncio_type_future) },
    { MP_ROM_QSTR(MP_QSTR_ensure_future), MP_ROM_PTR(&asyncio_promote_to_task_obj) },
    { MP_ROM_QSTR(MP_QSTR_shield), MP_ROM_PTR(&asyncio_shield_obj) },
    #endif
    #if MPY_ASYNCIO_TIMERS
    { MP_ROM_QSTR(MP_QSTR_Handle), MP_ROM_PTR(&asyncio_type_handle) },
    { MP_ROM_QSTR(MP_QSTR_TimerHandle), MP_ROM_PTR(&asyncio_type_handle) },
    #endif
    #if MPY_ASYNCIO_TIMEOUT
    { MP_ROM_QSTR(MP_QSTR_timeout), MP_ROM_PTR(&asyncio_timeout_obj) },
    { MP_ROM_QSTR(MP_QSTR_timeout_at), MP_ROM_PTR(&asyncio_timeout_at_obj) },
    { MP_ROM_QSTR(MP_QSTR_Timeout), MP_ROM_PTR(&asyncio_type_timeout) },
    #endif
    #if MPY_ASYNCIO_TASK_GROUP
    { MP_ROM_QSTR(MP_QSTR_TaskGroup), MP_ROM_PTR(&asyncio_type_task_group) },
    { MP_ROM_QSTR(MP_QSTR_BaseExceptionGroup), MP_ROM_PTR(&asyncio_type_base_exception_group) },
    { MP_ROM_QSTR(MP_QSTR_ExceptionGroup), MP_ROM_PTR(&asyncio_type_exception_group) },
    #endif
    #if MPY_ASYNCIO_STREAM_API
    { MP_ROM_QSTR(MP_QSTR_IncompleteReadError), MP_ROM_PTR(&asyncio_type_incomplete_read_error) },
    { MP_ROM_QSTR(MP_QSTR_LimitOverrunError), MP_ROM_PTR(&asyncio_type_limit_overrun_error) },
    #endif
    #if MPY_ASYNCIO_WAIT
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&asyncio_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR_as_completed), MP_ROM_PTR(&asyncio_as_completed_obj) },
    { MP_ROM_QSTR(MP_QSTR_ALL_COMPLETED), MP_ROM_QSTR(MP_QSTR_ALL_COMPLETED) },
    { MP_ROM_QSTR(MP_QSTR_FIRST_COMPLETED), MP_ROM_QSTR(MP_QSTR_FIRST_COMPLETED) },
    { MP_ROM_QSTR(MP_QSTR_FIRST_EXCEPTION), MP_ROM_QSTR(MP_QSTR_FIRST_EXCEPTION) },
    #endif
    #if ASYNCIO_THREAD_NAMES
    { MP_ROM_QSTR(MP_QSTR_to_thread), MP_ROM_PTR(&asyncio_to_thread_obj) },
    { MP_ROM_QSTR(MP_QSTR_run_coroutine_threadsafe), MP_ROM_PTR(&asyncio_run_coroutine_threadsafe_obj) },
    #endif
    #if MPY_ASYNCIO_ALL_TASKS
    { MP_ROM_QSTR(MP_QSTR_all_tasks), MP_ROM_PTR(&asyncio_all_tasks_obj) },
    { MP_ROM_QSTR(MP_QSTR_Runner), MP_ROM_PTR(&asyncio_type_runner) },
    #endif
    #if MPY_ASYNCIO_QUEUE
    { MP_ROM_QSTR(MP_QSTR_Queue), MP_ROM_PTR(&asyncio_type_queue) },
    { MP_ROM_QSTR(MP_QSTR_PriorityQueue), MP_ROM_PTR(&asyncio_type_priority_queue) },
    { MP_ROM_QSTR(MP_QSTR_LifoQueue), MP_ROM_PTR(&asyncio_type_lifo_queue) },
    { MP_ROM_QSTR(MP_QSTR_QueueEmpty), MP_ROM_PTR(&asyncio_type_queue_empty) },
    { MP_ROM_QSTR(MP_QSTR_QueueFull), MP_ROM_PTR(&asyncio_type_queue_full) },
    { MP_ROM_QSTR(MP_QSTR_QueueShutDown), MP_ROM_PTR(&asyncio_type_queue_shut_down) },
    #endif
    #if MPY_ASYNCIO_SYNC
    { MP_ROM_QSTR(MP_QSTR_Semaphore), MP_ROM_PTR(&asyncio_type_semaphore) },
    { MP_ROM_QSTR(MP_QSTR_BoundedSemaphore), MP_ROM_PTR(&asyncio_type_bounded_semaphore) },
    { MP_ROM_QSTR(MP_QSTR_Condition), MP_ROM_PTR(&asyncio_type_condition) },
    { MP_ROM_QSTR(MP_QSTR_Barrier), MP_ROM_PTR(&asyncio_type_barrier) },
    { MP_ROM_QSTR(MP_QSTR_BrokenBarrierError), MP_ROM_PTR(&asyncio_type_broken_barrier_error) },
    #endif
    #if MPY_ASYNCIO_EVENT_FLAGS
    { MP_ROM_QSTR(MP_QSTR_EventFlags), MP_ROM_PTR(&asyncio_type_event_flags) },
    #endif
    #if ASYNCIO_DATAGRAM_NAMES
    { MP_ROM_QSTR(MP_QSTR_BaseProtocol), MP_ROM_PTR(&asyncio_type_base_protocol) },
    { MP_ROM_QSTR(MP_QSTR_DatagramProtocol), MP_ROM_PTR(&asyncio_type_datagram_protocol) },
    { MP_ROM_QSTR(MP_QSTR_DatagramTransport), MP_ROM_PTR(&asyncio_type_datagram_transport) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_stream), MP_ROM_PTR(&asyncio_module_stream) },
    { MP_ROM_QSTR(MP_QSTR_event), MP_ROM_PTR(&asyncio_module_event) },
    { MP_ROM_QSTR(MP_QSTR_funcs), MP_ROM_PTR(&asyncio_module_funcs) },
    { MP_ROM_QSTR(MP_QSTR_lock), MP_ROM_PTR(&asyncio_module_lock) },
    #if MPY_ASYNCIO_STATS
    { MP_ROM_QSTR(MP_QSTR_stats), MP_ROM_PTR(&asyncio_stats_obj) },
    { MP_ROM_QSTR(MP_QSTR_print_tasks), MP_ROM_PTR(&asyncio_print_tasks_obj) },
    #endif
    #if MPY_ASYNCIO_TRACE
    { MP_ROM_QSTR(MP_QSTR_trace), MP_ROM_PTR(&asyncio_module_trace) },
    #endif
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_asyncio) },
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    #if MPY_ASYNCIO_VERSION
    { MP_ROM_QSTR(MP_QSTR_mpy_asyncio), MP_ROM_PTR(&mpy_asyncio_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&asyncio_init_obj) },
    STREAM_NAMES,
    NAMES_OF_STREAM_ONLY,
};

#define COUNT(...) (sizeof((mp_rom_map_elem_t[]) { __VA_ARGS__ }) / sizeof(mp_rom_map_elem_t))
#define CORE_ONLY COUNT(NAMES_OF_CORE_ONLY)
#define STREAM_ONLY COUNT(NAMES_OF_STREAM_ONLY)
#define STREAM_ALL (COUNT(STREAM_NAMES) + STREAM_ONLY)

static MP_DEFINE_CONST_DICT_WITH_SIZE(core_globals, names, CORE_ONLY + COUNT(CORE_NAMES));
static MP_DEFINE_CONST_DICT_WITH_SIZE(asyncio_globals, &names[CORE_ONLY], MP_ARRAY_SIZE(names) - CORE_ONLY - STREAM_ONLY);
static MP_DEFINE_CONST_DICT_WITH_SIZE(stream_globals, &names[MP_ARRAY_SIZE(names) - STREAM_ALL], STREAM_ALL);

static const mp_rom_map_elem_t event_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_event) },
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) },
    { MP_ROM_QSTR(MP_QSTR_Event), MP_ROM_PTR(&asyncio_type_event) },
    { MP_ROM_QSTR(MP_QSTR_ThreadSafeFlag), MP_ROM_PTR(&asyncio_type_thread_safe_flag) },
};
static MP_DEFINE_CONST_DICT(event_globals, event_table);

static const mp_rom_map_elem_t funcs_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_funcs) },
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) },
    { MP_ROM_QSTR(MP_QSTR_wait_for), MP_ROM_PTR(&asyncio_wait_for_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_for_ms), MP_ROM_PTR(&asyncio_wait_for_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_gather), MP_ROM_PTR(&asyncio_gather_obj) },
};
static MP_DEFINE_CONST_DICT(funcs_globals, funcs_table);

static const mp_rom_map_elem_t lock_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_lock) },
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) },
    { MP_ROM_QSTR(MP_QSTR_Lock), MP_ROM_PTR(&asyncio_type_lock) },
};
static MP_DEFINE_CONST_DICT(lock_globals, lock_table);

// Stock's part in C, which programs import the two classes from.
static const mp_rom_map_elem_t c_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__asyncio) },
    { MP_ROM_QSTR(MP_QSTR_TaskQueue), MP_ROM_PTR(&asyncio_type_task_queue) },
    { MP_ROM_QSTR(MP_QSTR_Task), MP_ROM_PTR(&asyncio_type_task) },
};
static MP_DEFINE_CONST_DICT(c_globals, c_table);
const mp_obj_module_t asyncio_module_c = { .base = { &mp_type_module }, .globals = (mp_obj_dict_t *)&c_globals };

// Not const: a script that assigns to a name of a module gets a copy of its table on the heap.
#define MODULE(table) { .base = { &mp_type_module }, .globals = (mp_obj_dict_t *)&table }

mp_obj_module_t asyncio_module = MODULE(asyncio_globals);
mp_obj_module_t asyncio_module_core = MODULE(core_globals);
mp_obj_module_t asyncio_module_event = MODULE(event_globals);
mp_obj_module_t asyncio_module_funcs = MODULE(funcs_globals);
mp_obj_module_t asyncio_module_lock = MODULE(lock_globals);
mp_obj_module_t asyncio_module_stream = MODULE(stream_globals);

// Each module, and the table with which it begins; up to a null, since a loop whose turns the compiler can count it unrolls.
typedef struct _module_t {
    mp_obj_module_t *module;
    const mp_obj_dict_t *globals;
} module_t;

static const module_t modules[] = {
    { &asyncio_module, &asyncio_globals },
    { &asyncio_module_core, &core_globals },
    { &asyncio_module_event, &event_globals },
    { &asyncio_module_funcs, &funcs_globals },
    { &asyncio_module_lock, &lock_globals },
    { &asyncio_module_stream, &stream_globals },
    { NULL, NULL },
};

// The tables that scripts have changed. They are gone after a soft reset, and the modules must not refer to
// them any longer: ports finalise what is on the heap before that, and so this object too.
typedef struct _changes_obj_t {
    mp_obj_base_t base;
    // Those of `Loop` last.
    mp_obj_t globals[MP_ARRAY_SIZE(modules)];
} changes_obj_t;

MP_REGISTER_ROOT_POINTER(void *asyncio_changes);

static void restore_globals(void) {
    for (const module_t *at = modules; at->module != NULL; at++) {
        at->module->globals = (mp_obj_dict_t *)at->globals;
    }
    MP_STATE_VM(asyncio_changes) = NULL;
    mpy_loop_set_create_task(MP_OBJ_NULL);
}

static mp_obj_t changes_del(mp_obj_t self) {
    (void)self;
    restore_globals();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(changes_del_obj, changes_del);

static const mp_rom_map_elem_t changes_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&changes_del_obj) },
};
static MP_DEFINE_CONST_DICT(changes_locals, changes_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_changes, MP_QSTR_object, MP_TYPE_FLAG_NONE,
    locals_dict, &changes_locals
    );

// What is interned when the loop runs for the first time since the boot or soft reset. Root pointers are no witness of that, as no port
// clears them; what was interned is gone with the heap, and no script can take it back.
static const char mark_of_run[] = "asyncio.run";

void asyncio_remember_run(void) {
    qstr_from_strn(mark_of_run, sizeof(mark_of_run) - 1);
}

// Runs at the first `import asyncio` after a boot or soft reset, and again if a script has taken the module
// out of sys.modules: a loop that has run is left as it is then, with the wakes that stand in it.
static mp_obj_t asyncio_init(void) {
    mp_map_t *loaded = &MP_STATE_VM(mp_loaded_modules_dict).map;
    mp_map_elem_t *elem = mp_map_lookup(loaded, MP_OBJ_NEW_QSTR(MP_QSTR_asyncio), MP_MAP_LOOKUP);
    if (elem != NULL || mpy_loop_is_running()) {
        return mp_const_none;
    }
    restore_globals();
    asyncio_check_archive();
    if (qstr_find_strn(mark_of_run, sizeof(mark_of_run) - 1) == MP_QSTRnull) {
        mpy_loop_init();
        asyncio_observers_init();
    }
    #if FLAG_IS_STREAM
    init_flag_parents();
    #endif
    mp_obj_dict_store(MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_loaded_modules_dict)), MP_OBJ_NEW_QSTR(MP_QSTR_asyncio), MP_OBJ_FROM_PTR(&asyncio_module));
    return mp_const_none;
}

static changes_obj_t *changes_of_scripts(void) {
    changes_obj_t *changes = MP_STATE_VM(asyncio_changes);
    if (changes == NULL) {
        changes = mp_obj_malloc_with_finaliser(changes_obj_t, &asyncio_type_changes);
        memset(changes->globals, 0, sizeof(changes->globals));
        MP_STATE_VM(asyncio_changes) = changes;
    }
    return changes;
}

static mp_obj_t *replaced_of_loop(bool make) {
    changes_obj_t *changes = make ? changes_of_scripts() : MP_STATE_VM(asyncio_changes);
    if (changes == NULL) {
        return NULL;
    }
    mp_obj_t *replaced = &changes->globals[MP_ARRAY_SIZE(modules) - 1];
    if (*replaced == MP_OBJ_NULL) {
        if (!make) {
            return NULL;
        }
        *replaced = mp_obj_new_dict(1);
    }
    return replaced;
}

// Assigns to a name of a module, or takes it away if `value` is null: in a table of its own, of which MicroPython believes, as of the one
// in flash, that it is fixed. So each assignment comes here, and what is imported from the module as from a package is still found.
static void assign(const module_t *changed, qstr name, mp_obj_t value) {
    mp_obj_dict_t *globals = changed->module->globals;
    if (globals == changed->globals) {
        // No copy: it would be ordered as the one in flash, and takes no new name where the firmware has no OrderedDict.
        const mp_map_t *in_flash = &globals->map;
        globals = MP_OBJ_TO_PTR(mp_obj_new_dict(in_flash->used + 1));
        for (size_t i = 0; i < in_flash->alloc; ++i) {
            mp_obj_dict_store(MP_OBJ_FROM_PTR(globals), in_flash->table[i].key, in_flash->table[i].value);
        }
        changes_of_scripts()->globals[changed - modules] = MP_OBJ_FROM_PTR(globals);
        changed->module->globals = globals;
    }
    // EXCEPTION: MemoryError where the table has to grow; the module's own is as it was then, and fixed.
    mp_map_t names = globals->map;
    names.is_fixed = 0;
    if (value == MP_OBJ_NULL) {
        mp_map_lookup(&names, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP_REMOVE_IF_FOUND);
    } else {
        mp_map_lookup(&names, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = value;
    }
    names.is_fixed = 1;
    globals->map = names;
}

// The names of asyncio.core that the module itself uses, where a script assigns to them. Returns whether that was all: the queues stay
// the loop's own.
static bool assign_to_core(qstr attr, mp_obj_t value) {
    if (attr == MP_QSTR_create_task) {
        mpy_loop_set_create_task(value == MP_OBJ_FROM_PTR(&asyncio_create_task_obj) ? MP_OBJ_NULL : value);
    } else if (attr == MP_QSTR__task_queue && value != MP_OBJ_NULL && mp_obj_is_type(value, &asyncio_type_task_queue)) {
        mpy_loop_set_queue(value);
        return true;
    } else if (attr == MP_QSTR__io_queue && value != MP_OBJ_NULL && mp_obj_is_type(value, &asyncio_type_io_queue)) {
        if (value != MP_OBJ_FROM_PTR(&asyncio_io_queue)) {
            mpy_loop_forget_streams();
        }
        return true;
    }
    return false;
}

// MicroPython's table of modules names it. A prototype, because upstream's variant `coverage` warns of functions without one.
void asyncio_attr(mp_obj_t self, qstr attr, mp_obj_t *dest);
void asyncio_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    bool is_core = MP_OBJ_TO_PTR(self) == &asyncio_module_core;
    if (dest[0] == MP_OBJ_NULL) {
        if (is_core && attr == MP_QSTR_cur_task) {
            dest[0] = mpy_loop_current();
        } else if (is_core && attr == MP_QSTR__exc_context) {
            dest[0] = new_exception_context(MP_OBJ_FROM_PTR(&not_retrieved), mp_const_none, mp_const_none);
        }
        return;
    }
    if (is_core && attr == MP_QSTR_cur_task) {
        asyncio_checked(mpy_loop_set_current(dest[1] == MP_OBJ_NULL ? mp_const_none : dest[1]));
        dest[0] = MP_OBJ_NULL;
        return;
    }
    if (is_core && assign_to_core(attr, dest[1])) {
        dest[0] = MP_OBJ_NULL;
        return;
    }
    const module_t *at = modules;
    while (at->module != MP_OBJ_TO_PTR(self)) {
        at++;
    }
    assign(at, attr, dest[1]);
    dest[0] = MP_OBJ_NULL;
}

MP_REGISTER_MODULE(MP_QSTR_asyncio, asyncio_module);
MP_REGISTER_MODULE(MP_QSTR_uasyncio, asyncio_module);
MP_REGISTER_MODULE(MP_QSTR__asyncio, asyncio_module_c);
MP_REGISTER_MODULE_DELEGATION(asyncio_module, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_core, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_event, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_funcs, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_lock, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_stream, asyncio_attr);
