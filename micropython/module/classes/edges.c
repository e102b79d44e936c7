// The tables of Edges and of what wait_edge() returns, and the pin's interrupt; the rest is Rust's edges.rs.
#include "awaitables.h"
#include "py/builtin.h"
#include "py/mphal.h"
#include "py/smallint.h"

#if MPY_ASYNCIO_PINS

// asyncio_edges_t.wanted: a bit for each level that the pin may have after an edge that counts.
#define WANTED_FALLING (1)
#define WANTED_RISING (2)

static asyncio_edges_t *part_of(mp_obj_t self) {
    return (asyncio_edges_t *)mpy_edges_part(self);
}

// The pin's handler: it runs in the pin's interrupt, a hard one where the port has those. It allocates nothing and raises nothing,
// unless reading the pin does.
static mp_obj_t edges_call(mp_obj_t self, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)args;
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    // More than 32 bits on a 64-bit machine.
    mp_uint_t ticks = mp_hal_ticks_us();
    uint32_t now = (uint32_t)ticks;
    asyncio_edges_t *part = part_of(self);
    if (part->count != 0 && mp_obj_is_exact_type(self, &asyncio_type_next_edge)) {
        return mp_const_none;
    }
    if (part->debounce_us != 0) {
        // An edge after a rest begins a change, and those that follow it closely are its bounces.
        bool bounces = part->any && now - part->last_us < part->debounce_us;
        part->any = true;
        part->last_us = now;
        if (bounces || !(part->wanted & (mp_obj_is_true(mp_call_function_0(part->pin)) ? WANTED_RISING : WANTED_FALLING))) {
            return mp_const_none;
        }
    }
    part->count++;
    // Lossy: it never fails.
    mpy_thread_safe_queue_try_put(self, MP_OBJ_NEW_SMALL_INT(ticks & (MICROPY_PY_TIME_TICKS_PERIOD - 1)));
    return mp_const_none;
}

// pin.irq(handler=, trigger=, hard=True). Ports without hard interrupts take no `hard`. May raise what the port does.
static void set_irq(mp_obj_t pin, mp_obj_t handler, mp_uint_t trigger) {
    mp_obj_t args[2 + 6];
    mp_load_method(pin, MP_QSTR_irq, args);
    args[2] = MP_OBJ_NEW_QSTR(MP_QSTR_handler);
    args[3] = handler;
    args[4] = MP_OBJ_NEW_QSTR(MP_QSTR_trigger);
    args[5] = MP_OBJ_NEW_SMALL_INT(trigger);
    args[6] = MP_OBJ_NEW_QSTR(MP_QSTR_hard);
    args[7] = mp_const_true;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_call_method_n_kw(0, 3, args);
        nlr_pop();
    } else if (mp_obj_exception_match(MP_OBJ_FROM_PTR(nlr.ret_val), MP_OBJ_FROM_PTR(&mp_type_TypeError))) {
        mp_call_method_n_kw(0, 2, args);
    } else {
        nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
    }
}

static void arm(mp_obj_t self) {
    asyncio_edges_t *part = part_of(self);
    part->armed = true;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        set_irq(part->pin, self, part->trigger);
        nlr_pop();
    } else {
        part->armed = false;
        nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
    }
}

static void disarm(mp_obj_t self) {
    asyncio_edges_t *part = part_of(self);
    // What is closed is not armed again.
    part->trigger = 0;
    if (part->armed) {
        part->armed = false;
        mp_obj_t args[2 + 2];
        mp_load_method(part->pin, MP_QSTR_irq, args);
        args[2] = MP_OBJ_NEW_QSTR(MP_QSTR_handler);
        args[3] = mp_const_none;
        mp_call_method_n_kw(0, 1, args);
    }
    mpy_edges_close(self);
}

static mp_uint_t trigger_of(mp_obj_t pin, qstr name) {
    return (mp_uint_t)mp_obj_get_int(mp_load_attr(pin, name));
}

// The arguments of both.
enum { ARG_pin, ARG_trigger, ARG_debounce_ms, ARG_last };
#define ARGS_OF_BOTH \
    { MP_QSTR_pin, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } }, \
    { MP_QSTR_trigger, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } }, \
    { MP_QSTR_debounce_ms, MP_ARG_INT, { .u_int = 0 } }

static const mp_arg_t edges_args[] = {
    ARGS_OF_BOTH,
    { MP_QSTR_size, MP_ARG_INT, { .u_int = 16 } },
};

