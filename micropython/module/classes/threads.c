// Threads: call_soon_threadsafe(), run_in_executor(), to_thread() and run_coroutine_threadsafe(). They are in C because they
// call MicroPython from a thread of their own. Rust's threads.rs brings a call from a thread to the loop.
#include "names.h"

#include "py/mphal.h"
#include "py/objtuple.h"

#if MPY_ASYNCIO_THREADS

static mp_obj_t call_from_outside(mp_obj_t fun, size_t n_args, const mp_obj_t *args) {
    mp_obj_t event;
    mp_obj_t tuple = n_args == 0 ? MP_OBJ_NULL : mp_obj_new_tuple(n_args, args);
    mp_obj_t handle = asyncio_checked(mpy_outside_call(fun, tuple, &event));
    asyncio_checked(mpy_event_set(event));
    return handle;
}

// As call_soon(), from any thread.
static mp_obj_t call_soon_threadsafe(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(0, 0, kw_args, MP_QSTR_context);
    asyncio_check_callable(args[0]);
    return call_from_outside(args[0], n_args - 1, args + 1);
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_call_soon_threadsafe_obj, 1, call_soon_threadsafe);

#if ASYNCIO_THREAD_NAMES

// ---- run_in_executor() and to_thread(): a function in a thread of its own -------------------------

// A call in a thread, and its outcome for the loop. Everything is allocated before the thread starts, so that the end of the
// thread needs no memory.
typedef struct _job_t {
    mp_obj_base_t base;
    mp_obj_t fun;
    // Positional arguments, then keywords with their values.
    mp_obj_t args;
    size_t n_keywords;
    mp_obj_t future;
    mp_obj_t event;
    mp_obj_t outcome;
    bool failed;
    // The number of the loop in which it was started.
    uint8_t loop_number;
} job_t;

static mp_obj_t job_ended(mp_obj_t self_in) {
    job_t *self = MP_OBJ_TO_PTR(self_in);
    mpy_thread_ended(self->future, self->failed, self->outcome, self->loop_number);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(job_ended_obj, job_ended);

// StopIteration in a coroutine would look like a return.
static mp_obj_t no_stop_iteration(mp_obj_t exc) {
    if (!mp_obj_exception_match(exc, MP_OBJ_FROM_PTR(&mp_type_StopIteration))) {
        return exc;
    }
    return mp_obj_new_exception_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("the function in the thread raised StopIteration"));
}

// Runs in the thread.
static mp_obj_t run_job(mp_obj_t self_in) {
    job_t *self = MP_OBJ_TO_PTR(self_in);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        size_t n_args;
        mp_obj_t *args;
        mp_obj_tuple_get(self->args, &n_args, &args);
        self->outcome = mp_call_function_n_kw(self->fun, n_args - 2 * self->n_keywords, self->n_keywords, args);
        nlr_pop();
    } else {
        self->failed = true;
        self->outcome = no_stop_iteration(MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    asyncio_checked(mpy_event_set(self->event));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(run_job_obj, run_job);

// The future of `job`, whose thread has been started.
static mp_obj_t start(job_t *job) {
    job->future = asyncio_checked(mpy_future_new());
    mp_obj_t self = MP_OBJ_FROM_PTR(job);
    mp_obj_t tuple = mp_obj_new_tuple(1, &self);
    asyncio_checked(mpy_outside_call(MP_OBJ_FROM_PTR(&job_ended_obj), tuple, &job->event));
    mp_obj_t thread = mp_import_name(MP_QSTR__thread, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t args[2] = { MP_OBJ_FROM_PTR(&run_job_obj), tuple };
    mp_call_function_n_kw(mp_load_attr(thread, MP_QSTR_start_new_thread), 2, 0, args);
    job->loop_number = mpy_thread_started();
    return job->future;
}

static job_t *new_job(const mp_obj_type_t *type, mp_obj_t fun, mp_obj_t args, size_t n_keywords) {
    asyncio_check_callable(fun);
    job_t *job = mp_obj_malloc(job_t, type);
    job->fun = fun;
    job->args = args;
    job->n_keywords = n_keywords;
    job->future = MP_OBJ_NULL;
    job->event = MP_OBJ_NULL;
    job->outcome = MP_OBJ_NULL;
    job->failed = false;
    return job;
}

// Starts at once.
static mp_obj_t run_in_executor(size_t n_args, const mp_obj_t *args) {
    if (args[0] != mp_const_none) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("run_in_executor() has one executor, None, not '%s'"), mp_obj_get_type_str(args[0]));
    }
    return start(new_job(&asyncio_type_to_thread, args[1], mp_obj_new_tuple(n_args - 2, args + 2), 0));
}
MP_DEFINE_CONST_FUN_OBJ_VAR(asyncio_run_in_executor_obj, 2, run_in_executor);

// Starts when it is first awaited, as CPython's coroutine does.
static mp_obj_t to_thread(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    size_t n_flat = n_args - 1 + 2 * kw_args->used;
    mp_obj_t tuple = mp_obj_new_tuple(n_flat, NULL);
    mp_obj_t *flat = ((mp_obj_tuple_t *)MP_OBJ_TO_PTR(tuple))->items;
    for (size_t i = 1; i < n_args; i++) {
        *flat++ = args[i];
    }
    for (size_t i = 0; i < kw_args->alloc; i++) {
        if (mp_map_slot_is_filled(kw_args, i)) {
            *flat++ = kw_args->table[i].key;
            *flat++ = kw_args->table[i].value;
        }
    }
    return MP_OBJ_FROM_PTR(new_job(&asyncio_type_to_thread, args[0], tuple, kw_args->used));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_to_thread_obj, 1, to_thread);

static mp_obj_t to_thread_iternext(mp_obj_t self_in) {
    job_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->future == MP_OBJ_NULL) {
        start(self);
    }
    return asyncio_checked(mpy_task_next(self->future));
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_to_thread, MP_QSTR_to_thread, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, to_thread_iternext
    );

