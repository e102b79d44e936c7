// BaseExceptionGroup and ExceptionGroup. They are in C because they are exceptions of MicroPython's own kind, and their methods
// raise and recurse.
#include "names.h"

#include "py/objexcept.h"
#include "py/objlist.h"
#include "py/objstr.h"
#include "py/objtuple.h"

#if MPY_ASYNCIO_TASK_GROUP

// MicroPython knows exceptions by its own constructor. So nothing is checked before the first use of a group.
static void parts_of(mp_obj_t group, mp_obj_t *message, size_t *count, mp_obj_t **exceptions) {
    // An instance of a script's own class wraps the group.
    if (mp_obj_get_type(group)->flags & MP_TYPE_FLAG_INSTANCE_TYPE) {
        group = mp_obj_cast_to_native_base(group, MP_OBJ_FROM_PTR(&mp_type_BaseException));
    }
    mp_obj_exception_t *self = MP_OBJ_TO_PTR(group);
    if (self->args->len != 2) {
        mp_raise_TypeError(MP_ERROR_TEXT("ExceptionGroup takes a message and a sequence of exceptions"));
    }
    *message = self->args->items[0];
    mp_obj_get_array(self->args->items[1], count, exceptions);
}

static bool is_group(mp_obj_t exc) {
    return mp_obj_exception_match(exc, MP_OBJ_FROM_PTR(&asyncio_type_base_exception_group));
}

// A group of `exceptions`, a list or tuple. Not all of them have to be instances of Exception.
static mp_obj_t new_group(mp_obj_t message, mp_obj_t exceptions) {
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(exceptions, &count, &items);
    const mp_obj_type_t *type = &asyncio_type_exception_group;
    for (size_t i = 0; i < count; i++) {
        if (!mp_obj_exception_match(items[i], MP_OBJ_FROM_PTR(&mp_type_Exception))) {
            type = &asyncio_type_base_exception_group;
        }
    }
    mp_obj_t args[2] = { message, exceptions };
    return mp_obj_exception_make_new(type, 2, 0, args);
}

static void group_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    mp_print_kind_t base_kind = kind & ~PRINT_EXC_SUBCLASS;
    if (base_kind == PRINT_REPR) {
        mp_obj_exception_print(print, self, kind);
        return;
    }
    mp_obj_tuple_t *args = ((mp_obj_exception_t *)MP_OBJ_TO_PTR(self))->args;
    if (args->len != 2 || !(mp_obj_is_type(args->items[1], &mp_type_list) || mp_obj_is_type(args->items[1], &mp_type_tuple))) {
        mp_obj_exception_print(print, self, kind);
        return;
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(args->items[1], &count, &items);
    if (base_kind == PRINT_EXC) {
        if (!(kind & PRINT_EXC_SUBCLASS)) {
            mp_printf(print, "%q", mp_obj_get_type(self)->name);
        }
        mp_print_str(print, ": ");
    }
    mp_obj_print_helper(print, args->items[0], PRINT_STR);
    mp_printf(print, " (%u sub-exception%s)", (unsigned int)count, count == 1 ? "" : "s");
    // For a traceback: it shows the exceptions of the group.
    for (size_t i = 0; base_kind == PRINT_EXC && i < count; i++) {
        mp_printf(print, "\n---------------- %u ----------------\n", (unsigned int)i + 1);
        mp_cstack_check();
        mp_obj_print_exception(print, items[i]);
    }
}

static mp_obj_t derive(mp_obj_t self, mp_obj_t exceptions) {
    mp_obj_t message;
    size_t count;
    mp_obj_t *items;
    parts_of(self, &message, &count, &items);
    return new_group(message, exceptions);
}
static MP_DEFINE_CONST_FUN_OBJ_2(derive_obj, derive);

static bool meets(mp_obj_t exc, mp_obj_t condition) {
    if (mp_obj_is_exception_type(condition)) {
        return mp_obj_exception_match(exc, condition);
    }
    if (mp_obj_is_type(condition, &mp_type_tuple)) {
        size_t count;
        mp_obj_t *types;
        mp_obj_tuple_get(condition, &count, &types);
        bool met = false;
        for (size_t i = 0; i < count; i++) {
            if (!mp_obj_is_exception_type(types[i])) {
                mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("exception type expected, not '%s'"), mp_obj_get_type_str(types[i]));
            }
            met = met || mp_obj_exception_match(exc, types[i]);
        }
        return met;
    }
    if (!mp_obj_is_callable(condition)) {
        mp_raise_TypeError(MP_ERROR_TEXT("expected a function, exception type or tuple of exception types"));
    }
    return mp_obj_is_true(mp_call_function_1(condition, exc));
}

