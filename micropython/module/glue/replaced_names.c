// The names of the modules and of `Loop` to which a script has assigned.
#include <string.h>

#include "replaced_names.h"

#if MPY_ASYNCIO_COMPAT

// The tables that scripts have changed. A soft reset frees them, and the modules must not refer to them any longer. Before a soft
// reset ports run the finalisers of all objects, and so of this one.
typedef struct _changes_obj_t {
    mp_obj_base_t base;
    // Those of `Loop` last.
    mp_obj_t globals[ASYNCIO_MODULES + 1];
} changes_obj_t;

MP_REGISTER_ROOT_POINTER(void *asyncio_changes);

void asyncio_restore_names(void) {
    for (const asyncio_module_t *at = asyncio_modules; at->module != NULL; at++) {
        at->module->globals = (mp_obj_dict_t *)at->globals;
    }
    MP_STATE_VM(asyncio_changes) = NULL;
    mpy_loop_set_create_task(MP_OBJ_NULL);
}

static mp_obj_t changes_del(mp_obj_t self) {
    (void)self;
    asyncio_restore_names();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(changes_del_obj, changes_del);

static const mp_rom_map_elem_t changes_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&changes_del_obj) },
};
static MP_DEFINE_CONST_DICT(changes_locals, changes_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_changes, MP_QSTR_object, MP_TYPE_FLAG_NONE,
    locals_dict, &changes_locals
    );

static changes_obj_t *changes_of_scripts(void) {
    changes_obj_t *changes = MP_STATE_VM(asyncio_changes);
    if (changes == NULL) {
        changes = mp_obj_malloc_with_finaliser(changes_obj_t, &asyncio_type_changes);
        memset(changes->globals, 0, sizeof(changes->globals));
        MP_STATE_VM(asyncio_changes) = changes;
    }
    return changes;
}

mp_obj_t *asyncio_replaced_names(size_t module) {
    return &changes_of_scripts()->globals[module];
}

mp_obj_t asyncio_replaced_of_loop(bool make) {
    changes_obj_t *changes = make ? changes_of_scripts() : MP_STATE_VM(asyncio_changes);
    if (changes == NULL) {
        return MP_OBJ_NULL;
    }
    mp_obj_t *replaced = &changes->globals[ASYNCIO_MODULES];
    if (make && *replaced == MP_OBJ_NULL) {
        *replaced = mp_obj_new_dict(1);
    }
    return *replaced;
}
#endif
