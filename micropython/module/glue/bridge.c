// The functions of MicroPython that Rust cannot call itself: macros, inline functions and protected calls.
#include <assert.h>
#include <string.h>

#if defined(__unix__)
#include <errno.h>
#include <sys/socket.h>
#endif

#include "run.h"
#include "py/builtin.h"
#include "py/mphal.h"
#include "py/objarray.h"
#include "py/objstr.h"
#include "rust_qstrs.h"

MP_REGISTER_ROOT_POINTER(void *asyncio_loop[ASYNCIO_ROOT_WORDS]);

#ifndef NO_QSTR
void *const asyncio_root = &MP_STATE_VM(asyncio_loop)[0];
#endif

// Rust builds tagged words itself.
#if MICROPY_OBJ_IMMEDIATE_OBJS && MICROPY_OBJ_REPR == MICROPY_OBJ_REPR_A
_Static_assert((uintptr_t)mp_const_true == (3 << 3 | 6), "tagged objects are not as the Rust side builds them");
#endif

#if MPY_ASYNCIO_PREBUILT && !defined(NO_QSTR)
// An archive that was built for no firmware in particular gets this one's numbers as the addresses of symbols.
#define NUMBER(name) __asm__ volatile (".globl asyncio_qstr_" #name "\n.set asyncio_qstr_" #name ", %c0" : : "i" (MP_QSTR_##name));
__attribute__((used, noinline, noclone)) static void numbers_of_names(void) {
    ASYNCIO_RUST_QSTRS(NUMBER)
}
#else
#define NUMBER(name) MP_QSTR_##name,
static const qstr numbers_of_names[] __attribute__((unused)) = { ASYNCIO_RUST_QSTRS(NUMBER) };
#endif

mp_obj_t asyncio_stop_iteration(mp_obj_t value) {
    return mp_make_stop_iteration(value);
}

asyncio_result_t asyncio_set_error(mp_obj_t exc) {
    MP_STATE_THREAD(stop_iteration_arg) = exc;
    return (asyncio_result_t) { MP_OBJ_SENTINEL };
}

mp_obj_t asyncio_take_error(void) {
    mp_obj_t exc = MP_STATE_THREAD(stop_iteration_arg);
    MP_STATE_THREAD(stop_iteration_arg) = MP_OBJ_NULL;
    return exc;
}

void asyncio_raise_left(void) {
    nlr_raise(mp_make_raise_obj(asyncio_take_error()));
}

bool asyncio_protected_2(mp_obj_t (*fun)(mp_obj_t, mp_obj_t), mp_obj_t a, mp_obj_t b, mp_obj_t *outcome) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        *outcome = fun(a, b);
        nlr_pop();
        return true;
    }
    *outcome = MP_OBJ_FROM_PTR(nlr.ret_val);
    asyncio_caught(*outcome);
    return false;
}

#define TEXT_CASE(name, text) case ASYNCIO_TEXT_##name: return MP_ERROR_TEXT(text);

mp_rom_error_text_t asyncio_error_text(unsigned int number) {
    switch (number) {
        ASYNCIO_ERROR_TEXTS(TEXT_CASE)
    }
    MP_UNREACHABLE
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

#if MPY_ASYNCIO_COMPAT
mp_obj_t asyncio_call_remove(mp_obj_t queue, mp_obj_t task) {
    mp_obj_t dest[3];
    mp_load_method_maybe(queue, MP_QSTR_remove, dest);
    // An Event or Lock that a script has named itself does not have the task on its list.
    if (dest[0] != MP_OBJ_NULL && dest[0] != MP_OBJ_FROM_PTR(&asyncio_wait_list_remove_obj)) {
        dest[2] = task;
        mp_call_method_n_kw(1, 0, dest);
    }
    return mp_const_none;
}
#endif

bool asyncio_call(mp_obj_t fun, size_t n_positional, size_t n_args, const mp_obj_t *args, mp_obj_t *outcome) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        *outcome = mp_call_function_n_kw(fun, n_positional, (n_args - n_positional) / 2, args);
        nlr_pop();
        return true;
    }
    *outcome = MP_OBJ_FROM_PTR(nlr.ret_val);
    asyncio_caught(*outcome);
    return false;
}

