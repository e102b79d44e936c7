//! `sleep(s)` and `sleep_ms(ms)`: an awaitable that keeps its own deadline.
//!
//! `await sleep_ms(n)` builds the awaitable, steps it and drops it. So one object serves all tasks: the
//! loop keeps a spare one, which is free again when its first step has put the task to sleep. If a script
//! keeps a sleep that has not begun, the next `sleep()` allocates another one.

#[cfg(feature = "priority")]
use crate::kernel::task::TaskRef;
use crate::kernel::{
    awaiting::step_anew,
    bridge::to_c,
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    sleep::{Sleep, State},
    task::AWAITING,
};
use micropython_export::export;
use micropython_sys::{CResult, Native, Obj, Result};

impl Awaitable for Sleep {}

fn free(event_loop: &'static EventLoop) -> Result<&'static Sleep> {
    let spare = event_loop.spare_sleep();
    if spare.state.get() == State::Spent {
        return Ok(spare);
    }
    let sleep = Sleep::new()?;
    event_loop.set_spare_sleep(sleep);
    Ok(sleep)
}

/// What a step returns to C; see [`step_to_c`](crate::kernel::bridge::step_to_c). Part of every switch, so by hand.
#[inline(always)]
fn step(sleep: &Sleep, event_loop: &EventLoop) -> CResult {
    let Some(task) = event_loop.free_task() else {
        return step_anew(event_loop, sleep.obj(), mpy_sleep_next);
    };
    let flags = task.flags();
    if flags & AWAITING != 0 && task.data().is_null() {
        task.clear(AWAITING);
        return CResult::ok(Obj::NULL);
    }
    match sleep.state.replace(State::Spent) {
        State::Spent => return CResult::ok(Obj::NULL),
        State::Yield => {
            task.set_data(Obj::NULL);
            event_loop.yield_in_place(task, flags);
        }
        State::Pending => {
            task.set_due(sleep.due.get());
            event_loop.sleep(task);
        }
        #[cfg(feature = "priority")]
        state => begin_urgently(sleep, event_loop, task, state),
    }
    CResult::ok(Obj::none())
}

/// The first step of a sleep with `priority=True`.
#[cfg(feature = "priority")]
#[cold]
#[inline(never)]
fn begin_urgently(sleep: &Sleep, event_loop: &EventLoop, task: TaskRef, state: State) {
    event_loop.make_urgent(task);
    if state == State::UrgentYield {
        task.set_data(Obj::NULL);
        event_loop.yield_now(task);
    } else {
        task.set_due(sleep.due.get());
        event_loop.sleep(task);
    }
}

/// A sleep of `ms` milliseconds in the state `later`, or `at_once` without any to wait.
#[inline(always)]
fn sleep_of(ms: i64, at_once: State, later: State) -> CResult {
    let event_loop = event_loop();
    to_c(free(event_loop).map(|sleep| {
        if ms <= 0 {
            sleep.state.set(at_once);
        } else {
            sleep.due.set(event_loop.now().after_ms(ms as u64));
            sleep.state.set(later);
        }
        sleep.obj()
    }))
}

/// `sleep_ms(ms)`. A negative `ms` counts as 0. Allocates only while another sleep was built and not
/// awaited.
#[export]
extern "C" fn mpy_sleep(ms: i64) -> CResult {
    sleep_of(ms, State::Yield, State::Pending)
}

/// `sleep_ms(0)`. Allocates only while another sleep was built and not awaited.
#[export]
extern "C" fn mpy_sleep_turn() -> CResult {
    let spare = event_loop().spare_sleep();
    if spare.state.get() != State::Spent {
        return mpy_sleep(0);
    }
    spare.state.set(State::Yield);
    CResult::ok(spare.obj())
}

/// `sleep_ms(ms, priority=True)`: as [`mpy_sleep`].
#[cfg(feature = "priority")]
#[export]
extern "C" fn mpy_sleep_urgently(ms: i64) -> CResult {
    sleep_of(ms, State::UrgentYield, State::UrgentPending)
}

/// One step of awaiting a sleep. Allocates nothing.
#[export]
extern "C" fn mpy_sleep_next(this: Obj) -> CResult {
    // SAFETY: C calls this for objects of the class `sleep` only.
    let sleep = unsafe { &*this.as_ptr::<Sleep>() };
    step(sleep, event_loop())
}
