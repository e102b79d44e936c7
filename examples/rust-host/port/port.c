// What has to be C: an exception of MicroPython is a longjmp, which must not cross a Rust frame.
#include <stdlib.h>

#include "py/compile.h"
#include "py/gc.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stackctrl.h"
#include "shared/runtime/gchelper.h"

// Runs a program from start to end; false if it raised something, which is printed.
bool port_run(void *stack_top, void *heap, size_t heap_bytes, const char *program, size_t bytes) {
    mp_stack_set_top(stack_top);
    mp_stack_set_limit(256 * 1024);
    gc_init(heap, (char *)heap + heap_bytes);
    mp_init();
    bool fine = false;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_lexer_t *lexer = mp_lexer_new_from_str_len(MP_QSTR__lt_stdin_gt_, program, bytes, 0);
        mp_parse_tree_t tree = mp_parse(lexer, MP_PARSE_FILE_INPUT);
        mp_call_function_0(mp_compile(&tree, MP_QSTR__lt_stdin_gt_, false));
        nlr_pop();
        fine = true;
    } else {
        mp_obj_print_exception(&mp_plat_print, MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    gc_sweep_all();
    mp_deinit();
    return fine;
}

void gc_collect(void) {
    gc_collect_start();
    gc_helper_collect_regs_and_stack();
    gc_collect_end();
}

void nlr_jump_fail(void *exception) {
    (void)exception;
    abort();
}

static mp_obj_t no_files(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    (void)n_args;
    (void)args;
    (void)kw_args;
    mp_raise_OSError(MP_ENOENT);
}
MP_DEFINE_CONST_FUN_OBJ_KW(mp_builtin_open_obj, 1, no_files);
