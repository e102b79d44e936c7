// The interface between the Rust half of asyncio and the C half. bindgen reads this file with the flags of the
// firmware build, so Rust sees the configuration and the layouts of this port.
#ifndef MPY_ASYNCIO_BRIDGE_H
#define MPY_ASYNCIO_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "py/gc.h"
#include "py/mperrno.h"
#include "py/obj.h"
#include "py/objgenerator.h"
#include "py/objlist.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "contract.h"
#include "error_texts.h"
#include "versions.h"

#if MICROPY_OBJ_REPR == MICROPY_OBJ_REPR_D
#error "mpy-asyncio: NaN-boxed objects (MICROPY_OBJ_REPR_D) are not supported; build with representation A, B or C"
#endif
#if !MICROPY_MODULE_BUILTIN_INIT
#error "mpy-asyncio: needs MICROPY_MODULE_BUILTIN_INIT=1 to notice a soft reset; set it in mpconfigport.h"
#endif
#if MICROPY_DEBUG_MP_OBJ_SENTINELS
#error "mpy-asyncio: MICROPY_DEBUG_MP_OBJ_SENTINELS=1 is not supported; build with 0"
#endif
#if !MICROPY_ENABLE_GC
#error "mpy-asyncio: needs the garbage collector; set MICROPY_ENABLE_GC=1 in mpconfigport.h"
#endif

// Without a module `socket` open_connection() and start_server() only raise an error, and their code and names take no flash. A builder
// whose sockets are in Python sets it to 1.
#ifndef MPY_ASYNCIO_NETWORK
#define MPY_ASYNCIO_NETWORK (MICROPY_PY_SOCKET || MICROPY_PY_LWIP || MICROPY_PY_NETWORK)
#endif
#if MPY_ASYNCIO_NETWORK
#define ASYNCIO_HAS_NETWORK (1)
#else
#define ASYNCIO_HAS_NETWORK (0)
#endif

// Whether streams may have descriptors, which the operating system polls.
#if defined(__unix__)
#define ASYNCIO_HAS_DESCRIPTORS (1)
#else
#define ASYNCIO_HAS_DESCRIPTORS (0)
#endif

// Whether sockets may tell when something comes in: lwIP's do, where streams have no descriptors.
#if MICROPY_PY_LWIP && !ASYNCIO_HAS_DESCRIPTORS
#define ASYNCIO_LWIP_TELLS (1)
#else
#define ASYNCIO_LWIP_TELLS (0)
#endif

// Whether the port calls mpy_stdin_told() when something has come in on sys.stdin: it says so in its mpconfigport.h.
#if MPY_ASYNCIO_STDIN_TELLS && MPY_ASYNCIO_STREAM_WAKES
#define ASYNCIO_HAS_STDIN_WAKES (1)
#else
#define ASYNCIO_HAS_STDIN_WAKES (0)
#endif

// Whether threads run at the same time, also while another thread collects garbage: then MicroPython's collector has a lock.
#define ASYNCIO_HAS_HEAP_LOCK (MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL)

// Words of garbage-collected roots that the event loop lives in: as many as it has on 32 bits. Rust does not build if they are too few.
#define ASYNCIO_ROOT_WORDS \
    (29 + (ASYNCIO_HAS_DESCRIPTORS ? 4 : 0) + (MPY_ASYNCIO_COMPAT ? 4 : 0) + (MPY_ASYNCIO_TASK_API ? 1 : 0) + (MPY_ASYNCIO_STREAM_WAKES ? 2 : 0) \
    + (MPY_ASYNCIO_SOCKET_WAKES && ASYNCIO_LWIP_TELLS ? 3 : 0) + (ASYNCIO_HAS_STDIN_WAKES ? 7 : 0) \
    + (MPY_ASYNCIO_PRIORITY ? 9 : 0) + (MPY_ASYNCIO_IDLE ? 3 : 0))

// The size of an Event, Lock and TaskQueue, which C allocates.
#define ASYNCIO_BLANK_WORDS (4)

enum {
    ASYNCIO_OBJ_REPR = MICROPY_OBJ_REPR,
    ASYNCIO_IMMEDIATE_OBJS = MICROPY_OBJ_IMMEDIATE_OBJS,
    ASYNCIO_BLANK_BYTES = ASYNCIO_BLANK_WORDS * sizeof(void *),
    ASYNCIO_ROOT_BYTES = ASYNCIO_ROOT_WORDS * sizeof(void *),
    ASYNCIO_NETWORK = ASYNCIO_HAS_NETWORK,
    ASYNCIO_DESCRIPTORS = ASYNCIO_HAS_DESCRIPTORS,
    ASYNCIO_SOCKETS_TELL = ASYNCIO_LWIP_TELLS,
    ASYNCIO_STDIN_TELLS = ASYNCIO_HAS_STDIN_WAKES,
    ASYNCIO_HEAP_HAS_LOCK = ASYNCIO_HAS_HEAP_LOCK,
    ASYNCIO_POLL_RD = MP_STREAM_POLL_RD,
    ASYNCIO_POLL_WR = MP_STREAM_POLL_WR,
    // Added to the events of a poller: the stream is polled.
    ASYNCIO_POLLED = 0x80,
    // Added to the events to ask for: the stream tells when it may be ready, and need not be asked until then.
    ASYNCIO_POLL_TELLS = 0x100,
    ASYNCIO_EAGAIN = MP_EAGAIN,
    ASYNCIO_EBADF = MP_EBADF,
    ASYNCIO_ECONNABORTED = MP_ECONNABORTED,
    ASYNCIO_EINPROGRESS = MP_EINPROGRESS,
    ASYNCIO_EMFILE = MP_EMFILE,
    ASYNCIO_ENFILE = MP_ENFILE,
    ASYNCIO_ENOBUFS = MP_ENOBUFS,
    ASYNCIO_ENOMEM = MP_ENOMEM,
};

// The address family of paths, on every port that has descriptors.
#define ASYNCIO_AF_UNIX (1)

