// The modules `asyncio`, `asyncio.core` and so on: the tables of their names, and the assignment to such a name by a script.
#define ASYNCIO_TELLS_VERSION

#include "extmod/modtime.h"
#include "py/builtin.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "classes/names.h"
#include "diagnostics/stats.h"
#include "diagnostics/test_clock.h"
#include "diagnostics/trace.h"
#include "glue/exception_handler.h"
#include "glue/replaced_names.h"

static mp_obj_t asyncio_init(void);
static MP_DEFINE_CONST_FUN_OBJ_0(asyncio_init_obj, asyncio_init);

// Stock's own, since programs ask for it.
static const mp_rom_obj_tuple_t version_obj = {
    { &mp_type_tuple }, 3, { MP_ROM_INT(3), MP_ROM_INT(0), MP_ROM_INT(0) }
};

#if MPY_ASYNCIO_VERSION
// features.py gives both as bare words.
#define TEXT_OF(...) #__VA_ARGS__
#define TEXT(...) TEXT_OF(__VA_ARGS__)
static const MP_DEFINE_STR_OBJ(release_obj, TEXT(MPY_ASYNCIO_RELEASE));
static const MP_DEFINE_STR_OBJ(features_obj, TEXT(MPY_ASYNCIO_FEATURE_NAMES));
static const mp_rom_obj_tuple_t mpy_asyncio_obj = {
    { &mp_type_tuple }, 2, { MP_ROM_PTR(&release_obj), MP_ROM_PTR(&features_obj) }
};
#endif

// The names that two modules have. A look-up goes from the first entry to the last, so the names that are used in loops come first.
#define CORE_NAMES \
    { MP_ROM_QSTR(MP_QSTR_sleep_ms), MP_ROM_PTR(&asyncio_sleep_ms_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_sleep), MP_ROM_PTR(&asyncio_sleep_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_create_task), MP_ROM_PTR(&asyncio_create_task_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_CancelledError), MP_ROM_PTR(&asyncio_type_cancelled_error) }, \
    { MP_ROM_QSTR(MP_QSTR_TimeoutError), MP_ROM_PTR(&asyncio_type_timeout_error) }, \
    { MP_ROM_QSTR(MP_QSTR_current_task), MP_ROM_PTR(&asyncio_current_task_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_run), MP_ROM_PTR(&asyncio_run_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_run_until_complete), MP_ROM_PTR(&asyncio_run_until_complete_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_get_event_loop), MP_ROM_PTR(&asyncio_get_event_loop_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_new_event_loop), MP_ROM_PTR(&asyncio_new_event_loop_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_Loop), MP_ROM_PTR(&asyncio_loop_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_Task), MP_ROM_PTR(&asyncio_type_task) }

// Those of them that stock has for its own use.
#if MPY_ASYNCIO_COMPAT
#define CORE_INTERNALS \
    { MP_ROM_QSTR(MP_QSTR_TaskQueue), MP_ROM_PTR(&asyncio_type_task_queue) }, \
    { MP_ROM_QSTR(MP_QSTR_ticks), MP_ROM_PTR(&mp_time_ticks_ms_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_ticks_diff), MP_ROM_PTR(&mp_time_ticks_diff_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_ticks_add), MP_ROM_PTR(&mp_time_ticks_add_obj) }
#endif

#define STREAM_NAMES \
    { MP_ROM_QSTR(MP_QSTR_StreamReader), MP_ROM_PTR(&asyncio_type_stream) }, \
    { MP_ROM_QSTR(MP_QSTR_StreamWriter), MP_ROM_PTR(&asyncio_type_stream) }, \
    { MP_ROM_QSTR(MP_QSTR_open_connection), MP_ROM_PTR(&asyncio_open_connection_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_start_server), MP_ROM_PTR(&asyncio_start_server_obj) }

