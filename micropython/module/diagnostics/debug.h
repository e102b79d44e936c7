// Debug mode: reports steps that take too long, and lost tasks and coroutines.
#ifndef MPY_ASYNCIO_DEBUG_H
#define MPY_ASYNCIO_DEBUG_H

#include "observe.h"

#if MPY_ASYNCIO_DEBUG

MP_DECLARE_CONST_FUN_OBJ_1(asyncio_set_debug_obj);
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_get_debug_obj);

// Loads or stores `loop.slow_callback_duration`; leaves any other attribute alone. May raise.
void asyncio_debug_attr(qstr attr, mp_obj_t *dest);

// The time from which on a step is reported, in microseconds.
extern uint32_t asyncio_slow_us;

// A step of `coro`, which `task` runs, took `us` microseconds. May raise: it calls the exception handler.
void asyncio_report_slow_step(const asyncio_step_t *step, mp_obj_t task, mp_obj_t coro, uint32_t us);

#if MPY_ASYNCIO_PRIORITY
// A step of `coro`, which `task` runs, went from `began_us` to `now_us`: reports if urgent tasks have kept usual ones from their turn
// for too long. May raise, as above.
void asyncio_look_for_starvation(mp_obj_t task, mp_obj_t coro, uint32_t began_us, uint32_t now_us);

// A run begins, or nothing is ready: nothing is kept from its turn.
void asyncio_nothing_starves(void);
#endif

// Searches the objects that the collector is about to free for tasks that have not ended, and coroutines that were never
// awaited. The report comes a little later, when the heap can be used. Called within a collection, when everything in use is marked.
void asyncio_find_lost(void);

// After a boot or soft reset.
void asyncio_debug_init(void);

#endif

#endif // MPY_ASYNCIO_DEBUG_H
