// The awaitable of sleep() and sleep_ms(); its code is Rust's sleep.rs.
#include "names.h"

#include "glue/duration.h"

static mp_obj_t sleep_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_sleep_next(self));
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_sleep, MP_QSTR_sleep, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, sleep_iternext
    );

// The name `sleep_ms` is the Pico SDK's.
static asyncio_result_t sleep_milliseconds(mp_obj_t ms) {
    if (ms == MP_OBJ_NEW_SMALL_INT(0)) {
        return mpy_sleep_turn();
    }
    return mpy_sleep(asyncio_ms_of_ms(ms));
}

static asyncio_result_t sleep_seconds(mp_obj_t seconds) {
    return mpy_sleep(asyncio_ms_of_seconds(seconds));
}

#if MPY_ASYNCIO_PRIORITY
static asyncio_result_t sleep_milliseconds_urgently(mp_obj_t ms) {
    return mpy_sleep_urgently(asyncio_ms_of_ms(ms));
}

static asyncio_result_t sleep_seconds_urgently(mp_obj_t seconds) {
    return mpy_sleep_urgently(asyncio_ms_of_seconds(seconds));
}
#endif
ASYNCIO_URGENT_FUNCTION(asyncio_sleep_ms_obj, sleep_milliseconds, sleep_milliseconds_urgently);
ASYNCIO_URGENT_FUNCTION(asyncio_sleep_obj, sleep_seconds, sleep_seconds_urgently);