static const mp_rom_map_elem_t asyncio_table[] = {
    CORE_NAMES,
    #if MPY_ASYNCIO_COMPAT
    CORE_INTERNALS,
    #endif
    { MP_ROM_QSTR(MP_QSTR_gather), MP_ROM_PTR(&asyncio_gather_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_for), MP_ROM_PTR(&asyncio_wait_for_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_for_ms), MP_ROM_PTR(&asyncio_wait_for_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_Event), MP_ROM_PTR(&asyncio_type_event) },
    { MP_ROM_QSTR(MP_QSTR_ThreadSafeFlag), MP_ROM_PTR(&asyncio_type_thread_safe_flag) },
    { MP_ROM_QSTR(MP_QSTR_Lock), MP_ROM_PTR(&asyncio_type_lock) },
    #if MPY_ASYNCIO_TASK_API
    { MP_ROM_QSTR(MP_QSTR_iscoroutine), MP_ROM_PTR(&asyncio_iscoroutine_obj) },
    { MP_ROM_QSTR(MP_QSTR_iscoroutinefunction), MP_ROM_PTR(&asyncio_iscoroutinefunction_obj) },
    { MP_ROM_QSTR(MP_QSTR_isfuture), MP_ROM_PTR(&asyncio_isfuture_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_running_loop), MP_ROM_PTR(&asyncio_get_running_loop_obj) },
    { MP_ROM_QSTR(MP_QSTR_InvalidStateError), MP_ROM_PTR(&asyncio_type_invalid_state_error) },
    #endif
    #if MPY_ASYNCIO_FUTURE
    { MP_ROM_QSTR(MP_QSTR_Future), MP_ROM_PTR(&asyncio_type_future) },
    { MP_ROM_QSTR(MP_QSTR_ensure_future), MP_ROM_PTR(&asyncio_ensure_future_obj) },
    { MP_ROM_QSTR(MP_QSTR_shield), MP_ROM_PTR(&asyncio_shield_obj) },
    #endif
    #if MPY_ASYNCIO_TIMERS
    { MP_ROM_QSTR(MP_QSTR_Handle), MP_ROM_PTR(&asyncio_type_handle) },
    { MP_ROM_QSTR(MP_QSTR_TimerHandle), MP_ROM_PTR(&asyncio_type_handle) },
    #endif
    #if MPY_ASYNCIO_TIMEOUT
    { MP_ROM_QSTR(MP_QSTR_timeout), MP_ROM_PTR(&asyncio_timeout_obj) },
    { MP_ROM_QSTR(MP_QSTR_timeout_at), MP_ROM_PTR(&asyncio_timeout_at_obj) },
    { MP_ROM_QSTR(MP_QSTR_Timeout), MP_ROM_PTR(&asyncio_type_timeout) },
    #endif
    #if MPY_ASYNCIO_TASK_GROUP
    { MP_ROM_QSTR(MP_QSTR_TaskGroup), MP_ROM_PTR(&asyncio_type_task_group) },
    { MP_ROM_QSTR(MP_QSTR_BaseExceptionGroup), MP_ROM_PTR(&asyncio_type_base_exception_group) },
    { MP_ROM_QSTR(MP_QSTR_ExceptionGroup), MP_ROM_PTR(&asyncio_type_exception_group) },
    #endif
    #if MPY_ASYNCIO_STREAM_API
    { MP_ROM_QSTR(MP_QSTR_IncompleteReadError), MP_ROM_PTR(&asyncio_type_incomplete_read_error) },
    { MP_ROM_QSTR(MP_QSTR_LimitOverrunError), MP_ROM_PTR(&asyncio_type_limit_overrun_error) },
    #endif
    #if MPY_ASYNCIO_WAIT
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&asyncio_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR_as_completed), MP_ROM_PTR(&asyncio_as_completed_obj) },
    { MP_ROM_QSTR(MP_QSTR_ALL_COMPLETED), MP_ROM_QSTR(MP_QSTR_ALL_COMPLETED) },
    { MP_ROM_QSTR(MP_QSTR_FIRST_COMPLETED), MP_ROM_QSTR(MP_QSTR_FIRST_COMPLETED) },
    { MP_ROM_QSTR(MP_QSTR_FIRST_EXCEPTION), MP_ROM_QSTR(MP_QSTR_FIRST_EXCEPTION) },
    #endif
    #if ASYNCIO_THREAD_NAMES
    { MP_ROM_QSTR(MP_QSTR_to_thread), MP_ROM_PTR(&asyncio_to_thread_obj) },
    { MP_ROM_QSTR(MP_QSTR_run_coroutine_threadsafe), MP_ROM_PTR(&asyncio_run_coroutine_threadsafe_obj) },
    #endif
    #if MPY_ASYNCIO_ALL_TASKS
    { MP_ROM_QSTR(MP_QSTR_all_tasks), MP_ROM_PTR(&asyncio_all_tasks_obj) },
    { MP_ROM_QSTR(MP_QSTR_Runner), MP_ROM_PTR(&asyncio_type_runner) },
    #endif
    #if MPY_ASYNCIO_QUEUE
    { MP_ROM_QSTR(MP_QSTR_Queue), MP_ROM_PTR(&asyncio_type_queue) },
    { MP_ROM_QSTR(MP_QSTR_PriorityQueue), MP_ROM_PTR(&asyncio_type_priority_queue) },
    { MP_ROM_QSTR(MP_QSTR_LifoQueue), MP_ROM_PTR(&asyncio_type_lifo_queue) },
    { MP_ROM_QSTR(MP_QSTR_QueueShutDown), MP_ROM_PTR(&asyncio_type_queue_shut_down) },
    #endif
    #if MPY_ASYNCIO_QUEUE || MPY_ASYNCIO_THREAD_QUEUE
    { MP_ROM_QSTR(MP_QSTR_QueueEmpty), MP_ROM_PTR(&asyncio_type_queue_empty) },
    { MP_ROM_QSTR(MP_QSTR_QueueFull), MP_ROM_PTR(&asyncio_type_queue_full) },
    #endif
    #if MPY_ASYNCIO_PINS
    { MP_ROM_QSTR(MP_QSTR_Edges), MP_ROM_PTR(&asyncio_type_edges) },
    { MP_ROM_QSTR(MP_QSTR_wait_edge), MP_ROM_PTR(&asyncio_wait_edge_obj) },
    #endif
    #if MPY_ASYNCIO_THREAD_QUEUE
    { MP_ROM_QSTR(MP_QSTR_ThreadSafeQueue), MP_ROM_PTR(&asyncio_type_thread_safe_queue) },
    #endif
    #if MPY_ASYNCIO_SYNC
    { MP_ROM_QSTR(MP_QSTR_Semaphore), MP_ROM_PTR(&asyncio_type_semaphore) },
    { MP_ROM_QSTR(MP_QSTR_BoundedSemaphore), MP_ROM_PTR(&asyncio_type_bounded_semaphore) },
    { MP_ROM_QSTR(MP_QSTR_Condition), MP_ROM_PTR(&asyncio_type_condition) },
    { MP_ROM_QSTR(MP_QSTR_Barrier), MP_ROM_PTR(&asyncio_type_barrier) },
    { MP_ROM_QSTR(MP_QSTR_BrokenBarrierError), MP_ROM_PTR(&asyncio_type_broken_barrier_error) },
    #endif
    #if MPY_ASYNCIO_EVENT_FLAGS
    { MP_ROM_QSTR(MP_QSTR_EventFlags), MP_ROM_PTR(&asyncio_type_event_flags) },
    #endif
    #if MPY_ASYNCIO_STREAM_WAKES
    { MP_ROM_QSTR(MP_QSTR_StreamWaker), MP_ROM_PTR(&asyncio_type_stream_waker) },
    #endif
    #if MPY_ASYNCIO_DEADLINES
    { MP_ROM_QSTR(MP_QSTR_deadline_ms), MP_ROM_PTR(&asyncio_deadline_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_every_ms), MP_ROM_PTR(&asyncio_every_ms_obj) },
    #endif
    #if ASYNCIO_DATAGRAM_NAMES
    { MP_ROM_QSTR(MP_QSTR_BaseProtocol), MP_ROM_PTR(&asyncio_type_base_protocol) },
    { MP_ROM_QSTR(MP_QSTR_DatagramProtocol), MP_ROM_PTR(&asyncio_type_datagram_protocol) },
    { MP_ROM_QSTR(MP_QSTR_DatagramTransport), MP_ROM_PTR(&asyncio_type_datagram_transport) },
    #endif
    #if MPY_ASYNCIO_COMPAT
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) },
    { MP_ROM_QSTR(MP_QSTR_stream), MP_ROM_PTR(&asyncio_module_stream) },
    { MP_ROM_QSTR(MP_QSTR_event), MP_ROM_PTR(&asyncio_module_event) },
    { MP_ROM_QSTR(MP_QSTR_funcs), MP_ROM_PTR(&asyncio_module_funcs) },
    { MP_ROM_QSTR(MP_QSTR_lock), MP_ROM_PTR(&asyncio_module_lock) },
    #endif
    #if MPY_ASYNCIO_STATS
    { MP_ROM_QSTR(MP_QSTR_stats), MP_ROM_PTR(&asyncio_stats_obj) },
    { MP_ROM_QSTR(MP_QSTR_print_tasks), MP_ROM_PTR(&asyncio_print_tasks_obj) },
    #endif
    #if MPY_ASYNCIO_TRACE
    { MP_ROM_QSTR(MP_QSTR_trace), MP_ROM_PTR(&asyncio_module_trace) },
    #endif
    #if MPY_ASYNCIO_REPL
    { MP_ROM_QSTR(MP_QSTR_repl), MP_ROM_PTR(&asyncio_module_repl) },
    #endif
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_asyncio) },
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    #if MPY_ASYNCIO_VERSION
    { MP_ROM_QSTR(MP_QSTR_mpy_asyncio), MP_ROM_PTR(&mpy_asyncio_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&asyncio_init_obj) },
    STREAM_NAMES,
};
static MP_DEFINE_CONST_DICT(asyncio_globals, asyncio_table);

