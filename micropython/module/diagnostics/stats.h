// `asyncio.stats()` and `asyncio.print_tasks()`.
#ifndef MPY_ASYNCIO_STATS_H
#define MPY_ASYNCIO_STATS_H

#include "observe.h"

#if MPY_ASYNCIO_STATS
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_stats_obj);
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_print_tasks_obj);
#endif

#endif // MPY_ASYNCIO_STATS_H
