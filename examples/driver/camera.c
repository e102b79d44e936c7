// An example of a driver whose method is awaited: a simulated camera. `frame = await camera.frame()` gives the pixels of one picture, which
// the camera delivers by an interrupt (QEMU's MPS2 board: its timer 1) or from a thread (unix).
#include <string.h>

#include "py/mphal.h"
#include "py/runtime.h"
#include "mpy_asyncio.h"

#if defined(MPY_ASYNCIO_INTERFACE) && !MPY_ASYNCIO_DRIVERS
#error "camera: build with MPY_ASYNCIO_FEATURES=…,drivers"
#endif

#define WIDTH (8)
#define HEIGHT (6)

typedef struct _camera_obj_t {
    mp_obj_base_t base;
    mpy_asyncio_handle_t handle;
    uint32_t exposure_us;
    volatile bool full;
    uint8_t number;
    uint8_t pixels[WIDTH * HEIGHT];
} camera_obj_t;

// The camera that takes a picture just now: the interrupt fills its pixels. A root pointer, so that the collector leaves it alone.
MP_REGISTER_ROOT_POINTER(struct _camera_obj_t *camera_exposing);

// Runs in the interrupt, or in the thread.
static void picture_taken(void) {
    camera_obj_t *self = MP_STATE_VM(camera_exposing);
    if (self == NULL) {
        return;
    }
    MP_STATE_VM(camera_exposing) = NULL;
    self->number++;
    memset(self->pixels, self->number, sizeof(self->pixels));
    self->full = true;
    mpy_asyncio_wake(&self->handle);
}

// ---- the simulated hardware: one exposure at a time ---------------------------------------------

#if defined(__unix__)
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t sensor = PTHREAD_MUTEX_INITIALIZER;
// Which exposure is under way: a thread that finds another number comes too late.
static unsigned int exposure;

typedef struct _order_t {
    unsigned int exposure;
    uint32_t us;
} order_t;

static void *expose(void *arg) {
    order_t order = *(order_t *)arg;
    free(arg);
    usleep(order.us);
    pthread_mutex_lock(&sensor);
    if (order.exposure == exposure) {
        picture_taken();
    }
    pthread_mutex_unlock(&sensor);
    return NULL;
}

static void sensor_stop(void) {
    pthread_mutex_lock(&sensor);
    exposure++;
    MP_STATE_VM(camera_exposing) = NULL;
    pthread_mutex_unlock(&sensor);
}

static void sensor_start(camera_obj_t *self) {
    pthread_mutex_lock(&sensor);
    MP_STATE_VM(camera_exposing) = self;
    order_t *order = malloc(sizeof(order_t));
    *order = (order_t) { exposure, self->exposure_us };
    pthread_mutex_unlock(&sensor);
    pthread_t thread;
    pthread_create(&thread, NULL, expose, order);
    pthread_detach(thread);
}

#else

// Timer 1 of the MPS2 board, which counts down at 25 MHz.
#define TIMER1_CONTROL (*(volatile uint32_t *)0x40001000)
#define TIMER1_VALUE (*(volatile uint32_t *)0x40001004)
#define TIMER1_RELOAD (*(volatile uint32_t *)0x40001008)
#define TIMER1_INT_CLEAR (*(volatile uint32_t *)0x4000100c)
#define ENABLE_INTERRUPT (*(volatile uint32_t *)0xe000e100)
#define TIMER1_INTERRUPT (9)

void board_timer1_interrupt(void);
void board_timer1_interrupt(void) {
    TIMER1_CONTROL = 0;
    TIMER1_INT_CLEAR = 1;
    picture_taken();
}

static void sensor_stop(void) {
    TIMER1_CONTROL = 0;
    TIMER1_INT_CLEAR = 1;
    MP_STATE_VM(camera_exposing) = NULL;
}

