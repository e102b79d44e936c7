#include "py/mphal.h"
#include "py/runtime.h"
#include "extmod/virtpin.h"
#include "shared/runtime/mpirq.h"
#include "machine_pin.h"

#define PINS 22

// A pin is what it is by its number: equal numbers give the same constant object.
typedef struct {
    mp_obj_base_t base;
    uint8_t number;
} machine_pin_obj_t;

#define PIN(n) { { &machine_pin_type }, n }
static const machine_pin_obj_t pins[PINS] = {
    PIN(0), PIN(1), PIN(2), PIN(3), PIN(4), PIN(5), PIN(6), PIN(7), PIN(8), PIN(9), PIN(10), PIN(11), PIN(12), PIN(13), PIN(14), PIN(15),
    PIN(16), PIN(17), PIN(18), PIN(19), PIN(20), PIN(21),
};

// 11 to 17 are the flash memory's, 18 and 19 USB's, 20 and 21 UART0's.
#define PINS_TAKEN UINT32_C(0x3ff800)

// NULL where no handler was ever set.
MP_REGISTER_ROOT_POINTER(struct _mp_irq_obj_t *machine_pin_irqs[22]);

static mp_uint_t irq_trigger(mp_obj_t self_in, mp_uint_t edges);
static mp_uint_t irq_info(mp_obj_t self_in, mp_uint_t what);
static const mp_irq_methods_t irq_methods = { irq_trigger, irq_info };

// What irq() asked for, and what the last interrupt was for. Only the latter is written by interrupts.
static uint8_t irq_edges[PINS];
static uint8_t irq_flags[PINS];

void machine_pin_stop_all(void) {
    for (uint32_t pin = 0; pin < PINS; ++pin) {
        if (MP_STATE_VM(machine_pin_irqs)[pin] != NULL) {
            board_pin_listen(pin, 0);
            MP_STATE_VM(machine_pin_irqs)[pin] = NULL;
        }
    }
}

void machine_pin_interrupt(uint32_t due) {
    for (uint32_t pin = 0; due != 0; ++pin, due >>= 1) {
        mp_irq_obj_t *irq = MP_STATE_VM(machine_pin_irqs)[pin];
        if ((due & 1) && irq != NULL) {
            irq_flags[pin] = irq_edges[pin];
            mp_irq_handler(irq);
        }
    }
}

static mp_uint_t irq_trigger(mp_obj_t self_in, mp_uint_t edges) {
    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    irq_edges[self->number] = edges;
    board_pin_listen(self->number, edges);
    return 0;
}

static mp_uint_t irq_info(mp_obj_t self_in, mp_uint_t what) {
    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    return what == MP_IRQ_INFO_FLAGS ? irq_flags[self->number] : irq_edges[self->number];
}

static void configure(const machine_pin_obj_t *self, size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    enum { ARG_mode, ARG_pull, ARG_value };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_mode, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_pull, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_value, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t arg[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kwargs, MP_ARRAY_SIZE(allowed), allowed, arg);

    if (arg[ARG_value].u_obj != mp_const_none) {
        board_pin_write(self->number, mp_obj_is_true(arg[ARG_value].u_obj));
    }
    if (arg[ARG_mode].u_obj != mp_const_none) {
        mp_int_t mode = mp_obj_get_int(arg[ARG_mode].u_obj);
        if (mode < BOARD_PIN_IN || mode > BOARD_PIN_OPEN_DRAIN) {
            mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("mode %d: Pin.IN, Pin.OUT or Pin.OPEN_DRAIN"), (int)mode);
        }
        mp_int_t pull = arg[ARG_pull].u_obj == mp_const_none ? BOARD_PIN_PULL_NONE : mp_obj_get_int(arg[ARG_pull].u_obj);
        if (pull < BOARD_PIN_PULL_NONE || pull > BOARD_PIN_PULL_UP) {
            mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("pull %d: None, Pin.PULL_UP or Pin.PULL_DOWN"), (int)pull);
        }
        board_pin_configure(self->number, mode, pull);
    }
}

static mp_obj_t machine_pin_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, MP_OBJ_FUN_ARGS_MAX, true);
    mp_int_t number = mp_obj_get_int(args[0]);
    if (number < 0 || number >= PINS) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("Pin(%d) doesn't exist: 0 to 10"), (int)number);
    }
    if (PINS_TAKEN >> number & 1) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("Pin(%d) is taken by the flash memory or the REPL: 0 to 10"), (int)number);
    }
    const machine_pin_obj_t *self = &pins[number];
    if (n_args > 1 || n_kw > 0) {
        mp_map_t kwargs;
        mp_map_init_fixed_table(&kwargs, n_kw, args + n_args);
        configure(self, n_args - 1, args + 1, &kwargs);
    }
    return MP_OBJ_FROM_PTR(self);
}

static void machine_pin_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "Pin(%u)", self->number);
}

