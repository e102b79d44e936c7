//! A lull: nothing is ready, and the next deadline is some time away. What a script wants to be done then; C does it (`lull.c`).

use crate::kernel::{
    event_loop::{EventLoop, event_loop},
    rounds::has_wakes,
    task::{DONE, MUST_CANCEL},
};
use micropython_export::export;
use micropython_sys::Obj;

impl EventLoop {
    /// How many microseconds of the lull are left: 0 if there is something to do, `u64::MAX` without a deadline.
    ///
    /// What has run meanwhile may have done anything. The task that had its turn last still counts as the current one: if it was
    /// cancelled, it is in no queue yet.
    fn lull_left(&self) -> u64 {
        let is_cancelled = self.current_task().is_some_and(|task| task.has(MUST_CANCEL) && !task.has(DONE));
        if is_cancelled || self.is_anything_ready() || has_wakes() {
            return 0;
        }
        self.now();
        self.us_to_wait().unwrap_or(0)
    }
}

/// See [`EventLoop::lull_left`].
#[export]
extern "C" fn mpy_lull_left() -> u64 {
    event_loop().lull_left()
}

/// How many microseconds of the lull, of which `left` are left, a collection may take: if urgent tasks sleep, only they have to wake in time.
#[export]
extern "C" fn mpy_lull_for_collection(left: u64) -> u64 {
    #[cfg(feature = "priority")]
    {
        let event_loop = event_loop();
        if let Some(first) = event_loop.urgent.sleepers.peek() {
            return first.due().us_since(event_loop.now());
        }
    }
    left
}

/// Whether an urgent task waits for something that may happen at any moment.
#[export]
extern "C" fn mpy_lull_is_watched() -> bool {
    #[cfg(feature = "priority")]
    return event_loop().urgent.is_watching();
    #[cfg(not(feature = "priority"))]
    false
}

/// How long a collection took last time, in microseconds. `bytes` is after how many allocated ones to collect, 0 for never.
#[export]
extern "C" fn mpy_lull_collection(bytes: &mut u32) -> u32 {
    *bytes = event_loop().lull_bytes.get();
    event_loop().lull_took_us.get()
}

/// A collection has taken `us` microseconds.
#[export]
extern "C" fn mpy_lull_collected(us: u32) {
    event_loop().lull_took_us.set(us);
}

/// `loop.set_idle_gc(bytes)`.
#[export]
extern "C" fn mpy_lull_set_bytes(bytes: u32) {
    event_loop().lull_bytes.set(bytes);
}

/// The function of `loop.set_idle()`, or `None`.
#[export]
extern "C" fn mpy_lull_function() -> Obj {
    let function = event_loop().lull_function.get();
    if function.is_null() { Obj::none() } else { function }
}

/// `loop.set_idle(function)`.
#[export]
extern "C" fn mpy_lull_set_function(function: Obj) {
    event_loop().lull_function.set(function);
}
