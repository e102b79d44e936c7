// An awaitable that has its value from the beginning.
#include "glue/run.h"

// An `async with` awaits it if there is nothing to wait for.
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
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_await_value_obj, asyncio_await_value);
