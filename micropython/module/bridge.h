// What the Rust half of asyncio and the C half say to each other. bindgen reads this file with the
// flags of the firmware build itself, so the Rust side sees this port's configuration and layouts.
#ifndef MPY_ASYNCIO_BRIDGE_H
#define MPY_ASYNCIO_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "py/gc.h"
#include "py/obj.h"
#include "py/objgenerator.h"
#include "py/objlist.h"
#include "py/runtime.h"

#if MICROPY_OBJ_REPR == MICROPY_OBJ_REPR_D
#error "mpy-asyncio: NaN-boxed objects (MICROPY_OBJ_REPR_D) are not supported; build with representation A, B or C"
#endif
#if !MICROPY_MODULE_BUILTIN_INIT
#error "mpy-asyncio: needs MICROPY_MODULE_BUILTIN_INIT=1 to notice a soft reset; set it in mpconfigport.h"
#endif
#if !MICROPY_ENABLE_GC
#error "mpy-asyncio: needs the garbage collector; set MICROPY_ENABLE_GC=1 in mpconfigport.h"
#endif

// Words of garbage-collected roots that the event loop lives in.
#define ASYNCIO_ROOT_WORDS (32)

enum {
    ASYNCIO_OBJ_REPR = MICROPY_OBJ_REPR,
    ASYNCIO_IMMEDIATE_OBJS = MICROPY_OBJ_IMMEDIATE_OBJS,
    ASYNCIO_ROOT_BYTES = ASYNCIO_ROOT_WORDS * sizeof(void *),
};

// ---- provided by C, used by Rust ------------------------------------------------------------------

// The loop's state, inside the root pointers. A constant: the address of MP_STATE_VM(asyncio_loop).
extern void *const asyncio_root;

extern const mp_obj_type_t asyncio_type_task;
extern const mp_obj_type_t asyncio_type_task_queue;
extern const mp_obj_type_t asyncio_type_sleep;
extern const mp_obj_type_t asyncio_type_event;
extern const mp_obj_type_t asyncio_type_thread_safe_flag;
extern const mp_obj_type_t asyncio_type_lock;
extern const mp_obj_type_t asyncio_type_wait_for;
extern const mp_obj_type_t asyncio_type_gather;
extern const mp_obj_type_t asyncio_type_completion;
extern const mp_obj_type_t asyncio_type_stop;
extern const mp_obj_type_t asyncio_type_cancelled_error;
extern const mp_obj_type_t asyncio_type_timeout_error;

// The object behind `asyncio.core._task_queue`.
extern const mp_obj_base_t asyncio_ready_queue;

// Ends an iteration with `value`. Does not raise.
mp_obj_t asyncio_stop_iteration(mp_obj_t value);

// Leaves `exc` for the C caller of a Rust function to raise, and returns the sentinel that says so.
mp_obj_t asyncio_set_error(mp_obj_t exc);

// Takes what asyncio_set_error left.
mp_obj_t asyncio_take_error(void);

// Calls fun(a, b), catching what it raises into *exc. Re-enters Python if `fun` does.
bool asyncio_protected_2(mp_obj_t (*fun)(mp_obj_t, mp_obj_t), mp_obj_t a, mp_obj_t b, mp_obj_t *result, mp_obj_t *exc);

// exc_class(arg): falls back to the emergency buffer on a full heap. Does not raise.
mp_obj_t asyncio_new_exception_1(const mp_obj_type_t *exc_class, mp_obj_t arg);

// The attribute `send` of a coroutine-like object, or MP_OBJ_NULL. May raise.
mp_obj_t asyncio_load_send(mp_obj_t obj, mp_obj_t unused);

// queue.remove(task) for a queue that is not ours. May raise; does nothing if there is no such method.
mp_obj_t asyncio_call_remove(mp_obj_t queue, mp_obj_t task);

// Milliseconds and microseconds since some start, wrapping. For any context.
uint32_t asyncio_ticks_ms(void);
uint32_t asyncio_ticks_us(void);

// Ends a wait of the loop, now or the one about to begin. For any context.
void asyncio_wake(void);

// Says where the loop stands broken and stops the firmware as a fatal error does.
__attribute__((noreturn)) void asyncio_panic(const char *file, unsigned int line);

#if MICROPY_OBJ_IMMEDIATE_OBJS
// Never defined in such a build; declared so that Rust can name them in the branch it drops.
extern const struct _mp_obj_none_t mp_const_none_obj;
extern const struct _mp_obj_bool_t mp_const_false_obj;
extern const struct _mp_obj_bool_t mp_const_true_obj;
#endif