static mp_obj_t derived(mp_obj_t group, mp_obj_t list) {
    size_t count;
    mp_obj_t *items;
    mp_obj_list_get(list, &count, &items);
    if (count == 0) {
        return mp_const_none;
    }
    mp_obj_t dest[3];
    mp_load_method(group, MP_QSTR_derive, dest);
    dest[2] = list;
    return mp_call_method_n_kw(1, 0, dest);
}

static void append_if_any(mp_obj_t list, mp_obj_t exc) {
    if (exc != mp_const_none) {
        mp_obj_list_append(list, exc);
    }
}

// The part of `exc` that meets the condition, and the rest. An empty one is None. Groups keep their nesting.
static void split(mp_obj_t exc, mp_obj_t condition, mp_obj_t parts[2]) {
    mp_cstack_check();
    bool matched = meets(exc, condition);
    parts[0] = matched ? exc : mp_const_none;
    parts[1] = matched ? mp_const_none : exc;
    if (matched || !is_group(exc)) {
        return;
    }
    mp_obj_t lists[2] = { mp_obj_new_list(0, NULL), mp_obj_new_list(0, NULL) };
    mp_obj_t message;
    size_t count;
    mp_obj_t *items;
    parts_of(exc, &message, &count, &items);
    for (size_t i = 0; i < count; i++) {
        mp_obj_t inner[2];
        split(items[i], condition, inner);
        append_if_any(lists[0], inner[0]);
        append_if_any(lists[1], inner[1]);
    }
    parts[0] = derived(exc, lists[0]);
    parts[1] = derived(exc, lists[1]);
}

static mp_obj_t group_split(mp_obj_t self, mp_obj_t condition) {
    mp_obj_t parts[2];
    split(self, condition, parts);
    return mp_obj_new_tuple(2, parts);
}
static MP_DEFINE_CONST_FUN_OBJ_2(group_split_obj, group_split);

static mp_obj_t group_subgroup(mp_obj_t self, mp_obj_t condition) {
    mp_obj_t parts[2];
    split(self, condition, parts);
    return parts[0];
}
static MP_DEFINE_CONST_FUN_OBJ_2(group_subgroup_obj, group_subgroup);

static void group_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL && (attr == MP_QSTR_message || attr == MP_QSTR_exceptions)) {
        mp_obj_t message;
        size_t count;
        mp_obj_t *items;
        parts_of(self, &message, &count, &items);
        dest[0] = attr == MP_QSTR_message ? message : mp_obj_new_tuple(count, items);
        return;
    }
    mp_obj_exception_attr(self, attr, dest);
    if (dest[0] == MP_OBJ_NULL) {
        dest[1] = MP_OBJ_SENTINEL;
    }
}

static const mp_rom_map_elem_t group_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_split), MP_ROM_PTR(&group_split_obj) },
    { MP_ROM_QSTR(MP_QSTR_subgroup), MP_ROM_PTR(&group_subgroup_obj) },
    { MP_ROM_QSTR(MP_QSTR_derive), MP_ROM_PTR(&derive_obj) },
};
static MP_DEFINE_CONST_DICT(group_locals, group_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_base_exception_group, MP_QSTR_BaseExceptionGroup, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, group_print,
    attr, group_attr,
    parent, &mp_type_BaseException,
    locals_dict, &group_locals
    );

static const mp_rom_obj_tuple_t bases_of_exception_group = {
    { &mp_type_tuple }, 2, { MP_ROM_PTR(&asyncio_type_base_exception_group), MP_ROM_PTR(&mp_type_Exception) }
};

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_exception_group, MP_QSTR_ExceptionGroup, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, group_print,
    attr, group_attr,
    parent, &bases_of_exception_group,
    locals_dict, &group_locals
    );

mp_obj_t asyncio_new_unhandled_errors(mp_obj_t list, mp_obj_t unused) {
    (void)unused;
    static const MP_DEFINE_STR_OBJ(message, "unhandled errors in a TaskGroup");
    return new_group(MP_OBJ_FROM_PTR(&message), list);
}

#endif
