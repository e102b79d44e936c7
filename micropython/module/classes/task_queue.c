// The table of TaskQueue; its code is Rust's task_queue.rs.
#include "awaitables.h"

#include "extmod/modtime.h"
#include "py/smallint.h"

#if MPY_ASYNCIO_COMPAT

// The bits of a value of time.ticks_ms() by which two values are compared.
static const uint32_t ticks_mask = (uint32_t)((uint64_t)MICROPY_PY_TIME_TICKS_PERIOD - 1);

static ASYNCIO_FUNCTION_1(task_queue_peek_obj, mpy_task_queue_peek);

static mp_obj_t task_queue_push(size_t n_args, const mp_obj_t *args) {
    bool has_ticks = n_args > 2;
    uint32_t ticks = has_ticks ? (uint32_t)mp_obj_get_int(args[2]) : 0;
    return asyncio_checked(mpy_task_queue_push(args[0], args[1], has_ticks, ticks, ticks_mask));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(task_queue_push_obj, 2, 3, task_queue_push);

static ASYNCIO_FUNCTION_1(task_queue_pop_obj, mpy_task_queue_pop);

static ASYNCIO_FUNCTION_2(task_queue_remove_obj, mpy_task_queue_remove);

static const mp_rom_map_elem_t task_queue_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_peek), MP_ROM_PTR(&task_queue_peek_obj) },
    { MP_ROM_QSTR(MP_QSTR_push), MP_ROM_PTR(&task_queue_push_obj) },
    { MP_ROM_QSTR(MP_QSTR_pop), MP_ROM_PTR(&task_queue_pop_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&task_queue_remove_obj) },
};
static MP_DEFINE_CONST_DICT(task_queue_locals, task_queue_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_task_queue, MP_QSTR_TaskQueue, MP_TYPE_FLAG_NONE,
    make_new, asyncio_make_blank,
    locals_dict, &task_queue_locals
    );

const mp_obj_base_t asyncio_ready_queue = { &asyncio_type_task_queue };

#endif
