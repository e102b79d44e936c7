// Debug mode. With it off nothing here runs.
#include "debug.h"

#if MPY_ASYNCIO_DEBUG

#if !MICROPY_ENABLE_SCHEDULER
#error "mpy-asyncio: the feature debug needs MICROPY_ENABLE_SCHEDULER=1; set it in mpconfigport.h or leave the feature out"
#endif

#include "coroutine.h"
#include "glue/exception_handler.h"
#include "glue/heap.h"
#include "glue/run.h"

static const uint32_t default_slow_us = 100 * 1000;
uint32_t asyncio_slow_us = default_slow_us;

/******************************************************************************/
// set_debug, get_debug, slow_callback_duration

static mp_obj_t set_debug(mp_obj_t on) {
    asyncio_observe(ASYNCIO_OBSERVE_DEBUG, mp_obj_is_true(on));
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_set_debug_obj, set_debug);

static mp_obj_t get_debug(void) {
    return mp_obj_new_bool(asyncio_observed & ASYNCIO_OBSERVE_DEBUG);
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_get_debug_obj, get_debug);

// A step of more than an hour looks like a short one: the microseconds have 32 bits.
static const uint32_t most_seconds = 3600;

static uint32_t us_from_seconds(mp_obj_t seconds) {
    #if MICROPY_PY_BUILTINS_FLOAT
    mp_float_t value = mp_obj_get_float(seconds);
    bool fits = value >= 0 && value <= (mp_float_t)most_seconds;
    uint32_t us = fits ? (uint32_t)(value * 1000000) : 0;
    #else
    mp_int_t value = mp_obj_get_int(seconds);
    bool fits = value >= 0 && value <= (mp_int_t)most_seconds;
    uint32_t us = fits ? (uint32_t)value * 1000000 : 0;
    #endif
    if (!fits) {
        mp_raise_ValueError(MP_ERROR_TEXT("slow_callback_duration must be between 0 and 3600 seconds"));
    }
    return us;
}

void asyncio_debug_attr(qstr attr, mp_obj_t *dest) {
    if (attr != MP_QSTR_slow_callback_duration) {
        return;
    }
    if (dest[0] == MP_OBJ_NULL) {
        #if MICROPY_PY_BUILTINS_FLOAT
        dest[0] = mp_obj_new_float((mp_float_t)asyncio_slow_us / 1000000);
        #else
        dest[0] = MP_OBJ_NEW_SMALL_INT(asyncio_slow_us / 1000000);
        #endif
    } else if (dest[1] != MP_OBJ_NULL) {
        asyncio_slow_us = us_from_seconds(dest[1]);
        dest[0] = MP_OBJ_NULL;
    }
}

/******************************************************************************/
// Reports

static void print_place(const mp_print_t *print, const asyncio_place_t *place) {
    mp_printf(print, "%q()", place->function);
    if (place->file != MP_QSTRnull) {
        mp_printf(print, " at %q", place->file);
        if (place->line != 0) {
            mp_printf(print, ":%u", (unsigned int)place->line);
        }
    }
}

// The begin and end of a step, and its time.
typedef struct _slow_step_t {
    asyncio_place_t from, to;
    bool ended;
    uint32_t us;
} slow_step_t;

static void print_slow_step(const mp_print_t *print, const void *report) {
    const slow_step_t *slow = report;
    mp_printf(print, "Slow step: %u.%03u s without an await in ", (unsigned int)(slow->us / 1000000), (unsigned int)(slow->us / 1000 % 1000));
    if (slow->ended) {
        print_place(print, &slow->from);
        mp_print_str(print, ", to its end");
    } else {
        print_place(print, &slow->to);
        if (slow->from.function != slow->to.function || slow->from.line != slow->to.line) {
            mp_print_str(print, ", since ");
            print_place(print, &slow->from);
        }
    }
}

enum { PENDING_TASK, NEVER_AWAITED };

typedef struct _lost_t {
    asyncio_place_t place;
    int kind;
    unsigned int count;
} lost_t;

static void print_lost(const mp_print_t *print, const void *report) {
    const lost_t *lost = report;
    mp_print_str(print, lost->kind == PENDING_TASK ? "Task was destroyed but it is pending: " : "Coroutine was never awaited: ");
    print_place(print, &lost->place);
    if (lost->count > 1) {
        mp_printf(print, " (%u of them)", lost->count);
    }
}

// One line for stderr, or the message for the script's own handler, by the same function.
static void report(void (*describe)(const mp_print_t *print, const void *what), const void *what, mp_obj_t task) {
    if (mpy_loop_exception_handler() == mp_const_none) {
        describe(&asyncio_stderr_print, what);
        mp_print_str(&asyncio_stderr_print, "\n");
        return;
    }
    vstr_t message;
    mp_print_t print;
    vstr_init_print(&message, 80, &print);
    describe(&print, what);
    asyncio_call_exception_handler(mp_obj_new_str_from_vstr(&message), mp_const_none, task);
}