// As in POSIX; only a port with descriptors uses it.
typedef struct _asyncio_pollfd_t {
    int fd;
    short events;
    short revents;
} asyncio_pollfd_t;

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
extern const mp_obj_type_t asyncio_type_value;
extern const mp_obj_type_t asyncio_type_stop;
extern const mp_obj_type_t asyncio_type_pollable;
extern const mp_obj_type_t asyncio_type_stream;
#if MPY_ASYNCIO_STREAM_API
extern const mp_obj_type_t asyncio_type_incomplete_read_error;
extern const mp_obj_type_t asyncio_type_limit_overrun_error;
#endif
extern const mp_obj_type_t asyncio_type_read;
extern const mp_obj_type_t asyncio_type_connect;
extern const mp_obj_type_t asyncio_type_start_server;
extern const mp_obj_type_t asyncio_type_accept;
extern const mp_obj_type_t asyncio_type_server;
extern const mp_obj_type_t asyncio_type_cancelled_error;
extern const mp_obj_type_t asyncio_type_timeout_error;

// Each of an optional feature.
extern const mp_obj_type_t asyncio_type_invalid_state_error;
extern const mp_obj_type_t asyncio_type_named;
extern const mp_obj_type_t asyncio_type_callback;
extern const mp_obj_type_t asyncio_type_future;
extern const mp_obj_type_t asyncio_type_handle;
extern const mp_obj_type_t asyncio_type_timeout;
extern const mp_obj_type_t asyncio_type_task_group;
extern const mp_obj_type_t asyncio_type_wait;
extern const mp_obj_type_t asyncio_type_as_completed;
extern const mp_obj_type_t asyncio_type_repl;
extern const mp_obj_type_t asyncio_type_typed;
extern const mp_obj_type_t asyncio_type_completed;
extern const mp_obj_type_t asyncio_type_to_thread;

// Of the features queue, sync and event-flags.
extern const mp_obj_type_t asyncio_type_operation;
extern const mp_obj_type_t asyncio_type_queue;
extern const mp_obj_type_t asyncio_type_priority_queue;
extern const mp_obj_type_t asyncio_type_lifo_queue;
extern const mp_obj_type_t asyncio_type_queue_empty;
extern const mp_obj_type_t asyncio_type_queue_full;
extern const mp_obj_type_t asyncio_type_queue_shut_down;
extern const mp_obj_type_t asyncio_type_semaphore;
extern const mp_obj_type_t asyncio_type_bounded_semaphore;
extern const mp_obj_type_t asyncio_type_condition;
extern const mp_obj_type_t asyncio_type_barrier;
extern const mp_obj_type_t asyncio_type_broken_barrier_error;
extern const mp_obj_type_t asyncio_type_event_flags;
extern const mp_obj_type_t asyncio_type_stream_waker;
extern const mp_obj_type_t asyncio_type_thread_safe_queue;
extern const mp_obj_type_t asyncio_type_edges;
extern const mp_obj_type_t asyncio_type_next_edge;
extern const mp_obj_type_t asyncio_type_driver;

// Of the feature names.
extern const mp_obj_type_t asyncio_type_lookup;

// Of the feature deadlines.
extern const mp_obj_type_t asyncio_type_deadline;
extern const mp_obj_type_t asyncio_type_every;

// Of the feature udp.
extern const mp_obj_type_t asyncio_type_datagram_transport;

// The object behind `asyncio.core._task_queue`.
extern const mp_obj_base_t asyncio_ready_queue;

// The object behind `asyncio.core._io_queue`.
extern const mp_obj_base_t asyncio_io_queue;

// Ends an iteration with `value`. Does not raise.
mp_obj_t asyncio_stop_iteration(mp_obj_t value);

// What a Rust function that may fail returns: an object, or a mark that it has left an exception for C to raise. asyncio_checked()
// takes the object out. One word: it comes back in a register.
typedef struct _asyncio_result_t {
    mp_obj_t unchecked;
} asyncio_result_t;
#define ASYNCIO_MAY_FAIL __attribute__((warn_unused_result)) asyncio_result_t

// The function object of a function that may fail, of one argument and of two; see function.h.
typedef struct _asyncio_function_1_t {
    mp_obj_base_t base;
    asyncio_result_t (*body)(mp_obj_t);
} asyncio_function_1_t;

typedef struct _asyncio_function_2_t {
    mp_obj_base_t base;
    asyncio_result_t (*body)(mp_obj_t, mp_obj_t);
} asyncio_function_2_t;
// One that takes more arguments too; `others` is then called.
typedef struct _asyncio_function_1_or_more_t {
    mp_obj_base_t base;
    asyncio_result_t (*body)(mp_obj_t);
    const void *others;
} asyncio_function_1_or_more_t;

#define ASYNCIO_DECLARE_FUNCTION_1(name) extern const asyncio_function_1_t name
#define ASYNCIO_DECLARE_FUNCTION_2(name) extern const asyncio_function_2_t name

// Leaves `exc` for the C caller of a Rust function to raise, and returns the mark.
ASYNCIO_MAY_FAIL asyncio_set_error(mp_obj_t exc);

// Takes what asyncio_set_error left.
mp_obj_t asyncio_take_error(void);

// Calls fun(a, b). *outcome is the result or, if this returns false, the exception. Re-enters Python if `fun` does.
bool asyncio_protected_2(mp_obj_t (*fun)(mp_obj_t, mp_obj_t), mp_obj_t a, mp_obj_t b, mp_obj_t *outcome);

// The numbers of the texts of errors, and the text of a number as MicroPython's own functions take it.
#define ASYNCIO_TEXT_NUMBER(name, text) ASYNCIO_TEXT_##name,
enum { ASYNCIO_ERROR_TEXTS(ASYNCIO_TEXT_NUMBER) };
mp_rom_error_text_t asyncio_error_text(unsigned int number);

// exc_class(arg): falls back to the emergency buffer on a full heap. Does not raise.
mp_obj_t asyncio_new_exception_1(const mp_obj_type_t *exc_class, mp_obj_t arg);

// The attribute `send` of a coroutine-like object, or MP_OBJ_NULL. May raise.
mp_obj_t asyncio_load_send(mp_obj_t obj, mp_obj_t unused);

// queue.remove(task) for a queue that is not ours. May raise; does nothing if there is no such method.
mp_obj_t asyncio_call_remove(mp_obj_t queue, mp_obj_t task);

// fun(*args) and obj.method(*args). The last n_args - n_positional arguments are keywords with their values. *outcome is the result or,
// if this returns false, the exception. A method gets at most ASYNCIO_METHOD_ARGS. Re-enters Python.
#define ASYNCIO_METHOD_ARGS (4)
bool asyncio_call(mp_obj_t fun, size_t n_positional, size_t n_args, const mp_obj_t *args, mp_obj_t *outcome);
bool asyncio_call_method(mp_obj_t obj, qstr method, size_t n_args, const mp_obj_t *args, mp_obj_t *outcome);

