// all_tasks(); its code is Rust's all_tasks.rs.
#include "names.h"

#if MPY_ASYNCIO_ALL_TASKS

static bool is_pending_task(void *block, size_t bytes, void *context) {
    (void)context;
    return mpy_is_pending_task(MP_OBJ_FROM_PTR(block), bytes);
}

mp_obj_t asyncio_next_task(asyncio_heap_walk_t *walk) {
    return MP_OBJ_FROM_PTR(asyncio_find_in_heap(walk, is_pending_task, NULL));
}

// Collects first, so that an unreachable task does not come back.
static mp_obj_t all_tasks(size_t n_args, const mp_obj_t *args) {
    // There is only one loop.
    if (n_args == 0 || args[0] == mp_const_none) {
        asyncio_running_loop();
    }
    gc_collect();
    mp_obj_t tasks = mp_obj_new_set(0, NULL);
    asyncio_heap_walk_t walk = { 0 };
    for (mp_obj_t task; (task = asyncio_next_task(&walk)) != MP_OBJ_NULL;) {
        mp_obj_set_store(tasks, task);
    }
    return tasks;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(asyncio_all_tasks_obj, 0, 1, all_tasks);

#endif
