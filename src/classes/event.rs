//! `Event` and `ThreadSafeFlag`, which may be set from anywhere: another thread or core, a hard
//! interrupt, `micropython.schedule`, a signal handler.
//!
//! `set` only sets a flag and, if a task waits, pushes the object onto one of the loop's stacks of wakes.
//! The loop serves events before it puts anything else into the ready queue. So the order of wakes is
//! the same as if `set` had moved the waiters itself. The loop serves flags between two turns, where stock
//! polls them.

use crate::{
    diagnostics::observe,
    kernel::{
        awaiting::step_anew,
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        task::TaskRef,
        wake_source::WakeSource,
    },
};
use core::sync::atomic::{Ordering, fence};
use micropython_export::export;
use micropython_sys::{CResult, Error, Native, Obj, Type, bindings as mp, class};

/// An `Event`.
#[repr(transparent)]
pub struct Event(WakeSource);

/// A `ThreadSafeFlag`, which one task at a time may await and which its wait clears.
#[repr(transparent)]
pub struct Flag(WakeSource);

// SAFETY: C makes both of zeros, with the header of the class.
unsafe impl Native for Event {
    fn class() -> &'static Type {
        class!(asyncio_type_event)
    }
}

// SAFETY: as above.
unsafe impl Native for Flag {
    fn class() -> &'static Type {
        class!(asyncio_type_thread_safe_flag)
    }
}

impl Awaitable for Event {
    fn leave(&self, task: TaskRef) {
        event_loop().leave_source(&self.0, task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
        // When it goes on, it awaits this again.
        self.0.asked().ask();
    }

    fn may_run(&self) -> bool {
        self.0.asked().any()
    }
}

impl Awaitable for Flag {
    fn leave(&self, task: TaskRef) {
        event_loop().leave_source(&self.0, task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
        // When it goes on, it awaits this again.
        self.0.asked().ask();
    }

    fn may_run(&self) -> bool {
        self.0.asked().any()
    }
}

#[cfg(feature = "threads")]
impl Event {
    /// A new event.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new() -> micropython_sys::Result<&'static Self> {
        let event = micropython_sys::allocate(Self(WakeSource::idle(Self::class())))?;
        Ok(event)
    }

