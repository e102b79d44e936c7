// The table of the methods that Task and Future have beyond stock, and the module's functions about tasks; their code is in
// Rust's task_api.rs and all_tasks.rs.
#include "names.h"

#include "py/objexcept.h"
#include "py/objgenerator.h"

#if MPY_ASYNCIO_TASK_API

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_invalid_state_error, MP_QSTR_InvalidStateError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, mp_obj_exception_print,
    attr, mp_obj_exception_attr,
    parent, &mp_type_Exception
    );

// No script sees these.
MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_named, MP_QSTR_object, MP_TYPE_FLAG_NONE);
MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_callback, MP_QSTR_object, MP_TYPE_FLAG_NONE);

ASYNCIO_METHOD_1(task_result);
ASYNCIO_METHOD_1(task_exception);
ASYNCIO_METHOD_1(task_cancelled);
ASYNCIO_METHOD_1(task_cancelling);
ASYNCIO_METHOD_1(task_uncancel);
ASYNCIO_METHOD_1(task_coro);
ASYNCIO_METHOD_2(task_remove_done_callback);

void asyncio_check_args(size_t n_args, size_t most, mp_map_t *kw_args, qstr keyword) {
    mp_arg_check_num(n_args, 0, 0, most, false);
    for (size_t i = 0; i < kw_args->alloc; i++) {
        if (mp_map_slot_is_filled(kw_args, i)) {
            qstr given = mp_obj_str_get_qstr(kw_args->table[i].key);
            if (given != keyword && given != MP_QSTR_context) {
                mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unexpected keyword argument '%q'"), given);
            }
        }
    }
}

static mp_obj_t add_done_callback(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(n_args, 2, kw_args, MP_QSTR_context);
    return asyncio_checked(mpy_task_add_done_callback(args[0], args[1]));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_task_add_done_callback_obj, 2, add_done_callback);

static mp_obj_t get_name(mp_obj_t self) {
    mp_obj_t name = asyncio_checked(mpy_task_name(self));
    if (!mp_obj_is_small_int(name)) {
        return name;
    }
    vstr_t text;
    vstr_init(&text, 16);
    vstr_printf(&text, "Task-%d", (int)MP_OBJ_SMALL_INT_VALUE(name));
    return mp_obj_new_str_from_vstr(&text);
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_task_get_name_obj, get_name);

static mp_obj_t set_name(mp_obj_t self, mp_obj_t name) {
    mp_obj_t text = mp_obj_is_str(name) ? name : mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_str), name);
    return asyncio_checked(mpy_task_set_name(self, text));
}
MP_DEFINE_CONST_FUN_OBJ_2(asyncio_task_set_name_obj, set_name);

void asyncio_name_task(mp_obj_t task, mp_map_t *kw_args) {
    mp_map_elem_t *name = mp_map_lookup(kw_args, MP_OBJ_NEW_QSTR(MP_QSTR_name), MP_MAP_LOOKUP);
    if (name != NULL && name->value != mp_const_none) {
        set_name(task, name->value);
    }
}

static mp_obj_t iscoroutine(mp_obj_t obj) {
    return mp_obj_new_bool(mp_obj_is_type(obj, &mp_type_gen_instance));
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_iscoroutine_obj, iscoroutine);

static mp_obj_t iscoroutinefunction(mp_obj_t obj) {
    return mp_obj_new_bool(mp_obj_is_type(obj, &mp_type_gen_wrap));
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_iscoroutinefunction_obj, iscoroutinefunction);

static mp_obj_t isfuture(mp_obj_t obj) {
    bool is = mp_obj_is_type(obj, &asyncio_type_task);
    #if MPY_ASYNCIO_FUTURE
    is = is || mp_obj_is_type(obj, &asyncio_type_future);
    #endif
    return mp_obj_new_bool(is);
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_isfuture_obj, isfuture);

static mp_obj_t task_get_loop(mp_obj_t self) {
    (void)self;
    return MP_OBJ_FROM_PTR(&asyncio_loop_obj);
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_task_get_loop_obj, task_get_loop);

static mp_obj_t task_set_outcome(mp_obj_t self, mp_obj_t outcome) {
    (void)self;
    (void)outcome;
    mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("a Task has the outcome of its coroutine: only a Future's can be set"));
}
MP_DEFINE_CONST_FUN_OBJ_2(asyncio_task_set_outcome_obj, task_set_outcome);

static mp_obj_t get_running_loop(void) {
    if (!mpy_loop_is_running()) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("no running event loop"));
    }
    return MP_OBJ_FROM_PTR(&asyncio_loop_obj);
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_get_running_loop_obj, get_running_loop);

mp_obj_t asyncio_equal(mp_obj_t a, mp_obj_t b) {
    return mp_obj_new_bool(mp_obj_equal(a, b));
}

mp_obj_t asyncio_new_list(mp_obj_t unused_a, mp_obj_t unused_b) {
    (void)unused_a;
    (void)unused_b;
    return mp_obj_new_list(0, NULL);
}

mp_obj_t asyncio_list_append(mp_obj_t list, mp_obj_t item) {
    return mp_obj_list_append(list, item);
}

#endif

#if MPY_ASYNCIO_ALL_TASKS

#include "glue/heap.h"

static bool is_pending_task(void *block, size_t bytes, void *context) {
    (void)context;
    return mpy_is_pending_task(MP_OBJ_FROM_PTR(block), bytes);
}

