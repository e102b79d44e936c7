// The statistics: the loop's counts since the boot or soft reset, as a dict and as a table.
#include "stats.h"

#if MPY_ASYNCIO_STATS

#include "coroutine.h"
#include "glue/heap.h"
#include <string.h>

asyncio_stats_t asyncio_counted;

/******************************************************************************/
// Used by both functions

static const char *const place_names[] = { "suspended", "ready", "sleeping", "waiting" };

static const char *state_of(const asyncio_task_stats_t *task) {
    return task->is_running ? "running" : place_names[task->place];
}

static bool is_task(void *block, size_t bytes, void *task_in) {
    asyncio_task_stats_t *task = task_in;
    return mpy_stats_of_task(MP_OBJ_FROM_PTR(block), bytes, task) && asyncio_is_in_heap(MP_OBJ_TO_PTR(task->coro), sizeof(mp_obj_base_t));
}

// The statistics of the next task that the walk finds on the heap; false at its end.
static bool next_task(asyncio_heap_walk_t *walk, asyncio_task_stats_t *task) {
    return asyncio_find_in_heap(walk, is_task, task) != NULL;
}

/******************************************************************************/
// stats()

static void store(mp_obj_t dict, qstr key, mp_obj_t value) {
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(key), value);
}

static mp_obj_t new_str(const char *text) {
    return mp_obj_new_str(text, strlen(text));
}

static mp_obj_t dict_of(const asyncio_task_stats_t *task) {
    mp_obj_t dict = mp_obj_new_dict(6);
    store(dict, MP_QSTR_name, MP_OBJ_NEW_QSTR(asyncio_coroutine_name(task->coro)));
    store(dict, MP_QSTR_state, new_str(state_of(task)));
    mp_obj_t on = mp_const_none;
    if (task->on != MP_OBJ_NULL) {
        on = MP_OBJ_NEW_QSTR(mp_obj_get_type(task->on)->name);
    } else if (task->place == ASYNCIO_PLACE_SLEEPING) {
        on = MP_OBJ_NEW_QSTR(MP_QSTR_sleep);
    }
    store(dict, MP_QSTR_waits_on, on);
    store(dict, MP_QSTR_asked, mp_obj_new_bool(task->is_asked));
    store(dict, MP_QSTR_steps, mp_obj_new_int_from_uint(task->steps));
    store(dict, MP_QSTR_time_us, mp_obj_new_int_from_ull(task->time_us));
    return dict;
}

static mp_obj_t stats(void) {
    static const uint16_t wake_names[] = {
        MP_QSTR_timer, MP_QSTR_event, MP_QSTR_flag, MP_QSTR_stream, MP_QSTR_task, MP_QSTR_lock, MP_QSTR_other,
    };
    mp_obj_t dict = mp_obj_new_dict(11);
    store(dict, MP_QSTR_switches, mp_obj_new_int_from_uint(asyncio_counted.switches));
    store(dict, MP_QSTR_rounds, mp_obj_new_int_from_uint(asyncio_counted.rounds));
    store(dict, MP_QSTR_total_us, mp_obj_new_int_from_ull(mpy_stats_total_us()));
    store(dict, MP_QSTR_busy_us, mp_obj_new_int_from_ull(asyncio_counted.busy_us));
    store(dict, MP_QSTR_idle_us, mp_obj_new_int_from_ull(asyncio_counted.idle_us));
    store(dict, MP_QSTR_waits, mp_obj_new_int_from_uint(asyncio_counted.waits));
    store(dict, MP_QSTR_longest_step_us, mp_obj_new_int_from_uint(asyncio_counted.longest_us));
    store(dict, MP_QSTR_longest_step, asyncio_counted.longest == 0 ? mp_const_none : MP_OBJ_NEW_QSTR(asyncio_counted.longest));
    #if MPY_ASYNCIO_DEADLINES
    store(dict, MP_QSTR_late, mp_obj_new_int_from_uint(asyncio_counted.late));
    #endif
    mp_obj_t wakes = mp_obj_new_dict(ASYNCIO_WAKE_SOURCES);
    for (size_t i = 0; i < ASYNCIO_WAKE_SOURCES; i++) {
        store(wakes, wake_names[i], mp_obj_new_int_from_uint(asyncio_counted.wakes[i]));
    }
    store(dict, MP_QSTR_wakes, wakes);
    store(dict, MP_QSTR_streams, MP_OBJ_NEW_SMALL_INT(mpy_io_count()));
    mp_obj_t tasks = mp_obj_new_list(0, NULL);
    store(dict, MP_QSTR_tasks, tasks);
    // Collects first, so that unreachable tasks are not shown.
    gc_collect();
    asyncio_heap_walk_t walk = { 0 };
    asyncio_task_stats_t task;
    while (next_task(&walk, &task)) {
        mp_obj_list_append(tasks, dict_of(&task));
    }
    return dict;
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_stats_obj, stats);

/******************************************************************************/
// print_tasks()

// Per mille of the total, to print as a percentage.
static unsigned int share(uint64_t us, uint64_t total) {
    return total == 0 ? 0 : (unsigned int)(us * 1000 / total);
}

static void print_task(const asyncio_task_stats_t *task, uint64_t total) {
    char text[24];
    vstr_t on;
    vstr_init_fixed_buf(&on, sizeof(text), text);
    if (task->place == ASYNCIO_PLACE_SLEEPING) {
        uint64_t ms = task->due_us / 1000;
        vstr_printf(&on, "%u ms", (unsigned int)(ms < UINT32_MAX ? ms : UINT32_MAX));
    }
    const char *waits_on = task->on != MP_OBJ_NULL ? qstr_str(mp_obj_get_type(task->on)->name) : vstr_null_terminated_str(&on);
    unsigned int per_mille = share(task->time_us, total);
    mp_printf(&mp_plat_print, "%-20s %-10s %-16s %9u %10u %5u.%u%s\n", qstr_str(asyncio_coroutine_name(task->coro)), state_of(task), waits_on,
        (unsigned int)task->steps, (unsigned int)(task->time_us / 1000), per_mille / 10, per_mille % 10,
        task->is_asked ? "  asked" : "");
}

// Allocates nothing.
static mp_obj_t print_tasks(void) {
    uint64_t total = mpy_stats_total_us();
    unsigned int idle = share(asyncio_counted.idle_us, total);
    mp_printf(&mp_plat_print, "%u switches, %u rounds in %u ms, idle %u.%u %%", (unsigned int)asyncio_counted.switches,
        (unsigned int)asyncio_counted.rounds, (unsigned int)(total / 1000), idle / 10, idle % 10);
    if (asyncio_counted.longest != 0) {
        mp_printf(&mp_plat_print, ", longest step %u us (%s)", (unsigned int)asyncio_counted.longest_us, qstr_str(asyncio_counted.longest));
    }
    mp_printf(&mp_plat_print, "\n%-20s %-10s %-16s %9s %10s %7s\n", "task", "state", "waits on", "steps", "ms", "%");
    gc_collect();
    asyncio_heap_walk_t walk = { 0 };
    asyncio_task_stats_t task;
    while (next_task(&walk, &task)) {
        print_task(&task, total);
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_print_tasks_obj, print_tasks);

#endif
