// The functions of mpy_asyncio.h, and the awaitable behind a handle; what waits is Rust's driver.rs.
#include "mpy_asyncio.h"
#include "awaitables.h"
#include "glue/heap.h"

#if MPY_ASYNCIO_DRIVERS

// Another one after each reset, so that a handle in a static variable shows that its objects are gone. Root pointers outlive a soft reset. So the
// finaliser of the guard clears this, and where MicroPython has no finalisers, the first mpy_asyncio_open() after the reset changes it.
MP_REGISTER_ROOT_POINTER(void *asyncio_driver_session);
MP_REGISTER_ROOT_POINTER(void *asyncio_driver_guard);
// What handles outside the heap refer to: nothing else keeps it alive.
MP_REGISTER_ROOT_POINTER(mp_obj_t asyncio_driver_first);

static asyncio_driver_t *part_of(mp_obj_t waits) {
    return (asyncio_driver_t *)mpy_driver_part(waits);
}

static const mpy_asyncio_operation_t *operation_of(const asyncio_driver_t *part) {
    return part->operation;
}

// The object behind an open handle, else MP_OBJ_NULL. For any context.
static mp_obj_t opened(const mpy_asyncio_handle_t *handle) {
    mp_obj_t waits = handle->waits;
    if (waits == MP_OBJ_NULL || handle->session == NULL || handle->session != MP_STATE_VM(asyncio_driver_session)) {
        return MP_OBJ_NULL;
    }
    // A handle in memory that the collector has freed may say anything.
    if (!asyncio_is_in_heap(MP_OBJ_TO_PTR(waits), sizeof(asyncio_driver_t)) || part_of(waits)->handle != handle) {
        return MP_OBJ_NULL;
    }
    return waits;
}

static mp_obj_t guard_del(mp_obj_t self) {
    if (MP_STATE_VM(asyncio_driver_guard) == MP_OBJ_TO_PTR(self)) {
        MP_STATE_VM(asyncio_driver_session) = NULL;
        MP_STATE_VM(asyncio_driver_guard) = NULL;
        MP_STATE_VM(asyncio_driver_first) = MP_OBJ_NULL;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(guard_del_obj, guard_del);

static const mp_rom_map_elem_t guard_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&guard_del_obj) },
};
static MP_DEFINE_CONST_DICT(guard_locals, guard_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    guard_type, MP_QSTR_object, MP_TYPE_FLAG_NONE,
    locals_dict, &guard_locals
    );

// A name that only this makes is gone after a soft reset.
static void begin_session(void) {
    static const char mark[] = "<drivers>";
    if (qstr_find_strn(mark, sizeof(mark) - 1) == MP_QSTRnull) {
        MP_STATE_VM(asyncio_driver_guard) = mp_obj_malloc_with_finaliser(mp_obj_base_t, &guard_type);
        qstr_from_strn(mark, sizeof(mark) - 1);
        // Odd, so that the collector takes it for no pointer.
        static uintptr_t sessions = 1;
        MP_STATE_VM(asyncio_driver_session) = (void *)(sessions += 2);
        MP_STATE_VM(asyncio_driver_first) = MP_OBJ_NULL;
    }
}

void mpy_asyncio_open(mpy_asyncio_handle_t *handle, mp_obj_t owner, const mpy_asyncio_operation_t *operation) {
    begin_session();
    mpy_asyncio_close(handle);
    mp_obj_t waits = asyncio_checked(mpy_driver_new());
    asyncio_driver_t *part = part_of(waits);
    part->handle = handle;
    part->owner = owner;
    part->operation = operation;
    part->next = MP_OBJ_NULL;
    if (!asyncio_is_in_heap(handle, sizeof(*handle))) {
        part->next = MP_STATE_VM(asyncio_driver_first);
        MP_STATE_VM(asyncio_driver_first) = waits;
    }
    handle->session = MP_STATE_VM(asyncio_driver_session);
    handle->waits = waits;
}

