// `asyncio.repl`: reads the bytes of a prompt, and executes what was typed. What the bytes mean is in Rust's repl.rs.
#include "names.h"

#if MPY_ASYNCIO_REPL

#include <string.h>

#include "py/compile.h"
#include "py/mphal.h"
#include "py/repl.h"
#include "glue/console.h"
#include "extmod/modplatform.h"
#include "genhdr/mpversion.h"

// So many bytes are taken in one turn.
#define BYTES_OF_TURN (64)

extern struct _mp_dummy_t mp_sys_stdin_obj;

// ---- what is printed at a prompt -------------------------------------------------------------------

static mp_obj_t write_bytes(mp_obj_t output, mp_obj_t data) {
    return asyncio_checked(mpy_stream_write(output, data));
}

typedef struct _text_t {
    const char *data;
    size_t len;
} text_t;

static mp_obj_t put_text(mp_obj_t output, mp_obj_t text_in) {
    const text_t *text = MP_OBJ_TO_PTR(text_in);
    return write_bytes(output, mp_obj_new_bytes((const byte *)text->data, text->len));
}

static mp_obj_t put_on_console(mp_obj_t unused, mp_obj_t text_in) {
    (void)unused;
    const text_t *text = MP_OBJ_TO_PTR(text_in);
    asyncio_console_write(text->data, text->len);
    return mp_const_none;
}

void asyncio_repl_put(mp_obj_t output, const char *data, size_t len) {
    if (len == 0) {
        return;
    }
    text_t text = { data, len };
    mp_obj_t outcome;
    bool is_console = output == MP_OBJ_NULL;
    bool done = asyncio_protected_2(is_console ? put_on_console : put_text, output, MP_OBJ_FROM_PTR(&text), &outcome);
    if (is_console && !done) {
        // A console that takes nothing handles signals meanwhile. The virtual machine raises what came.
        mp_sched_exception(outcome);
    }
}

static void put_string(mp_obj_t output, const char *text) {
    asyncio_repl_put(output, text, strlen(text));
}

void asyncio_repl_put_sign(mp_obj_t output, bool more) {
    put_string(output, more ? mp_repl_get_ps2() : mp_repl_get_ps1());
}

void asyncio_repl_put_banner(mp_obj_t output) {
    put_string(output, MICROPY_BANNER_NAME_AND_VERSION "; " MICROPY_BANNER_MACHINE "\r\n");
    #if MICROPY_PY_BUILTINS_HELP
    put_string(output, "Type \"help()\" for more information.\r\n");
    #endif
}

bool asyncio_repl_goes_on(const char *text) {
    #if MICROPY_HELPER_REPL
    return mp_repl_continue_with_input(text);
    #else
    (void)text;
    return false;
    #endif
}

void asyncio_repl_begins(mp_obj_t output) {
    if (output == MP_OBJ_NULL) {
        asyncio_console_interruptible(true);
    }
}

// Line feeds become the ends of lines of a terminal.
static void print_strn(void *output, const char *text, size_t len) {
    size_t begin = 0;
    for (size_t at = 0; at < len; at++) {
        if (text[at] == '\n') {
            asyncio_repl_put(MP_OBJ_FROM_PTR(output), text + begin, at - begin);
            asyncio_repl_put(MP_OBJ_FROM_PTR(output), "\r\n", 2);
            begin = at + 1;
        }
    }
    asyncio_repl_put(MP_OBJ_FROM_PTR(output), text + begin, len - begin);
}

static mp_obj_t print_exception(mp_obj_t output, mp_obj_t exc) {
    mp_print_t print = { MP_OBJ_TO_PTR(output), print_strn };
    mp_obj_print_exception(&print, exc);
    return mp_const_none;
}

// The Stream to which prints go now, or MP_OBJ_NULL for the console. The prompt, which is on the stack, keeps it alive.
static mp_obj_t printed_to;

// The same for the running thread: a Stream is the loop's, and what other threads print is not the prompt's.
static mp_obj_t printed_to_here(void) {
    return asyncio_is_loop_thread() ? printed_to : MP_OBJ_NULL;
}

