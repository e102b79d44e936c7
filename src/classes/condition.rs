//! `Condition`: a lock, and tasks that wait until something that it guards has changed.
//!
//! ```text
//! wait():  ── releases the lock ──▶ Waiting ── notified ──▶ (lock is free) ──▶ holds the lock: True
//!                                      │                          └──▶ Reacquiring ──▶ holds the lock: True
//!                                      │                                    │ cancelled
//!                                      ├── notified and cancelled ──▶ Passing on ──▶ holds the lock: notifies another, CancelledError
//!                                      └── cancelled ──▶ Cancelled ──▶ holds the lock: CancelledError
//! ```
//!
//! `wait()` returns the condition itself. The wait state of each task has the state of this drawing.

use crate::{
    classes::lock::Lock,
    kernel::{
        asked::Asked,
        bridge::{Step, step_to_c, to_c},
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        operation::{How, Operation},
        task::{AWAITING, Place, TaskRef},
        wait_list::{NOT_BEGUN, WaitList},
    },
};
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, call, class, protected,
};

/// A `Condition`.
#[repr(C)]
pub struct Condition {
    header: Header,
    waiters: WaitList,
    lock: Obj,
    asked: Asked,
}

/// The task's wait state while it waits to be notified.
const WAITING: u32 = 1;
/// The task's wait state while it waits for the lock: it was notified.
const REACQUIRING: u32 = 2;
/// The same of a task that was cancelled.
const CANCELLED: u32 = 3;
/// As above, of a task that was notified and then cancelled: when it goes on, it notifies another task.
const PASSING_ON: u32 = 4;

// SAFETY: `mpy_condition_new` makes them.
unsafe impl Native for Condition {
    fn class() -> &'static Type {
        class!(asyncio_type_condition)
    }
}

impl Awaitable for Condition {
    /// Takes the task off its list: the condition's, or the lock's.
    fn leave(&self, task: TaskRef) {
        if task.wait_state() == WAITING {
            self.waiters.forget(task);
        } else {
            self.lock().forget(task);
        }
    }

    fn may_run(&self) -> bool {
        self.asked.any()
    }
}

impl Condition {
    fn lock(&self) -> &'static Lock {
        // SAFETY: `mpy_condition_new` has seen that it is one.
        unsafe { &*self.lock.as_ptr::<Lock>() }
    }

    /// Whether `task` waits for a condition.
    #[cfg(feature = "compat")]
    pub fn awaited_by(task: TaskRef) -> bool {
        task.has(AWAITING) && task.place() == Place::Waiting && Self::from_obj(task.data()).is_some()
    }

    fn notify(&self, event_loop: &EventLoop, mut count: usize) {
        while count > 0 && self.waiters.wake_first(event_loop) {
            count -= 1;
        }
    }

    /// One step of getting the lock back, after which the task goes on as its wait state says.
    fn reacquire(&self, event_loop: &EventLoop, task: TaskRef, state: u32, exc: Obj) -> Result<Step> {
        if self.lock().step(event_loop)?.suspends() {
            // It is on the lock's list, but it still awaits the condition.
            task.set_wait_state(state);
            task.await_on(self.obj());
            return Ok(Step::SUSPEND);
        }
        self.go_on(event_loop, state, exc)
    }

    fn go_on(&self, event_loop: &EventLoop, state: u32, exc: Obj) -> Result<Step> {
        if state == REACQUIRING {
            return Ok(Step::ready(Obj::bool(true)));
        }
        if state == PASSING_ON {
            self.notify(event_loop, 1);
        }
        Err(Error::from_obj(exc))
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        let class = Obj::class(class!(asyncio_type_cancelled_error));
        if task.resumes(self.obj()) {
            task.take_grant();
            if task.wait_state() == WAITING {
                self.lock().ask();
                return self.reacquire(event_loop, task, REACQUIRING, class);
            }
            // The lock is handed to it: the lock has to take it for one of its own waiters.
            task.set_data(self.lock);
            task.set(AWAITING);
            return self.reacquire(event_loop, task, task.wait_state(), class);
        }
        self.asked.begin(self.obj())?;
        if !self.lock().is_locked() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_WAIT_NEEDS_LOCK));
        }
        self.lock().release(event_loop)?;
        task.set_wait_state(WAITING);
        self.waiters.join(event_loop, task, self.obj());
        Ok(Step::SUSPEND)
    }

    /// An exception reaches a task that waits. It goes on only when it holds the lock. If it was notified, the next task is notified
    /// instead.
    fn throw(&self, event_loop: &EventLoop, exc: Obj) -> Result<Step> {
        let task = event_loop.current()?;
        let granted = task.take_grant();
        let state = match task.wait_state() {
            // Cancelled before its first step: it still holds the lock.
            NOT_BEGUN => return Err(Error::from_obj(exc)),
            REACQUIRING => PASSING_ON,
            WAITING if granted => PASSING_ON,
            WAITING => CANCELLED,
            state => state,
        };
        self.lock().abandon(event_loop);
        if exc.matches(class!(asyncio_type_cancelled_error)) || !self.lock().is_taken() {
            self.lock().ask();
            return self.reacquire(event_loop, task, state, exc);
        }
        self.go_on(event_loop, state, exc)
    }
}