// ---- provided by Rust, used by C ------------------------------------------------------------------

// What the loop wants done next; see mpy_loop_next.
enum {
    ASYNCIO_OP_RESUME, // resume coroutine `subject`
    ASYNCIO_OP_THROW,  // throw `value` into coroutine `subject`
    ASYNCIO_OP_EVENTS, // a round is over: run pending events
    ASYNCIO_OP_WAIT,   // nothing to do for `wait_us` microseconds, or until asyncio_wake
    ASYNCIO_OP_REPORT, // hand exception `value` of task `subject` to the exception handler
    ASYNCIO_OP_DONE,   // no task can ever run again
};

typedef struct _asyncio_op_t {
    mp_obj_t subject;
    mp_obj_t value;
    uint64_t wait_us;
} asyncio_op_t;

// What mpy_loop_finish says about the loop.
enum {
    ASYNCIO_GO_ON,
    ASYNCIO_CALL,   // call op->subject(task, op->value), then go on
    ASYNCIO_RETURN, // run() returns op->value
    ASYNCIO_RAISE,  // run() raises op->value
};

void mpy_loop_init(void);
mp_obj_t mpy_loop_enter(mp_obj_t main_task);
void mpy_loop_leave(void);
unsigned int mpy_loop_next(asyncio_op_t *op);
unsigned int mpy_loop_finish(bool failed, mp_obj_t value, asyncio_op_t *op);
mp_obj_t mpy_loop_reset(void);
bool mpy_loop_is_running(void);
mp_obj_t mpy_loop_current(void);
mp_obj_t mpy_loop_set_current(mp_obj_t task);
mp_obj_t mpy_loop_exception_handler(void);
void mpy_loop_set_exception_handler(mp_obj_t handler);
mp_obj_t mpy_loop_arm_stop(void);
void mpy_loop_stop(void);

mp_obj_t mpy_task_new(mp_obj_t coro);
mp_obj_t mpy_task_create(mp_obj_t coro);
mp_obj_t mpy_task_promote(mp_obj_t awaitable);
mp_obj_t mpy_task_done(mp_obj_t self);
mp_obj_t mpy_task_cancel(mp_obj_t self);
mp_obj_t mpy_task_next(mp_obj_t self);
mp_obj_t mpy_task_coro(mp_obj_t self);
mp_obj_t mpy_task_data(mp_obj_t self);
mp_obj_t mpy_task_set_data(mp_obj_t self, mp_obj_t value);
mp_obj_t mpy_task_state(mp_obj_t self);
mp_obj_t mpy_task_set_state(mp_obj_t self, mp_obj_t value);
int64_t mpy_task_due_in(mp_obj_t self);

mp_obj_t mpy_task_queue_new(void);
mp_obj_t mpy_task_queue_peek(mp_obj_t self);
mp_obj_t mpy_task_queue_push(mp_obj_t self, mp_obj_t task, int32_t ms_from_now);
mp_obj_t mpy_task_queue_pop(mp_obj_t self);
mp_obj_t mpy_task_queue_remove(mp_obj_t self, mp_obj_t task);

mp_obj_t mpy_sleep(int64_t ms);
mp_obj_t mpy_sleep_next(mp_obj_t self);

mp_obj_t mpy_event_new(const mp_obj_type_t *type);
void mpy_event_set(mp_obj_t self);
void mpy_event_clear(mp_obj_t self);
bool mpy_event_is_set(mp_obj_t self);
mp_obj_t mpy_event_next(mp_obj_t self);
mp_obj_t mpy_flag_next(mp_obj_t self);

mp_obj_t mpy_lock_new(void);
bool mpy_lock_locked(mp_obj_t self);
mp_obj_t mpy_lock_release(mp_obj_t self);
mp_obj_t mpy_lock_next(mp_obj_t self);
mp_obj_t mpy_lock_throw(mp_obj_t self, mp_obj_t exc);

mp_obj_t mpy_wait_for_new(mp_obj_t awaitable, bool forever, int64_t ms);
mp_obj_t mpy_wait_for_next(mp_obj_t self);
mp_obj_t mpy_wait_for_throw(mp_obj_t self, mp_obj_t exc);

mp_obj_t mpy_gather_new(mp_obj_t list, bool return_exceptions);
mp_obj_t mpy_gather_next(mp_obj_t self);
mp_obj_t mpy_gather_throw(mp_obj_t self, mp_obj_t exc);

#endif // MPY_ASYNCIO_BRIDGE_H
