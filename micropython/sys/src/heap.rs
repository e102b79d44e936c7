//! Objects on MicroPython's garbage-collected heap.

use crate::{
    bindings as mp,
    error::{Error, Result},
};
use core::ptr::NonNull;

/// Allocates `object` on MicroPython's heap.
///
/// # Errors
/// `MemoryError` if the heap is full or locked.
///
/// EXCEPTION: raises nothing, but may collect garbage and so run `__del__` methods, which re-enter
/// Python and this library: whatever `object` refers to must be reachable from the stack, and no
/// queue may be half changed.
pub fn allocate<T>(object: T) -> Result<NonNull<T>> {
    // SAFETY: returns null or memory of that size, aligned for any object of MicroPython's.
    let memory = unsafe { mp::m_malloc_maybe(size_of::<T>()) }.cast::<T>();
    let Some(memory) = NonNull::new(memory) else {
        return Err(Error::out_of_memory(size_of::<T>()));
    };
    // SAFETY: fresh memory of the right size and alignment.
    unsafe { memory.write(object) };
    Ok(memory)
}
