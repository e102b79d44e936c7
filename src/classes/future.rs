//! `Future`: an outcome that other code will set. `shield(aw)`.
//!
//! A future is a [`Task`] without a coroutine, so whatever can wait for a task can wait for a future.

use crate::{
    classes::task_api::was_cancelled,
    kernel::{
        bridge::to_c,
        cancel::new_cancelled_error,
        create::promote,
        event_loop::{EventLoop, event_loop},
        task::{DONE, NOT_CANCELLED, Task, TaskRef},
    },
};
use micropython_export::export;
use micropython_sys::{CResult, Error, Obj, Result, allocate, bindings as mp, class};

/// A new future.
///
/// # Errors
/// `MemoryError`.
pub fn new() -> Result<TaskRef> {
    allocate(Task::blank(class!(asyncio_type_future), Obj::NULL)).map(TaskRef::new_at)
}

fn future(obj: Obj) -> Result<TaskRef> {
    let found = TaskRef::from_obj(obj).filter(|task| task.is_future());
    found.ok_or_else(|| Error::wrong_type(mp::ASYNCIO_TEXT_FUTURE_EXPECTED, obj))
}

fn settle(this: Obj, outcome: core::result::Result<Obj, Obj>) -> Result<Obj> {
    let future = future(this)?;
    if future.has(DONE) {
        return Err(Error::new(class!(asyncio_type_invalid_state_error), mp::ASYNCIO_TEXT_INVALID_STATE));
    }
    future.complete_future(event_loop(), outcome);
    if outcome.is_err() {
        future.set(NOT_CANCELLED);
    }
    Ok(Obj::none())
}

/// The turn after the task that `outer` shields has ended.
pub fn inner_done(event_loop: &EventLoop, outer: Obj, inner: TaskRef) {
    let Some(outer) = TaskRef::from_obj(outer) else { return };
    if outer.has(DONE) {
        return;
    }
    if was_cancelled(inner) {
        outer.complete_future(event_loop, Err(new_cancelled_error()));
    } else {
        outer.complete_future(event_loop, inner.outcome());
        outer.set(NOT_CANCELLED);
    }
}

fn shield(awaitable: Obj) -> Result<Obj> {
    let event_loop = event_loop();
    let inner = promote(event_loop, awaitable)?;
    if inner.has(DONE) {
        return Ok(inner.obj());
    }
    let outer = new()?;
    // A future that has not ended has no other use for `data`. When it ends, it takes its callback off the inner task.
    let callback = inner.add_callback(event_loop, outer.obj(), true)?;
    if !outer.has(DONE) {
        outer.set_data(callback.node().obj());
    }
    Ok(outer.obj())
}

/// `Future()`.
#[export]
extern "C" fn mpy_future_new() -> CResult {
    to_c(new().map(TaskRef::obj))
}

/// `set_result(value)`: `InvalidStateError` if the future is done. Wakes the waiters in order; O(waiters).
#[export]
extern "C" fn mpy_future_set_result(this: Obj, value: Obj) -> CResult {
    to_c(settle(this, Ok(value)))
}

/// `set_exception(exc)`; `exc` is an instance.
#[export]
extern "C" fn mpy_future_set_exception(this: Obj, exc: Obj) -> CResult {
    to_c(settle(this, Err(exc)))
}

/// `shield(awaitable)`: a future with the same outcome, whose cancellation does not reach what it shields.
#[export]
extern "C" fn mpy_shield(awaitable: Obj) -> CResult {
    to_c(shield(awaitable))
}