bool asyncio_call_method(mp_obj_t obj, qstr method, size_t n_args, const mp_obj_t *args, mp_obj_t *outcome) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t dest[2 + ASYNCIO_METHOD_ARGS];
        mp_load_method(obj, method, dest);
        assert(n_args <= ASYNCIO_METHOD_ARGS);
        memcpy(dest + 2, args, n_args * sizeof(mp_obj_t));
        *outcome = mp_call_method_n_kw(n_args, 0, dest);
        nlr_pop();
        return true;
    }
    *outcome = MP_OBJ_FROM_PTR(nlr.ret_val);
    asyncio_caught(*outcome);
    return false;
}

mp_obj_t asyncio_load_attr(mp_obj_t obj, mp_obj_t attr) {
    return mp_load_attr(obj, MP_OBJ_QSTR_VALUE(attr));
}

mp_obj_t asyncio_get_item(mp_obj_t obj, mp_obj_t index) {
    return mp_obj_subscr(obj, index, MP_OBJ_SENTINEL);
}

mp_obj_t asyncio_import(mp_obj_t module, mp_obj_t unused) {
    (void)unused;
    return mp_import_name(MP_OBJ_QSTR_VALUE(module), mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
}

mp_obj_t asyncio_new_tuple_2(mp_obj_t a, mp_obj_t b) {
    mp_obj_t items[2] = { a, b };
    return mp_obj_new_tuple(2, items);
}

mp_obj_t asyncio_new_dict_1(mp_obj_t key, mp_obj_t value) {
    mp_obj_t dict = mp_obj_new_dict(1);
    mp_obj_dict_store(dict, key, value);
    return dict;
}

mp_obj_t asyncio_concatenate(mp_obj_t a, mp_obj_t b) {
    return mp_binary_op(MP_BINARY_OP_ADD, a, b);
}

#if MPY_ASYNCIO_TASK_API
mp_obj_t asyncio_equal(mp_obj_t a, mp_obj_t b) {
    return mp_obj_new_bool(mp_obj_equal(a, b));
}

mp_obj_t asyncio_new_list(mp_obj_t unused_a, mp_obj_t unused_b) {
    (void)unused_a;
    (void)unused_b;
    return mp_obj_new_list(0, NULL);
}

mp_obj_t asyncio_list_append(mp_obj_t list, mp_obj_t item) {
    return mp_obj_list_append(list, item);
}
#endif

#if MPY_ASYNCIO_OPERATION
mp_obj_t asyncio_less(mp_obj_t a, mp_obj_t b) {
    return asyncio_truth(mp_binary_op(MP_BINARY_OP_LESS, a, b), MP_OBJ_NULL);
}

mp_obj_t asyncio_truth(mp_obj_t obj, mp_obj_t unused) {
    (void)unused;
    return mp_obj_new_bool(mp_obj_is_true(obj));
}
#endif

int asyncio_descriptor(mp_obj_t stream) {
    const mp_stream_p_t *protocol = mp_get_stream_raise(stream, MP_STREAM_OP_IOCTL);
    #if defined(__unix__)
    int errcode;
    mp_uint_t fd = protocol->ioctl(stream, MP_STREAM_GET_FILENO, 0, &errcode);
    return fd == MP_STREAM_ERROR ? -1 : (int)fd;
    #else
    (void)protocol;
    return -1;
    #endif
}

mp_obj_t asyncio_stream_descriptor(mp_obj_t stream, mp_obj_t unused) {
    (void)unused;
    return MP_OBJ_NEW_SMALL_INT(asyncio_descriptor(stream));
}

bool asyncio_stream_is_direct(mp_obj_t stream) {
    const mp_obj_type_t *type = mp_obj_get_type(stream);
    if ((type->flags & MP_TYPE_FLAG_INSTANCE_TYPE) || !MP_OBJ_TYPE_HAS_SLOT(type, protocol)) {
        return false;
    }
    const mp_stream_p_t *protocol = MP_OBJ_TYPE_GET_SLOT(type, protocol);
    return protocol->read != NULL && protocol->write != NULL && !protocol->is_text;
}

ptrdiff_t asyncio_stream_transfer(mp_obj_t stream, void *data, size_t len, bool write, mp_obj_t *exc) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        const mp_stream_p_t *protocol = mp_get_stream(stream);
        int errcode = 0;
        mp_uint_t done = write ? protocol->write(stream, data, len, &errcode) : protocol->read(stream, data, len, &errcode);
        nlr_pop();
        if (done != MP_STREAM_ERROR) {
            return (ptrdiff_t)done;
        }
        if (!mp_is_nonblocking_error(errcode)) {
            *exc = asyncio_new_exception_1(&mp_type_OSError, MP_OBJ_NEW_SMALL_INT(errcode));
        }
        return -1;
    }
    *exc = MP_OBJ_FROM_PTR(nlr.ret_val);
    asyncio_caught(*exc);
    return -1;
}

