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

// Flags and name as those of MicroPython's own builtin functions.
#define FUNCTION_TYPE(type, call_) \
    MP_DEFINE_CONST_OBJ_TYPE(type, MP_QSTR_function, MP_TYPE_FLAG_BINDS_SELF | MP_TYPE_FLAG_BUILTIN_FUN, call, call_)

FUNCTION_TYPE(asyncio_type_function_1, function_1_call);
FUNCTION_TYPE(asyncio_type_function_2, function_2_call);

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