#if defined(__unix__)
void __real_mp_hal_stdout_tx_strn_cooked(const char *data, size_t len);
void __wrap_mp_hal_stdout_tx_strn_cooked(const char *data, size_t len);
void __wrap_mp_hal_stdout_tx_strn_cooked(const char *data, size_t len) {
    mp_obj_t output = printed_to_here();
    if (output != MP_OBJ_NULL) {
        print_strn(MP_OBJ_TO_PTR(output), data, len);
    } else {
        __real_mp_hal_stdout_tx_strn_cooked(data, len);
    }
}

#if MICROPY_VFS_POSIX
// sys.stdout is a file there, which prints reach without a function of the port: it becomes an object of another class meanwhile.
extern struct _mp_dummy_t mp_sys_stdout_obj;
#define STDOUT ((mp_obj_base_t *)&mp_sys_stdout_obj)

static mp_uint_t printed_write(mp_obj_t self, const void *data, mp_uint_t len, int *errcode) {
    (void)self;
    (void)errcode;
    mp_hal_stdout_tx_strn_cooked(data, len);
    return len;
}

static const mp_rom_map_elem_t printed_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
};
static MP_DEFINE_CONST_DICT(printed_locals, printed_locals_table);

static const mp_stream_p_t printed_protocol = { .write = printed_write, .is_text = true };

static MP_DEFINE_CONST_OBJ_TYPE(
    printed_type, MP_QSTR_stdout, MP_TYPE_FLAG_NONE,
    protocol, &printed_protocol,
    locals_dict, &printed_locals
    );
#endif
#else
mp_uint_t __real_mp_hal_stdout_tx_strn(const char *data, size_t len);
mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *data, size_t len);
mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *data, size_t len) {
    mp_obj_t output = printed_to_here();
    if (output != MP_OBJ_NULL) {
        asyncio_repl_put(output, data, len);
        return len;
    }
    return __real_mp_hal_stdout_tx_strn(data, len);
}
#endif

// ---- the execution of what was typed -----------------------------------------------------------------

typedef struct _surroundings_t {
    mp_obj_dict_t *globals;
    mp_obj_dict_t *locals;
    mp_obj_t printed_to;
    #if defined(__unix__) && MICROPY_VFS_POSIX
    const mp_obj_type_t *stdout_type;
    #endif
} surroundings_t;

static void enter(mp_obj_t repl, surroundings_t *before) {
    before->globals = mp_globals_get();
    before->locals = mp_locals_get();
    before->printed_to = printed_to;
    mp_globals_set(&MP_STATE_VM(dict_main));
    mp_locals_set(&MP_STATE_VM(dict_main));
    printed_to = mpy_repl_output(repl);
    #if defined(__unix__) && MICROPY_VFS_POSIX
    before->stdout_type = STDOUT->type;
    if (printed_to != MP_OBJ_NULL) {
        STDOUT->type = &printed_type;
    }
    #endif
    asyncio_repl_begins(printed_to);
}

static void leave(const surroundings_t *before) {
    mp_globals_set(before->globals);
    mp_locals_set(before->locals);
    printed_to = before->printed_to;
    #if defined(__unix__) && MICROPY_VFS_POSIX
    STDOUT->type = before->stdout_type;
    #endif
}

static mp_obj_t compile(mp_obj_t repl) {
    size_t len;
    unsigned int how;
    const char *source = mpy_repl_source(repl, &len, &how);
    if (how & ASYNCIO_REPL_TOO_LONG) {
        mpy_repl_taken(repl);
        mp_raise_msg(&mp_type_MemoryError, MP_ERROR_TEXT("no memory for all that was typed: copy it to a file in parts"));
    }
    mp_lexer_t *lexer = mp_lexer_new_from_str_len(MP_QSTR__lt_stdin_gt_, source, len, 0);
    qstr name = lexer->source_name;
    mp_parse_tree_t tree = mp_parse(lexer, how & ASYNCIO_REPL_IS_STATEMENT ? MP_PARSE_SINGLE_INPUT : MP_PARSE_FILE_INPUT);
    mpy_repl_taken(repl);
    mp_compile_allow_top_level_await = true;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t fun = mp_compile(&tree, name, how & ASYNCIO_REPL_PRINTS);
        nlr_pop();
        mp_compile_allow_top_level_await = false;
        return fun;
    }
    mp_compile_allow_top_level_await = false;
    nlr_jump(nlr.ret_val);
}

