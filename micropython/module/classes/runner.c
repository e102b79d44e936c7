// Runner. It is in C because each of its methods runs the loop or raises.
#include "names.h"
#include "glue/exception_handler.h"

#if MPY_ASYNCIO_ALL_TASKS

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
    for (mp_obj_t task; (task = asyncio_next_task(&walk)) != MP_OBJ_NULL;) {
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
