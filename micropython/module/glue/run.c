// The protected run of the event loop: Rust decides what to do, and this does it. One nlr_push guards
// the whole run, and no Rust frame is on the stack while anything here may raise.
#include "diagnostics/observe.h"
#include "console.h"
#include "exception_handler.h"
#include "generator.h"
#include "lull.h"
#include "run.h"

typedef struct _run_t {
    asyncio_op_t op;
    // Whether the coroutine of the current task runs. If not, a signal or the exception handler raises.
    bool in_task;
    // Whether a callback of the loop runs.
    bool in_call;
    // Of several coroutines that await each other, the one that is being resumed, or null.
    asyncio_generator_t *inner;
    // The stream whose ioctl is being asked, or MP_OBJ_NULL.
    mp_obj_t asked;
    #if ASYNCIO_IS_OBSERVABLE
    asyncio_step_t step;
    #endif
} run_t;

// An operation that is done must not keep its objects alive while the loop waits.
static void forget_op(run_t *run) {
    run->op.subject = MP_OBJ_NULL;
    run->op.value = MP_OBJ_NULL;
}

// Asks each stream that has no descriptor of its own whether it is ready. A stream's own code may raise.
static void ask_streams(run_t *run) {
    unsigned int events;
    while ((run->asked = mpy_io_next(&events)) != MP_OBJ_NULL) {
        mp_obj_t exc = MP_OBJ_NULL;
        int errcode = 0;
        mp_uint_t happened = mp_get_stream(run->asked)->ioctl(run->asked, MP_STREAM_POLL, events & ~ASYNCIO_POLL_TELLS, &errcode);
        if (happened == MP_STREAM_ERROR) {
            happened = MP_STREAM_POLL_ERR;
            exc = asyncio_new_exception_1(&mp_type_OSError, MP_OBJ_NEW_SMALL_INT(errcode));
        }
        if (happened != 0 || (events & ASYNCIO_POLL_TELLS)) {
            mpy_io_asked(run->asked, happened, exc);
        }
    }
}

// Resumes a coroutine that is not MicroPython's own generator: one of this module's awaitables, or any
// object with `send` and `throw`.
static MP_NOINLINE mp_vm_return_kind_t resume_other(mp_obj_t coro, mp_obj_t exc, mp_obj_t *value) {
    const mp_obj_type_t *type = mp_obj_get_type(coro);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_vm_return_kind_t kind = MP_VM_RETURN_YIELD;
        if (!(type->flags & MP_TYPE_FLAG_INSTANCE_TYPE) && exc == MP_OBJ_NULL) {
            kind = mp_resume(coro, mp_const_none, MP_OBJ_NULL, value);
        } else {
            mp_obj_t dest[3];
            mp_load_method_maybe(coro, exc == MP_OBJ_NULL ? MP_QSTR_send : MP_QSTR_throw, dest);
            if (dest[0] == MP_OBJ_NULL) {
                nlr_raise(mp_make_raise_obj(exc));
            }
            dest[2] = exc == MP_OBJ_NULL ? mp_const_none : exc;
            *value = mp_call_method_n_kw(1, 0, dest);
        }
        nlr_pop();
        return kind;
    }
    mp_obj_t raised = MP_OBJ_FROM_PTR(nlr.ret_val);
    if (mp_obj_exception_match(raised, MP_OBJ_FROM_PTR(&mp_type_StopIteration))) {
        *value = mp_obj_exception_get_value(raised);
        return MP_VM_RETURN_NORMAL;
    }
    *value = raised;
    return MP_VM_RETURN_EXCEPTION;
}

static mp_vm_return_kind_t resume(mp_obj_t coro, mp_obj_t exc, mp_obj_t *value) {
    if (mp_obj_is_type(coro, &mp_type_gen_instance)) {
        return mp_obj_gen_resume(coro, mp_const_none, exc, value);
    }
    return resume_other(coro, exc, value);
}

// `gen` goes on behind the `await` at which it stands. What is sent in takes the place of the awaited object, as the value of the `await`.
static inline void step_behind(asyncio_generator_t *gen) {
    --gen->code_state.sp;
    ++gen->code_state.ip;
}

static inline asyncio_generator_t *awaited_by(const asyncio_generator_t *gen) {
    return MP_OBJ_TO_PTR(gen->code_state.sp[-1]);
}

// The coroutines of the chain from `first` to the one before `last` count as suspended again.
static inline void unmark(asyncio_generator_t *first, const asyncio_generator_t *last) {
    for (; first != last; first = awaited_by(first)) {
        first->pend_exc = mp_const_none;
    }
}