void mpy_asyncio_close(mpy_asyncio_handle_t *handle) {
    mp_obj_t waits = opened(handle);
    if (waits == MP_OBJ_NULL) {
        handle->waits = MP_OBJ_NULL;
        return;
    }
    handle->waits = MP_OBJ_NULL;
    // In a list with nothing else in it the part that leads to it is the root pointer itself.
    for (mp_obj_t *at = &MP_STATE_VM(asyncio_driver_first); *at != MP_OBJ_NULL; at = &part_of(*at)->next) {
        if (*at == waits) {
            *at = part_of(waits)->next;
            break;
        }
    }
    part_of(waits)->handle = NULL;
    // In a finaliser nobody waits who can be reached: a task that waits would keep the owner alive.
    if (!(MP_STATE_THREAD(gc_lock_depth) & GC_COLLECT_FLAG)) {
        mpy_driver_wake(waits);
    }
}

mp_obj_t mpy_asyncio_wait(mpy_asyncio_handle_t *handle) {
    mp_obj_t waits = opened(handle);
    if (waits == MP_OBJ_NULL) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("the driver is closed"));
    }
    mpy_driver_ask(waits);
    return waits;
}

bool mpy_asyncio_wake(mpy_asyncio_handle_t *handle) {
    mp_obj_t waits = opened(handle);
    if (waits == MP_OBJ_NULL) {
        return false;
    }
    mpy_driver_wake(waits);
    return true;
}

#if MPY_ASYNCIO_STREAM_WAKES
// None also where the session is over, and the waker gone with its heap.
mp_obj_t mpy_asyncio_stream_waker(const mpy_asyncio_stream_t *stream) {
    mp_obj_t waker = stream->waker;
    bool is_open = waker != MP_OBJ_NULL && stream->session != NULL && stream->session == MP_STATE_VM(asyncio_driver_session);
    return is_open && asyncio_is_in_heap(MP_OBJ_TO_PTR(waker), sizeof(mp_obj_base_t)) ? waker : mp_const_none;
}

void mpy_asyncio_stream_open(mpy_asyncio_stream_t *stream) {
    begin_session();
    stream->waker = asyncio_checked(mpy_stream_waker_new());
    stream->session = MP_STATE_VM(asyncio_driver_session);
}

bool mpy_asyncio_stream_wake(const mpy_asyncio_stream_t *stream) {
    mp_obj_t waker = mpy_asyncio_stream_waker(stream);
    if (waker == mp_const_none) {
        return false;
    }
    mpy_stream_waker_call(waker, false);
    return true;
}
#endif

mp_obj_t asyncio_driver_open(mp_obj_t request, mp_obj_t unused) {
    (void)unused;
    void *const *words = MP_OBJ_TO_PTR(request);
    mpy_asyncio_open(words[0], MP_OBJ_FROM_PTR(words[1]), words[2]);
    return mp_const_none;
}

mp_obj_t asyncio_driver_wait(mp_obj_t handle, mp_obj_t unused) {
    (void)unused;
    return mpy_asyncio_wait(MP_OBJ_TO_PTR(handle));
}

static mp_obj_t driver_iternext(mp_obj_t self) {
    asyncio_checked(mpy_driver_begin(self));
    asyncio_driver_t *part = part_of(self);
    if (part->handle == NULL) {
        mpy_driver_end(self);
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("the driver is closed"));
    }
    mp_obj_t value = operation_of(part)->poll(part->owner);
    // A driver in Rust cannot raise: it has left an exception.
    if (value == MP_OBJ_SENTINEL) {
        mpy_driver_end(self);
        asyncio_raise_left();
    }
    if (value == MP_OBJ_NULL) {
        mpy_driver_suspend(self);
        return mp_const_none;
    }
    mpy_driver_end(self);
    return mp_make_stop_iteration(value);
}

static void tell_cancelled(mp_obj_t self) {
    asyncio_driver_t *part = part_of(self);
    if (part->handle != NULL && operation_of(part)->cancelled != NULL) {
        operation_of(part)->cancelled(part->owner);
    }
}

static mp_obj_t driver_throw(mp_obj_t self, mp_obj_t exc) {
    tell_cancelled(self);
    nlr_raise(mp_make_raise_obj(exc));
}
static MP_DEFINE_CONST_FUN_OBJ_2(driver_throw_obj, driver_throw);

// A coroutine that waits here is closed.
static mp_obj_t driver_close(mp_obj_t self) {
    tell_cancelled(self);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(driver_close_obj, driver_close);

static const mp_rom_map_elem_t driver_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&driver_throw_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&driver_close_obj) },
};
static MP_DEFINE_CONST_DICT(driver_locals, driver_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_driver, MP_QSTR_object, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, driver_iternext,
    locals_dict, &driver_locals
    );

#endif
