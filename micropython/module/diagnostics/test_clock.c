// A clock that a test moves.
#include "test_clock.h"

#include "glue/duration.h"
#include "glue/run.h"
#include "py/mphal.h"

#if MPY_ASYNCIO_TEST_CLOCK

// _test_clock_add(us, stand=False). From the first call on, waits take no time. After a call with `stand`, nothing else takes time either.
static mp_obj_t test_clock_add(size_t n_args, const mp_obj_t *args) {
    if (n_args > 1 && mp_obj_is_true(args[1]) && !asyncio_test_clock_stands) {
        asyncio_test_clock_us += mp_hal_ticks_us();
        asyncio_test_clock_stands = true;
    }
    asyncio_test_clock_leaps = true;
    asyncio_test_clock_us += (uint64_t)asyncio_int64(args[0]);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_test_clock_add_obj, 1, 2, test_clock_add);

#endif