#if MICROPY_CAN_OVERRIDE_BUILTINS
// The value that was printed last.
static mp_obj_t printed_value(void) {
    mp_obj_dict_t *names = MP_STATE_VM(mp_module_builtins_override_dict);
    mp_map_elem_t *elem = names == NULL ? NULL : mp_map_lookup(&names->map, MP_OBJ_NEW_QSTR(MP_QSTR__), MP_MAP_LOOKUP);
    return elem == NULL ? MP_OBJ_NULL : elem->value;
}
#endif

// Runs the statement, or resumes the coroutine `coro`, with Ctrl-C on. What it raises is an outcome.
static mp_vm_return_kind_t perform(mp_obj_t repl, mp_obj_t coro, mp_obj_t exc, mp_obj_t *value) {
    surroundings_t before;
    enter(repl, &before);
    mp_vm_return_kind_t kind;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        if (coro != MP_OBJ_NULL) {
            kind = mp_obj_gen_resume(coro, mp_const_none, exc, value);
        } else {
            *value = mp_call_function_0(compile(repl));
            kind = MP_VM_RETURN_NORMAL;
        }
        asyncio_console_interruptible(false);
        if (kind != MP_VM_RETURN_YIELD) {
            mp_handle_pending(true);
        }
        nlr_pop();
    } else {
        asyncio_console_interruptible(false);
        mp_handle_pending(false);
        *value = MP_OBJ_FROM_PTR(nlr.ret_val);
        kind = MP_VM_RETURN_EXCEPTION;
    }
    leave(&before);
    return kind;
}

// What was typed has come to its end. Raises only SystemExit, which ends the program.
static void report(mp_obj_t repl, mp_vm_return_kind_t kind, mp_obj_t value) {
    mp_obj_t outcome;
    mpy_repl_output_ended(repl);
    if (kind == MP_VM_RETURN_EXCEPTION) {
        asyncio_caught(value);
        if (mp_obj_exception_match(value, MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
            asyncio_console_release();
            nlr_raise(value);
        }
        if (mpy_repl_task(repl) != MP_OBJ_NULL && mp_obj_exception_match(value, MP_OBJ_FROM_PTR(&asyncio_type_cancelled_error))) {
            value = mp_obj_new_exception(&mp_type_KeyboardInterrupt);
        }
        asyncio_protected_2(print_exception, mpy_repl_output(repl), value, &outcome);
    }
    mpy_repl_executed(repl);
}

// The coroutine of what was typed with an `await`, as its task runs it.
typedef struct _typed_t {
    mp_obj_base_t base;
    mp_obj_t repl;
    mp_obj_t coro;
} typed_t;

// Returns what it yields, or MP_OBJ_NULL at its end.
static mp_obj_t typed_step(mp_obj_t self_in, mp_obj_t exc) {
    typed_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t value;
    mp_vm_return_kind_t kind = perform(self->repl, self->coro, exc, &value);
    if (kind == MP_VM_RETURN_YIELD) {
        #if MICROPY_KBD_EXCEPTION
        if (MP_STATE_MAIN_THREAD(mp_pending_exception) == MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_kbd_exception))) {
            // Ctrl-C came when it had just begun to wait.
            MP_STATE_MAIN_THREAD(mp_pending_exception) = MP_OBJ_NULL;
            asyncio_checked(mpy_task_cancel(mpy_repl_task(self->repl)));
        }
        #endif
        return value;
    }
    if (!mpy_repl_is_over(self->repl)) {
        report(self->repl, kind, value);
    }
    return MP_OBJ_NULL;
}

static mp_obj_t typed_iternext(mp_obj_t self) {
    return typed_step(self, MP_OBJ_NULL);
}

static mp_obj_t typed_throw(mp_obj_t self, mp_obj_t exc) {
    mp_obj_t value = typed_step(self, exc);
    if (value == MP_OBJ_NULL) {
        mp_raise_type(&mp_type_StopIteration);
    }
    return value;
}
static MP_DEFINE_CONST_FUN_OBJ_2(typed_throw_obj, typed_throw);

