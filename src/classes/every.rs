//! `every_ms(period)`: ticks at a fixed rate, for `async for`.
//!
//! The ticks are due at multiples of the period after the call, so they don't drift. If the loop's body takes longer than a
//! period, the next tick comes at once and counts how many were missed, and the one after it is due at its own time: they don't bunch.

use crate::kernel::{
    bridge::{Step, step_to_c, to_c},
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    task::{AWAITING, TaskRef},
};
use crate::scheduler::{Instant, InstantCell};
use micropython_export::export;
use micropython_sys::{CResult, Header, Native, Obj, Result, Type, allocate, class};

/// The iterator. Four words: one block on a 32-bit board.
#[repr(C)]
pub struct Every {
    header: Header,
    /// When the next tick is due.
    due: InstantCell,
    /// In milliseconds, and the bit [`URGENT`].
    period: u32,
}

/// Whether the task runs before all that are ready when a tick is due.
const URGENT: u32 = 1 << 31;

// SAFETY: `mpy_every_new` makes them.
unsafe impl Native for Every {
    fn class() -> &'static Type {
        class!(asyncio_type_every)
    }
}

impl Awaitable for Every {}

impl Every {
    fn begin(&self, event_loop: &EventLoop, task: TaskRef) {
        task.set_data(Obj::NULL);
        #[cfg(feature = "priority")]
        if self.period & URGENT != 0 {
            event_loop.make_urgent(task);
        }
        let due = self.due.get();
        if due <= event_loop.now() {
            // A body that takes longer than a period lets the others run all the same.
            event_loop.yield_now(task);
        } else {
            task.set_due(due);
            event_loop.sleep(task);
        }
    }

    /// How many ticks before the one that is due now were missed. The next one is in the future.
    fn tick(&self, now: Instant) -> u64 {
        let due = self.due.get();
        let period = u64::from(self.period & !URGENT);
        let missed = due_ago(due, now) / period;
        self.due.set(due.after_ms((missed + 1) * period));
        missed
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if !(task.has(AWAITING) && task.data().is_null()) {
            self.begin(event_loop, task);
            return Ok(Step::SUSPEND);
        }
        task.clear(AWAITING);
        let missed = self.tick(event_loop.now());
        Ok(Step::ready(Obj::small_int(missed.min(MOST_MISSED) as isize)))
    }
}

/// As many as a small int of every object representation takes.
const MOST_MISSED: u64 = (1 << 29) - 1;

/// Whole milliseconds since `due`; 0 before.
fn due_ago(due: Instant, now: Instant) -> u64 {
    now.ms.saturating_sub(due.ms + u64::from(now.us < due.us))
}

fn every(obj: Obj) -> &'static Every {
    // SAFETY: C calls the functions below for objects of this class only.
    unsafe { &*obj.as_ptr::<Every>() }
}

/// `every_ms(period, priority=is_urgent)`; `period` is from 1 to 2³¹-1.
#[export]
extern "C" fn mpy_every_new(period_ms: u32, is_urgent: bool) -> CResult {
    let due = InstantCell::new();
    due.set(event_loop().now().after_ms(period_ms.into()));
    let period = period_ms | if is_urgent { URGENT } else { 0 };
    to_c(allocate(Every { header: Header { type_: Every::class() }, due, period }).map(Native::obj))
}

/// One step of awaiting the next tick. Allocates nothing.
#[export]
extern "C" fn mpy_every_next(this: Obj) -> CResult {
    step_to_c(every(this).step(event_loop()))
}
