//! The counters of `asyncio.stats()`.
//!
//! Only for the thread that runs the loop.

use core::cell::Cell;
use micropython_sys::bindings as mp;

/// What is counted for one task: 8 bytes.
#[derive(Default)]
pub struct TaskStats {
    pub(super) steps: Cell<u32>,
    /// Time used, in units of 16 microseconds: 19 hours.
    pub(super) time: Cell<u32>,
}

pub(super) const US_PER_UNIT: u32 = 16;

impl TaskStats {
    /// Of a task that has not run.
    pub const fn new() -> Self {
        Self { steps: Cell::new(0), time: Cell::new(0) }
    }
}

/// What is counted; let go before the next call of this.
pub(super) fn counted() -> &'static mut mp::asyncio_stats_t {
    let counted = &raw mut mp::asyncio_counted;
    // SAFETY: only the thread of the loop touches it, and no caller holds it beyond one addition.
    unsafe { &mut *counted }
}

fn count(counter: impl FnOnce(&mut mp::asyncio_stats_t) -> &mut u32) {
    let counter = counter(counted());
    *counter = counter.wrapping_add(1);
}

/// A round begins.
#[inline]
pub fn round() {
    count(|stats| &mut stats.rounds);
}

/// A sleeper is made ready by its deadline.
#[inline]
pub fn due() {
    count(|stats| &mut stats.wakes[mp::ASYNCIO_WAKE_TIMER as usize]);
}

/// A section has ended after its deadline.
#[cfg(feature = "deadlines")]
pub fn late() {
    count(|stats| &mut stats.late);
}

/// A task is about to be made ready by `source`, one of `ASYNCIO_WAKE_…`.
pub fn woken(source: u32) {
    count(|stats| &mut stats.wakes[source as usize]);
}