static void sensor_start(camera_obj_t *self) {
    MP_STATE_VM(camera_exposing) = self;
    TIMER1_VALUE = self->exposure_us * 25;
    TIMER1_RELOAD = self->exposure_us * 25;
    ENABLE_INTERRUPT = 1u << TIMER1_INTERRUPT;
    TIMER1_CONTROL = 1 | 8;
}

#endif

// ---- the driver -----------------------------------------------------------------------------------

static mp_obj_t frame_poll(mp_obj_t self_in) {
    camera_obj_t *self = MP_OBJ_TO_PTR(self_in);
    return self->full ? mp_obj_new_bytes(self->pixels, sizeof(self->pixels)) : MP_OBJ_NULL;
}

static void frame_cancelled(mp_obj_t self_in) {
    (void)self_in;
    sensor_stop();
}

static const mpy_asyncio_operation_t frame_operation = { frame_poll, frame_cancelled };

static mp_obj_t camera_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    camera_obj_t *self = mp_obj_malloc_with_finaliser(camera_obj_t, type);
    memset(&self->handle, 0, sizeof(*self) - offsetof(camera_obj_t, handle));
    self->exposure_us = mp_obj_get_int(args[0]);
    mpy_asyncio_open(&self->handle, MP_OBJ_FROM_PTR(self), &frame_operation);
    return MP_OBJ_FROM_PTR(self);
}

// frame = await camera.frame()
static mp_obj_t camera_frame(mp_obj_t self_in) {
    camera_obj_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t awaitable = mpy_asyncio_wait(&self->handle);
    if (MP_STATE_VM(camera_exposing) == NULL) {
        self->full = false;
        sensor_start(self);
    }
    return awaitable;
}
static MP_DEFINE_CONST_FUN_OBJ_1(camera_frame_obj, camera_frame);

static mp_obj_t camera_is_exposing(mp_obj_t self_in) {
    return mp_obj_new_bool(MP_STATE_VM(camera_exposing) == MP_OBJ_TO_PTR(self_in));
}
static MP_DEFINE_CONST_FUN_OBJ_1(camera_is_exposing_obj, camera_is_exposing);

// Also the finaliser: the interrupt must not find an object that is gone.
static mp_obj_t camera_close(mp_obj_t self_in) {
    camera_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (MP_STATE_VM(camera_exposing) == self) {
        sensor_stop();
    }
    mpy_asyncio_close(&self->handle);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(camera_close_obj, camera_close);

// What a driver with a bug does: a wake without a reason. Tells whether the handle was open.
static mp_obj_t camera_wake(mp_obj_t self_in) {
    camera_obj_t *self = MP_OBJ_TO_PTR(self_in);
    return mp_obj_new_bool(mpy_asyncio_wake(&self->handle));
}
static MP_DEFINE_CONST_FUN_OBJ_1(camera_wake_obj, camera_wake);

static const mp_rom_map_elem_t camera_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_frame), MP_ROM_PTR(&camera_frame_obj) },
    { MP_ROM_QSTR(MP_QSTR_is_exposing), MP_ROM_PTR(&camera_is_exposing_obj) },
    { MP_ROM_QSTR(MP_QSTR_wake), MP_ROM_PTR(&camera_wake_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&camera_close_obj) },
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&camera_close_obj) },
};
static MP_DEFINE_CONST_DICT(camera_locals, camera_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    camera_type, MP_QSTR_Camera, MP_TYPE_FLAG_NONE,
    make_new, camera_make_new,
    locals_dict, &camera_locals
    );

static const mp_rom_map_elem_t camera_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_camera) },
    { MP_ROM_QSTR(MP_QSTR_Camera), MP_ROM_PTR(&camera_type) },
};
static MP_DEFINE_CONST_DICT(camera_globals, camera_globals_table);

const mp_obj_module_t camera_module = { .base = { &mp_type_module }, .globals = (mp_obj_dict_t *)&camera_globals };
MP_REGISTER_MODULE(MP_QSTR_camera, camera_module);
