// The awaitable of a stream's methods that read, and the errors of these methods; its code is Rust's read.rs.
#include "awaitables.h"

#include "py/objtuple.h"

static mp_obj_t read_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_read_next(self));
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_read, MP_QSTR_read, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, read_iternext,
    locals_dict, &asyncio_throw_locals
    );

#if MPY_ASYNCIO_STREAM_API

mp_obj_t asyncio_new_incomplete_read(mp_obj_t partial, mp_obj_t expected) {
    mp_obj_t args[2] = { partial, expected };
    return mp_obj_new_exception_args(&asyncio_type_incomplete_read_error, 2, args);
}

mp_obj_t asyncio_new_limit_overrun(bool is_line, bool found, size_t consumed) {
    // The text gets an object of its own: an exception of one argument writes to it.
    mp_obj_t line_error = mp_obj_new_exception_msg(&mp_type_ValueError,
        found ? MP_ERROR_TEXT("Separator is found, but chunk is longer than limit")
        : MP_ERROR_TEXT("Separator is not found, and chunk exceed the limit"));
    if (is_line) {
        return line_error;
    }
    mp_obj_t args[2] = { mp_obj_exception_get_value(line_error), MP_OBJ_NEW_SMALL_INT(consumed) };
    return mp_obj_new_exception_args(&asyncio_type_limit_overrun_error, 2, args);
}

static void stream_error_message(const mp_print_t *print, const mp_obj_t *args, bool is_incomplete) {
    if (!is_incomplete) {
        mp_obj_print_helper(print, args[0], PRINT_STR);
        return;
    }
    mp_buffer_info_t partial = { .len = 0 };
    mp_get_buffer(args[0], &partial, MP_BUFFER_READ);
    mp_printf(print, "%u bytes read on a total of ", (unsigned int)partial.len);
    if (args[1] == mp_const_none) {
        mp_print_str(print, "undefined");
    } else {
        mp_obj_print_helper(print, args[1], PRINT_REPR);
    }
    mp_print_str(print, " expected bytes");
}

static void stream_error_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    const mp_obj_type_t *type = mp_obj_get_type(self);
    mp_obj_tuple_t *args = ((mp_obj_exception_t *)MP_OBJ_TO_PTR(self))->args;
    mp_print_kind_t base_kind = kind & ~PRINT_EXC_SUBCLASS;
    if (args->len != 2) {
        mp_obj_exception_print(print, self, kind);
        return;
    }
    if (base_kind != PRINT_STR && !(kind & PRINT_EXC_SUBCLASS)) {
        mp_printf(print, "%q", type->name);
    }
    mp_print_str(print, base_kind == PRINT_REPR ? "('" : base_kind == PRINT_EXC ? ": " : "");
    stream_error_message(print, args->items, type == &asyncio_type_incomplete_read_error);
    mp_print_str(print, base_kind == PRINT_REPR ? "')" : "");
}

static void stream_error_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        bool is_incomplete = mp_obj_get_type(self) == &asyncio_type_incomplete_read_error;
        mp_obj_tuple_t *args = ((mp_obj_exception_t *)MP_OBJ_TO_PTR(self))->args;
        size_t item = is_incomplete && attr == MP_QSTR_partial ? 0
            : attr == (is_incomplete ? MP_QSTR_expected : MP_QSTR_consumed) ? 1 : 2;
        if (item < args->len && args->len == 2) {
            dest[0] = args->items[item];
            return;
        }
    }
    mp_obj_exception_attr(self, attr, dest);
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_incomplete_read_error, MP_QSTR_IncompleteReadError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, stream_error_print,
    attr, stream_error_attr,
    parent, &mp_type_EOFError
    );

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_limit_overrun_error, MP_QSTR_LimitOverrunError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, stream_error_print,
    attr, stream_error_attr,
    parent, &mp_type_Exception
    );

#endif
