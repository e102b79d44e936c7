// Reports the loop's steps and waits to debug mode, the statistics and the trace.
#include "observe.h"
#include "glue/run.h"

#if ASYNCIO_IS_OBSERVABLE

#include "coroutine.h"
#include "debug.h"
#include "stats.h"
#include "trace.h"

void asyncio_observers_init(void) {
    asyncio_observed = 0;
    #if MPY_ASYNCIO_DEBUG
    asyncio_debug_init();
    #endif
    #if MPY_ASYNCIO_STATS
    asyncio_observe(ASYNCIO_OBSERVE_STATS, true);
    asyncio_counted = (asyncio_stats_t) { 0 };
    mpy_stats_init();
    #endif
    #if MPY_ASYNCIO_TRACE
    mpy_trace_clear();
    #endif
}

// For the statistics a step begins where the step before ended: one reading of the clock for each step.
void asyncio_observe_step_begins(asyncio_step_t *step, mp_obj_t coro) {
    (void)coro;
    step->under_way = true;
    #if MPY_ASYNCIO_DEBUG
    step->innermost = MP_OBJ_NULL;
    if (asyncio_observed & ASYNCIO_OBSERVE_DEBUG) {
        step->innermost = asyncio_innermost(coro);
        step->resumed_at = asyncio_resumes_at(step->innermost);
    }
    #endif
    #if MPY_ASYNCIO_TRACE
    if (asyncio_observed & ASYNCIO_OBSERVE_TRACE) {
        mpy_trace_step_begins(asyncio_coroutine_name(coro));
    }
    #endif
    #if MPY_ASYNCIO_STATS
    if (!(asyncio_observed & (ASYNCIO_OBSERVE_DEBUG | ASYNCIO_OBSERVE_TRACE))) {
        step->started_us = asyncio_counted.last_us;
        return;
    }
    #endif
    step->started_us = asyncio_ticks_us();
}

#if MPY_ASYNCIO_TRACE
static void trace_step_ended(mp_obj_t coro, uint32_t us) {
    if (us >= ASYNCIO_TRACE_SLOW_US) {
        // Where it stopped at last: a step that is short says that by its task.
        mp_obj_t stopped = asyncio_innermost(coro);
        const byte *ip = asyncio_resumes_at(stopped);
        if (ip != NULL) {
            asyncio_place_t place = asyncio_locate(stopped, ip);
            mpy_trace_record(ASYNCIO_TRACE_PLACE, 0, place.function, 0, place.line);
        }
    }
    mpy_trace_step_ended(asyncio_coroutine_name(coro));
}
#endif

void asyncio_observe_step_ended(asyncio_step_t *step) {
    uint32_t now = asyncio_ticks_us();
    uint32_t us = now - step->started_us;
    step->under_way = false;
    #if MPY_ASYNCIO_STATS
    mpy_stats_step(us);
    asyncio_counted.last_us = now;
    #endif
    mp_obj_t task = mpy_loop_current();
    if (!(asyncio_observed & (ASYNCIO_OBSERVE_DEBUG | ASYNCIO_OBSERVE_TRACE)) || task == mp_const_none) {
        return;
    }
    mp_obj_t coro = asyncio_checked(mpy_task_coro(task));
    #if MPY_ASYNCIO_TRACE
    if (asyncio_observed & ASYNCIO_OBSERVE_TRACE) {
        trace_step_ended(coro, us);
    }
    #endif
    #if MPY_ASYNCIO_DEBUG
    if (asyncio_observed & ASYNCIO_OBSERVE_DEBUG) {
        #if MPY_ASYNCIO_PRIORITY
        asyncio_look_for_starvation(task, coro, step->started_us, now);
        #endif
        if (us >= asyncio_slow_us) {
            asyncio_report_slow_step(step, task, coro, us);
        }
    }
    #endif
    (void)coro;
}

void asyncio_observe_run(bool begins) {
    (void)begins;
    #if MPY_ASYNCIO_DEBUG && MPY_ASYNCIO_PRIORITY
    asyncio_nothing_starves();
    #endif
    #if MPY_ASYNCIO_STATS
    asyncio_counted.last_us = asyncio_ticks_us();
    mpy_stats_run(begins);
    #endif
}

void asyncio_observe_between_steps(void) {
    #if MPY_ASYNCIO_STATS
    asyncio_counted.last_us = asyncio_ticks_us();
    #endif
}

void asyncio_observe_wait(uint64_t us) {
    (void)us;
    #if MPY_ASYNCIO_DEBUG && MPY_ASYNCIO_PRIORITY
    asyncio_nothing_starves();
    #endif
    #if MPY_ASYNCIO_STATS
    asyncio_counted.waits++;
    asyncio_counted.last_us = asyncio_ticks_us();
    #endif
    #if MPY_ASYNCIO_TRACE
    if (asyncio_observed & ASYNCIO_OBSERVE_TRACE) {
        mpy_trace_record(ASYNCIO_TRACE_IDLE, 0, 0, 0, us < UINT32_MAX ? (uint32_t)us : UINT32_MAX);
    }
    #endif
}

void asyncio_observe_waited(void) {
    #if MPY_ASYNCIO_STATS
    uint32_t now = asyncio_ticks_us();
    asyncio_counted.idle_us += now - asyncio_counted.last_us;
    asyncio_counted.last_us = now;
    #endif
    #if MPY_ASYNCIO_TRACE
    if (asyncio_observed & ASYNCIO_OBSERVE_TRACE) {
        mpy_trace_record(ASYNCIO_TRACE_AWAKE, 0, 0, 0, 0);
    }
    #endif
}

// The linker puts these in the place of MicroPython's own: --wrap in micropython.mk and micropython.cmake.
void __real_gc_collect_start(void);
void __wrap_gc_collect_start(void);
void __real_gc_collect_end(void);
void __wrap_gc_collect_end(void);

void __wrap_gc_collect_start(void) {
    #if MPY_ASYNCIO_TRACE
    if (asyncio_observed & ASYNCIO_OBSERVE_TRACE) {
        mpy_trace_record(ASYNCIO_TRACE_GC, 0, 0, 0, 0);
    }
    #endif
    __real_gc_collect_start();
}

void __wrap_gc_collect_end(void) {
    #if MPY_ASYNCIO_DEBUG
    if (asyncio_observed & ASYNCIO_OBSERVE_DEBUG) {
        asyncio_find_lost();
    }
    #endif
    __real_gc_collect_end();
    #if MPY_ASYNCIO_TRACE
    if (asyncio_observed & ASYNCIO_OBSERVE_TRACE) {
        mpy_trace_record(ASYNCIO_TRACE_GC_END, 0, 0, 0, 0);
    }
    #endif
}

#endif
