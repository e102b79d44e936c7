// What the loop does with the time in which nothing is ready.
#ifndef MPY_ASYNCIO_LULL_H
#define MPY_ASYNCIO_LULL_H

#include "bridge.h"

#if MPY_ASYNCIO_IDLE
// Uses a lull of `us` microseconds, or of an unknown time with UINT64_MAX. Returns what is left of it. May raise.
uint64_t asyncio_use_lull(uint64_t us);

MP_DECLARE_CONST_FUN_OBJ_1(asyncio_set_idle_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_set_idle_gc_obj);
#endif

#endif // MPY_ASYNCIO_LULL_H