    /// Makes `waiter`, which is in no queue, ready when the event is set. Only while no other code knows the event.
    pub fn hand_over(&self, waiter: TaskRef) {
        self.0.waiters().push(waiter);
        self.0.expect_waiter();
    }
}

/// Puts the running `task` on the list unless the source is set by then; returns whether it waits.
#[inline(always)]
fn join(source: &WakeSource, event_loop: &EventLoop, task: TaskRef) -> bool {
    event_loop.serve_wakes();
    source.expect_waiter();
    if source.is_set().load(Ordering::SeqCst) {
        source.update_awaited();
        return false;
    }
    source.waiters().push_in_place(task);
    task.await_on(source.obj());
    #[cfg(feature = "priority")]
    event_loop.watch(task);
    true
}

/// A flag's step where the task has not waited before.
#[inline(never)]
fn join_flag(flag: &WakeSource, event_loop: &EventLoop, task: TaskRef) -> CResult {
    if !flag.is_set().load(Ordering::Acquire) {
        flag.drop_waiters_of_earlier_loop(event_loop.number());
        if !flag.waiters().is_empty() {
            return Error::runtime(mp::ASYNCIO_TEXT_FLAG_IS_AWAITED).raise_in_c();
        }
        if join(flag, event_loop, task) {
            task.set_waits_in(event_loop.number());
            event_loop.count_outside_waiter(1);
            return CResult::ok(Obj::none());
        }
    }
    take(flag)
}

/// What a flag's wait ends with.
fn take(flag: &WakeSource) -> CResult {
    flag.is_set().store(false, Ordering::Relaxed);
    // A `set` that this overwrites wakes no task: the task that goes on now must see what was written before that `set`.
    fence(Ordering::SeqCst);
    CResult::ok(Obj::NULL)
}

/// What a step returns to C; see [`step_to_c`](crate::kernel::bridge::step_to_c). Part of every wake, so by hand.
#[inline(always)]
fn step(source: &WakeSource, event_loop: &EventLoop) -> CResult {
    let Some(task) = event_loop.free_task() else {
        return step_anew(event_loop, source.obj(), mpy_event_next);
    };
    let resumes = task.resumes_in_place(source.obj());
    if !resumes {
        if let Err(error) = source.asked().begin(source.obj()) {
            return error.raise_in_c();
        }
    }
    #[cfg(feature = "priority")]
    if !resumes && source.asked().take_urgent() {
        return join_urgently(source, event_loop, task);
    }
    if is_flag(source) {
        return if resumes { take(source) } else { join_flag(source, event_loop, task) };
    }
    if !resumes && !source.is_set().load(Ordering::Relaxed) && join(source, event_loop, task) {
        return CResult::ok(Obj::none());
    }
    event_is_set()
}

/// What an event's wait ends with.
#[inline(always)]
fn event_is_set() -> CResult {
    fence(Ordering::Acquire);
    // SAFETY: stores one word of thread state; does not raise.
    CResult::ok(unsafe { Obj::from_raw(mp::asyncio_stop_iteration(Obj::bool(true).raw())) })
}

/// A first step of `wait(priority=True)`.
#[cfg(feature = "priority")]
#[inline(never)]
fn join_urgently(source: &WakeSource, event_loop: &EventLoop, task: TaskRef) -> CResult {
    let step = if is_flag(source) {
        join_flag(source, event_loop, task)
    } else if !source.is_set().load(Ordering::Relaxed) && join(source, event_loop, task) {
        CResult::ok(Obj::none())
    } else {
        event_is_set()
    };
    if task.awaits(source.obj()) {
        event_loop.wait_urgently(task);
    }
    step
}

fn is_flag(source: &WakeSource) -> bool {
    source.is(class!(asyncio_type_thread_safe_flag))
}

fn source(obj: Obj) -> &'static WakeSource {
    // SAFETY: C calls the functions below for objects of the two classes only.
    unsafe { &*obj.as_ptr::<WakeSource>() }
}

/// `set()`. For any context, hard interrupts included.
#[export]
extern "C" fn mpy_event_set(this: Obj) -> CResult {
    let this = source(this);
    observe::set(this.obj());
    // This writes `is_set` and then reads `awaited`, `join` writes `awaited` and then reads `is_set`, all sequentially
    // consistent: at least one of the two sees the other.
    this.is_set().store(true, Ordering::SeqCst);
    let event_loop = event_loop();
    event_loop.raise_if_awaited(
        this,
        if is_flag(this) { event_loop.flag_wakes() } else { event_loop.event_wakes() },
    );
    CResult::ok(Obj::none())
}

/// `clear()`. For any context.
#[export]
extern "C" fn mpy_event_clear(this: Obj) -> CResult {
    // Sequentially consistent, so that code behind it sees what was written before a `set` that it overwrites.
    source(this).is_set().store(false, Ordering::SeqCst);
    CResult::ok(Obj::none())
}

/// `is_set()`. For any context.
#[export]
extern "C" fn mpy_event_is_set(this: Obj) -> bool {
    source(this).is_set().load(Ordering::SeqCst)
}

/// `wait()`: the object itself is the awaitable. Allocates nothing.
#[export]
extern "C" fn mpy_event_wait(this: Obj) -> CResult {
    source(this).asked().ask();
    CResult::ok(this)
}

/// `wait(priority=True)`: as [`mpy_event_wait`], and the task runs before all that are ready when it goes on.
#[cfg(feature = "priority")]
#[export]
extern "C" fn mpy_event_wait_urgently(this: Obj) -> CResult {
    source(this).asked().ask();
    source(this).asked().make_urgent();
    CResult::ok(this)
}

/// One step of `await event.wait()` or `await flag.wait()`. Allocates nothing.
#[export]
extern "C" fn mpy_event_next(this: Obj) -> CResult {
    step(source(this), event_loop())
}
