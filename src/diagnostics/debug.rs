//! The part of debug mode that reads tasks. `debug.c` has all other parts.

#[cfg(feature = "priority")]
use crate::kernel::event_loop::event_loop;
use crate::kernel::task::TaskRef;
use micropython_export::export;
use micropython_sys::Obj;

/// The coroutine of the task at `block`, a block of `bytes` bytes of the heap, if that is a task that has not ended, else
/// null. Reads the block only, which may be anything.
#[export]
extern "C" fn mpy_debug_pending_coro(block: Obj, bytes: usize) -> Obj {
    TaskRef::pending_at(block, bytes).map_or(Obj::NULL, TaskRef::coro)
}

/// Whether the current task is urgent, and usual ones wait for their turn behind it.
#[cfg(feature = "priority")]
#[export]
extern "C" fn mpy_debug_is_ahead() -> bool {
    let event_loop = event_loop();
    event_loop.current_task().is_some_and(|task| task.urgency().now() > 0) && event_loop.is_usual_waiting()
}
