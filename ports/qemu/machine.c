// Included by extmod/modmachine.c: what this port adds to the module `machine`.

#include "alarm.h"
#include "board.h"
#include "machine_timer.h"

#define MICROPY_PY_MACHINE_EXTRA_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_Timer), MP_ROM_PTR(&machine_timer_type) },

static void mp_machine_idle(void) {
    alarm_idle_ms(1);
}

static void mp_machine_reset(void) {
    board_reset();
}

static mp_int_t mp_machine_reset_cause(void) {
    return 0;
}