#if MPY_ASYNCIO_COMPAT
static const mp_rom_map_elem_t core_table[] = {
    CORE_NAMES,
    CORE_INTERNALS,
    #if MICROPY_PY_SELECT
    { MP_ROM_QSTR(MP_QSTR_select), MP_ROM_PTR(&mp_module_select) },
    #endif
    #if MPY_ASYNCIO_TEST_CLOCK
    { MP_ROM_QSTR(MP_QSTR__test_clock_add), MP_ROM_PTR(&asyncio_test_clock_add_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_core) },
    { MP_ROM_QSTR(MP_QSTR__promote_to_task), MP_ROM_PTR(&asyncio_promote_to_task_obj) },
    { MP_ROM_QSTR(MP_QSTR__task_queue), MP_ROM_PTR(&asyncio_ready_queue) },
    { MP_ROM_QSTR(MP_QSTR_IOQueue), MP_ROM_PTR(&asyncio_type_io_queue) },
    { MP_ROM_QSTR(MP_QSTR__io_queue), MP_ROM_PTR(&asyncio_io_queue) },
    { MP_ROM_QSTR(MP_QSTR_sys), MP_ROM_PTR(&mp_module_sys) },
};
static MP_DEFINE_CONST_DICT(core_globals, core_table);

static const mp_rom_map_elem_t stream_table[] = {
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) },
    STREAM_NAMES,
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_stream) },
    { MP_ROM_QSTR(MP_QSTR_Stream), MP_ROM_PTR(&asyncio_type_stream) },
    { MP_ROM_QSTR(MP_QSTR_Server), MP_ROM_PTR(&asyncio_type_server) },
};
static MP_DEFINE_CONST_DICT(stream_globals, stream_table);

