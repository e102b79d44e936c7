// What bridge.h and bindgen need of MicroPython's headers when only the documentation is built (DOCS_RS=1): there is no MicroPython then, and
// nothing is linked. The layouts are those of object representation A.
#ifndef MPY_ASYNCIO_DOCUMENTED_H
#define MPY_ASYNCIO_DOCUMENTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MICROPY_MAKE_VERSION(major, minor, micro) ((major) << 16 | (minor) << 8 | (micro))
#define MICROPY_VERSION MICROPY_MAKE_VERSION(1, 28, 0)
#define MICROPY_OBJ_REPR_A (0)
#define MICROPY_OBJ_REPR_B (1)
#define MICROPY_OBJ_REPR_C (2)
#define MICROPY_OBJ_REPR_D (3)
#define MICROPY_OBJ_REPR MICROPY_OBJ_REPR_A
#define MICROPY_OBJ_IMMEDIATE_OBJS (0)
#define MICROPY_MODULE_BUILTIN_INIT (1)
#define MICROPY_ENABLE_GC (1)
#define MICROPY_PY_SOCKET (1)
#define MICROPY_PY_THREAD (0)
#define MICROPY_PY_THREAD_GIL (0)

#define MP_STREAM_POLL_RD (1)
#define MP_STREAM_POLL_WR (4)

enum { MP_ENOMEM = 12, MP_EBADF = 9, MP_EAGAIN = 11, MP_ENFILE = 23, MP_EMFILE = 24 };
enum { MP_ECONNABORTED = 103, MP_ENOBUFS = 105, MP_ENOTCONN = 107, MP_EINPROGRESS = 115 };

#define MP_OBJ_NULL ((mp_obj_t)0)
#define MP_TYPE_FLAG_INSTANCE_TYPE (0x0200)

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef size_t qstr;
typedef uint16_t qstr_short_t;
typedef void *mp_obj_t;
typedef const void *mp_const_obj_t;
typedef const char *mp_rom_error_text_t;
typedef struct _mp_obj_type_t mp_obj_type_t;
typedef struct _mp_obj_base_t {
    const mp_obj_type_t *type;
} mp_obj_base_t;
struct _mp_obj_type_t {
    mp_obj_base_t base;
    uint16_t flags, name;
};
typedef struct _mp_obj_list_t {
    mp_obj_base_t base;
    size_t alloc, len;
    mp_obj_t *items;
} mp_obj_list_t;
typedef struct _mp_obj_fun_bc_t mp_obj_fun_bc_t;
qstr mp_obj_fun_bc_get_name(const mp_obj_fun_bc_t *function);

extern const mp_obj_base_t mp_const_none_obj, mp_const_false_obj, mp_const_true_obj, mp_const_empty_bytes_obj;
#define ASYNCIO_DOCUMENTED_TYPES(X) \
    X(bytes) X(gen_instance) X(str) X(type) X(BaseException) X(EOFError) X(Exception) X(IndexError) X(KeyboardInterrupt) \
    X(MemoryError) X(OSError) X(RuntimeError) X(StopIteration) X(SystemExit) X(TypeError) X(ValueError)
#define ASYNCIO_DOCUMENTED_TYPE(name) extern const mp_obj_type_t mp_type_##name;
ASYNCIO_DOCUMENTED_TYPES(ASYNCIO_DOCUMENTED_TYPE)

#define MP_DECLARE_CONST_FUN_OBJ_3(name) extern const mp_obj_base_t name

void *m_malloc_maybe(size_t bytes);
void gc_free(void *block);
const mp_obj_type_t *mp_obj_get_type(mp_const_obj_t obj);
const char *mp_obj_get_type_str(mp_const_obj_t obj);
bool mp_obj_is_subclass_fast(mp_const_obj_t obj, mp_const_obj_t of);
mp_obj_t mp_obj_cast_to_native_base(mp_obj_t obj, mp_const_obj_t base);
bool mp_obj_is_callable(mp_obj_t obj);
mp_obj_t mp_obj_new_exception(const mp_obj_type_t *type);
mp_obj_t mp_obj_new_exception_arg1(const mp_obj_type_t *type, mp_obj_t arg);
mp_obj_t mp_obj_new_exception_args(const mp_obj_type_t *type, size_t n_args, const mp_obj_t *args);
mp_obj_t mp_obj_new_exception_msg(const mp_obj_type_t *type, mp_rom_error_text_t text);
mp_obj_t mp_obj_new_exception_msg_varg(const mp_obj_type_t *type, mp_rom_error_text_t text, ...);
mp_obj_t mp_obj_exception_get_value(mp_obj_t exception);

#endif // MPY_ASYNCIO_DOCUMENTED_H