static WAIT_FOR: How = How {
    step: |wait, event_loop| {
        let condition = condition(wait.of());
        let mut waiting = event_loop.current()?.has(AWAITING);
        loop {
            if !waiting {
                // EXCEPTION: runs Python code.
                let result = call(wait.value(), 0, &[])?;
                if protected(mp::asyncio_truth, result, Obj::NULL)? == Obj::bool(true) {
                    return Ok(Step::ready(result));
                }
                condition.asked.ask();
            }
            if condition.step(event_loop)?.suspends() {
                return Ok(Step::SUSPEND);
            }
            waiting = false;
        }
    },
    throw: |wait, event_loop, exc| condition(wait.of()).throw(event_loop, exc),
    // The task stands on the list of the condition or of its lock.
    leave: |_, _| {},
};

fn condition(obj: Obj) -> &'static Condition {
    // SAFETY: C calls the functions below for objects of this class only, and so are the objects that operations of this
    // file are of.
    unsafe { &*obj.as_ptr::<Condition>() }
}

/// `Condition(lock)`: `TypeError` if it is no `Lock`.
#[export]
extern "C" fn mpy_condition_new(lock: Obj) -> CResult {
    to_c(Lock::behind(lock).ok_or_else(|| Error::wrong_type(mp::ASYNCIO_TEXT_LOCK_EXPECTED, lock)).and_then(
        |lock| {
            allocate(Condition {
                header: Header { type_: class!(asyncio_type_condition) },
                waiters: WaitList::new(),
                lock: lock.obj(),
                asked: Asked::new(),
            })
            .map(Native::obj)
        },
    ))
}

/// `wait()`: the condition itself is the awaitable. Allocates nothing.
#[export]
extern "C" fn mpy_condition_wait(this: Obj) -> CResult {
    condition(this).asked.ask();
    CResult::ok(this)
}

/// How many tasks wait to be notified: for `repr`.
#[export]
extern "C" fn mpy_condition_waiting(this: Obj) -> usize {
    condition(this).waiters.len()
}

/// The condition's lock.
#[export]
extern "C" fn mpy_condition_lock(this: Obj) -> Obj {
    condition(this).lock
}

/// `wait_for(predicate)`: the awaitable.
#[export]
extern "C" fn mpy_condition_wait_for(this: Obj, predicate: Obj) -> CResult {
    to_c(Operation::new(&WAIT_FOR, this, predicate).map(Native::obj))
}

/// `notify(count)`: `RuntimeError` without the lock.
#[export]
extern "C" fn mpy_condition_notify(this: Obj, count: usize) -> CResult {
    let this = condition(this);
    if !this.lock().is_locked() {
        return to_c(Err(Error::runtime(mp::ASYNCIO_TEXT_NOTIFY_NEEDS_LOCK)));
    }
    this.notify(event_loop(), count);
    CResult::ok(Obj::none())
}

/// One step of `await condition.wait()`. Allocates nothing.
#[export]
extern "C" fn mpy_condition_next(this: Obj) -> CResult {
    step_to_c(condition(this).step(event_loop()))
}

/// An exception reaches a task that awaits `wait()`.
#[export]
extern "C" fn mpy_condition_throw(this: Obj, exc: Obj) -> CResult {
    step_to_c(condition(this).throw(event_loop(), exc))
}