static const mp_rom_map_elem_t event_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_event) },
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) },
    { MP_ROM_QSTR(MP_QSTR_Event), MP_ROM_PTR(&asyncio_type_event) },
    { MP_ROM_QSTR(MP_QSTR_ThreadSafeFlag), MP_ROM_PTR(&asyncio_type_thread_safe_flag) },
};
static MP_DEFINE_CONST_DICT(event_globals, event_table);

static const mp_rom_map_elem_t funcs_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_funcs) },
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) },
    { MP_ROM_QSTR(MP_QSTR_wait_for), MP_ROM_PTR(&asyncio_wait_for_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_for_ms), MP_ROM_PTR(&asyncio_wait_for_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_gather), MP_ROM_PTR(&asyncio_gather_obj) },
};
static MP_DEFINE_CONST_DICT(funcs_globals, funcs_table);

static const mp_rom_map_elem_t lock_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_lock) },
    { MP_ROM_QSTR(MP_QSTR_core), MP_ROM_PTR(&asyncio_module_core) },
    { MP_ROM_QSTR(MP_QSTR_Lock), MP_ROM_PTR(&asyncio_type_lock) },
};
static MP_DEFINE_CONST_DICT(lock_globals, lock_table);

// Stock's C module, from which programs import the two classes.
static const mp_rom_map_elem_t c_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__asyncio) },
    { MP_ROM_QSTR(MP_QSTR_TaskQueue), MP_ROM_PTR(&asyncio_type_task_queue) },
    { MP_ROM_QSTR(MP_QSTR_Task), MP_ROM_PTR(&asyncio_type_task) },
};
static MP_DEFINE_CONST_DICT(c_globals, c_table);
const mp_obj_module_t asyncio_module_c = { .base = { &mp_type_module }, .globals = (mp_obj_dict_t *)&c_globals };

