#include "py/gc.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "alarm.h"
#include "machine_timer.h"

enum { ONE_SHOT, PERIODIC };

// A running timer is on the list `machine_timers`, ordered by deadline; a stopped one is not. The list is a root pointer, so
// a running timer is never collected. Interrupts walk it: it is changed with interrupts off only.
typedef struct _machine_timer_obj_t {
    mp_obj_base_t base;
    struct _machine_timer_obj_t *next;
    uint64_t deadline_us;
    uint64_t period_us;
    mp_obj_t callback;
    uint8_t mode;
    bool hard;
} machine_timer_obj_t;

MP_REGISTER_ROOT_POINTER(struct _machine_timer_obj_t *machine_timers);

static void insert(machine_timer_obj_t *self) {
    machine_timer_obj_t **at = &MP_STATE_PORT(machine_timers);
    while (*at != NULL && (*at)->deadline_us <= self->deadline_us) {
        at = &(*at)->next;
    }
    self->next = *at;
    *at = self;
}

static void remove(machine_timer_obj_t *self) {
    for (machine_timer_obj_t **at = &MP_STATE_PORT(machine_timers); *at != NULL; at = &(*at)->next) {
        if (*at == self) {
            *at = self->next;
            self->next = NULL;
            return;
        }
    }
}

uint64_t machine_timer_first_deadline_us(void) {
    machine_timer_obj_t *first = MP_STATE_PORT(machine_timers);
    return first == NULL ? UINT64_MAX : first->deadline_us;
}

static void call_hard(machine_timer_obj_t *self) {
    // Python runs in the interrupt: it may neither allocate nor start scheduled callbacks.
    mp_sched_lock();
    gc_lock();
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_call_function_1(self->callback, MP_OBJ_FROM_PTR(self));
        nlr_pop();
    } else {
        remove(self);
        mp_printf(MICROPY_ERROR_PRINTER, "Timer stopped: uncaught exception in its hard callback\n");
        mp_obj_print_exception(MICROPY_ERROR_PRINTER, MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    gc_unlock();
    mp_sched_unlock();
}

void machine_timer_run_due(uint64_t now_us) {
    machine_timer_obj_t *self;
    while ((self = MP_STATE_PORT(machine_timers)) != NULL && self->deadline_us <= now_us) {
        remove(self);
        if (self->mode == PERIODIC) {
            // Beats that were missed while interrupts were off are dropped, so the next deadline is always ahead.
            do {
                self->deadline_us += self->period_us;
            } while (self->deadline_us <= now_us);
            insert(self);
        }
        if (self->callback == mp_const_none) {
            continue;
        }
        if (self->hard) {
            call_hard(self);
        } else {
            mp_sched_schedule(self->callback, MP_OBJ_FROM_PTR(self));
        }
    }
}

void machine_timer_stop_all(void) {
    MP_STATE_PORT(machine_timers) = NULL;
}

static void stop(machine_timer_obj_t *self) {
    mp_uint_t irq = MICROPY_BEGIN_ATOMIC_SECTION();
    remove(self);
    MICROPY_END_ATOMIC_SECTION(irq);
}

// The period in microseconds that freq= (hertz, int or float) or period= (in units of 1/tick_hz) asks for.
static uint64_t period_us(mp_obj_t freq, mp_int_t period, mp_int_t tick_hz) {
    mp_float_t us;
    if (freq != mp_const_none) {
        us = MICROPY_FLOAT_CONST(1e6) / mp_obj_get_float(freq);
    } else if (tick_hz == 1000) {
        // The usual case stays exact: a float has 24 bits here.
        us = 0;
        if (period > 0) {
            return (uint64_t)period * 1000;
        }
    } else {
        us = (mp_float_t)period * MICROPY_FLOAT_CONST(1e6) / (mp_float_t)tick_hz;
    }
    if (!(us >= 1 && us < MICROPY_FLOAT_CONST(9e15))) {
        mp_raise_ValueError(MP_ERROR_TEXT("Timer needs freq= or period= of at least 1 us"));
    }
    return (uint64_t)(us + MICROPY_FLOAT_CONST(0.5));
}

static void start(machine_timer_obj_t *self, size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    enum { ARG_mode, ARG_callback, ARG_period, ARG_tick_hz, ARG_freq, ARG_hard };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_mode, MP_ARG_KW_ONLY | MP_ARG_INT, {.u_int = PERIODIC} },
        { MP_QSTR_callback, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_period, MP_ARG_KW_ONLY | MP_ARG_INT, {.u_int = 0} },
        { MP_QSTR_tick_hz, MP_ARG_KW_ONLY | MP_ARG_INT, {.u_int = 1000} },
        { MP_QSTR_freq, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_hard, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false} },
    };
    mp_arg_val_t arg[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kwargs, MP_ARRAY_SIZE(allowed), allowed, arg);

    uint64_t period = period_us(arg[ARG_freq].u_obj, arg[ARG_period].u_int, arg[ARG_tick_hz].u_int);
    stop(self);
    self->period_us = period;
    self->mode = arg[ARG_mode].u_int;
    self->callback = arg[ARG_callback].u_obj;
    self->hard = arg[ARG_hard].u_bool;

    mp_uint_t irq = MICROPY_BEGIN_ATOMIC_SECTION();
    self->deadline_us = alarm_now_us() + period;
    insert(self);
    alarm_update();
    MICROPY_END_ATOMIC_SECTION(irq);
}

static mp_obj_t machine_timer_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_int_t id = -1;
    if (n_args > 0) {
        id = mp_obj_get_int(args[0]);
        --n_args;
        ++args;
    }
    if (id != -1) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("Timer(%d) doesn't exist, use Timer(-1)"), (int)id);
    }
    machine_timer_obj_t *self = mp_obj_malloc(machine_timer_obj_t, type);
    self->next = NULL;
    self->callback = mp_const_none;
    if (n_args > 0 || n_kw > 0) {
        mp_map_t kwargs;
        mp_map_init_fixed_table(&kwargs, n_kw, args + n_args);
        start(self, n_args, args, &kwargs);
    }
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t machine_timer_init(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    start(MP_OBJ_TO_PTR(args[0]), n_args - 1, args + 1, kwargs);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(machine_timer_init_obj, 1, machine_timer_init);

static mp_obj_t machine_timer_deinit(mp_obj_t self) {
    stop(MP_OBJ_TO_PTR(self));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(machine_timer_deinit_obj, machine_timer_deinit);

static const mp_rom_map_elem_t machine_timer_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&machine_timer_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&machine_timer_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_ONE_SHOT), MP_ROM_INT(ONE_SHOT) },
    { MP_ROM_QSTR(MP_QSTR_PERIODIC), MP_ROM_INT(PERIODIC) },
};
static MP_DEFINE_CONST_DICT(machine_timer_locals_dict, machine_timer_locals_dict_table);

MP_DEFINE_CONST_OBJ_TYPE(
    machine_timer_type,
    MP_QSTR_Timer,
    MP_TYPE_FLAG_NONE,
    make_new, machine_timer_make_new,
    locals_dict, &machine_timer_locals_dict
    );
