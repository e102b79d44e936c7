#include "py/mphal.h"
#include "py/runtime.h"
#include "alarm.h"
#include "board.h"
#include "machine_timer.h"
#if BOARD_NETWORK
#include "network/interface.h"
#endif

// The 32-bit counters are extended in software, which works if they are read at least once per wrap (71 minutes).
#define READ_AT_LEAST_EVERY_US (UINT32_C(1) << 30)

static uint64_t now_us;
static uint32_t now_ms;
static uint32_t ms_began_at_us;

static uint64_t idle_until_us = UINT64_MAX;
static volatile bool event;

uint64_t alarm_now_us(void) {
    mp_uint_t irq = MICROPY_BEGIN_ATOMIC_SECTION();
    now_us += (uint32_t)(board_ticks_us() - (uint32_t)now_us);
    uint64_t now = now_us;
    MICROPY_END_ATOMIC_SECTION(irq);
    return now;
}

mp_uint_t mp_hal_ticks_us(void) {
    return (mp_uint_t)alarm_now_us();
}

// Milliseconds are advanced by what has passed since the last call: one short division instead of a 64-bit one.
mp_uint_t mp_hal_ticks_ms(void) {
    mp_uint_t irq = MICROPY_BEGIN_ATOMIC_SECTION();
    uint32_t passed_us = (uint32_t)alarm_now_us() - ms_began_at_us;
    if (passed_us >= 1000) {
        uint32_t passed_ms = passed_us / 1000;
        now_ms += passed_ms;
        ms_began_at_us += passed_ms * 1000;
    }
    mp_uint_t now = now_ms;
    MICROPY_END_ATOMIC_SECTION(irq);
    return now;
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return board_ticks_cpu();
}

void alarm_update(void) {
    uint64_t now = alarm_now_us();
    uint64_t deadline = MIN(idle_until_us, machine_timer_first_deadline_us());
    #if BOARD_NETWORK
    deadline = MIN(deadline, network_deadline_us());
    #endif
    uint64_t limit = MIN(READ_AT_LEAST_EVERY_US, BOARD_ALARM_MAX_US);
    uint64_t delay = deadline <= now ? 1 : MIN(deadline - now, limit);
    board_alarm_in((uint32_t)delay);
}

void alarm_interrupt(void) {
    event = true;
    uint64_t now = alarm_now_us();
    mp_hal_ticks_ms();
    if (idle_until_us <= now) {
        idle_until_us = UINT64_MAX;
    }
    machine_timer_run_due(now);
    #if BOARD_NETWORK
    network_run_due(now);
    #endif
    alarm_update();
}

void alarm_event(void) {
    event = true;
}

// Whether there is something for mp_event_handle_nowait() to do: a scheduled callback may have scheduled the next one.
static bool pending(void) {
    return MP_STATE_VM(sched_state) == MP_SCHED_PENDING || MP_STATE_MAIN_THREAD(mp_pending_exception) != MP_OBJ_NULL;
}

static void idle_until(uint64_t deadline) {
    mp_uint_t irq = MICROPY_BEGIN_ATOMIC_SECTION();
    if (!event && !pending() && alarm_now_us() < deadline) {
        // An alarm left over from an earlier, cut short sleep is kept if it is the same.
        if (idle_until_us != deadline) {
            idle_until_us = deadline;
            alarm_update();
        }
        cpu_wait_for_interrupt();
    }
    // The interrupt that ended the sleep runs here, and what it did is seen by the caller after the return: only an
    // interrupt later than the next line has to keep the next call from sleeping.
    MICROPY_END_ATOMIC_SECTION(irq);
    event = false;
}

void alarm_idle_us(uint64_t us) {
    uint64_t now = alarm_now_us();
    idle_until(us < UINT64_MAX - now ? now + us : UINT64_MAX);
}

void alarm_idle_ms(uint32_t ms) {
    if (ms == UINT32_MAX) {
        idle_until(UINT64_MAX);
        return;
    }
    mp_uint_t irq = MICROPY_BEGIN_ATOMIC_SECTION();
    mp_hal_ticks_ms();
    uint64_t deadline = now_us - ((uint32_t)now_us - ms_began_at_us) + (uint64_t)ms * 1000;
    MICROPY_END_ATOMIC_SECTION(irq);
    idle_until(deadline);
}

void mp_hal_delay_ms(mp_uint_t ms) {
    uint64_t deadline = alarm_now_us() + (uint64_t)ms * 1000;
    do {
        mp_event_handle_nowait();
        idle_until(deadline);
    } while (alarm_now_us() < deadline);
}

void mp_hal_delay_us(mp_uint_t us) {
    uint64_t deadline = alarm_now_us() + us;
    while (alarm_now_us() < deadline) {
        idle_until(deadline);
    }
}