// obj.attr, obj[index], import module, (a, b), {key: value}, a + b. May raise.
mp_obj_t asyncio_load_attr(mp_obj_t obj, mp_obj_t attr);
mp_obj_t asyncio_get_item(mp_obj_t obj, mp_obj_t index);
mp_obj_t asyncio_import(mp_obj_t module, mp_obj_t unused);
mp_obj_t asyncio_new_tuple_2(mp_obj_t a, mp_obj_t b);
mp_obj_t asyncio_new_dict_1(mp_obj_t key, mp_obj_t value);
mp_obj_t asyncio_concatenate(mp_obj_t a, mp_obj_t b);

// a == b, [], list.append(item), ExceptionGroup("unhandled …", list), (done, pending) of a list of tasks. May raise; the
// first re-enters Python.
mp_obj_t asyncio_equal(mp_obj_t a, mp_obj_t b);
mp_obj_t asyncio_new_list(mp_obj_t unused_a, mp_obj_t unused_b);
mp_obj_t asyncio_list_append(mp_obj_t list, mp_obj_t item);
mp_obj_t asyncio_new_unhandled_errors(mp_obj_t list, mp_obj_t unused);
mp_obj_t asyncio_done_and_pending(mp_obj_t tasks, mp_obj_t unused);

// a < b, bool(obj). May raise; re-enter Python.
mp_obj_t asyncio_less(mp_obj_t a, mp_obj_t b);
mp_obj_t asyncio_truth(mp_obj_t obj, mp_obj_t unused);

// The descriptor of a stream, -1 if it has none. May raise; calls the stream's ioctl.
int asyncio_descriptor(mp_obj_t stream);

// The descriptor to poll for `stream`, or -1 if it has to be asked by its ioctl, as an int object. May raise: if it can't be
// polled. Re-enters Python if the stream's ioctl is a method.
mp_obj_t asyncio_stream_descriptor(mp_obj_t stream, mp_obj_t unused);

// Whether `stream` reads and writes bytes by native code.
bool asyncio_stream_is_direct(mp_obj_t stream);

// Reads or writes such a stream once. Returns the number of bytes, or -1 if it would block; any value if it sets *exc.
ptrdiff_t asyncio_stream_transfer(mp_obj_t stream, void *data, size_t len, bool write, mp_obj_t *exc);

// Copies the bytes that wait in the socket `fd`, and leaves them there. Returns the number of bytes, or -1 if there are none or `fd` is no
// socket; any value if it sets *exc.
ptrdiff_t asyncio_peek(int fd, void *data, size_t len, mp_obj_t *exc);

// The bytes of an object with the buffer protocol. Does not raise.
bool asyncio_buffer(mp_obj_t obj, bool writable, void **data, size_t *len);

// Resizes a block of the heap, which may move; null if there is no memory. Does not raise.
void *asyncio_resize(void *block, size_t old_size, size_t new_size);

// A bytes object of the first `len` bytes of `block`, an asyncio_block_t, which it takes over; a view of `len` bytes from
// `start` on. May raise: MemoryError.
typedef struct _asyncio_block_t {
    void *data;
    size_t start;
    size_t len;
    size_t capacity;
} asyncio_block_t;
mp_obj_t asyncio_new_bytes(mp_obj_t block, mp_obj_t unused);
mp_obj_t asyncio_new_view(mp_obj_t block, mp_obj_t unused);

// Hands an exception of a server's `task`, caused by a client, to the exception handler. May raise.
mp_obj_t asyncio_report_accept(mp_obj_t task, mp_obj_t exc);

// Of the feature udp; all of these may raise. The addresses of `address`, a pair: a list as getaddrinfo() returns it, for `wanted`, the
// list (family, proto, flags).
#if MPY_ASYNCIO_NAMES
// The look-up of them, and a step of awaiting it: None if the task has to suspend, else the list.
mp_obj_t asyncio_datagram_lookup(mp_obj_t address, mp_obj_t wanted);
mp_obj_t asyncio_datagram_found(mp_obj_t lookup, mp_obj_t unused);
// How many items behind the arguments of create_datagram_endpoint() Rust keeps for itself.
enum { ASYNCIO_DATAGRAM_OWN_ITEMS = 3 };
#else
enum { ASYNCIO_DATAGRAM_OWN_ITEMS = 0 };
// May block.
mp_obj_t asyncio_datagram_resolve(mp_obj_t address, mp_obj_t wanted);
#endif
// The address of a path, as bind() takes it; if `is_local`, a socket that is left there is removed.
mp_obj_t asyncio_datagram_path(mp_obj_t path, mp_obj_t is_local);
// An address of getaddrinfo() as scripts see it.
mp_obj_t asyncio_datagram_address(mp_obj_t address, mp_obj_t unused);
// Raises ValueError if it is no socket for datagrams and the port can tell.
mp_obj_t asyncio_datagram_check(mp_obj_t socket, mp_obj_t unused);
// Lets several sockets share a port.
mp_obj_t asyncio_datagram_share_port(mp_obj_t socket, mp_obj_t unused);
// The own address of a socket, or its peer's; None if the port cannot tell.
mp_obj_t asyncio_datagram_name(mp_obj_t socket, mp_obj_t of_peer);
// (data, address): the next datagram. OSError(EAGAIN) if there is none.
mp_obj_t asyncio_datagram_receive(mp_obj_t socket, mp_obj_t unused);
// Drops the datagram for which there was no memory, if it is still in the socket.
mp_obj_t asyncio_datagram_drop(mp_obj_t socket, mp_obj_t unused);
// data as bytes that cannot change.
mp_obj_t asyncio_datagram_frozen(mp_obj_t data, mp_obj_t unused);
// Hands `exc` to the exception handler: the transport gives up, or else a protocol failed to pause or resume.
mp_obj_t asyncio_datagram_report(mp_obj_t gives_up, mp_obj_t exc);
// Function objects: send(socket, data, address), address None for the peer; the turns of a transport: the first one, and when it
// is readable or writable.
MP_DECLARE_CONST_FUN_OBJ_3(asyncio_datagram_send_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_datagram_begin_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_datagram_readable_obj);
ASYNCIO_DECLARE_FUNCTION_1(asyncio_datagram_writable_obj);

