// The names of the optional features, for the tables of the module, and the parts that these tables share.
#ifndef MPY_ASYNCIO_NAMES_H
#define MPY_ASYNCIO_NAMES_H

#include "glue/function.h"

// The function object <name>_obj, exported as asyncio_<name>_obj, for a Rust function mpy_<name> that takes one or two
// objects and may leave an error.
#define ASYNCIO_METHOD_1(name) \
    ASYNCIO_FUNCTION_1(asyncio_##name##_obj, mpy_##name)
#define ASYNCIO_METHOD_2(name) \
    ASYNCIO_FUNCTION_2(asyncio_##name##_obj, mpy_##name)

extern const mp_obj_base_t asyncio_loop_obj;

// The slot `make_new` of classes without arguments whose new instances are zeros behind the header.
mp_obj_t asyncio_make_blank(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args);

MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_done_obj);

// Runs the loop until `awaitable`, which is a task or becomes one, has ended. May raise.
mp_obj_t asyncio_run_awaitable(mp_obj_t awaitable);

// A time on the loop's clock: whole milliseconds, and the microseconds left over.
typedef struct _asyncio_time_t {
    uint64_t ms;
    uint32_t us;
} asyncio_time_t;

#if MPY_ASYNCIO_TASK_API
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_task_cancel_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_result_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_exception_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_cancelled_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_cancelling_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_uncancel_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_coro_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_get_name_obj);
MP_DECLARE_CONST_FUN_OBJ_2(asyncio_task_set_name_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_task_add_done_callback_obj);
MP_DECLARE_CONST_FUN_OBJ_2(asyncio_task_remove_done_callback_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_iscoroutine_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_iscoroutinefunction_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_isfuture_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_task_get_loop_obj);
MP_DECLARE_CONST_FUN_OBJ_2(asyncio_task_set_outcome_obj);
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_get_running_loop_obj);

// Raises TypeError for positional arguments beyond `most`, and for keywords other than `keyword` and `context`. The latter is
// ignored: there are no contexts.
void asyncio_check_args(size_t n_args, size_t most, mp_map_t *kw_args, qstr keyword);

// Gives `task` the name among the keywords, if there is one.
void asyncio_name_task(mp_obj_t task, mp_map_t *kw_args);
#endif

#if MPY_ASYNCIO_FUTURE
MP_DECLARE_CONST_FUN_OBJ_0(asyncio_create_future_obj);
MP_DECLARE_CONST_FUN_OBJ_1(asyncio_shield_obj);
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

// Raises TypeError unless `fun` can be called.
void asyncio_check_callable(mp_obj_t fun);

#if MPY_ASYNCIO_ALL_TASKS
extern const mp_obj_type_t asyncio_type_runner;
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_all_tasks_obj);
#endif

#endif // MPY_ASYNCIO_NAMES_H
