// What the loop does with the time in which nothing is ready: it collects garbage, and calls the function of a script.
#include "lull.h"

#if MPY_ASYNCIO_IDLE

#include "run.h"

// Blocks allocated since the last collection. Without the counter of MicroPython nothing is known, and the loop never collects.
static size_t allocated_bytes(void) {
    #if MICROPY_GC_ALLOC_THRESHOLD
    return MP_STATE_MEM(gc_alloc_amount) * MICROPY_BYTES_PER_GC_BLOCK;
    #else
    return 0;
    #endif
}

static void collect(void) {
    uint32_t began_us = asyncio_ticks_us();
    gc_collect();
    mpy_lull_collected(asyncio_ticks_us() - began_us);
}

// Collects if the script wants it, and there is more time than a collection took last time. The more bytes beyond the script's have been allocated,
// the less time is enough: a collection that is late by the rest is better than that of a full heap, which comes in the middle of anything, and
// takes longer.
static bool collect_within(uint64_t us) {
    uint32_t bytes;
    uint32_t took_us = mpy_lull_collection(&bytes);
    size_t allocated = allocated_bytes();
    if (bytes == 0 || allocated < bytes || mpy_lull_is_watched()) {
        return false;
    }
    us = MIN(mpy_lull_for_collection(us), UINT32_MAX);
    if (us * allocated <= (uint64_t)took_us * bytes) {
        return false;
    }
    collect();
    return true;
}

// May raise: the function of the script does.
static bool call_function(uint64_t us) {
    mp_obj_t function = mpy_lull_function();
    if (function == mp_const_none || us == 0 || mpy_io_needs_asking() || mpy_io_descriptor_count() != 0) {
        return false;
    }
    const uint64_t most = (UINT64_C(1) << 29) - 1;
    mp_call_function_1(function, us == UINT64_MAX ? mp_const_none : MP_OBJ_NEW_SMALL_INT(us < most ? us : most));
    return true;
}

uint64_t asyncio_use_lull(uint64_t us) {
    if (collect_within(us)) {
        us = mpy_lull_left();
    }
    if (call_function(us)) {
        us = mpy_lull_left();
    }
    return us;
}

static mp_obj_t set_idle(mp_obj_t function) {
    if (function != mp_const_none && !mp_obj_is_callable(function)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("set_idle() takes a function or None, not '%s'"), mp_obj_get_type_str(function));
    }
    mpy_lull_set_function(function);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_set_idle_obj, set_idle);

static mp_obj_t set_idle_gc(mp_obj_t bytes) {
    mp_int_t number = mp_obj_get_int(bytes);
    if (number < 0) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("set_idle_gc() takes 0 bytes or more, not %d"), (int)number);
    }
    #if !MICROPY_GC_ALLOC_THRESHOLD
    mp_raise_NotImplementedError(MP_ERROR_TEXT("set_idle_gc() needs a firmware with MICROPY_GC_ALLOC_THRESHOLD=1"));
    #endif
    mpy_lull_set_bytes((uint32_t)((mp_uint_t)number > UINT32_MAX ? UINT32_MAX : (mp_uint_t)number));
    if (number != 0) {
        // Shows how long a collection takes.
        collect();
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_set_idle_gc_obj, set_idle_gc);

#endif
