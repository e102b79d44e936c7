// The durations that a script gives, as milliseconds.
#include "duration.h"

#include "extmod/modtime.h"
#include "py/objint.h"
#include "py/runtime.h"
#include "py/smallint.h"

// An int beyond a tagged word is read in two halves, because not every build has a 64-bit conversion.
int64_t asyncio_int64(mp_obj_t value) {
    if (mp_obj_is_small_int(value) || !mp_obj_is_int(value)) {
        return mp_obj_get_int(value);
    }
    mp_obj_t unit = MP_OBJ_NEW_SMALL_INT(1 << 20);
    mp_obj_t high = mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, value, unit);
    mp_obj_t low = mp_binary_op(MP_BINARY_OP_MODULO, value, unit);
    int64_t units = MP_OBJ_SMALL_INT_VALUE(high);
    // With tagged words of 32 bits, `units` is always within these limits.
    if (!mp_obj_is_small_int(high) || units <= -(INT64_MAX >> 20) || units >= INT64_MAX >> 20) {
        return mp_obj_int_sign(value) < 0 ? -INT64_MAX : INT64_MAX;
    }
    return units * (1 << 20) + MP_OBJ_SMALL_INT_VALUE(low);
}

int64_t asyncio_ms_of_ms(mp_obj_t time) {
    if (mp_obj_is_small_int(time) && MP_OBJ_SMALL_INT_VALUE(time) < (mp_int_t)(MICROPY_PY_TIME_TICKS_PERIOD / 2)) {
        return MP_OBJ_SMALL_INT_VALUE(time);
    }
    int64_t ms = asyncio_int64(time);
    if (ms >= (int64_t)(MICROPY_PY_TIME_TICKS_PERIOD / 2)) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("too many milliseconds for ticks_ms(): give seconds to sleep() or wait_for()"));
    }
    return ms;
}

int64_t asyncio_ms_of_seconds(mp_obj_t time) {
    const int64_t most = INT64_C(1) << 40;
    #if MICROPY_PY_BUILTINS_FLOAT
    if (mp_obj_is_float(time)) {
        mp_float_t ms = mp_obj_get_float(time) * 1000;
        return ms > 0 ? asyncio_int64(mp_obj_new_int_from_float(ms < (mp_float_t)most ? ms : (mp_float_t)most)) : 0;
    }
    #endif
    int64_t seconds = asyncio_int64(time);
    if (seconds >> 32 != 0) {
        return seconds < 0 ? 0 : most;
    }
    return (int64_t)((uint64_t)(uint32_t)seconds * 1000);
}
