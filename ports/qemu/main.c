#include "py/builtin.h"
#include "py/cstack.h"
#include "py/gc.h"
#include "py/lexer.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "shared/runtime/gchelper.h"
#include "shared/runtime/pyexec.h"
#include "machine_timer.h"
#if BOARD_NETWORK
#include "extmod/modnetwork.h"
#include "network/interface.h"
#endif

extern char __stack_top[], __stack_bottom[], __heap_start[], __heap_end[];

int main(void) {
    mp_cstack_init_with_top(__stack_top, __stack_top - __stack_bottom);
    alarm_update();
    #if BOARD_NETWORK
    network_start();
    #endif
    for (;;) {
        gc_init(__heap_start, __heap_end);
        mp_init();
        #if BOARD_NETWORK
        mod_network_init();
        #endif

        for (;;) {
            int exit = pyexec_mode_kind == PYEXEC_MODE_RAW_REPL ? pyexec_raw_repl() : pyexec_friendly_repl();
            if (exit != 0) {
                break;
            }
        }

        // From here on nothing may reach into the heap: first what interrupts use, then the finalisers' last run.
        mp_hal_stdout_tx_str("MPY: soft reboot\r\n");
        machine_timer_stop_all();
        #ifdef MICROPY_PORT_STOP_INTERRUPTS
        MICROPY_PORT_STOP_INTERRUPTS();
        #endif
        gc_sweep_all();
        mp_deinit();
    }
}

void gc_collect(void) {
    gc_collect_start();
    gc_helper_collect_regs_and_stack();
    gc_collect_end();
}

void nlr_jump_fail(void *exception) {
    (void)exception;
    cpu_fatal("exception without a handler", (uint32_t)__builtin_return_address(0));
}

#if !MICROPY_VFS
// Scripts come over the REPL or are frozen: there are no files.

mp_import_stat_t mp_import_stat(const char *path) {
    (void)path;
    return MP_IMPORT_STAT_NO_EXIST;
}

mp_lexer_t *mp_lexer_new_from_file(qstr filename) {
    (void)filename;
    mp_raise_OSError(MP_ENOENT);
}

static mp_obj_t builtin_open(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    (void)n_args;
    (void)args;
    (void)kwargs;
    mp_raise_OSError(MP_ENOENT);
}
MP_DEFINE_CONST_FUN_OBJ_KW(mp_builtin_open_obj, 1, builtin_open);
#endif
