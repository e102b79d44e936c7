// A port of MicroPython to the inside of a Rust test.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "py/builtin.h"
#include "py/compile.h"
#include "py/gc.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stackctrl.h"
#include "shared/runtime/gchelper.h"
#include "vm.h"

/******************************************************************************/
// Interrupts

long vm_hooks_left = -1;

// Where an interrupt is let in: in the virtual machine, whenever something reads the clock, and in the loop's wait.
void vm_hook(void) {
    if (vm_hooks_left >= 0 && vm_hooks_left-- == 0) {
        mp_sched_keyboard_interrupt();
    }
}

/******************************************************************************/
// Time

static uint64_t now_us;

mp_uint_t mp_hal_ticks_ms(void) {
    vm_hook();
    return now_us / 1000;
}

mp_uint_t mp_hal_ticks_us(void) {
    return now_us;
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return now_us;
}

uint64_t mp_hal_time_ns(void) {
    return now_us * 1000;
}

void mp_hal_delay_us(mp_uint_t us) {
    now_us += us;
}

void mp_hal_delay_ms(mp_uint_t ms) {
    now_us += ms * 1000;
}

void vm_wait_us(uint64_t us) {
    vm_hook();
    if (us == UINT64_MAX) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("waits for what no test brings about"));
    }
    now_us += us;
}

/******************************************************************************/
// Memory

void gc_collect(void) {
    gc_collect_start();
    gc_helper_collect_regs_and_stack();
    gc_collect_end();
}

bool vm_collect_always;
long vm_allocations_left = -1;

// The linker puts these before the real ones.
void *__real_gc_alloc(size_t n_bytes, unsigned int alloc_flags);
void *__wrap_gc_alloc(size_t n_bytes, unsigned int alloc_flags) {
    if (vm_allocations_left >= 0 && vm_allocations_left-- == 0) {
        return NULL;
    }
    if (vm_collect_always && !gc_is_locked()) {
        gc_collect();
    }
    return __real_gc_alloc(n_bytes, alloc_flags);
}

static void fill_free_memory(void) {
    void *filled = NULL;
    // Not through the wrapper: this is no allocation of the program's.
    for (size_t bytes = (size_t)1 << 20; bytes >= MICROPY_BYTES_PER_GC_BLOCK; bytes /= 2) {
        void **block;
        gc_info_t info;
        gc_info(&info);
        while (info.max_free * MICROPY_BYTES_PER_GC_BLOCK >= bytes && (block = __real_gc_alloc(bytes, 0)) != NULL) {
            memset(block, 0xee, bytes);
            *block = filled;
            filled = block;
            gc_info(&info);
        }
    }
    while (filled != NULL) {
        void *next = *(void **)filled;
        memset(filled, 0xee, sizeof(void *));
        gc_free(filled);
        filled = next;
    }
}

void vm_collect(void) {
    gc_collect();
    fill_free_memory();
}

size_t vm_count(const mp_obj_type_t *type) {
    size_t count = 0;
    for (byte *block = MP_STATE_MEM(area).gc_pool_start; block < MP_STATE_MEM(area).gc_pool_end; block += MICROPY_BYTES_PER_GC_BLOCK) {
        count += gc_nbytes(block) >= sizeof(mp_obj_base_t) && ((mp_obj_base_t *)block)->type == type;
    }
    return count;
}

size_t vm_used(void) {
    gc_info_t info;
    gc_info(&info);
    return info.used;
}

/******************************************************************************/
// Programs

static mp_obj_t collect(void) {
    vm_collect();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(collect_obj, collect);

static mp_obj_t count(mp_obj_t type) {
    return MP_OBJ_NEW_SMALL_INT(vm_count(MP_OBJ_TO_PTR(type)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(count_obj, count);

// What hangs ends with the whole test binary, which then says which test it was.
#define MOST_SECONDS_PER_TEST (100)

static void boot(void *heap, size_t heap_bytes) {
    gc_init(heap, (char *)heap + heap_bytes);
    mp_init();
    mp_store_global(MP_QSTR_collect, MP_OBJ_FROM_PTR(&collect_obj));
    mp_store_global(MP_QSTR_count, MP_OBJ_FROM_PTR(&count_obj));
}

void vm_start(void *stack_top, void *heap, size_t heap_bytes) {
    alarm(MOST_SECONDS_PER_TEST);
    mp_stack_set_top(stack_top);
    mp_stack_set_limit(256 * 1024);
    boot(heap, heap_bytes);
}

void vm_soft_reset(void *heap, size_t heap_bytes) {
    gc_sweep_all();
    mp_deinit();
    memset(heap, 0xee, heap_bytes);
    boot(heap, heap_bytes);
}

void vm_stop(void) {
    vm_collect_always = false;
    vm_allocations_left = -1;
    vm_hooks_left = -1;
    alarm(0);
    gc_sweep_all();
    mp_deinit();
}

bool vm_exec(const char *source, size_t len) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_lexer_t *lex = mp_lexer_new_from_str_len(MP_QSTR__lt_stdin_gt_, source, len, 0);
        mp_parse_tree_t tree = mp_parse(lex, MP_PARSE_FILE_INPUT);
        mp_call_function_0(mp_compile(&tree, MP_QSTR__lt_stdin_gt_, false));
        mp_handle_pending(true);
        nlr_pop();
        return true;
    }
    mp_handle_pending(false);
    mp_obj_print_exception(&mp_plat_print, MP_OBJ_FROM_PTR(nlr.ret_val));
    return false;
}

mp_obj_t vm_global(const char *name) {
    mp_map_elem_t *elem = mp_map_lookup(&mp_globals_get()->map, MP_OBJ_NEW_QSTR(qstr_from_str(name)), MP_MAP_LOOKUP);
    return elem == NULL ? MP_OBJ_NULL : elem->value;
}

mp_obj_t vm_raise(mp_obj_t exc, mp_obj_t unused) {
    (void)unused;
    nlr_raise(mp_make_raise_obj(exc));
}

/******************************************************************************/
// What MicroPython asks of a port

void mp_hal_stdout_tx_strn_cooked(const char *text, size_t len) {
    vm_print(text, len);
}

mp_uint_t mp_hal_stdout_tx_strn(const char *text, size_t len) {
    vm_print(text, len);
    return len;
}

static mp_obj_t no_files(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    (void)n_args;
    (void)args;
    (void)kw_args;
    mp_raise_OSError(MP_ENOENT);
}
MP_DEFINE_CONST_FUN_OBJ_KW(mp_builtin_open_obj, 1, no_files);

void nlr_jump_fail(void *val) {
    fprintf(stderr, "an exception that nobody catches: %p\n", val);
    abort();
}
