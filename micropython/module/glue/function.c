#include "function.h"

// Always raises. A function of its own, so that a call with the right number of arguments pays nothing for it.
static MP_NOINLINE mp_obj_t refuse(size_t n_args, size_t n_kw, size_t takes) {
    mp_arg_check_num(n_args, n_kw, takes, takes, false);
    return MP_OBJ_NULL;
}

static mp_obj_t function_1_call(mp_obj_t self, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    if (n_args != 1 || n_kw != 0) {
        return refuse(n_args, n_kw, 1);
    }
    return asyncio_checked(((const asyncio_function_1_t *)MP_OBJ_TO_PTR(self))->body(args[0]));
}

static mp_obj_t function_2_call(mp_obj_t self, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    if (n_args != 2 || n_kw != 0) {
        return refuse(n_args, n_kw, 2);
    }
    return asyncio_checked(((const asyncio_function_2_t *)MP_OBJ_TO_PTR(self))->body(args[0], args[1]));
}

#if MPY_ASYNCIO_TASK_API || MPY_ASYNCIO_PRIORITY
static mp_obj_t function_1_or_more_call(mp_obj_t self, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    const asyncio_function_1_or_more_t *function = MP_OBJ_TO_PTR(self);
    if (n_args != 1 || n_kw != 0) {
        return mp_call_function_n_kw(MP_OBJ_FROM_PTR(function->others), n_args, n_kw, args);
    }
    return asyncio_checked(function->body(args[0]));
}
#endif

// Flags and name as those of MicroPython's own builtin functions.
#define FUNCTION_TYPE(type, call_) \
    MP_DEFINE_CONST_OBJ_TYPE(type, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF | MP_TYPE_FLAG_BUILTIN_FUN, call, call_)

FUNCTION_TYPE(asyncio_type_function_1, function_1_call);
FUNCTION_TYPE(asyncio_type_function_2, function_2_call);
#if MPY_ASYNCIO_TASK_API || MPY_ASYNCIO_PRIORITY
FUNCTION_TYPE(asyncio_type_function_1_or_more, function_1_or_more_call);
#endif

#if MPY_ASYNCIO_PRIORITY
static MP_NOINLINE bool is_priority_true(size_t n_kw, const mp_obj_t *keywords) {
    static const mp_arg_t allowed = { MP_QSTR_priority, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } };
    mp_arg_val_t priority;
    mp_arg_parse_all_kw_array(0, n_kw, keywords, 1, &allowed, &priority);
    return priority.u_bool;
}

static mp_obj_t urgent_function_call(mp_obj_t self, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    const asyncio_urgent_function_t *function = MP_OBJ_TO_PTR(self);
    if (n_args != 1) {
        return refuse(n_args, 0, 1);
    }
    if (n_kw != 0 && is_priority_true(n_kw, args + 1)) {
        return asyncio_checked(function->urgent(args[0]));
    }
    return asyncio_checked(function->body(args[0]));
}

FUNCTION_TYPE(asyncio_type_urgent_function, urgent_function_call);
#endif

void asyncio_method_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    const mp_obj_type_t *type = ((mp_obj_base_t *)MP_OBJ_TO_PTR(self))->type;
    const mp_map_t *methods = &((const mp_obj_dict_t *)MP_OBJ_TYPE_GET_SLOT(type, locals_dict))->map;
    const mp_map_elem_t *method = methods->table;
    size_t left = methods->alloc;
    do {
        if (method->key == MP_OBJ_NEW_QSTR(attr)) {
            dest[0] = method->value;
            dest[1] = self;
            return;
        }
        method++;
    } while (--left != 0);
}
