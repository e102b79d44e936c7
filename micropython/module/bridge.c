// What Rust asks of MicroPython through macros, inline functions and protected calls.
#include <string.h>

#include "bridge.h"
#include "py/mphal.h"

MP_REGISTER_ROOT_POINTER(void *asyncio_loop[ASYNCIO_ROOT_WORDS]);

#ifndef NO_QSTR
void *const asyncio_root = &MP_STATE_VM(asyncio_loop)[0];
#endif

// The Rust side builds tagged words itself.
#if MICROPY_OBJ_IMMEDIATE_OBJS && MICROPY_OBJ_REPR == MICROPY_OBJ_REPR_A
_Static_assert((uintptr_t)mp_const_true == (3 << 3 | 6), "tagged objects are not as the Rust side builds them");
#endif

mp_obj_t asyncio_stop_iteration(mp_obj_t value) {
    return mp_make_stop_iteration(value);
}

mp_obj_t asyncio_set_error(mp_obj_t exc) {
    MP_STATE_THREAD(stop_iteration_arg) = exc;
    return MP_OBJ_SENTINEL;
}

mp_obj_t asyncio_take_error(void) {
    mp_obj_t exc = MP_STATE_THREAD(stop_iteration_arg);
    MP_STATE_THREAD(stop_iteration_arg) = MP_OBJ_NULL;
    return exc;
}

bool asyncio_protected_2(mp_obj_t (*fun)(mp_obj_t, mp_obj_t), mp_obj_t a, mp_obj_t b, mp_obj_t *result, mp_obj_t *exc) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        *result = fun(a, b);
        nlr_pop();
        return true;
    }
    *exc = MP_OBJ_FROM_PTR(nlr.ret_val);
    return false;
}

mp_obj_t asyncio_new_exception_1(const mp_obj_type_t *exc_class, mp_obj_t arg) {
    return mp_obj_new_exception_args(exc_class, 1, &arg);
}

mp_obj_t asyncio_load_send(mp_obj_t obj, mp_obj_t unused) {
    (void)unused;
    mp_obj_t dest[2];
    mp_load_method_maybe(obj, MP_QSTR_send, dest);
    return dest[0];
}

mp_obj_t asyncio_call_remove(mp_obj_t queue, mp_obj_t task) {
    mp_obj_t dest[3];
    mp_load_method_maybe(queue, MP_QSTR_remove, dest);
    if (dest[0] != MP_OBJ_NULL) {
        dest[2] = task;
        mp_call_method_n_kw(1, 0, dest);
    }
    return mp_const_none;
}

#if MPY_ASYNCIO_TEST_CLOCK
uint64_t asyncio_test_clock_us;
#define TEST_CLOCK_US (asyncio_test_clock_us)
#else
#define TEST_CLOCK_US (0)
#endif

uint32_t asyncio_ticks_ms(void) {
    return (uint32_t)(mp_hal_ticks_ms() + (mp_uint_t)(TEST_CLOCK_US / 1000));
}

uint32_t asyncio_ticks_us(void) {
    return (uint32_t)(mp_hal_ticks_us() + (mp_uint_t)TEST_CLOCK_US);
}

void asyncio_panic(const char *file, unsigned int line) {
    mp_printf(&mp_plat_print, "mpy-asyncio: internal error at %s:%u, please report it\n", file, line);
    nlr_jump_fail(NULL);
}
