// Included by extmod/modmachine.c: what this port adds to the module `machine`.

#include "../qemu/machine.c"
#include "machine_pin.h"

#undef MICROPY_PY_MACHINE_EXTRA_GLOBALS
#define MICROPY_PY_MACHINE_EXTRA_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_Pin), MP_ROM_PTR(&machine_pin_type) }, \
    { MP_ROM_QSTR(MP_QSTR_Timer), MP_ROM_PTR(&machine_timer_type) },
