//! `Handle`: a call that the loop will make (`call_soon`, `call_later`, `call_at`), and `loop.time()`.
//!
//! A handle is a [`Task`] with the callable in the place of the coroutine. So it can be in the ready queue and in the sleep heap.

use crate::{
    kernel::{
        bridge::to_c,
        event_loop::event_loop,
        task::{DONE, Place, Task, TaskRef},
    },
    scheduler::Instant,
};
use micropython_export::export;
use micropython_sys::{CResult, Obj, Result, allocate, class};

fn handle(obj: Obj) -> TaskRef {
    // SAFETY: C calls the functions below for objects of the class `Handle` only, which are a `Task`.
    TaskRef::new_at(unsafe { &*obj.as_ptr::<Task>() })
}

/// A handle for the ready queue. It is in no queue yet.
///
/// # Errors
/// `MemoryError`.
pub fn new(fun: Obj, args: Obj) -> Result<TaskRef> {
    allocate(Task::blank(class!(asyncio_type_handle), fun)).map(|object| {
        let handle = TaskRef::new_at(object);
        handle.own_state().set(args);
        handle.set_place(Place::Ready);
        handle
    })
}

/// Calls `fun(*args)` in the next round; `args` is a tuple, or null for none.
#[export]
extern "C" fn mpy_call_soon(fun: Obj, args: Obj) -> CResult {
    let event_loop = event_loop();
    to_c(new(fun, args).map(|handle| {
        event_loop.make_ready(handle.node());
        handle.obj()
    }))
}

/// Calls `fun(*args)` as soon as the clock has passed `ms` and `us`, counted as [`mpy_loop_time`] does.
#[export]
extern "C" fn mpy_call_at(ms: u64, us: u32, fun: Obj, args: Obj) -> CResult {
    to_c(new(fun, args).map(|handle| {
        event_loop().start_timer(handle, instant(ms, us));
        handle.obj()
    }))
}

/// The instant of `ms` milliseconds and `us` microseconds.
pub fn instant(ms: u64, us: u32) -> Instant {
    Instant { ms: ms.min((1 << 40) - 1), us: us.min(999) as u16 }
}

/// `cancel()`: the call is not made. O(log n) amortised.
#[export]
extern "C" fn mpy_handle_cancel(this: Obj) {
    let handle = handle(this);
    let event_loop = event_loop();
    // The call of another thread may still be in the stack of wakes: this makes it ready.
    event_loop.serve_wakes();
    handle.set(DONE);
    event_loop.stop_timer(handle);
    handle.own_state().set(Obj::NULL);
}

/// `cancelled()`.
#[export]
extern "C" fn mpy_handle_cancelled(this: Obj) -> bool {
    handle(this).has(DONE)
}

/// `when()`: milliseconds since the loop began; the microseconds beyond them go to `us`.
#[export]
extern "C" fn mpy_handle_when(this: Obj, us: &mut u32) -> u64 {
    let due = handle(this).due();
    *us = due.us.into();
    due.ms
}

/// `loop.time()`: milliseconds since the loop began; the microseconds beyond them go to `us`. Reads the clock.
#[export]
extern "C" fn mpy_loop_time(us: &mut u32) -> u64 {
    let now = event_loop().now();
    *us = now.us.into();
    now.ms
}