static const mp_rom_map_elem_t typed_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&typed_throw_obj) },
};
static MP_DEFINE_CONST_DICT(typed_locals, typed_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_typed, MP_QSTR_typed, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, typed_iternext,
    locals_dict, &typed_locals
    );

static mp_obj_t start_typed(mp_obj_t repl, mp_obj_t coro) {
    typed_t *typed = mp_obj_malloc(typed_t, &asyncio_type_typed);
    typed->repl = repl;
    typed->coro = coro;
    return asyncio_checked(mpy_task_create(MP_OBJ_FROM_PTR(typed)));
}

static void execute(mp_obj_t repl) {
    mp_obj_t value;
    #if MICROPY_CAN_OVERRIDE_BUILTINS
    mp_obj_t before = printed_value();
    #endif
    mp_vm_return_kind_t kind = perform(repl, MP_OBJ_NULL, MP_OBJ_NULL, &value);
    if (kind == MP_VM_RETURN_NORMAL && mp_obj_is_type(value, &mp_type_gen_instance)) {
        if (asyncio_protected_2(start_typed, repl, value, &value)) {
            mpy_repl_goes_on(repl, value);
            return;
        }
        kind = MP_VM_RETURN_EXCEPTION;
    }
    #if MICROPY_CAN_OVERRIDE_BUILTINS
    mp_obj_t printed = printed_value();
    if (kind == MP_VM_RETURN_NORMAL && printed != before && printed != MP_OBJ_NULL && mpy_repl_is_awaitable(printed)) {
        put_string(mpy_repl_output(repl), "(awaitable: `await _` runs it)\r\n");
    }
    #endif
    report(repl, kind, value);
}

// ---- the prompt -----------------------------------------------------------------------------------------

static int read_stream(mp_obj_t stream) {
    const mp_stream_p_t *protocol = mp_get_stream(stream);
    int errcode = 0;
    mp_uint_t ready = protocol->ioctl(stream, MP_STREAM_POLL, MP_STREAM_POLL_RD, &errcode);
    if (ready == MP_STREAM_ERROR) {
        return ASYNCIO_CONSOLE_END;
    }
    if (!(ready & MP_STREAM_POLL_RD)) {
        return ready & (MP_STREAM_POLL_ERR | MP_STREAM_POLL_HUP | MP_STREAM_POLL_NVAL) ? ASYNCIO_CONSOLE_END : ASYNCIO_CONSOLE_NOTHING;
    }
    byte got;
    mp_uint_t count = protocol->read(stream, &got, 1, &errcode);
    if (count == MP_STREAM_ERROR) {
        return mp_is_nonblocking_error(errcode) ? ASYNCIO_CONSOLE_NOTHING : ASYNCIO_CONSOLE_END;
    }
    return count == 1 ? got : ASYNCIO_CONSOLE_END;
}

static void complete(mp_obj_t repl) {
    #if MICROPY_HELPER_REPL
    size_t len;
    const char *text = mpy_repl_before_cursor(repl, &len);
    mp_print_t print = { MP_OBJ_TO_PTR(mpy_repl_output(repl)), print_strn };
    const char *rest;
    size_t found = mp_repl_autocomplete(text, len, &print, &rest);
    if (found == (size_t)-1) {
        mpy_repl_completed(repl, NULL, 0);
    } else if (found != 0) {
        mpy_repl_completed(repl, rest, found);
    }
    #else
    (void)repl;
    #endif
}

static void end(mp_obj_t repl) {
    if (mpy_repl_is_over(repl)) {
        return;
    }
    if (mpy_repl_output(repl) == MP_OBJ_NULL) {
        asyncio_console_release();
    }
    mp_obj_t task = mpy_repl_end(repl);
    if (task != MP_OBJ_NULL) {
        asyncio_checked(mpy_task_cancel(task));
    }
}

