//! The calls from the loop to the statistics and the trace. Without these features each function here is empty. With them, and none
//! in use, it is a load and a branch. `observe.c` has the calls from C.

#[cfg(feature = "stats")]
use crate::diagnostics::counters;
#[cfg(feature = "trace")]
use crate::diagnostics::trace_ring;
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

/// `task` was created.
#[inline(always)]
pub fn created(task: Obj) {
    #[cfg(feature = "trace")]
    if is_traced() {
        trace_ring::created(task);
    }
    let _ = task;
}

/// `task` is about to be made ready by something other than its deadline: by `source`, one of `ASYNCIO_WAKE_…`.
#[inline(always)]
pub fn woken(task: Obj, source: impl Fn() -> u32) {
    #[cfg(feature = "stats")]
    counters::woken(source());
    #[cfg(feature = "trace")]
    if is_traced() {
        trace_ring::woken(task);
    }
    let _ = (task, source);
}

/// `task`, a sleeper that is due, is made ready, so many microseconds late.
#[inline(always)]
pub fn due(task: Obj, late: impl Fn() -> u64) {
    #[cfg(feature = "stats")]
    counters::due();
    #[cfg(feature = "trace")]
    if is_traced() {
        trace_ring::due(task, late());
    }
    let _ = (task, late);
}

/// `task` is cancelled.
#[inline(always)]
pub fn cancelled(task: Obj) {
    #[cfg(feature = "trace")]
    if is_traced() {
        trace_ring::cancelled(task);
    }
    let _ = task;
}

/// A section of `task` has ended, so many microseconds after its deadline.
#[cfg(feature = "deadlines")]
pub fn late(task: Obj, us: u32) {
    #[cfg(feature = "stats")]
    counters::late();
    #[cfg(feature = "trace")]
    if is_traced() {
        trace_ring::late(task, us);
    }
    let _ = (task, us);
}

/// `event`, an `Event` or `ThreadSafeFlag`, is set. For any context.
#[inline(always)]
pub fn set(event: Obj) {
    #[cfg(feature = "trace")]
    if is_traced() {
        trace_ring::set(event);
    }
    let _ = event;
}

/// A round begins.
#[inline(always)]
pub fn round() {
    #[cfg(feature = "stats")]
    counters::round();
}
