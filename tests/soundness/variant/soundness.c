// The module `soundness`: faults at a chosen allocation or instruction, a collector that runs at every allocation, and
// checks of what came of it. With AddressSanitizer, memory of the heap that is free can't be touched unseen.
//
// The linker puts each __wrap_ function before the collector's own. SOUNDNESS_COLLECT_EVERY=n in the environment collects at
// every n-th allocation of a script that knows nothing of this.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

#include "py/gc.h"
#include "py/mpthread.h"
#include "py/runtime.h"
#include "py/stackctrl.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>

// The collector scans the stack, so all of it has to be there. What MicroPython's unix port keeps until the end is no leak.
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "detect_stack_use_after_return=0:detect_leaks=0";
}
const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void) {
    return "print_stacktrace=1";
}
#else
#define ASAN_POISON_MEMORY_REGION(start, bytes) ((void)(start), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(start, bytes) ((void)(start), (void)(bytes))
#endif

#if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
#define LOCK_HEAP() mp_thread_recursive_mutex_lock(&MP_STATE_MEM(gc_mutex), 1)
#define UNLOCK_HEAP() mp_thread_recursive_mutex_unlock(&MP_STATE_MEM(gc_mutex))
#else
#define LOCK_HEAP()
#define UNLOCK_HEAP()
#endif

static bool is_main_thread(void) {
    #if MICROPY_PY_THREAD
    return mp_thread_get_state() == &mp_state_ctx.thread;
    #else
    return true;
    #endif
}

/******************************************************************************/
// The heap

// The collector's memset and memcpy: it may touch what nobody else may.
#define UNCHECKED __attribute__((no_sanitize("address"), optimize("no-tree-loop-distribute-patterns")))

UNCHECKED void *soundness_memset(void *to, int value, size_t bytes) {
    for (unsigned char *at = to, *end = at + bytes; at < end; at++) {
        *at = value;
    }
    return to;
}

UNCHECKED void *soundness_memcpy(void *to, const void *from, size_t bytes) {
    for (size_t at = 0; at < bytes; at++) {
        ((unsigned char *)to)[at] = ((const unsigned char *)from)[at];
    }
    return to;
}

static long allocations_left = -1;
static long collect_every;
static long until_collection;

__attribute__((constructor)) static void read_environment(void) {
    const char *every = getenv("SOUNDNESS_COLLECT_EVERY");
    collect_every = every == NULL ? 0 : atol(every);
}

static bool fails(void) {
    return allocations_left >= 0 && is_main_thread() && allocations_left-- == 0;
}

static void collect_if_due(void) {
    if (collect_every > 0 && --until_collection <= 0 && MP_STATE_MEM(gc_auto_collect_enabled) && !gc_is_locked()) {
        until_collection = collect_every;
        gc_collect();
    }
}

void *__real_gc_alloc(size_t bytes, unsigned int flags);
void *__wrap_gc_alloc(size_t bytes, unsigned int flags) {
    if (fails()) {
        return NULL;
    }
    collect_if_due();
    // Another thread that walks through the heap is to see no object that nobody may look at yet.
    LOCK_HEAP();
    void *block = __real_gc_alloc(bytes, flags);
    if (block != NULL) {
        ASAN_UNPOISON_MEMORY_REGION(block, gc_nbytes(block));
    }
    UNLOCK_HEAP();
    return block;
}

void __real_gc_free(void *block);
void __wrap_gc_free(void *block) {
    LOCK_HEAP();
    size_t bytes = block == NULL || gc_is_locked() ? 0 : gc_nbytes(block);
    __real_gc_free(block);
    ASAN_POISON_MEMORY_REGION(block, bytes);
    UNLOCK_HEAP();
}

void *__real_gc_realloc(void *block, size_t bytes, bool may_move);
void *__wrap_gc_realloc(void *block, size_t bytes, bool may_move) {
    if (bytes > 0 && fails()) {
        return NULL;
    }
    LOCK_HEAP();
    // To be copied from, even where the collector reads beyond what was asked for.
    size_t before = block == NULL || gc_is_locked() ? 0 : gc_nbytes(block);
    void *now = __real_gc_realloc(block, bytes, may_move);
    if (now != block && (now != NULL || bytes == 0)) {
        ASAN_POISON_MEMORY_REGION(block, before);
    } else if (now == block && now != NULL) {
        size_t after = gc_nbytes(now);
        if (after < before) {
            ASAN_POISON_MEMORY_REGION((char *)block + after, before - after);
        }
    }
    if (now != NULL) {
        ASAN_UNPOISON_MEMORY_REGION(now, gc_nbytes(now));
    }
    UNLOCK_HEAP();
    return now;
}

