//! `all_tasks()`: every task that has not ended, wherever it waits.
//!
//! A waiting task stands on the list of what it waits for, and nothing leads from the loop to it: a register of all
//! tasks would keep alive those that nobody can wake any more. So the heap itself is searched. A block there is a task
//! if its first word says so and its last words are what only [`Identity::give`](crate::kernel::identity::Identity::give) writes: a list of classes can look like
//! the one, and no object's contents like the other.

use crate::kernel::task::TaskRef;
use micropython_export::export;
use micropython_sys::Obj;

/// Whether the block of `bytes` bytes at `block` is a task that has not ended. Reads the block only.
#[export]
extern "C" fn mpy_is_pending_task(block: Obj, bytes: usize) -> bool {
    TaskRef::pending_at(block, bytes).is_some()
}
