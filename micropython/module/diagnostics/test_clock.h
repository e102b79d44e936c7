// A clock that a test moves.
#ifndef MPY_ASYNCIO_TEST_CLOCK_H
#define MPY_ASYNCIO_TEST_CLOCK_H

#include "py/obj.h"

#if MPY_ASYNCIO_TEST_CLOCK
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_test_clock_add_obj);
#endif

#endif // MPY_ASYNCIO_TEST_CLOCK_H
