//! `Lock`: a mutex. The task that has waited longest gets it next.

use crate::{
    kernel::{
        asked::Asked,
        bridge::{Step, step_to_c, to_c},
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        task::TaskRef,
    },
    scheduler::TaskQueue,
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Error, Header, Native, Obj, Result, Type, bindings as mp, class};

/// A `Lock`. While it is handed over it is not `locked`, but only `heir` can take it.
#[repr(C)]
pub struct Lock {
    header: Header,
    waiters: TaskQueue<TaskRef>,
    /// With the feature `priority` it stays the one that has taken it, for those that wait to lend their priority to.
    heir: Cell<Option<TaskRef>>,
    /// The flag: whether it is locked.
    asked: Asked,
}

// C makes it, of zeros.
const _: () = assert!(size_of::<Lock>() <= mp::ASYNCIO_BLANK_BYTES as usize);

// SAFETY: C makes them, of zeros.
unsafe impl Native for Lock {
    fn class() -> &'static Type {
        class!(asyncio_type_lock)
    }
}

impl Awaitable for Lock {
    fn leave(&self, task: TaskRef) {
        self.forget(task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.forget(task);
        // When it goes on, it awaits the lock again.
        self.ask();
    }

    fn may_run(&self) -> bool {
        self.asked.any()
    }

    #[cfg(feature = "priority")]
    fn holder(&self, n: u32) -> Option<TaskRef> {
        self.heir.get().filter(|_| n == 0)
    }
}

impl Lock {
    /// The lock that `obj` is, or wraps as an instance of a script's subclass.
    #[cfg(feature = "sync")]
    pub fn behind(obj: Obj) -> Option<&'static Self> {
        Self::from_obj(obj.cast(Self::class())?)
    }

    /// Takes one waiter off the list.
    pub fn forget(&self, waiter: TaskRef) {
        self.waiters.remove(waiter);
    }

    /// Whether a task holds it; not while it is handed over.
    pub fn is_locked(&self) -> bool {
        self.asked.flag()
    }

    /// Whether a task holds it or is to have it.
    #[cfg(feature = "sync")]
    pub fn is_taken(&self) -> bool {
        self.is_locked() || self.heir.get().is_some()
    }

    fn pass_on(&self, event_loop: &EventLoop) {
        self.asked.set_flag(false);
        self.heir.set(None);
        if let Some(waiter) = event_loop.take_first(&self.waiters) {
            self.heir.set(Some(waiter));
            event_loop.make_ready(waiter.node());
        }
    }

    /// Hands the lock to the task that has waited longest.
    ///
    /// # Errors
    /// `RuntimeError` if nobody holds it.
    pub fn release(&self, event_loop: &EventLoop) -> Result<()> {
        if !self.is_locked() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_LOCK_NOT_ACQUIRED));
        }
        self.pass_on(event_loop);
        Ok(())
    }

    /// One more await of it is to come.
    pub fn ask(&self) {
        self.asked.ask();
    }

    /// One step of acquiring it for the current task.
    ///
    /// # Errors
    /// `RuntimeError` outside a task; `TypeError` if nobody has [asked](Self::ask) for this await.
    pub fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if !task.resumes_in_place(self.obj()) {
            self.asked.begin(self.obj())?;
            if self.is_locked() || self.heir.get().is_some() {
                event_loop.serve_wakes();
                self.waiters.push(task);
                task.await_on(self.obj());
                event_loop.lend(task);
                return Ok(Step::SUSPEND);
            }
        }
        self.heir.set(if cfg!(feature = "priority") { Some(task) } else { None });
        self.asked.set_flag(true);
        Ok(Step::ready(Obj::bool(true)))
    }

    /// Called when an exception is thrown into a task that awaits the lock: an heir passes it on.
    pub fn abandon(&self, event_loop: &EventLoop) {
        let is_handed_over = cfg!(not(feature = "priority")) || !self.is_locked();
        if is_handed_over && self.heir.get().is_some() && self.heir.get() == event_loop.current_task() {
            self.pass_on(event_loop);
        }
    }
}

fn lock(obj: Obj) -> &'static Lock {
    // SAFETY: C calls the functions below for objects of the class `Lock` only.
    unsafe { &*obj.as_ptr::<Lock>() }
}

/// `acquire()`: the lock itself is the awaitable. Allocates nothing.
#[export]
extern "C" fn mpy_lock_acquire(this: Obj) -> CResult {
    lock(this).ask();
    CResult::ok(this)
}

/// `locked()`: false while the lock is handed over.
#[export]
extern "C" fn mpy_lock_locked(this: Obj) -> CResult {
    CResult::ok(Obj::bool(lock(this).is_locked()))
}

/// `release()`: `RuntimeError` if it is not locked.
#[export]
extern "C" fn mpy_lock_release(this: Obj) -> CResult {
    to_c(lock(this).release(event_loop()).map(|()| Obj::none()))
}

/// One step of `await lock.acquire()`. Allocates nothing.
#[export]
extern "C" fn mpy_lock_next(this: Obj) -> CResult {
    step_to_c(lock(this).step(event_loop()))
}

/// An exception reaches a task that awaits the lock.
#[export]
extern "C" fn mpy_lock_throw(this: Obj, exc: Obj) -> CResult {
    lock(this).abandon(event_loop());
    Error::from_obj(exc).raise_in_c()
}
