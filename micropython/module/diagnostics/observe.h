// The calls from the C half of the loop to debug mode, the statistics and the trace. Without these features the calls are
// empty. With them, and none in use, a step costs a load and a branch.
#ifndef MPY_ASYNCIO_OBSERVE_H
#define MPY_ASYNCIO_OBSERVE_H

#include "glue/bridge.h"

#define ASYNCIO_IS_OBSERVABLE (MPY_ASYNCIO_DEBUG || MPY_ASYNCIO_STATS || MPY_ASYNCIO_TRACE)

#if ASYNCIO_IS_OBSERVABLE

// A step under way. It is on the stack, where the collector sees its references.
typedef struct _asyncio_step_t {
    bool under_way;
    uint32_t started_us;
    #if MPY_ASYNCIO_DEBUG
    // Where it went on.
    mp_obj_t innermost;
    const byte *resumed_at;
    #endif
} asyncio_step_t;

void asyncio_observe_step_begins(asyncio_step_t *step, mp_obj_t coro);
// After mpy_loop_finish. May raise: it calls the exception handler.
void asyncio_observe_step_ended(asyncio_step_t *step);
void asyncio_observe_run(bool begins);
void asyncio_observe_between_steps(void);
void asyncio_observe_wait(uint64_t us);
void asyncio_observe_waited(void);

// After a boot or soft reset: nothing observes the loop.
void asyncio_observers_init(void);

#define ASYNCIO_STEP_BEGINS(run) \
    if (MP_UNLIKELY(asyncio_observed)) { \
        asyncio_observe_step_begins(&(run)->step, (run)->op.subject); \
    }
#define ASYNCIO_STEP_ENDED(run) \
    if (MP_UNLIKELY((run)->step.under_way)) { \
        asyncio_observe_step_ended(&(run)->step); \
    }
#define ASYNCIO_RUN_BEGINS() asyncio_observe_run(true)
#define ASYNCIO_RUN_ENDED() asyncio_observe_run(false)
// After work that is not the step of a task.
#define ASYNCIO_BETWEEN_STEPS() \
    if (MP_UNLIKELY(asyncio_observed)) { \
        asyncio_observe_between_steps(); \
    }
#define ASYNCIO_WAIT_BEGINS(us) \
    if (MP_UNLIKELY(asyncio_observed)) { \
        asyncio_observe_wait(us); \
    }
#define ASYNCIO_WAIT_ENDED() \
    if (MP_UNLIKELY(asyncio_observed)) { \
        asyncio_observe_waited(); \
    }

#else

#define ASYNCIO_STEP_BEGINS(run)
#define ASYNCIO_STEP_ENDED(run)
#define ASYNCIO_RUN_BEGINS()
#define ASYNCIO_RUN_ENDED()
#define ASYNCIO_BETWEEN_STEPS()
#define ASYNCIO_WAIT_BEGINS(us)
#define ASYNCIO_WAIT_ENDED()
#define asyncio_observers_init()

#endif

#endif // MPY_ASYNCIO_OBSERVE_H
