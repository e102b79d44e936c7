// The loop's wait for a deadline or a wake, for each kind of port. None spins while there is a
// millisecond or more to wait.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // ppoll
#endif

#include "py/mphal.h"
#include "run.h"

// A scheduled function that schedules another one leaves it for the next check, and no interrupt announces it.
static inline bool something_scheduled(void) {
    #if MICROPY_ENABLE_SCHEDULER
    return MP_STATE_VM(sched_state) == MP_SCHED_PENDING;
    #else
    return false;
    #endif
}

#if defined(__unix__) && !defined(MPY_ASYNCIO_WAIT_US)

// A process: one ppoll. A pipe that asyncio_wake writes to ends it, or a signal. Signals are blocked
// between the last check of what is pending and ppoll itself, so none is lost in between.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int wake_pipe[2] = { -1, -1 };
static atomic_bool waiting;

// How long to wait if nothing ends the wait and only another check shows a change: a stream without a descriptor, or a wake by
// a thread while no descriptor is left for the pipe.
#define LOOK_AGAIN_US (1000)

static void open_wake_pipe(void) {
    if (pipe(wake_pipe) != 0) {
        wake_pipe[0] = wake_pipe[1] = -1;
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        fcntl(wake_pipe[i], F_SETFL, O_NONBLOCK);
        fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
    }
}

void asyncio_wake(void) {
    if (atomic_exchange(&waiting, false)) {
        int saved_errno = errno;
        // A full pipe wakes just as well.
        ssize_t written = write(wake_pipe[1], "", 1);
        (void)written;
        errno = saved_errno;
    }
}

static bool something_pending(void) {
    return mpy_loop_has_wakes() || MP_STATE_MAIN_THREAD(mp_pending_exception) != MP_OBJ_NULL || something_scheduled();
}

// First the entry of the wake pipe, then those of the streams. It is kept, because the number seldom changes.
static struct pollfd *polls;
static size_t polls_allocated;

_Static_assert(sizeof(struct pollfd) == sizeof(asyncio_pollfd_t), "asyncio_pollfd_t is not as this system's struct pollfd");
_Static_assert(MP_STREAM_POLL_RD == POLLIN && MP_STREAM_POLL_WR == POLLOUT, "MicroPython's poll flags are not this system's");

static size_t fill_polls(void) {
    size_t count = mpy_io_descriptor_count();
    if (1 + count > polls_allocated) {
        size_t allocated = 2 * count + 8;
        struct pollfd *grown = realloc(polls, allocated * sizeof(struct pollfd));
        if (grown == NULL) {
            m_malloc_fail(allocated * sizeof(struct pollfd));
        }
        polls = grown;
        polls_allocated = allocated;
    }
    polls[0] = (struct pollfd) { .fd = wake_pipe[0], .events = POLLIN };
    mpy_io_fill((asyncio_pollfd_t *)(polls + 1));
    return count;
}

void asyncio_poll_descriptors(void) {
    size_t count = fill_polls();
    if (count > 0 && poll(polls + 1, count, 0) > 0) {
        mpy_io_take((asyncio_pollfd_t *)(polls + 1), count);
    }
}

void asyncio_wait(uint64_t us) {
    #if MPY_ASYNCIO_TEST_CLOCK
    // The clock leaps to the deadline, at most ten days at a time: less than its tick takes to wrap.
    if (asyncio_test_clock_leaps && us != UINT64_MAX) {
        const uint64_t ten_days = UINT64_C(10) * 24 * 3600 * 1000 * 1000;
        asyncio_test_clock_us += us < ten_days ? us : ten_days;
        return;
    }
    #endif
    if (wake_pipe[0] < 0) {
        open_wake_pipe();
    }
    size_t count = fill_polls();
    if ((mpy_io_needs_asking() || wake_pipe[0] < 0) && us > LOOK_AGAIN_US) {
        us = LOOK_AGAIN_US;
    }
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    atomic_store(&waiting, true);
    struct timespec timeout = { 0, 0 };
    if (!something_pending()) {
        timeout.tv_sec = us / 1000000;
        timeout.tv_nsec = us % 1000000 * 1000;
    }
    MP_THREAD_GIL_EXIT();
    int ready = ppoll(polls, 1 + count, us == UINT64_MAX && timeout.tv_sec != 0 ? NULL : &timeout, &old);
    MP_THREAD_GIL_ENTER();
    atomic_store(&waiting, false);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (ready > 0) {
        if (polls[0].revents != 0) {
            char drain[64];
            while (read(wake_pipe[0], drain, sizeof(drain)) == sizeof(drain)) {
            }
        }
        mpy_io_take((asyncio_pollfd_t *)(polls + 1), count);
    }
}

#elif defined(MPY_ASYNCIO_WAIT_US)

// The port offers a wait that is exact to the microsecond and that any interrupt ends.

void asyncio_wake(void) {
}

void asyncio_wait(uint64_t us) {
    mp_event_handle_nowait();
    if (!mpy_loop_has_wakes()) {
        MPY_ASYNCIO_WAIT_US(us);
    }
}

#elif defined(LIB_PICO_TIME)

// RP2: the SDK's low-power wait. An interrupt, or the other core's SEV, between the check of the wakes and
// WFE sets the event register, so that WFE returns at once.

#include "hardware/sync.h"
#include "pico/time.h"

void asyncio_wake(void) {
    __sev();
}

void asyncio_wait(uint64_t us) {
    mp_event_handle_nowait();
    if (!mpy_loop_has_wakes() && !something_scheduled()) {
        const uint64_t hour = UINT64_C(3600) * 1000 * 1000;
        best_effort_wfe_or_timeout(make_timeout_time_us(us < hour ? us : hour));
    }
}

#else

// Any other board: MicroPython's own wait, in milliseconds, which any interrupt ends. The rest below a
// millisecond is polled: with one more whole millisecond a loop of sleeps would drift.

void asyncio_wake(void) {
}

void asyncio_wait(uint64_t us) {
    const uint64_t minute = UINT64_C(60) * 1000 * 1000;
    mp_event_handle_nowait();
    if (us >= 1000 && !mpy_loop_has_wakes() && !something_scheduled()) {
        mp_event_wait_ms((mp_uint_t)((us < minute ? us : minute) / 1000));
    }
}

#endif

#if !defined(__unix__) || defined(MPY_ASYNCIO_WAIT_US)
void asyncio_poll_descriptors(void) {
}
#endif