// ---- run_coroutine_threadsafe(): a task of the loop, seen from another thread ---------------------

enum { PENDING, SETTLING, RETURNED, FAILED, CANCELLED };

// As concurrent.futures.Future: for threads other than the loop's, which block in result().
typedef struct _outside_future_t {
    mp_obj_base_t base;
    // One of the above; beyond SETTLING the outcome is there.
    uint32_t state;
    mp_obj_t coro;
    mp_obj_t task;
    mp_obj_t outcome;
    mp_obj_t callbacks;
} outside_future_t;

static uint32_t state_of(outside_future_t *self) {
    return __atomic_load_n(&self->state, __ATOMIC_ACQUIRE);
}

static bool is_over(outside_future_t *self) {
    return state_of(self) > SETTLING;
}

// The first caller sets the outcome.
static bool settle(outside_future_t *self, uint32_t state, mp_obj_t outcome) {
    uint32_t critical = asyncio_enter_critical();
    bool first = self->state == PENDING;
    if (first) {
        self->state = SETTLING;
    }
    asyncio_leave_critical(critical);
    if (first) {
        self->outcome = outcome;
        __atomic_store_n(&self->state, state, __ATOMIC_RELEASE);
    }
    return first;
}

// Each callback has a turn of its own, so that a failing one leaves the others alone.
static void call_callbacks(mp_obj_t self_in) {
    outside_future_t *self = MP_OBJ_TO_PTR(self_in);
    size_t count;
    mp_obj_t *callbacks;
    mp_obj_list_get(self->callbacks, &count, &callbacks);
    mp_obj_t tuple = mp_obj_new_tuple(1, &self_in);
    for (size_t i = 0; i < count; i++) {
        asyncio_checked(mpy_call_soon(callbacks[i], tuple));
    }
}