// The step of run->inner is over. It is the last in a chain of coroutines that await each other, which begins with the task's. If it has ended,
// the one that awaits it goes on with its outcome, and so on.
static MP_NOINLINE mp_vm_return_kind_t settle(run_t *run, mp_vm_return_kind_t kind, mp_obj_t *value) {
    asyncio_generator_t *first = MP_OBJ_TO_PTR(run->op.subject);
    while (run->inner != first && kind != MP_VM_RETURN_YIELD) {
        asyncio_generator_t *gen = first;
        while (awaited_by(gen) != run->inner) {
            gen = awaited_by(gen);
        }
        run->inner = gen;
        gen->pend_exc = mp_const_none;
        if (kind == MP_VM_RETURN_NORMAL) {
            step_behind(gen);
            kind = mp_obj_gen_resume(MP_OBJ_FROM_PTR(gen), *value, MP_OBJ_NULL, value);
        } else {
            // Raised at the `await` itself, whose line the traceback names: None takes no exception.
            gen->code_state.sp[-1] = mp_const_none;
            kind = mp_obj_gen_resume(MP_OBJ_FROM_PTR(gen), mp_const_none, *value, value);
        }
    }
    unmark(first, run->inner);
    run->inner = NULL;
    return kind;
}

// A function of its own that keeps run->inner in no variable: if that ends, a dead word of the stack would hold it, and all its variables, while the
// one that awaits it goes on.
static MP_NOINLINE mp_vm_return_kind_t resume_inner(run_t *run, mp_obj_t sent, mp_obj_t *value) {
    mp_vm_return_kind_t kind = mp_obj_gen_resume(MP_OBJ_FROM_PTR(run->inner), sent, MP_OBJ_NULL, value);
    if (kind != MP_VM_RETURN_YIELD) {
        return settle(run, kind, value);
    }
    unmark(MP_OBJ_TO_PTR(run->op.subject), run->inner);
    run->inner = NULL;
    return kind;
}

// Longer chains are resumed from the first coroutine on. So none grows beyond what the stack can resume: an exception is always thrown into the
// first.
#define LONGEST_CHAIN (6)

// The wait of the current task for `awaited` is over: the coroutine that stands at its `await`, the task's or one that this awaits through others,
// goes on behind it. So the object is not stepped for a second time, and the coroutines above are not resumed. They count as running.
// A function of its own: a dead word in drive() would hold the awaited object.
static MP_NOINLINE mp_vm_return_kind_t resume_awake(run_t *run, mp_obj_t *value) {
    mp_obj_t awaited = run->op.awaited;
    mp_obj_t sent = run->op.value;
    // The coroutine alone decides how long they live.
    run->op.awaited = MP_OBJ_NULL;
    run->op.value = MP_OBJ_NULL;
    #if !MICROPY_PY_SYS_SETTRACE // A tracer sees each instruction.
    asyncio_generator_t *first = MP_OBJ_TO_PTR(run->op.subject);
    asyncio_generator_t *gen = first;
    unsigned int left = LONGEST_CHAIN;
    do {
        if (asyncio_bytecode_generator(MP_OBJ_FROM_PTR(gen)) == NULL || gen->pend_exc != mp_const_none) {
            break;
        }
        if (!asyncio_generator_awaits(gen)) {
            if (gen->code_state.ip == NULL) {
                // A script has ended it: nothing steps the awaited object any more.
                awaited = MP_OBJ_NULL;
            }
            break;
        }
        mp_obj_t object = gen->code_state.sp[-1];
        if (object == awaited) {
            step_behind(gen);
            if (gen == first) {
                return mp_obj_gen_resume(MP_OBJ_FROM_PTR(gen), sent, MP_OBJ_NULL, value);
            }
            run->inner = gen;
            return resume_inner(run, sent, value);
        }
        gen->pend_exc = MP_OBJ_NULL;
        gen = MP_OBJ_TO_PTR(object);
    } while (--left != 0);
    unmark(first, gen);
    #endif
    if (awaited != MP_OBJ_NULL) {
        mpy_wait_goes_on(awaited);
    }
    return resume(run->op.subject, MP_OBJ_NULL, value);
}

#if MPY_ASYNCIO_TASK_API
static MP_NOINLINE void call(run_t *run) {
    size_t n_args = run->op.value != MP_OBJ_NULL;
    mp_obj_t *args = &run->op.value;
    if (n_args == 1 && mp_obj_is_type(run->op.value, &mp_type_tuple)) {
        mp_obj_tuple_get(run->op.value, &n_args, &args);
    }
    run->in_call = true;
    mp_call_function_n_kw(run->op.subject, n_args, 0, args);
    run->in_call = false;
}