// Not const: a script that assigns to a name of a module gets a copy of its table on the heap.
#define MODULE(table) { .base = { &mp_type_module }, .globals = (mp_obj_dict_t *)&table }

mp_obj_module_t asyncio_module = MODULE(asyncio_globals);
mp_obj_module_t asyncio_module_core = MODULE(core_globals);
mp_obj_module_t asyncio_module_event = MODULE(event_globals);
mp_obj_module_t asyncio_module_funcs = MODULE(funcs_globals);
mp_obj_module_t asyncio_module_lock = MODULE(lock_globals);
mp_obj_module_t asyncio_module_stream = MODULE(stream_globals);

const asyncio_module_t asyncio_modules[ASYNCIO_MODULES + 1] = {
    { &asyncio_module, &asyncio_globals },
    { &asyncio_module_core, &core_globals },
    { &asyncio_module_event, &event_globals },
    { &asyncio_module_funcs, &funcs_globals },
    { &asyncio_module_lock, &lock_globals },
    { &asyncio_module_stream, &stream_globals },
    { NULL, NULL },
};
#else
extern const mp_obj_module_t asyncio_module;
const mp_obj_module_t asyncio_module = { .base = { &mp_type_module }, .globals = (mp_obj_dict_t *)&asyncio_globals };
#endif

// Runs at the first `import asyncio` after a boot or soft reset, and again if a script has removed the module
// from sys.modules. A loop that has run already stays as it is, with its wakes.
static mp_obj_t asyncio_init(void) {
    mp_map_t *loaded = &MP_STATE_VM(mp_loaded_modules_dict).map;
    mp_map_elem_t *elem = mp_map_lookup(loaded, MP_OBJ_NEW_QSTR(MP_QSTR_asyncio), MP_MAP_LOOKUP);
    if (elem != NULL || mpy_loop_is_running()) {
        return mp_const_none;
    }
    #if MPY_ASYNCIO_COMPAT
    asyncio_restore_names();
    #endif
    asyncio_check_archive();
    if (!asyncio_has_run()) {
        mpy_loop_init();
        asyncio_observers_init();
    }
    #if ASYNCIO_FLAG_IS_STREAM
    asyncio_init_flag_parents();
    #endif
    mp_obj_dict_store(MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_loaded_modules_dict)), MP_OBJ_NEW_QSTR(MP_QSTR_asyncio), MP_OBJ_FROM_PTR(&asyncio_module));
    return mp_const_none;
}

