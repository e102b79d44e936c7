//! `all_tasks()`: every task that has not ended, wherever it waits.
//!
//! A waiting task is on the list of the object that it waits for, and the loop does not know it: a register of all
//! tasks would keep those alive that nothing can wake any more. So the heap is searched. A block is a task if its first
//! word is the class and its last words are those that only [`Identity::give`](crate::kernel::identity::Identity::give) writes.
//! A list of classes can begin like a task. No other object ends like one.

use crate::kernel::task::TaskRef;
use micropython_export::export;
use micropython_sys::Obj;

/// Whether the block of `bytes` bytes at `block` is a task that has not ended. Reads the block only.
#[export]
extern "C" fn mpy_is_pending_task(block: Obj, bytes: usize) -> bool {
    TaskRef::pending_at(block, bytes).is_some()
}