// On the loop's thread, when the task has ended.
static mp_obj_t task_ended(mp_obj_t self_in, mp_obj_t task) {
    outside_future_t *self = MP_OBJ_TO_PTR(self_in);
    bool first;
    if (asyncio_checked(mpy_task_cancelled(task)) == mp_const_true) {
        first = settle(self, CANCELLED, mp_const_none);
    } else {
        mp_obj_t exc = asyncio_checked(mpy_task_exception(task));
        first = exc != mp_const_none ? settle(self, FAILED, exc) : settle(self, RETURNED, asyncio_checked(mpy_task_result(task)));
    }
    if (first) {
        call_callbacks(self_in);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(task_ended_obj, task_ended);

// On the loop's thread: creates the task.
static mp_obj_t start_task(mp_obj_t self_in) {
    outside_future_t *self = MP_OBJ_TO_PTR(self_in);
    if (state_of(self) == CANCELLED) {
        return mp_const_none;
    }
    self->task = asyncio_checked(mpy_task_promote(self->coro));
    asyncio_checked(mpy_task_add_done_callback(self->task, mp_obj_new_bound_meth(MP_OBJ_FROM_PTR(&task_ended_obj), self_in)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(start_task_obj, start_task);

static mp_obj_t stop_task(mp_obj_t self_in) {
    outside_future_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->task != MP_OBJ_NULL) {
        asyncio_checked(mpy_task_cancel(self->task));
    }
    call_callbacks(self_in);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(stop_task_obj, stop_task);

// Blocks the calling thread until the outcome is there. It checks every millisecond, because MicroPython's locks have no timeout.
static void wait_until_over(outside_future_t *self, mp_obj_t timeout) {
    uint64_t ms = UINT64_MAX;
    if (timeout != mp_const_none) {
        mp_float_t seconds = mp_obj_get_float(timeout);
        const mp_float_t most = MICROPY_FLOAT_CONST(3e9);
        ms = seconds > 0 ? (uint64_t)((seconds < most ? seconds : most) * 1000) : 0;
    }
    while (!is_over(self)) {
        if (ms == 0) {
            mp_raise_type(&asyncio_type_timeout_error);
        }
        if (ms != UINT64_MAX) {
            ms--;
        }
        MP_THREAD_GIL_EXIT();
        mp_hal_delay_us(1000);
        MP_THREAD_GIL_ENTER();
        mp_handle_pending(true);
    }
    if (state_of(self) == CANCELLED) {
        mp_raise_type(&asyncio_type_cancelled_error);
    }
}

// Blocks as result(timeout=None) and exception(timeout=None) do.
static outside_future_t *outside_over(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_timeout, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t timeout;
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, 1, allowed_args, &timeout);
    outside_future_t *self = MP_OBJ_TO_PTR(args[0]);
    wait_until_over(self, timeout.u_obj);
    return self;
}

static mp_obj_t outside_result(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    outside_future_t *self = outside_over(n_args, args, kw_args);
    if (self->state == FAILED) {
        nlr_raise(self->outcome);
    }
    return self->outcome;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(outside_result_obj, 1, outside_result);

static mp_obj_t outside_exception(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    outside_future_t *self = outside_over(n_args, args, kw_args);
    return self->state == FAILED ? self->outcome : mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(outside_exception_obj, 1, outside_exception);

static mp_obj_t outside_done(mp_obj_t self) {
    return mp_obj_new_bool(is_over(MP_OBJ_TO_PTR(self)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(outside_done_obj, outside_done);

static mp_obj_t outside_cancelled(mp_obj_t self) {
    return mp_obj_new_bool(state_of(MP_OBJ_TO_PTR(self)) == CANCELLED);
}
static MP_DEFINE_CONST_FUN_OBJ_1(outside_cancelled_obj, outside_cancelled);

static mp_obj_t outside_cancel(mp_obj_t self_in) {
    if (!settle(MP_OBJ_TO_PTR(self_in), CANCELLED, mp_const_none)) {
        return mp_obj_new_bool(state_of(MP_OBJ_TO_PTR(self_in)) == CANCELLED);
    }
    call_from_outside(MP_OBJ_FROM_PTR(&stop_task_obj), 1, &self_in);
    return mp_const_true;
}
static MP_DEFINE_CONST_FUN_OBJ_1(outside_cancel_obj, outside_cancel);

// Calls `callback` on the thread of the loop. Only that thread uses the list.
static mp_obj_t keep_callback(mp_obj_t self_in, mp_obj_t callback) {
    outside_future_t *self = MP_OBJ_TO_PTR(self_in);
    if (is_over(self)) {
        return mp_call_function_1(callback, self_in);
    }
    return mp_obj_list_append(self->callbacks, callback);
}
static MP_DEFINE_CONST_FUN_OBJ_2(keep_callback_obj, keep_callback);

static mp_obj_t outside_add_done_callback(mp_obj_t self, mp_obj_t callback) {
    asyncio_check_callable(callback);
    mp_obj_t args[2] = { self, callback };
    call_from_outside(MP_OBJ_FROM_PTR(&keep_callback_obj), 2, args);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(outside_add_done_callback_obj, outside_add_done_callback);

static const mp_rom_map_elem_t outside_future_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_result), MP_ROM_PTR(&outside_result_obj) },
    { MP_ROM_QSTR(MP_QSTR_exception), MP_ROM_PTR(&outside_exception_obj) },
    { MP_ROM_QSTR(MP_QSTR_done), MP_ROM_PTR(&outside_done_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancelled), MP_ROM_PTR(&outside_cancelled_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancel), MP_ROM_PTR(&outside_cancel_obj) },
    { MP_ROM_QSTR(MP_QSTR_add_done_callback), MP_ROM_PTR(&outside_add_done_callback_obj) },
};
static MP_DEFINE_CONST_DICT(outside_future_locals, outside_future_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_outside_future, MP_QSTR_Future, MP_TYPE_FLAG_NONE,
    locals_dict, &outside_future_locals
    );

static mp_obj_t run_coroutine_threadsafe(mp_obj_t coro, mp_obj_t loop) {
    (void)loop;
    if (!mp_obj_is_type(coro, &mp_type_gen_instance)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("coroutine expected, not '%s'"), mp_obj_get_type_str(coro));
    }
    outside_future_t *self = mp_obj_malloc(outside_future_t, &asyncio_type_outside_future);
    self->state = PENDING;
    self->coro = coro;
    self->task = MP_OBJ_NULL;
    self->outcome = MP_OBJ_NULL;
    self->callbacks = mp_obj_new_list(0, NULL);
    mp_obj_t self_obj = MP_OBJ_FROM_PTR(self);
    call_from_outside(MP_OBJ_FROM_PTR(&start_task_obj), 1, &self_obj);
    return self_obj;
}
MP_DEFINE_CONST_FUN_OBJ_2(asyncio_run_coroutine_threadsafe_obj, run_coroutine_threadsafe);

#else

// Rust knows the class by name.
MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_to_thread, MP_QSTR_to_thread, MP_TYPE_FLAG_NONE);

#endif

#endif