// Of the feature repl. Writes to the stream of a prompt, or for MP_OBJ_NULL to the console. Does not raise: a client that is gone is seen
// when its stream is read.
void asyncio_repl_put(mp_obj_t output, const char *data, size_t len);
// Writes a prompt's first sign, that of a line that goes on (`more`), or the name of the firmware.
void asyncio_repl_put_sign(mp_obj_t output, bool more);
void asyncio_repl_put_banner(mp_obj_t output);
// Whether more lines are to follow `text`, which ends with a zero.
bool asyncio_repl_goes_on(const char *text);
// Before the terminal can show that a statement has begun: from now on Ctrl-C raises in it.
void asyncio_repl_begins(mp_obj_t output);

// The observers of the loop: bits of asyncio_observed. The kinds of records in a trace; see trace.rs.
enum {
    ASYNCIO_OBSERVE_DEBUG = 1,
    ASYNCIO_OBSERVE_STATS = 2,
    ASYNCIO_OBSERVE_TRACE = 4,

    ASYNCIO_TRACE_NEW = 0,
    ASYNCIO_TRACE_SWITCH,
    ASYNCIO_TRACE_SUSPEND,
    ASYNCIO_TRACE_WAKE,
    ASYNCIO_TRACE_DUE,
    ASYNCIO_TRACE_CANCEL,
    ASYNCIO_TRACE_SET,
    ASYNCIO_TRACE_GC,
    ASYNCIO_TRACE_GC_END,
    ASYNCIO_TRACE_IDLE,
    ASYNCIO_TRACE_AWAKE,
    ASYNCIO_TRACE_PLACE,
    ASYNCIO_TRACE_LATE,
};
extern uint8_t asyncio_observed;
void asyncio_observe(uint8_t who, bool on);

// What the statistics count.
enum {
    ASYNCIO_WAKE_TIMER,
    ASYNCIO_WAKE_EVENT,
    ASYNCIO_WAKE_FLAG,
    ASYNCIO_WAKE_STREAM,
    ASYNCIO_WAKE_TASK,
    ASYNCIO_WAKE_LOCK,
    ASYNCIO_WAKE_OTHER,
    ASYNCIO_WAKE_SOURCES,
};
typedef struct _asyncio_stats_t {
    uint32_t switches;
    uint32_t rounds;
    uint32_t waits;
    uint32_t wakes[ASYNCIO_WAKE_SOURCES];
    uint32_t rest_us;
    // When the last step or wait ended.
    uint32_t last_us;
    uint32_t longest_us;
    size_t longest;
    uint64_t busy_us;
    uint64_t idle_us;
    #if MPY_ASYNCIO_DEADLINES
    // Sections that ended after their deadline.
    uint32_t late;
    #endif
} asyncio_stats_t;
extern asyncio_stats_t asyncio_counted;

// A task as the statistics show it. `place` as in task.rs.
enum { ASYNCIO_PLACE_SLEEPING = 2 };
typedef struct _asyncio_task_stats_t {
    mp_obj_t coro;
    mp_obj_t on;
    uint64_t time_us;
    uint64_t due_us;
    uint32_t steps;
    uint8_t place;
    bool is_running;
    // It waits for a stream that the loop has to ask again and again.
    bool is_asked;
} asyncio_task_stats_t;

// How many records of 16 bytes the trace keeps: a power of two.
#ifndef MPY_ASYNCIO_TRACE_RECORDS
#if defined(__unix__)
#define MPY_ASYNCIO_TRACE_RECORDS (16384)
#else
#define MPY_ASYNCIO_TRACE_RECORDS (512)
#endif
#endif
enum { ASYNCIO_TRACE_RECORDS = MPY_ASYNCIO_TRACE_RECORDS };

// The name of the coroutine of a task; see coroutine.h.
size_t asyncio_coroutine_name(mp_obj_t coro);

// Whether this runs in an interrupt, if the processor can tell: Cortex-M. For any context.
bool asyncio_in_interrupt(void);

// Milliseconds and microseconds since some start, wrapping. For any context.
uint32_t asyncio_ticks_ms(void);
uint32_t asyncio_ticks_us(void);

// Ends a wait of the loop, now or the one about to begin. For any context.
void asyncio_wake(void);

// The collector's lock, if it has one; a thread may take it again. No collection begins or runs while it is held.
void asyncio_lock_heap(void);
void asyncio_unlock_heap(void);
#if MPY_ASYNCIO_SELF_CHECK
// How often the heap is locked by this module.
extern unsigned int asyncio_heap_locks;
#endif

// MicroPython's critical section, for processors without compare-and-swap. For any context; may be nested.
uint32_t asyncio_enter_critical(void);
void asyncio_leave_critical(uint32_t state);

// Prints the place of an internal error and stops the firmware as a fatal error does.
__attribute__((noreturn)) void asyncio_panic(const char *file, unsigned int line);

#if MICROPY_OBJ_IMMEDIATE_OBJS
// Not defined in such a build. Declared, because Rust names them in a branch that it then drops.
extern const struct _mp_obj_none_t mp_const_none_obj;
extern const struct _mp_obj_bool_t mp_const_false_obj;
extern const struct _mp_obj_bool_t mp_const_true_obj;
#endif

// ---- provided by Rust, used by C ------------------------------------------------------------------

// What C has to do next; see mpy_loop_next.
enum {
    ASYNCIO_OP_RESUME, // resume coroutine `subject`
    ASYNCIO_OP_AWAKE,  // the same, and its `await` of `awaited` is over with `value`; or call mpy_wait_goes_on and resume it
    ASYNCIO_OP_THROW,  // throw `value` into coroutine `subject`
    ASYNCIO_OP_EVENTS, // a round is over: run pending events, as `rest` says
    ASYNCIO_OP_POLL,   // poll the descriptors without waiting, then as with ASK
    ASYNCIO_OP_ASK,    // ask the streams that have no descriptor
    ASYNCIO_OP_WAIT,   // nothing to do for `wait_us` microseconds, or until asyncio_wake
    ASYNCIO_OP_REPORT, // hand exception `value` of task `subject` to the exception handler
    ASYNCIO_OP_CALL,   // call `subject` with the tuple `value`, or with `value` alone, or if that is null with nothing
    ASYNCIO_OP_FAILED, // hand exception `value`, which concerns no task, to the exception handler
    ASYNCIO_OP_DONE,   // no task can ever run again
};

typedef struct _asyncio_op_t {
    mp_obj_t subject;
    // Null if this is the last operation of a round: C runs pending events before it calls mpy_loop_next again.
    mp_obj_t rest;
    mp_obj_t value;
    mp_obj_t awaited;
    uint64_t wait_us;
} asyncio_op_t;

