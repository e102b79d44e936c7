// The virtual machine as the Rust tests drive it (src/lib.rs).
#ifndef VM_H
#define VM_H

#include "py/obj.h"

// Starts MicroPython with an empty heap. Its stack begins at `stack_top`.
void vm_start(void *stack_top, void *heap, size_t heap_bytes);
// As a board does after Ctrl-D: everything is gone but what is static.
void vm_soft_reset(void *heap, size_t heap_bytes);
void vm_stop(void);

// Runs Python source as the main module; prints what escapes and returns false then.
bool vm_exec(const char *source, size_t len);
// A global variable of the main module, or MP_OBJ_NULL.
mp_obj_t vm_global(const char *name);

// Collects garbage, then fills all free memory, so that nobody who still reads it goes unnoticed.
void vm_collect(void);
// How many objects of `type` the heap holds.
size_t vm_count(const mp_obj_type_t *type);
// Bytes in use.
size_t vm_used(void);

// Collect at every allocation.
extern bool vm_collect_always;
// Fail the allocation after so many more; negative: never.
extern long vm_allocations_left;
// Interrupt, as Ctrl-C does, at the hook after so many more; negative: never.
extern long vm_hooks_left;

// Provided by Rust: takes what Python prints.
void vm_print(const char *text, size_t len);

// Raises `exc`.
mp_obj_t vm_raise(mp_obj_t exc, mp_obj_t unused);

#endif // VM_H