static mp_obj_t new_edges(const mp_obj_type_t *type, const mp_arg_val_t *args, mp_int_t size) {
    mp_obj_t pin = args[ARG_pin].u_obj;
    mp_obj_t dest[2];
    mp_load_method_maybe(pin, MP_QSTR_irq, dest);
    if (dest[0] == MP_OBJ_NULL) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("a pin with irq() is needed, not '%s'"), mp_obj_get_type_str(pin));
    }
    mp_uint_t falling = trigger_of(pin, MP_QSTR_IRQ_FALLING), rising = trigger_of(pin, MP_QSTR_IRQ_RISING);
    mp_uint_t trigger = args[ARG_trigger].u_obj == mp_const_none ? falling | rising : (mp_uint_t)mp_obj_get_int(args[ARG_trigger].u_obj);
    if (trigger == 0 || (trigger & ~(falling | rising)) != 0) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("trigger must be IRQ_FALLING, IRQ_RISING or both, not %d"), (int)trigger);
    }
    // An hour: the times wrap after 71 minutes.
    mp_int_t debounce_ms = args[ARG_debounce_ms].u_int;
    if (debounce_ms < 0 || debounce_ms > 3600 * 1000) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("debounce_ms must be 0 to 3600000, not %d"), (int)debounce_ms);
    }
    if (size < 1) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("Edges need room for 1 time at least, not %d"), (int)size);
    }
    mp_obj_t self = asyncio_checked(mpy_edges_new(type, (size_t)size));
    asyncio_edges_t *part = part_of(self);
    part->pin = pin;
    part->debounce_us = (uint32_t)debounce_ms * 1000;
    part->wanted = ((trigger & falling) ? WANTED_FALLING : 0) | ((trigger & rising) ? WANTED_RISING : 0);
    // A pin that bounces at the other edge has some of these edges too.
    part->trigger = debounce_ms != 0 ? falling | rising : trigger;
    return self;
}

static mp_obj_t edges_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *all_args) {
    mp_arg_val_t args[MP_ARRAY_SIZE(edges_args)];
    mp_arg_parse_all_kw_array(n_args, n_kw, all_args, MP_ARRAY_SIZE(edges_args), edges_args, args);
    mp_obj_t self = new_edges(type, args, args[ARG_last].u_int);
    arm(self);
    return self;
}

static mp_obj_t edges_close(mp_obj_t self) {
    disarm(self);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(edges_close_obj, edges_close);

static mp_obj_t edges_exit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    disarm(args[0]);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(edges_exit_obj, 4, 4, edges_exit);

static mp_obj_t edges_count(mp_obj_t self) {
    return mp_obj_new_int_from_uint(part_of(self)->count);
}
static MP_DEFINE_CONST_FUN_OBJ_1(edges_count_obj, edges_count);

static ASYNCIO_URGENT_FUNCTION(edges_wait_obj, mpy_thread_safe_queue_get, mpy_thread_safe_queue_get_urgently);
static ASYNCIO_FUNCTION_2(edges_throw_obj, mpy_thread_safe_queue_throw);

static mp_obj_t edges_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_thread_safe_queue_next(self));
}

static const mp_rom_map_elem_t edges_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&edges_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR_count), MP_ROM_PTR(&edges_count_obj) },
    { MP_ROM_QSTR(MP_QSTR_dropped), MP_ROM_PTR(&asyncio_thread_safe_queue_dropped_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&edges_close_obj) },
    { MP_ROM_QSTR(MP_QSTR___enter__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___exit__), MP_ROM_PTR(&edges_exit_obj) },
    { MP_ROM_QSTR(MP_QSTR___aiter__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___anext__), MP_ROM_PTR(&edges_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&edges_throw_obj) },
};
static MP_DEFINE_CONST_DICT(edges_locals, edges_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_edges, MP_QSTR_Edges, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, edges_make_new,
    call, edges_call,
    iter, edges_iternext,
    locals_dict, &edges_locals
    );

// wait_edge(pin, trigger, debounce_ms): the interrupt is on from the first step of the await to its end.
static mp_obj_t wait_edge(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t wait_edge_args[] = {
        ARGS_OF_BOTH,
        #if MPY_ASYNCIO_PRIORITY
        { MP_QSTR_priority, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
        #endif
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(wait_edge_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(wait_edge_args), wait_edge_args, args);
    mp_obj_t self = new_edges(&asyncio_type_next_edge, args, 1);
    #if MPY_ASYNCIO_PRIORITY
    if (args[ARG_last].u_bool) {
        return asyncio_checked(mpy_thread_safe_queue_get_urgently(self));
    }
    #endif
    return asyncio_checked(mpy_thread_safe_queue_get(self));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_wait_edge_obj, 1, wait_edge);

static mp_obj_t next_edge_iternext(mp_obj_t self) {
    asyncio_edges_t *part = part_of(self);
    if (!part->armed && part->count == 0 && part->trigger != 0) {
        arm(self);
    }
    mp_obj_t step = edges_iternext(self);
    if (step != mp_const_none) {
        // The value of the await is in the thread's state, which a call of a method may use.
        mp_obj_t value = MP_STATE_THREAD(stop_iteration_arg);
        disarm(self);
        return mp_make_stop_iteration(value);
    }
    return step;
}

static mp_obj_t next_edge_throw(mp_obj_t self, mp_obj_t exc) {
    disarm(self);
    return asyncio_checked(mpy_thread_safe_queue_throw(self, exc));
}
static MP_DEFINE_CONST_FUN_OBJ_2(next_edge_throw_obj, next_edge_throw);

static const mp_rom_map_elem_t next_edge_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&next_edge_throw_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&edges_close_obj) },
};
static MP_DEFINE_CONST_DICT(next_edge_locals, next_edge_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_next_edge, MP_QSTR_wait_edge, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    call, edges_call,
    iter, next_edge_iternext,
    locals_dict, &next_edge_locals
    );

#endif
