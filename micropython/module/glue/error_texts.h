// The errors that Rust raises: the name of each in Rust, and its text. The texts are in C, because MicroPython's build compresses them if the
// port asks for it. A %s stands for the name of a class, a %u for a number.
#ifndef MPY_ASYNCIO_ERROR_TEXTS_H
#define MPY_ASYNCIO_ERROR_TEXTS_H

#define ASYNCIO_TEXTS_OF_ALL(X) \
    X(FLAG_IS_AWAITED, "another task waits for this ThreadSafeFlag: one at a time") \
    X(NO_RUNNING_LOOP, "no running event loop") \
    X(CURRENT_TASK_IS_DONE, "the current task is already done") \
    X(GATHER_IS_OVER, "this gather is over: call gather() for each await") \
    X(GATHER_IS_AWAITED, "gather is awaited by another task") \
    X(STREAM_IS_READ, "another task already reads from this stream") \
    X(STREAM_IS_WRITTEN, "another task already writes to this stream") \
    X(NO_AWAITABLE, "'%s' can't be awaited: await what its methods return") \
    X(LOCK_NOT_ACQUIRED, "Lock not acquired") \
    X(READ_WAS_ENDED, "the read was ended while it was under way") \
    X(BUFFER_REQUIRED, "object with buffer protocol required, not '%s'") \
    X(TASK_AWAITS_ITSELF, "a task can't await itself") \
    X(COROUTINE_EXPECTED, "coroutine expected, not '%s'") \
    X(TASK_EXPECTED, "Task expected, not '%s'") \
    X(WAIT_FOR_IS_AWAITED, "wait_for is awaited by another task") \
    X(OUT_OF_MEMORY, "memory allocation failed, allocating %u bytes")

#if MPY_ASYNCIO_COMPAT
#define ASYNCIO_TEXTS_OF_COMPAT(X) \
    X(CUR_TASK_MUST_BE_TASK, "cur_task must be a Task or None, not '%s'") \
    X(CUR_TASK_IS_DONE, "cur_task can't be a finished task") \
    X(CANT_WAIT, "can't wait") \
    X(NOT_AWAITED_BY_TASK, "the task doesn't wait for this object") \
    X(DATA_IN_USE, "data can't be set while the task awaits one of asyncio's own objects") \
    X(OUTCOME_OF_WRONG_TYPE, "data must be an exception or None, not '%s'") \
    X(STATE_OF_WRONG_TYPE, "state must be a bool, None, a callable or a TaskQueue, not '%s'") \
    X(QUEUED_TASK_IS_DONE, "a finished task can't be queued") \
    X(EMPTY_HEAP, "empty heap") \
    X(TASK_NOT_IN_QUEUE, "task is not in this queue") \
    X(QUEUE_NOT_NAMED, "the task stands in a queue that its data doesn't name")
#else
#define ASYNCIO_TEXTS_OF_COMPAT(X)
#endif

#if MPY_ASYNCIO_COMPAT && MPY_ASYNCIO_SYNC
#define ASYNCIO_TEXTS_OF_COMPAT_SYNC(X) \
    X(CONDITION_IS_AWAITED, "a task that waits for a Condition can't be queued: cancel it")
#else
#define ASYNCIO_TEXTS_OF_COMPAT_SYNC(X)
#endif

#if MPY_ASYNCIO_DRIVERS
#define ASYNCIO_TEXTS_OF_DRIVERS(X) \
    X(DRIVER_IS_AWAITED, "another task waits for this driver: one at a time")
#else
#define ASYNCIO_TEXTS_OF_DRIVERS(X)
#endif

#if MPY_ASYNCIO_EVENT_FLAGS
#define ASYNCIO_TEXTS_OF_EVENT_FLAGS(X) \
    X(FLAGS_WAIT_IS_OVER, "this wait is over: call wait_any() or wait_all() for each")
#else
#define ASYNCIO_TEXTS_OF_EVENT_FLAGS(X)
#endif

#if MPY_ASYNCIO_FUTURE
#define ASYNCIO_TEXTS_OF_FUTURE(X) \
    X(FUTURE_EXPECTED, "Future expected, not '%s'") \
    X(INVALID_STATE, "invalid state")
#else
#define ASYNCIO_TEXTS_OF_FUTURE(X)
#endif

#if MPY_ASYNCIO_PINS
#define ASYNCIO_TEXTS_OF_PINS(X) \
    X(EDGES_ARE_CLOSED, "no more edges come: these Edges are closed")
#else
#define ASYNCIO_TEXTS_OF_PINS(X)
#endif

#if MPY_ASYNCIO_QUEUE
#define ASYNCIO_TEXTS_OF_QUEUE(X) \
    X(QUEUE_CHANGED, "the queue changed while its items were compared") \
    X(TASK_DONE_TOO_OFTEN, "task_done() called too many times")
#else
#define ASYNCIO_TEXTS_OF_QUEUE(X)
#endif

#if MPY_ASYNCIO_STREAM_API
#define ASYNCIO_TEXTS_OF_STREAM_API(X) \
    X(SERVER_IS_CLOSED, "server is closed")
#else
#define ASYNCIO_TEXTS_OF_STREAM_API(X)
#endif