// Two bits for each block, four blocks to a byte: free is 0.
static bool is_free(mp_state_mem_area_t *area, size_t block) {
    return (area->gc_alloc_table_start[block / 4] >> block % 4 * 2 & 3) == 0;
}

// The module's observe.c stands there too: mpconfigvariant.mk gives its function this name, and it calls ours.
void asyncio_collect_end(void);
void __wrap_gc_collect_end(void) {
    asyncio_collect_end();
}

void __real_gc_collect_end(void);
void soundness_collect_end(void) {
    LOCK_HEAP();
    __real_gc_collect_end();
    mp_state_mem_area_t *area = &MP_STATE_MEM(area);
    size_t blocks = (area->gc_pool_end - area->gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK;
    for (size_t at = 0; at < blocks;) {
        size_t end = at;
        while (end < blocks && is_free(area, end)) {
            end++;
        }
        ASAN_POISON_MEMORY_REGION(area->gc_pool_start + at * MICROPY_BYTES_PER_GC_BLOCK, (end - at) * MICROPY_BYTES_PER_GC_BLOCK);
        at = end + 1;
    }
    UNLOCK_HEAP();
}

/******************************************************************************/
// Faults

static long points_left = -1;

void soundness_point(void) {
    if (points_left >= 0 && is_main_thread() && points_left-- == 0) {
        mp_sched_keyboard_interrupt();
    }
}

// fail_allocation(n): n more allocations succeed, the one after them fails; -1: none fails. Returns whether the one asked
// for before has failed.
static mp_obj_t fail_allocation(mp_obj_t n) {
    bool failed = allocations_left < 0;
    allocations_left = mp_obj_get_int(n);
    return mp_obj_new_bool(failed);
}
static MP_DEFINE_CONST_FUN_OBJ_1(fail_allocation_obj, fail_allocation);

// interrupt(n): KeyboardInterrupt when the virtual machine has looked for one n more times; -1: none. Returns whether the
// one asked for before has come.
static mp_obj_t interrupt(mp_obj_t n) {
    bool interrupted = points_left < 0;
    points_left = mp_obj_get_int(n);
    return mp_obj_new_bool(interrupted);
}
static MP_DEFINE_CONST_FUN_OBJ_1(interrupt_obj, interrupt);

// collect_every(n): collects garbage at every n-th allocation; 0: as usual.
static mp_obj_t set_collect_every(mp_obj_t n) {
    collect_every = mp_obj_get_int(n);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(collect_every_obj, set_collect_every);

// stack_limit(n): leaves Python n bytes of the C stack below the caller; 0: as usual.
static mp_obj_t stack_limit(mp_obj_t bytes) {
    static mp_uint_t usual;
    if (usual == 0) {
        usual = MP_STATE_THREAD(stack_limit);
    }
    mp_int_t left = mp_obj_get_int(bytes);
    MP_STATE_THREAD(stack_limit) = left == 0 ? usual : mp_stack_usage() + left;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(stack_limit_obj, stack_limit);

static void on_alarm(int signum) {
    (void)signum;
    mp_sched_keyboard_interrupt();
}

// interrupt_in(ms): KeyboardInterrupt so many milliseconds from now, and again each 100 ms; 0: not, and
// one that is on its way does not come.
static mp_obj_t interrupt_in(mp_obj_t ms_in) {
    mp_int_t ms = mp_obj_get_int(ms_in);
    // A collection waits for the other threads by sem_wait, which MicroPython does not try again after EINTR: then it overlooks the stack of one.
    struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = {
        .it_interval = { .tv_usec = ms > 0 ? 100 * 1000 : 0 },
        .it_value = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 },
    };
    setitimer(ITIMER_REAL, &timer, NULL);
    if (ms == 0 && MP_STATE_MAIN_THREAD(mp_pending_exception) == MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_kbd_exception))) {
        MP_STATE_MAIN_THREAD(mp_pending_exception) = MP_OBJ_NULL;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(interrupt_in_obj, interrupt_in);

/******************************************************************************/
// Checks

extern const mp_obj_type_t asyncio_type_task;
const char *mpy_check_loop(void);
const char *mpy_check_task(mp_obj_t task);
mp_obj_t mpy_task_new(mp_obj_t coro);
void mpy_misplace_task(mp_obj_t task);
void mpy_count_queued(size_t *ready, size_t *asleep);

typedef void visit_t(void *context, mp_obj_t object);

// Visits each object of class `type` on the heap, those included that nobody refers to but that were not collected. A block
// that is still poisoned is just being handed to another thread.
static void visit_objects(const mp_obj_type_t *type, visit_t *visit, void *context) {
    mp_state_mem_area_t *area = &MP_STATE_MEM(area);
    for (byte *block = area->gc_pool_start; block < area->gc_pool_end; block += MICROPY_BYTES_PER_GC_BLOCK) {
        if (!is_free(area, (block - area->gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK)
            && !__asan_address_is_poisoned(block) && gc_nbytes(block) >= sizeof(mp_obj_base_t) && ((mp_obj_base_t *)block)->type == type) {
            visit(context, MP_OBJ_FROM_PTR(block));
        }
    }
}

typedef struct _checked_t {
    size_t tasks;
    const char *wrong;
} checked_t;

static void check_task(void *context, mp_obj_t task) {
    checked_t *checked = context;
    checked->tasks++;
    const char *wrong = mpy_check_task(task);
    if (wrong != NULL && checked->wrong == NULL) {
        checked->wrong = wrong;
    }
}

// use_after_free(): does what the sanitizer has to report.
static mp_obj_t use_after_free(void) {
    mp_obj_base_t *freed = m_malloc(sizeof(mp_obj_base_t));
    #if MICROPY_MALLOC_USES_ALLOCATED_SIZE
    m_free(freed, sizeof(mp_obj_base_t));
    #else
    m_free(freed);
    #endif
    return mp_obj_new_bool(*(void *volatile *)freed == NULL);
}
static MP_DEFINE_CONST_FUN_OBJ_0(use_after_free_obj, use_after_free);

// check(): (tasks on the heap, ready, asleep), or the end of the process if a task is not in exactly one place, the one that it says.
static mp_obj_t check(void) {
    gc_collect();
    checked_t checked = { 0, mpy_check_loop() };
    if (checked.wrong == NULL) {
        visit_objects(&asyncio_type_task, check_task, &checked);
    }
    if (checked.wrong != NULL) {
        fprintf(stderr, "soundness: %s\n", checked.wrong);
        abort();
    }
    size_t ready, asleep;
    mpy_count_queued(&ready, &asleep);
    mp_obj_t counts[3] = { MP_OBJ_NEW_SMALL_INT(checked.tasks), MP_OBJ_NEW_SMALL_INT(ready), MP_OBJ_NEW_SMALL_INT(asleep) };
    return mp_obj_new_tuple(3, counts);
}
static MP_DEFINE_CONST_FUN_OBJ_0(check_obj, check);

// misplace_task(): makes a task say that it is elsewhere and calls check(), which has to end the process.
static mp_obj_t misplace_task(void) {
    mpy_misplace_task(mpy_task_new(mp_const_none));
    return check();
}
static MP_DEFINE_CONST_FUN_OBJ_0(misplace_task_obj, misplace_task);

static void count_object(void *context, mp_obj_t object) {
    (void)object;
    ++*(size_t *)context;
}

// count(class): how many objects of exactly that class the heap holds.
static mp_obj_t count(mp_obj_t type) {
    size_t counted = 0;
    visit_objects(MP_OBJ_TO_PTR(type), count_object, &counted);
    return MP_OBJ_NEW_SMALL_INT(counted);
}
static MP_DEFINE_CONST_FUN_OBJ_1(count_obj, count);

static const mp_rom_map_elem_t globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_soundness) },
    { MP_ROM_QSTR(MP_QSTR_fail_allocation), MP_ROM_PTR(&fail_allocation_obj) },
    { MP_ROM_QSTR(MP_QSTR_interrupt), MP_ROM_PTR(&interrupt_obj) },
    { MP_ROM_QSTR(MP_QSTR_interrupt_in), MP_ROM_PTR(&interrupt_in_obj) },
    { MP_ROM_QSTR(MP_QSTR_collect_every), MP_ROM_PTR(&collect_every_obj) },
    { MP_ROM_QSTR(MP_QSTR_stack_limit), MP_ROM_PTR(&stack_limit_obj) },
    { MP_ROM_QSTR(MP_QSTR_use_after_free), MP_ROM_PTR(&use_after_free_obj) },
    { MP_ROM_QSTR(MP_QSTR_misplace_task), MP_ROM_PTR(&misplace_task_obj) },
    { MP_ROM_QSTR(MP_QSTR_check), MP_ROM_PTR(&check_obj) },
    { MP_ROM_QSTR(MP_QSTR_count), MP_ROM_PTR(&count_obj) },
};
static MP_DEFINE_CONST_DICT(globals, globals_table);

const mp_obj_module_t soundness_module = { .base = { &mp_type_module }, .globals = (mp_obj_dict_t *)&globals };
MP_REGISTER_MODULE(MP_QSTR_soundness, soundness_module);
