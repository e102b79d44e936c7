// The table of TaskGroup; its code is Rust's task_group.rs.
#include "names.h"

#if MPY_ASYNCIO_TASK_GROUP

static mp_obj_t task_group_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return asyncio_checked(mpy_task_group_new());
}

static mp_obj_t task_group_aenter(mp_obj_t self) {
    return asyncio_await_value(asyncio_checked(mpy_task_group_enter(self)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(task_group_aenter_obj, task_group_aenter);

static mp_obj_t task_group_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    return asyncio_checked(mpy_task_group_exit(args[0], args[2]));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(task_group_aexit_obj, 4, 4, task_group_aexit);

static mp_obj_t task_group_create_task(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(n_args, 2, kw_args, MP_QSTR_name);
    #if MPY_ASYNCIO_PRIORITY
    uint8_t priority = asyncio_priority_among(kw_args);
    #endif
    mp_obj_t task = asyncio_checked(mpy_task_group_create_task(args[0], args[1]));
    #if MPY_ASYNCIO_PRIORITY
    if (priority != 0) {
        asyncio_checked(mpy_task_set_priority(task, priority));
    }
    #endif
    asyncio_name_task(task, kw_args);
    return task;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(task_group_create_task_obj, 2, task_group_create_task);

static ASYNCIO_FUNCTION_2(task_group_throw_obj, mpy_task_group_throw);

static mp_obj_t task_group_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_task_group_next(self));
}

static const mp_rom_map_elem_t task_group_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_create_task), MP_ROM_PTR(&task_group_create_task_obj) },
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&task_group_aenter_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&task_group_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&task_group_throw_obj) },
};
static MP_DEFINE_CONST_DICT(task_group_locals, task_group_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_task_group, MP_QSTR_TaskGroup, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, task_group_make_new,
    iter, task_group_iternext,
    locals_dict, &task_group_locals
    );

#endif