#if MPY_ASYNCIO_COMPAT
// Assigns `value` to a name of a module, or deletes the name if `value` is null. The module gets a table on the heap, which is marked as
// fixed like the one in flash. So every assignment comes here, and the submodules are still found.
static void assign(const asyncio_module_t *changed, qstr name, mp_obj_t value) {
    mp_obj_dict_t *globals = changed->module->globals;
    if (globals == changed->globals) {
        // Not a plain copy: that would be ordered like the table in flash, and could take no new name in a firmware without OrderedDict.
        const mp_map_t *in_flash = &globals->map;
        globals = MP_OBJ_TO_PTR(mp_obj_new_dict(in_flash->used + 1));
        for (size_t i = 0; i < in_flash->alloc; ++i) {
            mp_obj_dict_store(MP_OBJ_FROM_PTR(globals), in_flash->table[i].key, in_flash->table[i].value);
        }
        *asyncio_replaced_names((size_t)(changed - asyncio_modules)) = MP_OBJ_FROM_PTR(globals);
        changed->module->globals = globals;
    }
    // EXCEPTION: MemoryError where the table has to grow; the module's own is as it was then, and fixed.
    mp_map_t names = globals->map;
    names.is_fixed = 0;
    if (value == MP_OBJ_NULL) {
        mp_map_lookup(&names, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP_REMOVE_IF_FOUND);
    } else {
        mp_map_lookup(&names, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = value;
    }
    names.is_fixed = 1;
    globals->map = names;
}

// A script assigns to a name of asyncio.core that the module itself uses. Returns true if the name itself does not change: the queues
// stay the loop's own.
static bool assign_to_core(qstr attr, mp_obj_t value) {
    if (attr == MP_QSTR_create_task) {
        mpy_loop_set_create_task(value == MP_OBJ_FROM_PTR(&asyncio_create_task_obj) ? MP_OBJ_NULL : value);
    } else if (attr == MP_QSTR__task_queue && value != MP_OBJ_NULL && mp_obj_is_type(value, &asyncio_type_task_queue)) {
        mpy_loop_set_queue(value);
        return true;
    } else if (attr == MP_QSTR__io_queue && value != MP_OBJ_NULL && mp_obj_is_type(value, &asyncio_type_io_queue)) {
        if (value != MP_OBJ_FROM_PTR(&asyncio_io_queue)) {
            mpy_loop_forget_streams();
        }
        return true;
    }
    return false;
}

// Referred to by MicroPython's table of modules. The prototype is for upstream's variant `coverage`, which warns if there is none.
void asyncio_attr(mp_obj_t self, qstr attr, mp_obj_t *dest);
void asyncio_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    bool is_core = MP_OBJ_TO_PTR(self) == &asyncio_module_core;
    if (dest[0] == MP_OBJ_NULL) {
        if (is_core && attr == MP_QSTR_cur_task) {
            dest[0] = mpy_loop_current();
        } else if (is_core && attr == MP_QSTR__exc_context) {
            dest[0] = asyncio_new_exception_context(MP_OBJ_FROM_PTR(&asyncio_not_retrieved_obj), mp_const_none, mp_const_none);
        }
        return;
    }
    if (is_core && attr == MP_QSTR_cur_task) {
        asyncio_checked(mpy_loop_set_current(dest[1] == MP_OBJ_NULL ? mp_const_none : dest[1]));
        dest[0] = MP_OBJ_NULL;
        return;
    }
    if (is_core && assign_to_core(attr, dest[1])) {
        dest[0] = MP_OBJ_NULL;
        return;
    }
    const asyncio_module_t *at = asyncio_modules;
    while (at->module != MP_OBJ_TO_PTR(self)) {
        at++;
    }
    assign(at, attr, dest[1]);
    dest[0] = MP_OBJ_NULL;
}

MP_REGISTER_MODULE(MP_QSTR__asyncio, asyncio_module_c);
MP_REGISTER_MODULE_DELEGATION(asyncio_module, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_core, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_event, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_funcs, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_lock, asyncio_attr);
MP_REGISTER_MODULE_DELEGATION(asyncio_module_stream, asyncio_attr);
#endif

MP_REGISTER_MODULE(MP_QSTR_asyncio, asyncio_module);
MP_REGISTER_MODULE(MP_QSTR_uasyncio, asyncio_module);
