// The protected run of the event loop, and its wait.
#ifndef MPY_ASYNCIO_RUN_H
#define MPY_ASYNCIO_RUN_H

#include "bridge.h"

// Runs the loop until `main_task` ends (if it is not MP_OBJ_NULL), or nothing can run any more. Returns
// the task's value, or None. Not while a run is under way. May raise.
mp_obj_t asyncio_run(mp_obj_t main_task);

// The module has caught `exc`, as an `except` clause does: sys.exc_info() must not keep it, and its objects, until the next exception.
static inline void asyncio_caught(mp_obj_t exc) {
    #if MICROPY_PY_SYS_EXC_INFO
    if (MP_OBJ_FROM_PTR(MP_STATE_VM(cur_exception)) == exc) {
        MP_STATE_VM(cur_exception) = NULL;
    }
    #else
    (void)exc;
    #endif
}

// Raises what a Rust function left for C to raise.
__attribute__((noreturn)) void asyncio_raise_left(void);

// The object that a Rust function returned. Raises what the function left, if it failed.
static inline mp_obj_t asyncio_checked(asyncio_result_t result) {
    if (result.unchecked == MP_OBJ_SENTINEL) {
        asyncio_raise_left();
    }
    return result.unchecked;
}

// Whether the loop has run since the boot or soft reset: a second import of the module must not begin it anew.
bool asyncio_has_run(void);

// Polls the streams that have descriptors, without waiting.
void asyncio_poll_descriptors(void);

// Waits for `us` microseconds, or forever with UINT64_MAX. asyncio_wake(), an interrupt and streams with a descriptor end the wait. May end
// early. May raise a pending exception.
void asyncio_wait(uint64_t us);

// Whether this is the thread that runs the loop, or ran it last.
#if MICROPY_PY_THREAD
bool asyncio_is_loop_thread(void);
#else
static inline bool asyncio_is_loop_thread(void) {
    return true;
}
#endif

#if MPY_ASYNCIO_TEST_CLOCK
// How far a test has moved the loop's clock, and whether it moves to the next deadline instead of waiting.
extern uint64_t asyncio_test_clock_us;
extern bool asyncio_test_clock_leaps;
extern bool asyncio_test_clock_stands;
#endif

// Functions of the classes that the loop's C half or several classes use.
// `remove` of the classes for which stock calls `task.data.remove(task)`.
ASYNCIO_DECLARE_FUNCTION_2(asyncio_wait_list_remove_obj);
mp_obj_t asyncio_await_value(mp_obj_t value);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_await_value_obj);

#endif // MPY_ASYNCIO_RUN_H