#if defined(__unix__)
ptrdiff_t asyncio_peek(int fd, void *data, size_t len, mp_obj_t *exc) {
    ssize_t seen = recv(fd, data, len, MSG_PEEK | MSG_DONTWAIT);
    // This call takes the error of a socket, such as a peer's reset: no later call would return it again.
    if (seen < 0 && errno != ENOTSOCK && !mp_is_nonblocking_error(errno)) {
        *exc = asyncio_new_exception_1(&mp_type_OSError, MP_OBJ_NEW_SMALL_INT(errno));
    }
    return seen;
}
#else
ptrdiff_t asyncio_peek(int fd, void *data, size_t len, mp_obj_t *exc) {
    (void)fd;
    (void)data;
    (void)len;
    (void)exc;
    return -1;
}
#endif

bool asyncio_buffer(mp_obj_t obj, bool writable, void **data, size_t *len) {
    mp_buffer_info_t info;
    if (!mp_get_buffer(obj, &info, writable ? MP_BUFFER_WRITE : MP_BUFFER_READ)) {
        return false;
    }
    *data = info.buf;
    *len = info.len;
    return true;
}

void *asyncio_resize(void *block, size_t old_size, size_t new_size) {
    #if MICROPY_MALLOC_USES_ALLOCATED_SIZE
    return m_realloc_maybe(block, old_size, new_size, true);
    #else
    (void)old_size;
    return m_realloc_maybe(block, new_size, true);
    #endif
}

mp_obj_t asyncio_new_bytes(mp_obj_t block_in, mp_obj_t unused) {
    (void)unused;
    const asyncio_block_t *block = MP_OBJ_TO_PTR(block_in);
    if (block->len == 0) {
        return mp_const_empty_bytes;
    }
    vstr_t vstr = { .alloc = block->capacity, .len = block->len, .buf = block->data, .fixed_buf = false };
    return mp_obj_new_bytes_from_vstr(&vstr);
}

mp_obj_t asyncio_new_view(mp_obj_t block_in, mp_obj_t unused) {
    (void)unused;
    const asyncio_block_t *block = MP_OBJ_TO_PTR(block_in);
    #if MICROPY_PY_BUILTINS_MEMORYVIEW
    mp_obj_t view = mp_obj_new_memoryview('B', block->len, block->data);
    // A pointer into a block would not keep it alive; `free` is a view's offset.
    ((mp_obj_array_t *)MP_OBJ_TO_PTR(view))->free = block->start;
    return view;
    #else
    return mp_obj_new_bytes((const byte *)block->data + block->start, block->len);
    #endif
}

