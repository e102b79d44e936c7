// The methods of Task and Future that stock lacks, and the module's functions about tasks; their code is Rust's task_api.rs.
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

ASYNCIO_FUNCTION_1(asyncio_task_result_obj, mpy_task_result);
ASYNCIO_FUNCTION_1(asyncio_task_exception_obj, mpy_task_exception);
ASYNCIO_FUNCTION_1(asyncio_task_cancelled_obj, mpy_task_cancelled);
ASYNCIO_FUNCTION_1(asyncio_task_cancelling_obj, mpy_task_cancelling);
ASYNCIO_FUNCTION_1(asyncio_task_uncancel_obj, mpy_task_uncancel);
ASYNCIO_FUNCTION_1(asyncio_task_coro_obj, mpy_task_coro);
ASYNCIO_FUNCTION_2(asyncio_task_remove_done_callback_obj, mpy_task_remove_done_callback);

void asyncio_check_args(size_t n_args, size_t most, mp_map_t *kw_args, qstr keyword) {
    mp_arg_check_num(n_args, 0, 0, most, false);
    for (size_t i = 0; i < kw_args->alloc; i++) {
        if (mp_map_slot_is_filled(kw_args, i)) {
            qstr given = mp_obj_str_get_qstr(kw_args->table[i].key);
            #if MPY_ASYNCIO_PRIORITY
            if (given == MP_QSTR_priority && keyword == MP_QSTR_name) {
                continue;
            }
            #endif
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
    is = is || mp_obj_is_type(obj, &asyncio_type_future) || mp_obj_is_type(obj, &asyncio_type_gather);
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

#endif