static mp_obj_t machine_pin_init(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    configure(MP_OBJ_TO_PTR(args[0]), n_args - 1, args + 1, kwargs);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(machine_pin_init_obj, 1, machine_pin_init);

static mp_obj_t machine_pin_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, 1, false);
    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (n_args == 0) {
        return MP_OBJ_NEW_SMALL_INT(board_pin_read(self->number));
    }
    board_pin_write(self->number, mp_obj_is_true(args[0]));
    return mp_const_none;
}

static mp_obj_t machine_pin_value(size_t n_args, const mp_obj_t *args) {
    return machine_pin_call(args[0], n_args - 1, 0, args + 1);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(machine_pin_value_obj, 1, 2, machine_pin_value);

static mp_obj_t machine_pin_on(mp_obj_t self_in) {
    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    board_pin_write(self->number, true);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(machine_pin_on_obj, machine_pin_on);

static mp_obj_t machine_pin_off(mp_obj_t self_in) {
    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    board_pin_write(self->number, false);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(machine_pin_off_obj, machine_pin_off);

static mp_obj_t machine_pin_toggle(mp_obj_t self_in) {
    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    board_pin_write(self->number, !board_pin_driven(self->number));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(machine_pin_toggle_obj, machine_pin_toggle);

static mp_obj_t machine_pin_irq(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    enum { ARG_handler, ARG_trigger, ARG_hard };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_handler, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_trigger, MP_ARG_INT, {.u_int = BOARD_PIN_RISING | BOARD_PIN_FALLING} },
        { MP_QSTR_hard, MP_ARG_BOOL, {.u_bool = false} },
    };
    mp_arg_val_t arg[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kwargs, MP_ARRAY_SIZE(allowed), allowed, arg);

    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    mp_irq_obj_t *irq = MP_STATE_VM(machine_pin_irqs)[self->number];
    if (irq == NULL) {
        irq = mp_irq_new(&irq_methods, args[0]);
        MP_STATE_VM(machine_pin_irqs)[self->number] = irq;
    }
    if (n_args > 1 || kwargs->used > 0) {
        mp_int_t edges = arg[ARG_trigger].u_int;
        if (edges < 1 || edges > (BOARD_PIN_RISING | BOARD_PIN_FALLING)) {
            mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("trigger %d: Pin.IRQ_RISING, Pin.IRQ_FALLING or both"), (int)edges);
        }
        board_pin_listen(self->number, 0);
        irq->handler = arg[ARG_handler].u_obj;
        irq->ishard = arg[ARG_hard].u_bool;
        if (irq->handler != mp_const_none) {
            irq_trigger(args[0], edges);
        }
    }
    return MP_OBJ_FROM_PTR(irq);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(machine_pin_irq_obj, 1, machine_pin_irq);

// For machine.Signal and drivers in C.
static mp_uint_t machine_pin_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    (void)errcode;
    const machine_pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    switch (request) {
        case MP_PIN_READ:
            return board_pin_read(self->number);
        case MP_PIN_WRITE:
            board_pin_write(self->number, arg);
            return 0;
        default:
            return -1;
    }
}
static const mp_pin_p_t machine_pin_protocol = { .ioctl = machine_pin_ioctl };

static const mp_rom_map_elem_t machine_pin_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&machine_pin_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_value), MP_ROM_PTR(&machine_pin_value_obj) },
    { MP_ROM_QSTR(MP_QSTR_on), MP_ROM_PTR(&machine_pin_on_obj) },
    { MP_ROM_QSTR(MP_QSTR_off), MP_ROM_PTR(&machine_pin_off_obj) },
    { MP_ROM_QSTR(MP_QSTR_toggle), MP_ROM_PTR(&machine_pin_toggle_obj) },
    { MP_ROM_QSTR(MP_QSTR_irq), MP_ROM_PTR(&machine_pin_irq_obj) },
    { MP_ROM_QSTR(MP_QSTR_IN), MP_ROM_INT(BOARD_PIN_IN) },
    { MP_ROM_QSTR(MP_QSTR_OUT), MP_ROM_INT(BOARD_PIN_OUT) },
    { MP_ROM_QSTR(MP_QSTR_OPEN_DRAIN), MP_ROM_INT(BOARD_PIN_OPEN_DRAIN) },
    { MP_ROM_QSTR(MP_QSTR_PULL_DOWN), MP_ROM_INT(BOARD_PIN_PULL_DOWN) },
    { MP_ROM_QSTR(MP_QSTR_PULL_UP), MP_ROM_INT(BOARD_PIN_PULL_UP) },
    { MP_ROM_QSTR(MP_QSTR_IRQ_RISING), MP_ROM_INT(BOARD_PIN_RISING) },
    { MP_ROM_QSTR(MP_QSTR_IRQ_FALLING), MP_ROM_INT(BOARD_PIN_FALLING) },
};
static MP_DEFINE_CONST_DICT(machine_pin_locals_dict, machine_pin_locals_dict_table);

MP_DEFINE_CONST_OBJ_TYPE(
    machine_pin_type,
    MP_QSTR_Pin,
    MP_TYPE_FLAG_NONE,
    make_new, machine_pin_make_new,
    print, machine_pin_print,
    call, machine_pin_call,
    protocol, &machine_pin_protocol,
    locals_dict, &machine_pin_locals_dict
    );
