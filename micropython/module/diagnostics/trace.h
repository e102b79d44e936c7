// The module `asyncio.trace`.
#ifndef MPY_ASYNCIO_TRACE_H
#define MPY_ASYNCIO_TRACE_H

#include "debug.h"

#if MPY_ASYNCIO_TRACE
// The microseconds from which on a step is long: slow_callback_duration, or its default.
#if MPY_ASYNCIO_DEBUG
#define ASYNCIO_TRACE_SLOW_US (asyncio_slow_us)
#else
#define ASYNCIO_TRACE_SLOW_US (100 * 1000)
#endif

extern const mp_obj_module_t asyncio_module_trace;
#endif

#endif // MPY_ASYNCIO_TRACE_H
