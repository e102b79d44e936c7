// The table of EventFlags; its code is Rust's event_flags.rs.
#include "awaitables.h"
#include "glue/run.h"
#include "py/smallint.h"

#if MPY_ASYNCIO_EVENT_FLAGS

// The bits of a small int without its sign: 29 with object representation B.
#define EVENT_FLAGS_BITS (MP_SMALL_INT_BITS > 30 ? 30 : MP_SMALL_INT_BITS - 1)

// May raise.
static uint32_t bits_of(mp_obj_t mask) {
    mp_int_t bits = mp_obj_get_int(mask);
    if (bits < 0 || bits >= (mp_int_t)1 << EVENT_FLAGS_BITS) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("EventFlags has %d bits, too few for %d"), EVENT_FLAGS_BITS, (int)bits);
    }
    return (uint32_t)bits;
}

static mp_obj_t event_flags_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_obj_t initial = asyncio_optional_arg(n_args, n_kw, args, MP_QSTR_initial, MP_OBJ_NEW_SMALL_INT(0));
    return asyncio_checked(mpy_event_flags_new(bits_of(initial)));
}

static mp_obj_t event_flags_set(mp_obj_t self, mp_obj_t mask) {
    mpy_event_flags_set(self, bits_of(mask));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(event_flags_set_obj, event_flags_set);

// In an interrupt the heap is locked. Neither an interrupt nor another thread may touch the loop's queues.
static bool comes_from_outside(void) {
    return gc_is_locked() || !asyncio_is_loop_thread();
}

static mp_obj_t event_flags_clear(mp_obj_t self, mp_obj_t mask) {
    mpy_event_flags_clear(self, bits_of(mask), comes_from_outside());
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(event_flags_clear_obj, event_flags_clear);

static mp_obj_t event_flags_value(mp_obj_t self) {
    return MP_OBJ_NEW_SMALL_INT(mpy_event_flags_value(self, comes_from_outside()));
}
static MP_DEFINE_CONST_FUN_OBJ_1(event_flags_value_obj, event_flags_value);

static mp_obj_t event_flags_wait(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, bool all) {
    enum { ARG_mask, ARG_clear, ARG_priority };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_mask, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_clear, MP_ARG_BOOL, { .u_bool = false } },
        #if MPY_ASYNCIO_PRIORITY
        { MP_QSTR_priority, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
        #endif
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    uint32_t mask = bits_of(args[ARG_mask].u_obj);
    if (mask == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("no bits to wait for: the mask is 0"));
    }
    #if MPY_ASYNCIO_PRIORITY
    if (args[ARG_priority].u_bool) {
        mpy_event_flags_wait_urgently(pos_args[0]);
    }
    #endif
    return asyncio_checked(mpy_event_flags_wait(pos_args[0], mask, all, args[ARG_clear].u_bool));
}

static mp_obj_t event_flags_wait_any(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return event_flags_wait(n_args, pos_args, kw_args, false);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(event_flags_wait_any_obj, 1, event_flags_wait_any);

static mp_obj_t event_flags_wait_all(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return event_flags_wait(n_args, pos_args, kw_args, true);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(event_flags_wait_all_obj, 1, event_flags_wait_all);

static const mp_rom_map_elem_t event_flags_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_set), MP_ROM_PTR(&event_flags_set_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear), MP_ROM_PTR(&event_flags_clear_obj) },
    { MP_ROM_QSTR(MP_QSTR_value), MP_ROM_PTR(&event_flags_value_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_any), MP_ROM_PTR(&event_flags_wait_any_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_all), MP_ROM_PTR(&event_flags_wait_all_obj) },
};
static MP_DEFINE_CONST_DICT(event_flags_locals, event_flags_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_event_flags, MP_QSTR_EventFlags, MP_TYPE_FLAG_NONE,
    make_new, event_flags_make_new,
    locals_dict, &event_flags_locals
    );

#endif
