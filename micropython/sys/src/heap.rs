//! Objects on MicroPython's garbage-collected heap.

use crate::{
    Obj, bindings as mp,
    error::{Error, Result},
};
use core::{cell::Cell, ptr::NonNull};

/// Allocates `object` on MicroPython's heap.
///
/// # Errors
/// `MemoryError` if the heap is full or locked.
///
/// EXCEPTION: raises nothing, but may collect garbage and so run `__del__` methods, which re-enter
/// Python and this library: whatever `object` refers to must be reachable from the stack, and no
/// queue may be half changed.
#[inline(always)]
pub fn allocate<T: 'static>(object: T) -> Result<&'static T> {
    // SAFETY: returns null or memory of that size, aligned for any object of MicroPython's.
    let memory = unsafe { mp::m_malloc_maybe(size_of::<T>()) }.cast::<T>();
    let Some(memory) = NonNull::new(memory) else {
        return Err(Error::out_of_memory(size_of::<T>()));
    };
    // SAFETY: fresh memory of the right size and alignment. The collector keeps it as long as anything that it scans refers to it.
    unsafe {
        memory.write(object);
        Ok(memory.as_ref())
    }
}

/// Allocates `count` null object references on MicroPython's heap.
///
/// # Errors
/// `MemoryError` if the heap is full or locked, or cannot be that large.
///
/// EXCEPTION: as [`allocate`].
pub fn allocate_slots(count: usize) -> Result<NonNull<Cell<Obj>>> {
    let bytes = count.saturating_mul(size_of::<Obj>());
    // SAFETY: returns null or memory of that size, aligned for any object of MicroPython's.
    let memory = unsafe { mp::m_malloc_maybe(bytes) }.cast::<Cell<Obj>>();
    let Some(memory) = NonNull::new(memory) else {
        return Err(Error::out_of_memory(bytes));
    };
    for index in 0..count {
        // SAFETY: within the fresh memory.
        unsafe { memory.add(index).write(Cell::new(Obj::NULL)) };
    }
    Ok(memory)
}