// Returns MP_OBJ_NULL at the end.
static mp_obj_t repl_iternext(mp_obj_t self) {
    if (mpy_repl_is_over(self)) {
        return MP_OBJ_NULL;
    }
    mp_obj_t output = mpy_repl_output(self);
    if (output == MP_OBJ_NULL) {
        asyncio_console_take();
    }
    mpy_repl_begin(self);
    if (output != MP_OBJ_NULL && mpy_stream_is_closed(output)) {
        // Another stream may have its descriptor by now, and must not be read.
        end(self);
        return MP_OBJ_NULL;
    }
    for (unsigned int left = BYTES_OF_TURN; left != 0; left--) {
        // A client that does not read what is written is not listened to.
        if (output != MP_OBJ_NULL && mpy_stream_ask_drain(output)) {
            mp_obj_t drained = asyncio_checked(mpy_stream_next(output));
            if (drained != MP_OBJ_NULL) {
                return drained;
            }
        }
        int got = mpy_repl_ahead(self);
        if (got < 0) {
            got = output == MP_OBJ_NULL ? asyncio_console_read() : read_stream(mpy_repl_stream(self));
        }
        if (got == ASYNCIO_CONSOLE_NOTHING) {
            break;
        }
        if (got == ASYNCIO_CONSOLE_END) {
            end(self);
            return MP_OBJ_NULL;
        }
        switch (mpy_repl_feed(self, got)) {
            case ASYNCIO_REPL_EXECUTE:
                execute(self);
                // The other tasks have their turns.
                left = 1;
                break;
            case ASYNCIO_REPL_COMPLETE:
                complete(self);
                break;
            case ASYNCIO_REPL_CANCEL:
                asyncio_checked(mpy_task_cancel(mpy_repl_task(self)));
                break;
            case ASYNCIO_REPL_QUIT:
                end(self);
                if (output == MP_OBJ_NULL) {
                    mp_raise_type(&mp_type_KeyboardInterrupt);
                }
                return MP_OBJ_NULL;
        }
    }
    return asyncio_checked(mpy_repl_wait(self));
}

static mp_obj_t repl_throw(mp_obj_t self, mp_obj_t exc) {
    mp_obj_t output = mpy_repl_output(self);
    end(self);
    if (output != MP_OBJ_NULL) {
        // Another task may be waiting to write.
        return asyncio_checked(mpy_stream_throw(output, exc));
    }
    nlr_raise(mp_make_raise_obj(exc));
}
static MP_DEFINE_CONST_FUN_OBJ_2(repl_throw_obj, repl_throw);

static const mp_rom_map_elem_t repl_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&repl_throw_obj) },
};
static MP_DEFINE_CONST_DICT(repl_locals, repl_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_repl, MP_QSTR_repl, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, repl_iternext,
    locals_dict, &repl_locals
    );

static mp_obj_t repl_run(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_stream, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t arg;
    mp_arg_parse_all(n_args, pos_args, kw_args, 1, allowed_args, &arg);
    mp_obj_t stream = arg.u_obj;
    if (stream == mp_const_none) {
        return asyncio_checked(mpy_repl_new(MP_OBJ_FROM_PTR(&mp_sys_stdin_obj), MP_OBJ_NULL));
    }
    bool is_ours = mp_obj_is_type(stream, &asyncio_type_stream);
    mp_obj_t output = stream;
    if (is_ours) {
        stream = mpy_stream_wrapped(output);
    }
    mp_get_stream_raise(stream, MP_STREAM_OP_READ | MP_STREAM_OP_WRITE | MP_STREAM_OP_IOCTL);
    if (!is_ours) {
        output = asyncio_checked(mpy_stream_new(stream, mp_obj_new_dict(0)));
    }
    return asyncio_checked(mpy_repl_new(stream, output));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(repl_run_obj, 0, repl_run);

static mp_obj_t repl_start(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return asyncio_checked(mpy_task_create(repl_run(n_args, pos_args, kw_args)));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(repl_start_obj, 0, repl_start);

static const mp_rom_map_elem_t repl_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_repl) },
    { MP_ROM_QSTR(MP_QSTR_run), MP_ROM_PTR(&repl_run_obj) },
    { MP_ROM_QSTR(MP_QSTR_start), MP_ROM_PTR(&repl_start_obj) },
};
static MP_DEFINE_CONST_DICT(repl_globals, repl_table);

const mp_obj_module_t asyncio_module_repl = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&repl_globals,
};

#endif
