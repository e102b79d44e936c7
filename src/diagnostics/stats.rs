//! The statistics of `asyncio.stats()` that are counted in Rust. `stats.c` has the others.
//!
//! Only for the thread that runs the loop.

use crate::{
    diagnostics::counters::{US_PER_UNIT, counted},
    kernel::{
        event_loop::event_loop,
        task::{Place, TaskRef},
    },
    scheduler::Instant,
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{Obj, bindings as mp};

/// The current task's step took `us` microseconds.
#[export]
extern "C" fn mpy_stats_step(us: u32) {
    let Some(task) = event_loop().current_task() else { return };
    let counted = counted();
    counted.switches = counted.switches.wrapping_add(1);
    counted.busy_us += u64::from(us);
    let stats = task.stats();
    stats.steps.set(stats.steps.get().saturating_add(1));
    // The rest below a unit goes to the next step, of any task: on average this is right.
    let sum = us.saturating_add(counted.rest_us);
    counted.rest_us = sum % US_PER_UNIT;
    stats.time.set(stats.time.get().saturating_add(sum / US_PER_UNIT));
    if us > counted.longest_us {
        counted.longest_us = us;
        // SAFETY: a live coroutine; does not raise.
        counted.longest = unsafe { mp::asyncio_coroutine_name(task.coro().raw()) };
    }
}

/// The time of all runs that have ended, and when the present one began, in microseconds of the loop's clock.
struct Runs {
    ended_us: Cell<u64>,
    began_us: Cell<u64>,
}

// SAFETY: only the thread of the loop touches it.
unsafe impl Sync for Runs {}

static RUNS: Runs = Runs { ended_us: Cell::new(0), began_us: Cell::new(0) };

fn now_us() -> u64 {
    event_loop().now().us_since(Instant::default())
}

/// A run begins or has ended.
#[export]
extern "C" fn mpy_stats_run(begins: bool) {
    if begins {
        RUNS.began_us.set(now_us());
    } else {
        RUNS.ended_us.set(mpy_stats_total_us());
    }
}

/// How long runs have taken, the present one included, in microseconds.
#[export]
extern "C" fn mpy_stats_total_us() -> u64 {
    let running = if event_loop().is_running() { now_us() - RUNS.began_us.get() } else { 0 };
    RUNS.ended_us.get() + running
}

/// Forgets the times of runs: after a boot or soft reset.
#[export]
extern "C" fn mpy_stats_init() {
    RUNS.ended_us.set(0);
}

/// Fills `stats` if the block of `bytes` bytes at `block` is a task that has not ended; returns whether it is. Reads the
/// block only, which may be anything.
#[export]
extern "C" fn mpy_stats_of_task(block: Obj, bytes: usize, stats: &mut mp::asyncio_task_stats_t) -> bool {
    let Some(task) = TaskRef::pending_at(block, bytes) else { return false };
    let event_loop = event_loop();
    stats.coro = task.coro().raw();
    stats.is_running = event_loop.current_task() == Some(task) && event_loop.is_running();
    stats.place = task.place() as u8;
    stats.on = if task.place() == Place::Waiting { task.data() } else { Obj::NULL }.raw();
    stats.is_asked = task.place() == Place::Waiting && event_loop.streams().asks_for(task);
    stats.steps = task.stats().steps.get();
    stats.time_us = u64::from(task.stats().time.get()) * u64::from(US_PER_UNIT);
    let sleeps = task.place() == Place::Sleeping;
    stats.due_us = if sleeps { task.due().us_since(event_loop.now()) } else { 0 };
    true
}