// The results of mpy_loop_finish.
enum {
    ASYNCIO_GO_ON,
    ASYNCIO_CALL,   // call op->subject(task, op->value), then go on
    ASYNCIO_RETURN, // run() returns op->value
    ASYNCIO_RAISE,  // run() raises op->value
    ASYNCIO_CALL_FAILED, // as ASYNCIO_OP_FAILED, then go on
};

void mpy_loop_init(void);
void mpy_loop_enter(mp_obj_t main_task);
void mpy_loop_leave(void);
unsigned int mpy_loop_next(asyncio_op_t *op);
unsigned int mpy_loop_finish(bool failed, mp_obj_t value, asyncio_op_t *op);
uint32_t mpy_loop_tick(void);
void mpy_loop_reset(void);
bool mpy_loop_is_running(void);
mp_obj_t mpy_loop_current(void);
void mpy_wait_goes_on(mp_obj_t awaited);
ASYNCIO_MAY_FAIL mpy_loop_set_current(mp_obj_t task);
#if MPY_ASYNCIO_TASK_API
bool mpy_loop_is_hidden(void);
#endif
void mpy_loop_set_create_task(mp_obj_t fun);
mp_obj_t mpy_loop_create_task(void);
void mpy_loop_set_queue(mp_obj_t queue);
void mpy_loop_forget_streams(void);
mp_obj_t mpy_loop_exception_handler(void);
mp_obj_t mpy_loop_set_exception_handler(mp_obj_t handler);
ASYNCIO_MAY_FAIL mpy_loop_arm_stop(void);
mp_obj_t mpy_loop_stop(void);
bool mpy_loop_has_wakes(void);

