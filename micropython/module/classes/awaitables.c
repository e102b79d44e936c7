// Common parts of the classes that tasks wait for.
#include "awaitables.h"

mp_obj_t asyncio_make_blank(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    mp_obj_base_t *blank = m_malloc0(ASYNCIO_BLANK_BYTES);
    blank->type = type;
    return MP_OBJ_FROM_PTR(blank);
}

static ASYNCIO_FUNCTION_2(awaited_throw_obj, mpy_awaited_throw);

static const mp_rom_map_elem_t throw_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&awaited_throw_obj) },
};
MP_DEFINE_CONST_DICT(asyncio_throw_locals, throw_locals_table);

#if MPY_ASYNCIO_COMPAT
ASYNCIO_FUNCTION_2(asyncio_wait_list_remove_obj, mpy_task_stop_waiting);
#endif

#if MPY_ASYNCIO_OPERATION
mp_obj_t asyncio_optional_arg(size_t n_args, size_t n_kw, const mp_obj_t *args, qstr name, mp_obj_t fallback) {
    const mp_arg_t allowed = { name, MP_ARG_OBJ, { .u_obj = fallback } };
    mp_arg_val_t value;
    mp_arg_parse_all_kw_array(n_args, n_kw, args, 1, &allowed, &value);
    return value.u_obj;
}
#endif

#if MPY_ASYNCIO_SYNC
size_t asyncio_number_at_least(mp_obj_t number, mp_int_t least, mp_rom_error_text_t message) {
    mp_int_t count = mp_obj_get_int(number);
    if (count < least) {
        mp_raise_ValueError(message);
    }
    return (size_t)count;
}

void asyncio_print_waiters(const mp_print_t *print, size_t waiters) {
    if (waiters != 0) {
        mp_printf(print, ", waiters:%u", (unsigned int)waiters);
    }
    mp_print_str(print, "]>");
}
#endif