// The walk's next task on the heap that has not ended, or MP_OBJ_NULL.
static mp_obj_t next_task(asyncio_heap_walk_t *walk) {
    return MP_OBJ_FROM_PTR(asyncio_find_in_heap(walk, is_pending_task, NULL));
}

// Collects first, so that an unreachable task does not come back.
static mp_obj_t all_tasks(size_t n_args, const mp_obj_t *args) {
    // There is only one loop.
    if (n_args == 0 || args[0] == mp_const_none) {
        get_running_loop();
    }
    gc_collect();
    mp_obj_t tasks = mp_obj_new_set(0, NULL);
    asyncio_heap_walk_t walk = { 0 };
    for (mp_obj_t task; (task = next_task(&walk)) != MP_OBJ_NULL;) {
        mp_obj_set_store(tasks, task);
    }
    return tasks;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_all_tasks_obj, 0, 1, all_tasks);

typedef struct _runner_t {
    mp_obj_base_t base;
    bool closed;
} runner_t;

static mp_obj_t runner_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, 0, true);
    for (size_t i = 0; i < n_kw; i++) {
        mp_obj_t name = args[2 * i];
        if (name != MP_OBJ_NEW_QSTR(MP_QSTR_debug) && name != MP_OBJ_NEW_QSTR(MP_QSTR_loop_factory)) {
            mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("Runner() takes debug and loop_factory only, not '%q'"), mp_obj_str_get_qstr(name));
        }
    }
    runner_t *self = mp_obj_malloc(runner_t, type);
    self->closed = false;
    return MP_OBJ_FROM_PTR(self);
}

static void check_open(const runner_t *self) {
    if (self->closed) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("Runner is closed"));
    }
}

static mp_obj_t runner_run(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(n_args, 2, kw_args, MP_QSTR_context);
    check_open(MP_OBJ_TO_PTR(args[0]));
    // A main task that nothing can end would keep the loop waiting forever.
    if (mpy_is_task(args[1])) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("a coroutine was expected, not '%s'"), mp_obj_get_type_str(args[1]));
    }
    return asyncio_run_awaitable(args[1]);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(runner_run_obj, 2, runner_run);

static mp_obj_t runner_get_loop(mp_obj_t self) {
    check_open(MP_OBJ_TO_PTR(self));
    return MP_OBJ_FROM_PTR(&asyncio_loop_obj);
}
static MP_DEFINE_CONST_FUN_OBJ_1(runner_get_loop_obj, runner_get_loop);

// Looked up each time: only the list itself surely keeps its items alive.
static mp_obj_t task_at(mp_obj_t list, size_t place) {
    size_t count;
    mp_obj_t *items;
    mp_obj_list_get(list, &count, &items);
    return items[place];
}

// Cancels all tasks, runs until they have ended, and reports those that failed instead.
static mp_obj_t runner_close(mp_obj_t self_in) {
    runner_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->closed) {
        return mp_const_none;
    }
    if (mpy_loop_is_running()) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("a Runner can't be closed while the event loop runs"));
    }
    self->closed = true;
    gc_collect();
    mp_obj_t tasks = mp_obj_new_list(0, NULL);
    asyncio_heap_walk_t walk = { 0 };
    for (mp_obj_t task; (task = next_task(&walk)) != MP_OBJ_NULL;) {
        mp_obj_list_append(tasks, task);
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_list_get(tasks, &count, &items);
    if (count == 0) {
        return mp_const_none;
    }
    mp_obj_t ended = mp_obj_new_list(count, items);
    // Awaited before they end, so that the loop reports none of them itself.
    mp_obj_t main_task = asyncio_checked(mpy_task_create(asyncio_checked(mpy_gather_new(ended, true))));
    for (size_t i = 0; i < count; i++) {
        asyncio_checked(mpy_task_cancel(task_at(tasks, i)));
    }
    asyncio_run_awaitable(main_task);
    for (size_t i = 0; i < count; i++) {
        mp_obj_t task = task_at(tasks, i);
        if (asyncio_checked(mpy_task_cancelled(task)) == mp_const_false) {
            mp_obj_t exc = asyncio_checked(mpy_task_exception(task));
            if (exc != mp_const_none) {
                asyncio_report(task, exc);
            }
        }
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(runner_close_obj, runner_close);

static mp_obj_t runner_enter(mp_obj_t self) {
    check_open(MP_OBJ_TO_PTR(self));
    return self;
}
static MP_DEFINE_CONST_FUN_OBJ_1(runner_enter_obj, runner_enter);

static mp_obj_t runner_exit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    return runner_close(args[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(runner_exit_obj, 4, 4, runner_exit);

static const mp_rom_map_elem_t runner_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_run), MP_ROM_PTR(&runner_run_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&runner_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_loop), MP_ROM_PTR(&runner_get_loop_obj) },
    { MP_ROM_QSTR(MP_QSTR___enter__), MP_ROM_PTR(&runner_enter_obj) },
    { MP_ROM_QSTR(MP_QSTR___exit__), MP_ROM_PTR(&runner_exit_obj) },
};
static MP_DEFINE_CONST_DICT(runner_locals, runner_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_runner, MP_QSTR_Runner, MP_TYPE_FLAG_NONE,
    make_new, runner_make_new,
    locals_dict, &runner_locals
    );

#endif
