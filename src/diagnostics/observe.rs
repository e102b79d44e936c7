//! What the loop tells the statistics and the trace. Without these features each function here is empty; with
//! them, and none in use, it is a load and a branch. C tells the rest: `observe.c`.

use crate::{kernel::task::TaskRef, scheduler::Instant};
use micropython_sys::Obj;

#[cfg(any(feature = "stats", feature = "trace"))]
#[inline(always)]
fn is_observed(by: u32) -> bool {
    use micropython_sys::bindings as mp;
    // SAFETY: a byte that only the thread of the loop changes.
    u32::from(unsafe { (&raw const mp::asyncio_observed).read() }) & by != 0
}

/// Whether the trace records.
#[inline(always)]
#[allow(dead_code, reason = "unused where no feature asks")]
fn is_traced() -> bool {
    #[cfg(feature = "trace")]
    return is_observed(micropython_sys::bindings::ASYNCIO_OBSERVE_TRACE);
    #[cfg(not(feature = "trace"))]
    false
}

/// `task` was made.
#[inline(always)]
pub fn created(task: TaskRef) {
    #[cfg(feature = "trace")]
    if is_traced() {
        crate::diagnostics::trace::created(task);
    }
    let _ = task;
}

/// `task` is about to be made ready by something other than its deadline.
#[inline(always)]
pub fn woken(task: TaskRef) {
    #[cfg(feature = "stats")]
    crate::diagnostics::stats::woken(task);
    #[cfg(feature = "trace")]
    if is_traced() {
        crate::diagnostics::trace::woken(task);
    }
    let _ = task;
}

/// `task`, a sleeper that is due, is made ready.
#[inline(always)]
pub fn due(task: TaskRef, now: Instant) {
    #[cfg(feature = "stats")]
    crate::diagnostics::stats::due();
    #[cfg(feature = "trace")]
    if is_traced() {
        crate::diagnostics::trace::due(task, now);
    }
    let _ = (task, now);
}

/// Somebody cancels `task`.
#[inline(always)]
pub fn cancelled(task: TaskRef) {
    #[cfg(feature = "trace")]
    if is_traced() {
        crate::diagnostics::trace::cancelled(task);
    }
    let _ = task;
}

/// `event`, an `Event` or `ThreadSafeFlag`, is set. For any context.
#[inline(always)]
pub fn set(event: Obj) {
    #[cfg(feature = "trace")]
    if is_traced() {
        crate::diagnostics::trace::set(event);
    }
    let _ = event;
}

/// A round begins.
#[inline(always)]
pub fn round() {
    #[cfg(feature = "stats")]
    crate::diagnostics::stats::round();
}
