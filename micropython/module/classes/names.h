// The objects and functions of the classes' files, for the list of the module and for the other files.
#ifndef MPY_ASYNCIO_NAMES_H
#define MPY_ASYNCIO_NAMES_H

#include "glue/function.h"
#include "py/objstr.h"

// Of stock's names, file by file.
ASYNCIO_DECLARE_URGENT_FUNCTION(asyncio_sleep_obj);
ASYNCIO_DECLARE_URGENT_FUNCTION(asyncio_sleep_ms_obj);

ASYNCIO_DECLARE_FUNCTION_1(asyncio_task_done_obj);
#if MPY_ASYNCIO_TASK_API
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_task_cancel_obj);
#endif
#if MPY_ASYNCIO_TASK_API || MPY_ASYNCIO_PRIORITY
extern const asyncio_function_1_or_more_t asyncio_create_task_obj;
#else
ASYNCIO_DECLARE_FUNCTION_1(asyncio_create_task_obj);
#endif
#if MPY_ASYNCIO_PRIORITY
// The priority that a script gives, and the one among keyword arguments, 0 if there is none. May raise.
uint8_t asyncio_priority_of(mp_obj_t priority);
uint8_t asyncio_priority_among(mp_map_t *kw_args);
#endif
ASYNCIO_DECLARE_FUNCTION_1(asyncio_promote_to_task_obj);
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_current_task_obj);

// Whether a ThreadSafeFlag is an io.IOBase: that is its parent then, which MicroPython knows by its name only.
#define ASYNCIO_FLAG_IS_STREAM (MPY_ASYNCIO_COMPAT && MICROPY_PY_IO && MICROPY_PY_IO_IOBASE && MICROPY_MULTIPLE_INHERITANCE)
#if ASYNCIO_FLAG_IS_STREAM
void asyncio_init_flag_parents(void);
#endif

MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_wait_for_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_wait_for_ms_obj);

MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_gather_obj);

#if MPY_ASYNCIO_DEADLINES
ASYNCIO_DECLARE_FUNCTION_1(asyncio_deadline_ms_obj);
ASYNCIO_DECLARE_URGENT_FUNCTION(asyncio_every_ms_obj);
#endif

MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_open_connection_obj);
#if MPY_ASYNCIO_NETWORK
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_start_server_obj);
#else
#define asyncio_start_server_obj asyncio_open_connection_obj
#endif

#if MICROPY_PY_SELECT
extern const mp_obj_module_t mp_module_select;
#endif
extern const mp_obj_type_t asyncio_type_io_queue;

extern const mp_obj_base_t asyncio_loop_obj;
#if MPY_ASYNCIO_TASK_API
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_run_obj);
#else
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_run_obj);
#endif
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_run_until_complete_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_get_event_loop_obj);
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_new_event_loop_obj);

// Runs the loop until `awaitable`, which is a task or becomes one, has ended. May raise.
mp_obj_t asyncio_run_awaitable(mp_obj_t awaitable);

// A time on the loop's clock: whole milliseconds, and the microseconds left over.
typedef struct _asyncio_time_t {
    uint64_t ms;
    uint32_t us;
} asyncio_time_t;

// Of the optional features.
#if MPY_ASYNCIO_TASK_API
ASYNCIO_DECLARE_FUNCTION_1(asyncio_task_result_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_task_exception_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_task_cancelled_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_task_cancelling_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_task_uncancel_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_task_coro_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_get_name_obj);
MP_DECLARE_CONST_FUN_OBJ_2(asyncio_task_set_name_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_task_add_done_callback_obj);
ASYNCIO_DECLARE_FUNCTION_2(asyncio_task_remove_done_callback_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_iscoroutine_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_iscoroutinefunction_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_isfuture_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_get_loop_obj);
MP_DECLARE_CONST_FUN_OBJ_2(asyncio_task_set_outcome_obj);
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_get_running_loop_obj);

// The loop. Raises RuntimeError if it does not run.
mp_obj_t asyncio_running_loop(void);

// Raises TypeError for positional arguments beyond `most`, and for keywords other than `keyword` and `context`. The latter is
// ignored: there are no contexts.
void asyncio_check_args(size_t n_args, size_t most, mp_map_t *kw_args, qstr keyword);

// Gives `task` the name among the keywords, if there is one.
void asyncio_name_task(mp_obj_t task, mp_map_t *kw_args);
#endif

#if MPY_ASYNCIO_FUTURE
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_create_future_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_ensure_future_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_shield_obj);
#endif

#if MPY_ASYNCIO_TIMERS
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_loop_time_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_call_soon_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_call_later_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_call_at_obj);

// A number of seconds on the loop's clock, and `delay` seconds from now. May raise.
asyncio_time_t asyncio_time_at(mp_obj_t when);
asyncio_time_t asyncio_time_after(mp_obj_t delay);
mp_obj_t asyncio_time_obj(uint64_t ms, uint32_t us);
#endif

#if MPY_ASYNCIO_TIMEOUT
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_timeout_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_timeout_at_obj);
#endif

#if MPY_ASYNCIO_WAIT
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_wait_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_as_completed_obj);
#endif

#if MPY_ASYNCIO_THREADS
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_call_soon_threadsafe_obj);

// Names that need a second thread are absent if MicroPython has no threads.
#define ASYNCIO_THREAD_NAMES (MICROPY_PY_THREAD)
MP_DECLARE_CONST_FUN_OBJ_VAR(asyncio_run_in_executor_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_to_thread_obj);
MP_DECLARE_CONST_FUN_OBJ_2(asyncio_run_coroutine_threadsafe_obj);
#else
#define ASYNCIO_THREAD_NAMES (0)
#endif

// Without sockets there are no datagrams.
#define ASYNCIO_DATAGRAM_NAMES (MPY_ASYNCIO_UDP && MPY_ASYNCIO_NETWORK)
#if ASYNCIO_DATAGRAM_NAMES
extern const mp_obj_type_t asyncio_type_base_protocol;
extern const mp_obj_type_t asyncio_type_datagram_protocol;
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_create_datagram_endpoint_obj);
#endif

// Without sockets there are no names to look up.
#define ASYNCIO_LOOKUP_NAMES (MPY_ASYNCIO_NAMES && MPY_ASYNCIO_NETWORK)
#if ASYNCIO_LOOKUP_NAMES
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_loop_getaddrinfo_obj);
#endif

// Raises TypeError unless `fun` can be called.
void asyncio_check_callable(mp_obj_t fun);

#if MPY_ASYNCIO_ALL_TASKS
#include "glue/heap.h"

extern const mp_obj_type_t asyncio_type_runner;
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_all_tasks_obj);

// The walk's next task on the heap that has not ended, or MP_OBJ_NULL.
mp_obj_t asyncio_next_task(asyncio_heap_walk_t *walk);
#endif

#if MPY_ASYNCIO_PINS
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_wait_edge_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_thread_safe_queue_dropped_obj);
#endif

#if MPY_ASYNCIO_REPL
extern const mp_obj_module_t asyncio_module_repl;
#endif

#endif // MPY_ASYNCIO_NAMES_H
