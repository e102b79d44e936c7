//! The part of debug mode that reads tasks. `debug.c` has all other parts.

use crate::kernel::task::TaskRef;
use micropython_export::export;
use micropython_sys::Obj;

/// The coroutine of the task at `block`, a block of `bytes` bytes of the heap, if that is a task that has not ended, else
/// null. Reads the block only, which may be anything.
#[export]
extern "C" fn mpy_debug_pending_coro(block: Obj, bytes: usize) -> Obj {
    TaskRef::pending_at(block, bytes).map_or(Obj::NULL, TaskRef::coro)
}