void asyncio_report_slow_step(const asyncio_step_t *step, mp_obj_t task, mp_obj_t coro, uint32_t us) {
    mp_obj_t stopped = asyncio_innermost(coro);
    const byte *ip = asyncio_resumes_at(stopped);
    slow_step_t slow = {
        .ended = ip == NULL,
        .us = us,
    };
    if (ip != NULL) {
        slow.to = asyncio_locate(stopped, ip);
    }
    // Unknown for the step that switches debug mode on.
    slow.from = step->innermost == MP_OBJ_NULL ? slow.to : asyncio_locate(step->innermost, step->resumed_at);
    report(print_slow_step, &slow, task);
}

#if MPY_ASYNCIO_PRIORITY

// Since when only urgent tasks have run while others waited for their turn.
static bool is_starving;
static uint32_t starving_since_us;

void asyncio_nothing_starves(void) {
    is_starving = false;
}

typedef struct _starvation_t {
    asyncio_place_t last;
    uint32_t us;
} starvation_t;

static void print_starvation(const mp_print_t *print, const void *report) {
    const starvation_t *starvation = report;
    mp_printf(print, "Starvation: %u.%03u s in which only urgent tasks ran, the last one in ", (unsigned int)(starvation->us / 1000000),
        (unsigned int)(starvation->us / 1000 % 1000));
    print_place(print, &starvation->last);
}

void asyncio_look_for_starvation(mp_obj_t task, mp_obj_t coro, uint32_t began_us, uint32_t now_us) {
    if (!mpy_debug_is_ahead() || now_us - began_us >= asyncio_slow_us) {
        // Also after a slow step, which has a report of its own.
        is_starving = false;
        return;
    }
    if (!is_starving) {
        is_starving = true;
        starving_since_us = began_us;
    }
    uint32_t us = now_us - starving_since_us;
    if (us < asyncio_slow_us) {
        return;
    }
    is_starving = false;
    mp_obj_t stopped = asyncio_innermost(coro);
    const byte *ip = asyncio_resumes_at(stopped);
    starvation_t starvation = {
        .last = { .function = asyncio_coroutine_name(coro), .file = MP_QSTRnull },
        .us = us,
    };
    if (ip != NULL) {
        starvation.last = asyncio_locate(stopped, ip);
    }
    report(print_starvation, &starvation, task);
}

#endif

/******************************************************************************/
// Lost objects, found within a collection

// The places that wait for their report. If there are more, only their number is kept.
static lost_t lost[4];
static size_t lost_count;
static unsigned int lost_elsewhere;

static void add_lost(int kind, mp_obj_t coro) {
    asyncio_place_t place = asyncio_locate(coro, asyncio_resumes_at(coro));
    for (size_t i = 0; i < lost_count; i++) {
        const asyncio_place_t *other = &lost[i].place;
        if (lost[i].kind == kind && other->function == place.function && other->file == place.file && other->line == place.line) {
            lost[i].count++;
            return;
        }
    }
    if (lost_count < MP_ARRAY_SIZE(lost)) {
        lost[lost_count++] = (lost_t) { place, kind, 1 };
    } else {
        lost_elsewhere++;
    }
}

// Always false: the walk runs for what this function records.
static bool look_at(void *block, size_t bytes, void *context) {
    (void)context;
    if (asyncio_is_unstarted_coroutine(block, bytes)) {
        add_lost(NEVER_AWAITED, MP_OBJ_FROM_PTR(block));
    } else {
        mp_obj_t coro = mpy_debug_pending_coro(MP_OBJ_FROM_PTR(block), bytes);
        if (coro != MP_OBJ_NULL && asyncio_is_in_heap(MP_OBJ_TO_PTR(coro), sizeof(mp_obj_base_t))) {
            add_lost(PENDING_TASK, asyncio_innermost(coro));
        }
    }
    return false;
}

static mp_obj_t report_lost(mp_obj_t unused) {
    (void)unused;
    // Reporting may collect garbage and so add some.
    while (lost_count > 0) {
        lost_t first = lost[0];
        lost_count--;
        for (size_t i = 0; i < lost_count; i++) {
            lost[i] = lost[i + 1];
        }
        report(print_lost, &first, mp_const_none);
    }
    if (lost_elsewhere > 0) {
        mp_printf(&asyncio_stderr_print, "%u more were lost in other places\n", lost_elsewhere);
        lost_elsewhere = 0;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(report_lost_obj, report_lost);

void asyncio_find_lost(void) {
    if (MP_STATE_MEM(gc_stack_overflow)) {
        // Not everything is marked yet: next time.
        return;
    }
    size_t before = lost_count;
    asyncio_heap_walk_t walk = { 0 };
    asyncio_find_in_heap(&walk, look_at, NULL);
    if (lost_count > before) {
        // If MicroPython's scheduler is full, they wait for the next collection that finds some.
        mp_sched_schedule(MP_OBJ_FROM_PTR(&report_lost_obj), mp_const_none);
    }
}

void asyncio_debug_init(void) {
    asyncio_observe(ASYNCIO_OBSERVE_DEBUG, false);
    asyncio_slow_us = default_slow_us;
    lost_count = 0;
    lost_elsewhere = 0;
}

#endif
