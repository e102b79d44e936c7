//! Calls from other threads: `call_soon_threadsafe`, which also brings the outcome of a function that ran in a thread.
//!
//! Such a call is a [handle](crate::classes::handle) that waits for an [`Event`] of its own. Setting an event is safe from anywhere
//! and wakes the loop, which then makes the handle ready in its turn: no queue is shared, and the loop's own work does not grow.

use crate::{
    classes::{event::Event, handle},
    kernel::{
        bridge::to_c,
        event_loop::event_loop,
        task::{DONE, TaskRef},
    },
};
use micropython_export::export;
use micropython_sys::{CResult, Native, Obj};

/// Makes the handle of a call `fun(*args)`, and the event that it waits for. [`mpy_event_set`](crate::classes::event) of that `event`, from
/// any thread, makes the loop call. `args` is a tuple, or null for none. From any thread. Allocates two objects.
#[export]
extern "C" fn mpy_outside_call(fun: Obj, args: Obj, event: &mut Obj) -> CResult {
    to_c(handle::new(fun, args).and_then(|handle| {
        let doorbell = Event::new()?;
        doorbell.hand_over(handle);
        *event = doorbell.obj();
        Ok(handle.obj())
    }))
}

/// One more thread has started: the loop has something to wait for until [`mpy_thread_ended`]. Returns
/// [which of the loops](crate::kernel::event_loop::EventLoop::number) that is.
#[export]
extern "C" fn mpy_thread_started() -> u8 {
    event_loop().count_outside_waiter(1);
    event_loop().number()
}

/// A thread that was started in the loop of that `number` has ended: the future has its outcome, unless it was cancelled
/// before. On the loop's thread.
#[export]
extern "C" fn mpy_thread_ended(future: Obj, failed: bool, value: Obj, number: u8) {
    let event_loop = event_loop();
    if number == event_loop.number() {
        event_loop.count_outside_waiter(-1);
    }
    if let Some(future) = TaskRef::from_obj(future).filter(|future| !future.has(DONE)) {
        future.complete_future(event_loop, if failed { Err(value) } else { Ok(value) });
    }
}