#if MPY_ASYNCIO_SYNC
#define ASYNCIO_TEXTS_OF_SYNC(X) \
    X(BARRIER_RESET, "Abort or reset of barrier") \
    X(BARRIER_ABORTED, "Barrier aborted") \
    X(WAIT_NEEDS_LOCK, "cannot wait on un-acquired lock") \
    X(LOCK_EXPECTED, "Lock expected, not '%s'") \
    X(NOTIFY_NEEDS_LOCK, "cannot notify on un-acquired lock") \
    X(RELEASED_TOO_OFTEN, "BoundedSemaphore released too many times")
#else
#define ASYNCIO_TEXTS_OF_SYNC(X)
#endif

#if MPY_ASYNCIO_TASK_API
#define ASYNCIO_TEXTS_OF_TASK_API(X) \
    X(RESULT_NOT_SET, "Result is not set.") \
    X(EXCEPTION_NOT_SET, "Exception is not set.") \
    X(CALLABLE_EXPECTED, "callable expected, not '%s'")
#else
#define ASYNCIO_TEXTS_OF_TASK_API(X)
#endif

#if MPY_ASYNCIO_TASK_GROUP
#define ASYNCIO_TEXTS_OF_TASK_GROUP(X) \
    X(GROUP_ENTERED, "TaskGroup has already been entered") \
    X(GROUP_NOT_ENTERED, "TaskGroup has not been entered") \
    X(GROUP_FINISHED, "TaskGroup is finished") \
    X(GROUP_SHUTS_DOWN, "TaskGroup is shutting down") \
    X(GROUP_EXPECTED, "TaskGroup expected, not '%s'")
#else
#define ASYNCIO_TEXTS_OF_TASK_GROUP(X)
#endif

#if MPY_ASYNCIO_TIMEOUT
#define ASYNCIO_TEXTS_OF_TIMEOUT(X) \
    X(TIMEOUT_ENTERED, "Timeout has already been entered") \
    X(TIMEOUT_OUTSIDE_TASK, "Timeout should be used inside a task") \
    X(TIMEOUT_EXPECTED, "Timeout expected, not '%s'") \
    X(TIMEOUT_NOT_ENTERED, "Timeout has not been entered") \
    X(TIMEOUT_EXPIRING, "Cannot change state of expiring Timeout") \
    X(TIMEOUT_EXPIRED, "Cannot change state of expired Timeout") \
    X(TIMEOUT_FINISHED, "Cannot change state of finished Timeout")
#else
#define ASYNCIO_TEXTS_OF_TIMEOUT(X)
#endif

#if MPY_ASYNCIO_UDP
#define ASYNCIO_TEXTS_OF_UDP(X) \
    X(ADDRESS_NEEDED, "sendto() needs an address: the transport has no remote_addr") \
    X(ADDRESS_IS_GIVEN, "sendto() may only name the address that is the transport's remote_addr") \
    X(SOCKET_IS_GIVEN, "with sock= no other argument may say how the socket is to be") \
    X(SOCKET_NEEDED, "needs local_addr, remote_addr, family or sock") \
    X(NO_ADDRESS_FITS, "no address fits both local_addr and remote_addr") \
    X(ENDPOINT_IS_OVER, "cannot reuse an already awaited create_datagram_endpoint()") \
    X(ENDPOINT_IS_AWAITED, "another task already awaits this create_datagram_endpoint()")
#else
#define ASYNCIO_TEXTS_OF_UDP(X)
#endif

#if MPY_ASYNCIO_WAIT
#define ASYNCIO_TEXTS_OF_WAIT(X) \
    X(WAIT_IS_AWAITED, "wait() is awaited by another task") \
    X(NO_MORE_COMPLETED, "as_completed() has no more") \
    X(WAIT_TAKES_TASKS, "wait() takes tasks and futures, not '%s'") \
    X(NOTHING_TO_WAIT_FOR, "Set of Tasks/Futures is empty.")
#else
#define ASYNCIO_TEXTS_OF_WAIT(X)
#endif

#define ASYNCIO_ERROR_TEXTS(X) \
    ASYNCIO_TEXTS_OF_ALL(X) \
    ASYNCIO_TEXTS_OF_COMPAT(X) \
    ASYNCIO_TEXTS_OF_COMPAT_SYNC(X) \
    ASYNCIO_TEXTS_OF_DRIVERS(X) \
    ASYNCIO_TEXTS_OF_EVENT_FLAGS(X) \
    ASYNCIO_TEXTS_OF_FUTURE(X) \
    ASYNCIO_TEXTS_OF_PINS(X) \
    ASYNCIO_TEXTS_OF_QUEUE(X) \
    ASYNCIO_TEXTS_OF_STREAM_API(X) \
    ASYNCIO_TEXTS_OF_SYNC(X) \
    ASYNCIO_TEXTS_OF_TASK_API(X) \
    ASYNCIO_TEXTS_OF_TASK_GROUP(X) \
    ASYNCIO_TEXTS_OF_TIMEOUT(X) \
    ASYNCIO_TEXTS_OF_UDP(X) \
    ASYNCIO_TEXTS_OF_WAIT(X)

#endif // MPY_ASYNCIO_ERROR_TEXTS_H