static const MP_DEFINE_STR_OBJ(callback_failed, "Exception in callback");

static MP_NOINLINE void report_failed_call(mp_obj_t exc) {
    asyncio_call_exception_handler(MP_OBJ_FROM_PTR(&callback_failed), exc, mp_const_none);
}
#endif

// Runs until the end of the run. Returns ASYNCIO_RETURN or ASYNCIO_RAISE, with the outcome in run->op.value.
static MP_NOINLINE unsigned int drive(run_t *run, unsigned int verdict) {
    mp_obj_t value;
    mp_vm_return_kind_t kind;
    for (;;) {
        if (verdict != ASYNCIO_GO_ON) {
            #if MPY_ASYNCIO_TASK_API
            if (verdict == ASYNCIO_CALL_FAILED) {
                verdict = ASYNCIO_GO_ON;
                report_failed_call(run->op.value);
                forget_op(run);
                continue;
            }
            #endif
            if (!MPY_ASYNCIO_COMPAT || verdict != ASYNCIO_CALL) {
                return verdict;
            }
            #if MPY_ASYNCIO_COMPAT
            mp_obj_t task = mpy_loop_current();
            mp_obj_t args[2] = { task, asyncio_checked(mpy_task_data(task)) };
            mp_call_function_n_kw(run->op.subject, 2, 0, args);
            #endif
        }
        verdict = ASYNCIO_GO_ON;
        if (MP_UNLIKELY(run->inner != NULL)) {
            value = run->op.value;
            kind = settle(run, MP_VM_RETURN_EXCEPTION, &value);
            run->in_task = false;
            goto ended;
        }
        if (run->op.rest == MP_OBJ_NULL) {
            mp_event_handle_nowait();
            ASYNCIO_BETWEEN_STEPS();
        }
        switch (mpy_loop_next(&run->op)) {
            case ASYNCIO_OP_AWAKE:
                run->in_task = true;
                ASYNCIO_STEP_BEGINS(run);
                kind = resume_awake(run, &value);
                run->in_task = false;
                break;
            case ASYNCIO_OP_RESUME:
                run->op.value = MP_OBJ_NULL;
                MP_FALLTHROUGH
            case ASYNCIO_OP_THROW:
                run->in_task = true;
                ASYNCIO_STEP_BEGINS(run);
                kind = resume(run->op.subject, run->op.value, &value);
                run->in_task = false;
                break;
            case ASYNCIO_OP_EVENTS:
                continue;
            case ASYNCIO_OP_POLL:
                asyncio_poll_descriptors();
                MP_FALLTHROUGH
            case ASYNCIO_OP_ASK:
                mpy_io_begin();
                ask_streams(run);
                ASYNCIO_BETWEEN_STEPS();
                continue;
            case ASYNCIO_OP_WAIT:
                run->op.value = MP_OBJ_NULL;
                run->op.awaited = MP_OBJ_NULL;
                #if MPY_ASYNCIO_IDLE
                run->op.wait_us = asyncio_use_lull(run->op.wait_us);
                #endif
                ASYNCIO_WAIT_BEGINS(run->op.wait_us);
                asyncio_wait(run->op.wait_us);
                ASYNCIO_WAIT_ENDED();
                continue;
            case ASYNCIO_OP_REPORT:
                asyncio_report(run->op.subject, run->op.value);
                forget_op(run);
                continue;
            #if MPY_ASYNCIO_TASK_API
            case ASYNCIO_OP_CALL:
                call(run);
                forget_op(run);
                ASYNCIO_BETWEEN_STEPS();
                continue;
            case ASYNCIO_OP_FAILED:
                report_failed_call(run->op.value);
                forget_op(run);
                continue;
            #endif
            default:
                run->op.value = mp_const_none;
                return ASYNCIO_RETURN;
        }
    ended:
        if (kind != MP_VM_RETURN_YIELD) {
            asyncio_caught(value);
            verdict = mpy_loop_finish(kind == MP_VM_RETURN_EXCEPTION, value, &run->op);
        }
        ASYNCIO_STEP_ENDED(run);
    }
}

#if defined(__unix__) && MICROPY_ASYNC_KBD_INTR
// Upstream's unix variants raise KeyboardInterrupt inside the signal handler, also in the middle of an
// allocation or of Rust. While the loop runs, the virtual machine raises it instead.
#include <signal.h>