#if MPY_ASYNCIO_TEST_CLOCK
uint64_t asyncio_test_clock_us;
bool asyncio_test_clock_leaps;
bool asyncio_test_clock_stands;
#define REAL_TICKS(ticks) (asyncio_test_clock_stands ? 0 : (ticks))
#define TEST_CLOCK_US (asyncio_test_clock_us)
#else
#define REAL_TICKS(ticks) (ticks)
#define TEST_CLOCK_US (0)
#endif

uint32_t asyncio_ticks_ms(void) {
    return (uint32_t)(REAL_TICKS(mp_hal_ticks_ms()) + (mp_uint_t)(TEST_CLOCK_US / 1000));
}

uint32_t asyncio_ticks_us(void) {
    return (uint32_t)(REAL_TICKS(mp_hal_ticks_us()) + (mp_uint_t)TEST_CLOCK_US);
}

#if defined(__ARM_EABI__) && defined(__thumb__)
// Rust's core brings copying routines of its own for Arm, 1.3 kB of them, where a firmware has none of these names.
__attribute__((weak)) void __aeabi_memcpy(void *to, const void *from, size_t len) {
    memcpy(to, from, len);
}
__attribute__((weak, alias("__aeabi_memcpy"))) void __aeabi_memcpy4(void *to, const void *from, size_t len);
__attribute__((weak, alias("__aeabi_memcpy"))) void __aeabi_memcpy8(void *to, const void *from, size_t len);

__attribute__((weak)) void __aeabi_memmove(void *to, const void *from, size_t len) {
    memmove(to, from, len);
}
__attribute__((weak, alias("__aeabi_memmove"))) void __aeabi_memmove4(void *to, const void *from, size_t len);
__attribute__((weak, alias("__aeabi_memmove"))) void __aeabi_memmove8(void *to, const void *from, size_t len);

__attribute__((weak)) void __aeabi_memset(void *to, size_t len, int value) {
    memset(to, value, len);
}
__attribute__((weak, alias("__aeabi_memset"))) void __aeabi_memset4(void *to, size_t len, int value);
__attribute__((weak, alias("__aeabi_memset"))) void __aeabi_memset8(void *to, size_t len, int value);

__attribute__((weak)) void __aeabi_memclr(void *to, size_t len) {
    memset(to, 0, len);
}
__attribute__((weak, alias("__aeabi_memclr"))) void __aeabi_memclr4(void *to, size_t len);
__attribute__((weak, alias("__aeabi_memclr"))) void __aeabi_memclr8(void *to, size_t len);
#endif

#if MPY_ASYNCIO_SELF_CHECK
unsigned int asyncio_heap_locks;
#endif

void asyncio_lock_heap(void) {
    #if ASYNCIO_HAS_HEAP_LOCK
    mp_thread_recursive_mutex_lock(&MP_STATE_MEM(gc_mutex), 1);
    #endif
    #if MPY_ASYNCIO_SELF_CHECK
    asyncio_heap_locks++;
    #endif
}

void asyncio_unlock_heap(void) {
    #if MPY_ASYNCIO_SELF_CHECK
    asyncio_heap_locks--;
    #endif
    #if ASYNCIO_HAS_HEAP_LOCK
    mp_thread_recursive_mutex_unlock(&MP_STATE_MEM(gc_mutex));
    #endif
}

uint32_t asyncio_enter_critical(void) {
    return (uint32_t)MICROPY_BEGIN_ATOMIC_SECTION();
}

void asyncio_leave_critical(uint32_t state) {
    // On a port without interrupts the macro does not use it.
    (void)state;
    MICROPY_END_ATOMIC_SECTION(state);
}

void asyncio_panic(const char *file, unsigned int line) {
    mp_printf(&mp_plat_print, "mpy-asyncio: internal error at %s:%u, please report it\n", file, line);
    nlr_jump_fail(NULL);
}
