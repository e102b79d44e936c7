//! `timeout(delay)` and `timeout_at(when)`: a deadline for the body of an `async with`.
//!
//! ```text
//! Created ──__aenter__──▶ Entered ──__aexit__──▶ Exited
//!                            └──deadline: the task is cancelled──▶ Expiring ──__aexit__──▶ Expired
//! ```
//!
//! The object is its own timer: it begins with a [`Task`] and is in the sleep heap.

use crate::{
    classes::{handle::instant, task_api::uncancel},
    kernel::{
        bridge::to_c,
        event_loop::{EventLoop, event_loop},
        node::BeginsWith,
        task::{Place, Task, TaskRef},
    },
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Error, Native, Obj, Result, Type, allocate, bindings as mp, class};

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Phase {
    Created,
    Entered,
    Expiring,
    Expired,
    Exited,
}

/// What `timeout` returns; see the [module](self).
#[repr(C)]
pub struct Timeout {
    timer: Task,
    /// The deadline as it was given, or `None`.
    when: Cell<Obj>,
    /// The task whose time is limited.
    task: Cell<Option<TaskRef>>,
    phase: Cell<Phase>,
    /// How often the task had been asked to stop before.
    cancelling: Cell<u16>,
}

// SAFETY: `mpy_timeout_new` makes them.
unsafe impl Native for Timeout {
    fn class() -> &'static Type {
        class!(asyncio_type_timeout)
    }

    fn from_obj(obj: Obj) -> Option<&'static Self> {
        let native = obj.cast(Self::class())?;
        // SAFETY: a live `Timeout`.
        Some(unsafe { &*native.as_ptr::<Self>() })
    }
}

// SAFETY: its first field.
unsafe impl BeginsWith<Task> for Timeout {}

impl Timeout {
    fn timer(&self) -> TaskRef {
        TaskRef::new_at(self)
    }

    /// The deadline has passed: the task is cancelled.
    ///
    /// # Errors
    /// As [`TaskRef::cancel`].
    pub fn expire(&self, event_loop: &EventLoop) -> Result<()> {
        self.phase.set(Phase::Expiring);
        match self.task.get() {
            Some(task) => task.cancel(event_loop).map(|_| ()),
            None => Ok(()),
        }
    }

    fn reschedule(&self, event_loop: &EventLoop, when: Obj, ms: u64, us: u32) {
        event_loop.stop_timer(self.timer());
        self.when.set(when);
        let limited = !when.is_none();
        if limited && instant(ms, us) <= event_loop.now() {
            // As in CPython: before all that becomes ready from now on.
            self.timer().set_due(instant(ms, us));
            self.timer().set_place(Place::Ready);
            event_loop.make_ready(self.timer().node());
        } else if limited {
            event_loop.start_timer(self.timer(), instant(ms, us));
        }
    }

    fn enter(&self, event_loop: &EventLoop) -> Result<()> {
        if self.phase.get() != Phase::Created {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_TIMEOUT_ENTERED));
        }
        let Some(task) = event_loop.current_task() else {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_TIMEOUT_OUTSIDE_TASK));
        };
        self.phase.set(Phase::Entered);
        self.task.set(Some(task));
        self.cancelling.set(task.cancel_requests());
        let due = self.timer().due();
        self.reschedule(event_loop, self.when.get(), due.ms, due.us.into());
        Ok(())
    }

    /// Returns whether the deadline ended the body: then the caller raises `TimeoutError`.
    fn exit(&self, event_loop: &EventLoop, exc: Obj) -> bool {
        event_loop.stop_timer(self.timer());
        let task = self.task.take();
        if self.phase.get() != Phase::Expiring {
            self.phase.set(Phase::Exited);
            return false;
        }
        self.phase.set(Phase::Expired);
        let left = task.map_or(0, uncancel);
        left <= self.cancelling.get() && exc.matches(class!(asyncio_type_cancelled_error))
    }
}

fn timeout(obj: Obj) -> Result<&'static Timeout> {
    Timeout::from_obj(obj).ok_or_else(|| Error::wrong_type(mp::ASYNCIO_TEXT_TIMEOUT_EXPECTED, obj))
}

/// `timeout_at(when)`: at `ms` and `us` on the loop's clock, or never if `when` is `None`.
#[export]
extern "C" fn mpy_timeout_new(when: Obj, ms: u64, us: u32) -> CResult {
    let object = allocate(Timeout {
        timer: Task::blank(class!(asyncio_type_timeout), Obj::NULL),
        task: Cell::new(None),
        phase: Cell::new(Phase::Created),
        when: Cell::new(when),
        cancelling: Cell::new(0),
    });
    to_c(object.map(|object| {
        let timer = TaskRef::new_at(object);
        timer.set_due(instant(ms, us));
        timer.obj()
    }))
}

/// `__aenter__`: `RuntimeError` outside a task or the second time. Allocates nothing.
#[export]
extern "C" fn mpy_timeout_enter(this: Obj) -> CResult {
    to_c(timeout(this).and_then(|timeout| timeout.enter(event_loop())).map(|()| this))
}

/// `__aexit__`: whether the caller has to raise `TimeoutError`.
#[export]
extern "C" fn mpy_timeout_exit(this: Obj, exc: Obj) -> bool {
    Timeout::from_obj(this).is_some_and(|timeout| timeout.exit(event_loop(), exc))
}

/// `reschedule(when)`: `RuntimeError` unless entered and not yet expired.
#[export]
extern "C" fn mpy_timeout_reschedule(this: Obj, when: Obj, ms: u64, us: u32) -> CResult {
    to_c(timeout(this).and_then(|timeout| {
        if timeout.phase.get() != Phase::Entered {
            return Err(Error::runtime(match timeout.phase.get() {
                Phase::Created => mp::ASYNCIO_TEXT_TIMEOUT_NOT_ENTERED,
                Phase::Expiring => mp::ASYNCIO_TEXT_TIMEOUT_EXPIRING,
                Phase::Expired => mp::ASYNCIO_TEXT_TIMEOUT_EXPIRED,
                Phase::Entered | Phase::Exited => mp::ASYNCIO_TEXT_TIMEOUT_FINISHED,
            }));
        }
        timeout.reschedule(event_loop(), when, ms, us);
        Ok(Obj::none())
    }))
}

/// `expired()`.
#[export]
extern "C" fn mpy_timeout_expired(this: Obj) -> bool {
    Timeout::from_obj(this)
        .is_some_and(|timeout| matches!(timeout.phase.get(), Phase::Expiring | Phase::Expired))
}

/// `when()`: the deadline as it was given, or `None`.
#[export]
extern "C" fn mpy_timeout_when(this: Obj) -> CResult {
    to_c(timeout(this).map(|timeout| timeout.when.get()))
}
