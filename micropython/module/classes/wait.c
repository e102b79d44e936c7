// The tables of wait() and as_completed(); their code is Rust's wait.rs.
#include "awaitables.h"

#include <string.h>

#include "py/objlist.h"
#include "py/objtuple.h"

#if MPY_ASYNCIO_WAIT

static mp_obj_t wait_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_wait_next(self));
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_wait, MP_QSTR_wait, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, wait_iternext,
    locals_dict, &asyncio_throw_locals
    );

static mp_obj_t completed_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_completed_next(self));
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_completed, MP_QSTR_as_completed, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, completed_iternext,
    locals_dict, &asyncio_throw_locals
    );

static mp_obj_t as_completed_iternext(mp_obj_t self) {
    mp_obj_t next = asyncio_checked(mpy_as_completed_next(self));
    return next == MP_OBJ_NULL ? MP_OBJ_STOP_ITERATION : next;
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_as_completed, MP_QSTR_as_completed, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, as_completed_iternext
    );

static asyncio_time_t deadline(mp_obj_t timeout) {
    return timeout == mp_const_none ? (asyncio_time_t) { 0, 0 } : asyncio_time_after(timeout);
}

// The list of the items of `aws`, up to the first None. An awaitable can be iterated too, and gives None while it waits:
// Rust refuses items that are not tasks.
static mp_obj_t list_of(mp_obj_t aws) {
    if (mp_obj_is_type(aws, &mp_type_list) || mp_obj_is_type(aws, &mp_type_tuple)) {
        size_t count, count_now;
        mp_obj_t *items;
        mp_obj_get_array(aws, &count, &items);
        mp_obj_list_t *copy = MP_OBJ_TO_PTR(mp_obj_new_list(count, NULL));
        // A `__del__` that the collector has called may have changed `aws`.
        mp_obj_get_array(aws, &count_now, &items);
        copy->len = MIN(count, count_now);
        memcpy(copy->items, items, copy->len * sizeof(mp_obj_t));
        return MP_OBJ_FROM_PTR(copy);
    }
    mp_obj_t list = mp_obj_new_list(0, NULL);
    mp_obj_t iterator = mp_getiter(aws, NULL);
    mp_obj_t item = MP_OBJ_NULL;
    while (item != mp_const_none && (item = mp_iternext(iterator)) != MP_OBJ_STOP_ITERATION) {
        mp_obj_list_append(list, item);
    }
    return list;
}

static unsigned int mode_of(mp_obj_t return_when) {
    static const uint16_t modes[] = { MP_QSTR_ALL_COMPLETED, MP_QSTR_FIRST_COMPLETED, MP_QSTR_FIRST_EXCEPTION };
    for (unsigned int mode = 0; mode < MP_ARRAY_SIZE(modes); mode++) {
        if (mp_obj_equal(return_when, MP_OBJ_NEW_QSTR(modes[mode]))) {
            return mode;
        }
    }
    mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("Invalid return_when value: %q"),
        mp_obj_is_str(return_when) ? mp_obj_str_get_qstr(return_when) : mp_obj_get_type(return_when)->name);
}

static mp_obj_t wait_for_tasks(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_aws, ARG_timeout, ARG_return_when };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_aws, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_timeout, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_return_when, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_QSTR(MP_QSTR_ALL_COMPLETED) } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t list = list_of(args[ARG_aws].u_obj);
    unsigned int mode = mode_of(args[ARG_return_when].u_obj);
    asyncio_time_t time = deadline(args[ARG_timeout].u_obj);
    return asyncio_checked(mpy_wait_new(list, mode, args[ARG_timeout].u_obj != mp_const_none, time.ms, time.us));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_wait_obj, 0, wait_for_tasks);

static mp_obj_t as_completed(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_aws, ARG_timeout };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_aws, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_timeout, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t list = list_of(args[ARG_aws].u_obj);
    asyncio_time_t time = deadline(args[ARG_timeout].u_obj);
    return asyncio_checked(mpy_as_completed_new(list, args[ARG_timeout].u_obj != mp_const_none, time.ms, time.us));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_as_completed_obj, 0, as_completed);

// The slots of a set of `count` tasks. A quarter stays free: a full table is searched from end to end. MicroPython takes the address for the
// hash, and tasks that were made in a row lie at equal distances: they fall into different slots if the number of slots has no factor with this
// distance in common.
static size_t slots_for(size_t count) {
    size_t slots = (count + count / 3) | 1;
    while (slots % 3 == 0 || slots % 5 == 0 || slots % 7 == 0) {
        slots += 2;
    }
    return slots;
}

// A set of the `count` tasks at `tasks`; `room` has space for slots_for(count). A new set has a slot for each item that it is given, so it is given
// the first one again and again.
static mp_obj_t set_of(mp_obj_t *tasks, size_t count, mp_obj_t *room) {
    size_t slots = count == 0 ? 0 : slots_for(count);
    for (size_t i = 0; i < slots; i++) {
        room[i] = tasks[i < count ? i : 0];
    }
    return mp_obj_new_set(slots, room);
}

mp_obj_t asyncio_done_and_pending(mp_obj_t tasks, mp_obj_t unused) {
    (void)unused;
    size_t count;
    mp_obj_t *items;
    mp_obj_list_get(tasks, &count, &items);
    mp_obj_t *room = m_new(mp_obj_t, slots_for(count));
    // The list is the module's own: the tasks that are done move to its front.
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        mp_obj_t task = items[i];
        if (asyncio_checked(mpy_task_done(task)) == mp_const_true) {
            items[i] = items[done];
            items[done++] = task;
        }
    }
    mp_obj_t sets[2];
    sets[0] = set_of(items, done, room);
    sets[1] = set_of(items + done, count - done, room);
    m_del(mp_obj_t, room, slots_for(count));
    return mp_obj_new_tuple(2, sets);
}

#endif