static struct sigaction raising_handler;

static void schedule_interrupt(int signum) {
    (void)signum;
    mp_sched_keyboard_interrupt();
}

static void begin_run(void) {
    sigaction(SIGINT, NULL, &raising_handler);
    if (raising_handler.sa_handler != SIG_DFL && raising_handler.sa_handler != SIG_IGN) {
        struct sigaction handler = { .sa_handler = schedule_interrupt };
        sigemptyset(&handler.sa_mask);
        sigaction(SIGINT, &handler, NULL);
    }
}

// The loop has been left before an interrupt can jump out of here.
static void end_run(void) {
    ASYNCIO_RUN_ENDED();
    mpy_loop_leave();
    #if MPY_ASYNCIO_REPL
    asyncio_console_release();
    #endif
    sigaction(SIGINT, &raising_handler, NULL);
}
#else
static void begin_run(void) {
}

static void end_run(void) {
    ASYNCIO_RUN_ENDED();
    mpy_loop_leave();
    #if MPY_ASYNCIO_REPL
    asyncio_console_release();
    #endif
}
#endif

#if MICROPY_PY_THREAD
// Only compared, so that it may outlive its thread.
static const void *loop_thread;

bool asyncio_is_loop_thread(void) {
    return mp_thread_get_state() == loop_thread;
}
#endif

// Interned when the loop runs for the first time since the boot or soft reset, and so shows that it has run. A root pointer could not
// show it, because no port clears them. Interned strings are gone with the heap, and no script can remove one.
static const char mark_of_run[] = "asyncio.run";

static void remember_run(void) {
    qstr_from_strn(mark_of_run, sizeof(mark_of_run) - 1);
}

bool asyncio_has_run(void) {
    return qstr_find_strn(mark_of_run, sizeof(mark_of_run) - 1) != MP_QSTRnull;
}

mp_obj_t asyncio_run(mp_obj_t main_task) {
    remember_run();
    // An interrupt that jumps out of here finds the loop not entered.
    begin_run();
    mpy_loop_enter(main_task);
    #if MICROPY_PY_THREAD
    loop_thread = mp_thread_get_state();
    #endif
    ASYNCIO_RUN_BEGINS();
    run_t run;
    run.op.rest = MP_OBJ_NULL;
    run.op.awaited = MP_OBJ_NULL;
    run.in_task = false;
    run.in_call = false;
    run.inner = NULL;
    run.asked = MP_OBJ_NULL;
    #if ASYNCIO_IS_OBSERVABLE
    run.step.under_way = false;
    #endif
    volatile unsigned int verdict = ASYNCIO_GO_ON;
    for (;;) {
        nlr_buf_t nlr;
        if (nlr_push(&nlr) == 0) {
            unsigned int outcome = drive(&run, verdict);
            nlr_pop();
            end_run();
            if (outcome == ASYNCIO_RAISE) {
                nlr_raise(mp_make_raise_obj(run.op.value));
            }
            return run.op.value;
        }
        mp_obj_t raised = MP_OBJ_FROM_PTR(nlr.ret_val);
        if (run.asked != MP_OBJ_NULL && mp_obj_exception_match(raised, MP_OBJ_FROM_PTR(&mp_type_Exception))) {
            // It goes to the tasks that wait for that stream.
            asyncio_caught(raised);
            mpy_io_asked(run.asked, MP_STREAM_POLL_ERR, raised);
            run.asked = MP_OBJ_NULL;
            verdict = ASYNCIO_GO_ON;
            continue;
        }
        #if MPY_ASYNCIO_TASK_API
        if (run.in_call) {
            run.in_call = false;
            // As in CPython, these two end the run.
            if (!mp_obj_exception_match(raised, MP_OBJ_FROM_PTR(&mp_type_KeyboardInterrupt))
                && !mp_obj_exception_match(raised, MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
                asyncio_caught(raised);
                run.op.value = raised;
                verdict = ASYNCIO_CALL_FAILED;
                continue;
            }
        }
        #endif
        if (run.inner != NULL) {
            // A coroutine of a chain could not be resumed: the one that awaits it gets the exception.
            run.op.value = raised;
            verdict = ASYNCIO_GO_ON;
            continue;
        }
        if (!run.in_task) {
            end_run();
            nlr_raise(raised);
        }
        run.in_task = false;
        asyncio_caught(raised);
        verdict = mpy_loop_finish(true, raised, &run.op);
    }
}
