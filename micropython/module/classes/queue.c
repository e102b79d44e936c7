// The tables of Queue, PriorityQueue and LifoQueue; their code is Rust's queue.rs.
#include "awaitables.h"
#include "py/smallint.h"

#if MPY_ASYNCIO_QUEUE || MPY_ASYNCIO_THREAD_QUEUE
ASYNCIO_EXCEPTION(asyncio_type_queue_empty, MP_QSTR_QueueEmpty, &mp_type_Exception);
ASYNCIO_EXCEPTION(asyncio_type_queue_full, MP_QSTR_QueueFull, &mp_type_Exception);
#endif

#if MPY_ASYNCIO_QUEUE

ASYNCIO_EXCEPTION(asyncio_type_queue_shut_down, MP_QSTR_QueueShutDown, &mp_type_Exception);

static mp_obj_t queue_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_obj_t maxsize = asyncio_optional_arg(n_args, n_kw, args, MP_QSTR_maxsize, MP_OBJ_NEW_SMALL_INT(0));
    #if MICROPY_PY_BUILTINS_FLOAT
    if (mp_obj_is_float(maxsize)) {
        // Rounded up; a number beyond all memory is no limit.
        const mp_float_t all = (mp_float_t)(MP_SMALL_INT_MAX / 2);
        mp_float_t most = mp_obj_get_float(maxsize);
        mp_int_t whole = most > 0 && most < all ? (mp_int_t)most : 0;
        if (most < all && (mp_float_t)whole < most) {
            whole++;
        }
        maxsize = MP_OBJ_NEW_SMALL_INT(whole);
    }
    #endif
    return asyncio_checked(mpy_queue_new(type, mp_obj_get_int(maxsize)));
}

static mp_obj_t queue_qsize(mp_obj_t self) {
    return MP_OBJ_NEW_SMALL_INT(mpy_queue_count(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(queue_qsize_obj, queue_qsize);

static mp_obj_t queue_empty(mp_obj_t self) {
    return mp_obj_new_bool(mpy_queue_count(self) == 0);
}
static MP_DEFINE_CONST_FUN_OBJ_1(queue_empty_obj, queue_empty);

static mp_obj_t queue_full(mp_obj_t self) {
    return mp_obj_new_bool(mpy_queue_is_full(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(queue_full_obj, queue_full);

static mp_obj_t queue_shutdown(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_immediate, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_FALSE } },
    };
    mp_arg_val_t immediate;
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, 1, allowed_args, &immediate);
    return asyncio_checked(mpy_queue_shutdown(args[0], mp_obj_is_true(immediate.u_obj)));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(queue_shutdown_obj, 1, queue_shutdown);

// As CPython's, with the number of items instead of the items, and without the address.
static void queue_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)kind;
    size_t putters, unfinished;
    size_t getters = mpy_queue_state(self, &putters, &unfinished);
    mp_printf(print, "<%q maxsize=%d", (qstr)mp_obj_get_type(self)->name, (int)mpy_queue_maxsize(self));
    const struct {
        const char *format;
        size_t count;
    } parts[] = { { " qsize=%u", mpy_queue_count(self) }, { " _getters[%u]", getters }, { " _putters[%u]", putters }, { " tasks=%u", unfinished } };
    for (size_t i = 0; i < MP_ARRAY_SIZE(parts); i++) {
        if (parts[i].count != 0) {
            mp_printf(print, parts[i].format, (unsigned int)parts[i].count);
        }
    }
    mp_print_str(print, ">");
}

static ASYNCIO_FUNCTION_1(queue_get_obj, mpy_queue_get);
static ASYNCIO_FUNCTION_2(queue_put_obj, mpy_queue_put);

#if MPY_ASYNCIO_THREAD_QUEUE && MICROPY_ENABLE_SCHEDULER
// A hard interrupt locks the heap and the scheduler. It may have stopped the loop in the middle of a change of its queues.
static void refuse_in_interrupt(void) {
    if (gc_is_locked() && MP_STATE_VM(sched_state) < 0) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("a Queue is not for interrupts: use a ThreadSafeQueue"));
    }
}

static mp_obj_t queue_put_nowait(mp_obj_t self, mp_obj_t item) {
    refuse_in_interrupt();
    return asyncio_checked(mpy_queue_put_nowait(self, item));
}
static MP_DEFINE_CONST_FUN_OBJ_2(queue_put_nowait_obj, queue_put_nowait);

static mp_obj_t queue_get_nowait(mp_obj_t self) {
    refuse_in_interrupt();
    return asyncio_checked(mpy_queue_get_nowait(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(queue_get_nowait_obj, queue_get_nowait);
#else
static ASYNCIO_FUNCTION_2(queue_put_nowait_obj, mpy_queue_put_nowait);
static ASYNCIO_FUNCTION_1(queue_get_nowait_obj, mpy_queue_get_nowait);
#endif

static ASYNCIO_FUNCTION_1(queue_join_obj, mpy_queue_join);
static ASYNCIO_FUNCTION_1(queue_task_done_obj, mpy_queue_task_done);
ASYNCIO_AWAITABLE(queue);

static void queue_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_maxsize) {
            dest[0] = mp_obj_new_int(mpy_queue_maxsize(self));
        } else {
            dest[1] = MP_OBJ_SENTINEL;
        }
    }
}

static const mp_rom_map_elem_t queue_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_get), MP_ROM_PTR(&queue_get_obj) },
    { MP_ROM_QSTR(MP_QSTR_put), MP_ROM_PTR(&queue_put_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_nowait), MP_ROM_PTR(&queue_get_nowait_obj) },
    { MP_ROM_QSTR(MP_QSTR_put_nowait), MP_ROM_PTR(&queue_put_nowait_obj) },
    { MP_ROM_QSTR(MP_QSTR_qsize), MP_ROM_PTR(&queue_qsize_obj) },
    { MP_ROM_QSTR(MP_QSTR_empty), MP_ROM_PTR(&queue_empty_obj) },
    { MP_ROM_QSTR(MP_QSTR_full), MP_ROM_PTR(&queue_full_obj) },
    { MP_ROM_QSTR(MP_QSTR_task_done), MP_ROM_PTR(&queue_task_done_obj) },
    { MP_ROM_QSTR(MP_QSTR_join), MP_ROM_PTR(&queue_join_obj) },
    { MP_ROM_QSTR(MP_QSTR_shutdown), MP_ROM_PTR(&queue_shutdown_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&queue_throw_obj) },
};
static MP_DEFINE_CONST_DICT(queue_locals, queue_locals_table);

// The others have the same table, because MicroPython searches only a native class's own table for methods.
#define QUEUE_SLOTS \
    make_new, queue_make_new, \
    print, queue_print, \
    attr, queue_attr, \
    iter, queue_iternext, \
    locals_dict, &queue_locals

MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_queue, MP_QSTR_Queue, MP_TYPE_FLAG_ITER_IS_ITERNEXT, QUEUE_SLOTS);
MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_priority_queue, MP_QSTR_PriorityQueue, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    QUEUE_SLOTS,
    parent, &asyncio_type_queue
    );
MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_lifo_queue, MP_QSTR_LifoQueue, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    QUEUE_SLOTS,
    parent, &asyncio_type_queue
    );

#endif