ASYNCIO_MAY_FAIL mpy_task_new(mp_obj_t coro);
ASYNCIO_MAY_FAIL mpy_task_create(mp_obj_t coro);
ASYNCIO_MAY_FAIL mpy_task_create_by_name(mp_obj_t coro);
ASYNCIO_MAY_FAIL mpy_task_promote(mp_obj_t awaitable);
ASYNCIO_MAY_FAIL mpy_task_main(mp_obj_t awaitable, bool is_task);
ASYNCIO_MAY_FAIL mpy_task_done(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_cancel(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_stop_waiting(mp_obj_t on, mp_obj_t task);
ASYNCIO_MAY_FAIL mpy_task_coro(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_data(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_set_data(mp_obj_t self, mp_obj_t value);
ASYNCIO_MAY_FAIL mpy_task_state(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_set_state(mp_obj_t self, mp_obj_t value);
int64_t mpy_task_due_in(mp_obj_t self);

ASYNCIO_MAY_FAIL mpy_task_queue_peek(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_queue_push(mp_obj_t self, mp_obj_t task, bool has_ticks, uint32_t ticks, uint32_t ticks_mask);
ASYNCIO_MAY_FAIL mpy_task_queue_pop(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_queue_remove(mp_obj_t self, mp_obj_t task);

ASYNCIO_MAY_FAIL mpy_sleep(int64_t ms);
ASYNCIO_MAY_FAIL mpy_sleep_turn(void);
ASYNCIO_MAY_FAIL mpy_sleep_next(mp_obj_t self);

ASYNCIO_MAY_FAIL mpy_event_set(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_event_clear(mp_obj_t self);
bool mpy_event_is_set(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_event_wait(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_event_next(mp_obj_t self);

ASYNCIO_MAY_FAIL mpy_lock_acquire(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_lock_locked(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_lock_release(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_lock_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_lock_throw(mp_obj_t self, mp_obj_t exc);

// For the classes whose locals_dict is `asyncio_throw_locals`.
ASYNCIO_MAY_FAIL mpy_awaited_throw(mp_obj_t self, mp_obj_t exc);

ASYNCIO_MAY_FAIL mpy_wait_for_new(mp_obj_t awaitable, bool forever, int64_t ms);
ASYNCIO_MAY_FAIL mpy_wait_for_next(mp_obj_t self);

ASYNCIO_MAY_FAIL mpy_gather_new(mp_obj_t list, bool return_exceptions);
ASYNCIO_MAY_FAIL mpy_gather_next(mp_obj_t self);
#if MPY_ASYNCIO_FUTURE
ASYNCIO_MAY_FAIL mpy_gather_future(mp_obj_t self);
#endif

ASYNCIO_MAY_FAIL mpy_io_queue_read(mp_obj_t self, mp_obj_t stream);
ASYNCIO_MAY_FAIL mpy_io_queue_write(mp_obj_t self, mp_obj_t stream);
ASYNCIO_MAY_FAIL mpy_io_remove(mp_obj_t self, mp_obj_t task);
bool mpy_io_set_events(mp_obj_t stream, unsigned int kept, unsigned int added);
int mpy_io_waited_for(size_t index, mp_obj_t (*entry)[3]);
size_t mpy_io_count(void);
size_t mpy_io_descriptor_count(void);
void mpy_io_fill(asyncio_pollfd_t *polls);
void mpy_io_take(const asyncio_pollfd_t *polls, size_t count);
bool mpy_io_needs_asking(void);
void mpy_io_begin(void);
mp_obj_t mpy_io_next(unsigned int *events);
// Not needed if nothing has happened, but for ASYNCIO_POLL_TELLS. `exc`, if it is not null, goes to the tasks that wait.
void mpy_io_asked(mp_obj_t stream, unsigned int happened, mp_obj_t exc);

// The kinds of reads; see mpy_stream_read.
enum {
    ASYNCIO_READ_SOME,    // at most `wanted` bytes
    ASYNCIO_READ_ALL,     // everything until the end
    ASYNCIO_READ_INTO,    // into the object `into`
    ASYNCIO_READ_EXACTLY, // `wanted` bytes
    ASYNCIO_READ_LINE,    // a line
    ASYNCIO_READ_UNTIL,   // as far as the bytes of the object `into`
};

ASYNCIO_MAY_FAIL mpy_stream_new(mp_obj_t stream, mp_obj_t extra);
mp_obj_t mpy_stream_wrapped(mp_obj_t self);
mp_obj_t mpy_stream_extra(mp_obj_t self);
void mpy_stream_set_extra(mp_obj_t self, mp_obj_t extra);
ASYNCIO_MAY_FAIL mpy_stream_write(mp_obj_t self, mp_obj_t data);
ASYNCIO_MAY_FAIL mpy_stream_out_buf(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_stream_set_out_buf(mp_obj_t self, mp_obj_t data);
bool mpy_stream_ask_drain(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_stream_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_stream_throw(mp_obj_t self, mp_obj_t exc);
bool mpy_stream_is_closed(mp_obj_t self);
mp_obj_t mpy_stream_take_under(mp_obj_t self);
void mpy_stream_closed(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_stream_read(mp_obj_t self, unsigned int kind, size_t wanted, mp_obj_t into);
#if MPY_ASYNCIO_STREAM_API
// The longest line that is read if a script gives no limit.
#ifndef MPY_ASYNCIO_STREAM_LIMIT
#define MPY_ASYNCIO_STREAM_LIMIT (ASYNCIO_HAS_DESCRIPTORS ? 65536 : 8192)
#endif
#define ASYNCIO_STREAM_LIMIT (MPY_ASYNCIO_STREAM_LIMIT)
enum { ASYNCIO_DEFAULT_LIMIT = ASYNCIO_STREAM_LIMIT };
mp_obj_t asyncio_new_incomplete_read(mp_obj_t partial, mp_obj_t expected);
// A ValueError for a line.
mp_obj_t asyncio_new_limit_overrun(bool is_line, bool found, size_t consumed);
#endif

ASYNCIO_MAY_FAIL mpy_read_next(mp_obj_t self);

// Raises the OSError for which `socket` could not connect, where the port tells: with lwIP, and on unix.
mp_obj_t asyncio_socket_check(mp_obj_t socket, mp_obj_t unused);

#if MPY_ASYNCIO_STREAM_WAKES
// What the stream calls when it may be ready: its attribute `waker`, for sys.stdin what the port calls; else None.
mp_obj_t asyncio_stream_waker(mp_obj_t stream, mp_obj_t unused);
// What mpy_stdin_told() calls, or None.
mp_obj_t mpy_stdin_waker(void);
// The port's: something has come in on sys.stdin. For any context, hard interrupts included.
void mpy_stdin_told(void);
ASYNCIO_MAY_FAIL mpy_stream_waker_new(void);
void mpy_stream_waker_call(mp_obj_t self, bool crowded);
void mpy_stream_set_waker(mp_obj_t stream, mp_obj_t waker);
#endif

#if MPY_ASYNCIO_SOCKET_WAKES
// Whether `socket` is lwIP's, which now calls `waker` when a connection or data has come in, or the peer has ended its half.
mp_obj_t asyncio_socket_let_tell(mp_obj_t socket, mp_obj_t waker);
#endif

// The result of socket.getaddrinfo() for a numeric host and a port; None for any other host. On boards only IPv4 counts as numeric.
mp_obj_t asyncio_numeric_address(mp_obj_t host, mp_obj_t port);

#if MPY_ASYNCIO_NAMES
// A look-up of the address of a name for TCP, and a step of awaiting it: None if the task has to suspend, else what
// socket.getaddrinfo() returns. Both may raise, and may run Python. After the last one nobody waits for an answer any longer.
mp_obj_t asyncio_lookup_new(mp_obj_t host, mp_obj_t port);
// The same with any arguments of socket.getaddrinfo().
mp_obj_t asyncio_lookup_of(size_t n_args, const mp_obj_t *args);
mp_obj_t asyncio_lookup_step(mp_obj_t self, mp_obj_t unused);
void asyncio_lookup_abandon(mp_obj_t self);
#endif

ASYNCIO_MAY_FAIL mpy_connect_new(mp_obj_t host, mp_obj_t port, mp_obj_t tls, mp_obj_t server_hostname, size_t limit);
ASYNCIO_MAY_FAIL mpy_start_server_new(mp_obj_t callback, mp_obj_t host, mp_obj_t port, mp_obj_t backlog, mp_obj_t tls, size_t limit);
ASYNCIO_MAY_FAIL mpy_opening_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_opening_throw(mp_obj_t self, mp_obj_t exc);
ASYNCIO_MAY_FAIL mpy_accept_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_accept_throw(mp_obj_t self, mp_obj_t exc);
ASYNCIO_MAY_FAIL mpy_server_close(mp_obj_t self);
mp_obj_t mpy_server_task(mp_obj_t self);
bool mpy_server_was_cancelled(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_server_serve_forever(mp_obj_t self);

// Of the optional features.
ASYNCIO_MAY_FAIL mpy_task_priority(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_set_priority(mp_obj_t self, uint8_t priority);
ASYNCIO_MAY_FAIL mpy_sleep_urgently(int64_t ms);
ASYNCIO_MAY_FAIL mpy_event_wait_urgently(mp_obj_t self);
void mpy_event_flags_wait_urgently(mp_obj_t self);

ASYNCIO_MAY_FAIL mpy_task_result(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_exception(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_cancelled(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_cancelling(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_uncancel(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_add_done_callback(mp_obj_t self, mp_obj_t callback);
ASYNCIO_MAY_FAIL mpy_task_remove_done_callback(mp_obj_t self, mp_obj_t callback);
ASYNCIO_MAY_FAIL mpy_task_name(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_set_name(mp_obj_t self, mp_obj_t name);
bool mpy_is_task(mp_obj_t obj);
bool mpy_is_pending_task(mp_obj_t block, size_t bytes);

ASYNCIO_MAY_FAIL mpy_future_new(void);
ASYNCIO_MAY_FAIL mpy_future_set_result(mp_obj_t self, mp_obj_t value);
ASYNCIO_MAY_FAIL mpy_future_set_exception(mp_obj_t self, mp_obj_t exc);
ASYNCIO_MAY_FAIL mpy_shield(mp_obj_t awaitable);

ASYNCIO_MAY_FAIL mpy_call_soon(mp_obj_t fun, mp_obj_t args);
ASYNCIO_MAY_FAIL mpy_call_at(uint64_t ms, uint32_t us, mp_obj_t fun, mp_obj_t args);
void mpy_handle_cancel(mp_obj_t self);
bool mpy_handle_cancelled(mp_obj_t self);
uint64_t mpy_handle_when(mp_obj_t self, uint32_t *us);
uint64_t mpy_loop_time(uint32_t *us);

ASYNCIO_MAY_FAIL mpy_outside_call(mp_obj_t fun, mp_obj_t args, mp_obj_t *event);
uint8_t mpy_thread_started(void);
void mpy_thread_ended(mp_obj_t future, bool failed, mp_obj_t value, uint8_t number);

ASYNCIO_MAY_FAIL mpy_timeout_new(mp_obj_t when, uint64_t ms, uint32_t us);
ASYNCIO_MAY_FAIL mpy_timeout_enter(mp_obj_t self);
bool mpy_timeout_exit(mp_obj_t self, mp_obj_t exc);
ASYNCIO_MAY_FAIL mpy_timeout_reschedule(mp_obj_t self, mp_obj_t when, uint64_t ms, uint32_t us);
bool mpy_timeout_expired(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_timeout_when(mp_obj_t timeout);

ASYNCIO_MAY_FAIL mpy_task_group_new(void);
ASYNCIO_MAY_FAIL mpy_task_group_enter(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_group_create_task(mp_obj_t self, mp_obj_t coro);
ASYNCIO_MAY_FAIL mpy_task_group_exit(mp_obj_t self, mp_obj_t exc);
ASYNCIO_MAY_FAIL mpy_task_group_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_task_group_throw(mp_obj_t self, mp_obj_t exc);

enum {
    ASYNCIO_ALL_COMPLETED,
    ASYNCIO_FIRST_COMPLETED,
    ASYNCIO_FIRST_EXCEPTION,
};

ASYNCIO_MAY_FAIL mpy_wait_new(mp_obj_t list, unsigned int mode, bool limited, uint64_t ms, uint32_t us);
ASYNCIO_MAY_FAIL mpy_wait_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_as_completed_new(mp_obj_t list, bool limited, uint64_t ms, uint32_t us);
ASYNCIO_MAY_FAIL mpy_as_completed_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_completed_next(mp_obj_t self);

// Of the features queue, sync and event-flags.
ASYNCIO_MAY_FAIL mpy_operation_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_operation_throw(mp_obj_t self, mp_obj_t exc);

ASYNCIO_MAY_FAIL mpy_queue_new(const mp_obj_type_t *type, ptrdiff_t maxsize);
size_t mpy_queue_state(mp_obj_t self, size_t *putters, size_t *unfinished);
size_t mpy_queue_count(mp_obj_t self);
ptrdiff_t mpy_queue_maxsize(mp_obj_t self);
bool mpy_queue_is_full(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_queue_get(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_queue_put(mp_obj_t self, mp_obj_t item);
ASYNCIO_MAY_FAIL mpy_queue_put_nowait(mp_obj_t self, mp_obj_t item);
ASYNCIO_MAY_FAIL mpy_queue_get_nowait(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_queue_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_queue_throw(mp_obj_t self, mp_obj_t exc);
ASYNCIO_MAY_FAIL mpy_queue_join(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_queue_task_done(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_queue_shutdown(mp_obj_t self, bool immediate);

ASYNCIO_MAY_FAIL mpy_semaphore_new(const mp_obj_type_t *type, size_t permits);
ASYNCIO_MAY_FAIL mpy_semaphore_acquire(mp_obj_t self);
size_t mpy_semaphore_state(mp_obj_t self, size_t *waiters);
ASYNCIO_MAY_FAIL mpy_condition_wait(mp_obj_t self);
size_t mpy_condition_waiting(mp_obj_t self);
uint8_t mpy_barrier_state(mp_obj_t self);
bool mpy_semaphore_locked(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_semaphore_release(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_semaphore_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_semaphore_throw(mp_obj_t self, mp_obj_t exc);

ASYNCIO_MAY_FAIL mpy_condition_new(mp_obj_t lock);
mp_obj_t mpy_condition_lock(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_condition_wait_for(mp_obj_t self, mp_obj_t predicate);
ASYNCIO_MAY_FAIL mpy_condition_notify(mp_obj_t self, size_t count);
ASYNCIO_MAY_FAIL mpy_condition_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_condition_throw(mp_obj_t self, mp_obj_t exc);

ASYNCIO_MAY_FAIL mpy_barrier_new(size_t parties);
size_t mpy_barrier_parties(mp_obj_t self);
size_t mpy_barrier_waiting(mp_obj_t self);
bool mpy_barrier_is_broken(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_barrier_wait(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_barrier_end(mp_obj_t self, bool abort);
ASYNCIO_MAY_FAIL mpy_barrier_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_barrier_throw(mp_obj_t self, mp_obj_t exc);

ASYNCIO_MAY_FAIL mpy_event_flags_new(uint32_t initial);
void mpy_event_flags_set(mp_obj_t self, uint32_t mask);
void mpy_event_flags_clear(mp_obj_t self, uint32_t mask, bool from_outside);
uint32_t mpy_event_flags_value(mp_obj_t self, bool from_outside);
ASYNCIO_MAY_FAIL mpy_event_flags_wait(mp_obj_t self, uint32_t mask, bool all, bool clear);

// Of the feature thread-queue.
ASYNCIO_MAY_FAIL mpy_thread_safe_queue_new(size_t size, bool is_lossy);
bool mpy_thread_safe_queue_try_put(mp_obj_t self, mp_obj_t item);
mp_obj_t mpy_thread_safe_queue_try_get(mp_obj_t self);
size_t mpy_thread_safe_queue_state(mp_obj_t self, size_t *size, uint32_t *dropped);
ASYNCIO_MAY_FAIL mpy_thread_safe_queue_get(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_thread_safe_queue_get_urgently(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_thread_safe_queue_put(mp_obj_t self, mp_obj_t item);
ASYNCIO_MAY_FAIL mpy_thread_safe_queue_next(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_thread_safe_queue_throw(mp_obj_t self, mp_obj_t exc);

// Of the feature pins. What C has to know of an Edges, which begins with a ThreadSafeQueue. The interrupt uses all but the first word.
typedef struct _asyncio_edges_t {
    mp_obj_t pin;
    uint32_t debounce_us;
    uint32_t last_us;
    // The edges that count, in the numbers of Edges.
    uint8_t wanted;
    bool any;
    bool armed;
    uint32_t trigger;
    uint32_t count;
} asyncio_edges_t;
ASYNCIO_MAY_FAIL mpy_edges_new(const mp_obj_type_t *type, size_t size);
uintptr_t mpy_edges_part(mp_obj_t self);
void mpy_edges_close(mp_obj_t self);

// Of the feature drivers. What C keeps in the object for which a task waits; see mpy_asyncio.h.
typedef struct _asyncio_driver_t {
    void *handle;
    mp_obj_t owner;
    const void *operation;
    // The next one whose handle is not in the heap.
    mp_obj_t next;
} asyncio_driver_t;
// For drivers in Rust: mpy_asyncio_open() with its three arguments in an array of words, and mpy_asyncio_wait(). May raise.
mp_obj_t asyncio_driver_open(mp_obj_t request, mp_obj_t unused);
mp_obj_t asyncio_driver_wait(mp_obj_t handle, mp_obj_t unused);
ASYNCIO_MAY_FAIL mpy_driver_new(void);
uintptr_t mpy_driver_part(mp_obj_t self);
void mpy_driver_ask(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_driver_begin(mp_obj_t self);
void mpy_driver_suspend(mp_obj_t self);
void mpy_driver_end(mp_obj_t self);
void mpy_driver_wake(mp_obj_t self);
// Of the feature idle; see lull.rs.
uint64_t mpy_lull_left(void);
uint64_t mpy_lull_for_collection(uint64_t left);
bool mpy_lull_is_watched(void);
uint32_t mpy_lull_collection(uint32_t *bytes);
void mpy_lull_collected(uint32_t us);
void mpy_lull_set_bytes(uint32_t bytes);
mp_obj_t mpy_lull_function(void);
void mpy_lull_set_function(mp_obj_t function);

// Of the feature deadlines.
ASYNCIO_MAY_FAIL mpy_deadline_new(uint32_t ms);
void mpy_deadline_enter(mp_obj_t self);
uint32_t mpy_deadline_exit(mp_obj_t self, uint32_t *ms);
uint32_t mpy_deadline_late_us(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_every_new(uint32_t period_ms, bool is_urgent);
ASYNCIO_MAY_FAIL mpy_every_next(mp_obj_t self);

// Of the feature udp.
enum {
    ASYNCIO_DATAGRAM_SOCKET,
    ASYNCIO_DATAGRAM_SOCKNAME,
    ASYNCIO_DATAGRAM_PEERNAME,
    ASYNCIO_DATAGRAM_PROTOCOL,
};

ASYNCIO_MAY_FAIL mpy_datagram_open(mp_obj_t args);
ASYNCIO_MAY_FAIL mpy_datagram_begin(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_datagram_readable(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_datagram_writable(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_datagram_send(mp_obj_t self, mp_obj_t data, size_t len, mp_obj_t address);
void mpy_datagram_close(mp_obj_t self, bool at_once);
bool mpy_datagram_is_closing(mp_obj_t self);
mp_obj_t mpy_datagram_info(mp_obj_t self, unsigned int what);
void mpy_datagram_set_protocol(mp_obj_t self, mp_obj_t protocol);
size_t mpy_datagram_buffered(mp_obj_t self);
ASYNCIO_MAY_FAIL mpy_datagram_set_limits(mp_obj_t self, size_t low, size_t high);

// Of the feature repl. What C has to do after mpy_repl_feed().
enum {
    ASYNCIO_REPL_READ,     // read the next byte
    ASYNCIO_REPL_EXECUTE,  // execute mpy_repl_source()
    ASYNCIO_REPL_COMPLETE, // complete the name before the cursor
    ASYNCIO_REPL_CANCEL,   // cancel the task of what was typed
    ASYNCIO_REPL_QUIT,     // end the program, or the prompt if it is not the console's
};
// How it is executed.
enum {
    ASYNCIO_REPL_IS_STATEMENT = 1, // else a file
    ASYNCIO_REPL_PRINTS = 2,       // the values of expressions
    ASYNCIO_REPL_TOO_LONG = 4,     // there was no memory for all of it
};
// The bytes of raw-paste mode that may be under way: half of what a port can keep.
#ifndef MICROPY_REPL_STDIN_BUFFER_MAX
#define MICROPY_REPL_STDIN_BUFFER_MAX (256)
#endif
enum { ASYNCIO_REPL_WINDOW = MICROPY_REPL_STDIN_BUFFER_MAX / 2 };

// `output` is a Stream, or MP_OBJ_NULL for the console.
ASYNCIO_MAY_FAIL mpy_repl_new(mp_obj_t stream, mp_obj_t output);
mp_obj_t mpy_repl_stream(mp_obj_t self);
mp_obj_t mpy_repl_output(mp_obj_t self);
// Whether this is the first call.
bool mpy_repl_begin(mp_obj_t self);
bool mpy_repl_is_over(mp_obj_t self);
// Ends the prompt. Returns the task of what was typed, or MP_OBJ_NULL.
mp_obj_t mpy_repl_end(mp_obj_t self);
// A byte that came while something typed was running, or -1.
int mpy_repl_ahead(mp_obj_t self);
unsigned int mpy_repl_feed(mp_obj_t self, uint8_t byte);
// The bytes to execute, and how; they stay until mpy_repl_taken().
const char *mpy_repl_source(mp_obj_t self, size_t *len, unsigned int *how);
void mpy_repl_taken(mp_obj_t self);
// The bytes before the cursor; then what completes them, or null to show the line again.
const char *mpy_repl_before_cursor(mp_obj_t self, size_t *len);
void mpy_repl_completed(mp_obj_t self, const char *rest, size_t len);
// What was typed goes on as `task`. Its output has ended; all has ended.
void mpy_repl_goes_on(mp_obj_t self, mp_obj_t task);
mp_obj_t mpy_repl_task(mp_obj_t self);
void mpy_repl_output_ended(mp_obj_t self);
void mpy_repl_executed(mp_obj_t self);
// Suspends the current task until the stream can be read.
ASYNCIO_MAY_FAIL mpy_repl_wait(mp_obj_t self);
bool mpy_repl_is_awaitable(mp_obj_t value);

mp_obj_t mpy_debug_pending_coro(mp_obj_t block, size_t bytes);
// Of the features debug and priority.
bool mpy_debug_is_ahead(void);

void mpy_stats_step(uint32_t us);
void mpy_stats_init(void);
void mpy_stats_run(bool begins);
uint64_t mpy_stats_total_us(void);
bool mpy_stats_of_task(mp_obj_t block, size_t bytes, asyncio_task_stats_t *stats);

void mpy_trace_record(unsigned int kind, unsigned int detail, size_t name, uint32_t subject, uint32_t arg);
void mpy_trace_step_begins(size_t name);
void mpy_trace_step_ended(size_t name);
uint32_t mpy_trace_written(void);
void mpy_trace_read(uint32_t at, uint32_t (*record)[4]);
void mpy_trace_clear(void);

#endif // MPY_ASYNCIO_BRIDGE_H
