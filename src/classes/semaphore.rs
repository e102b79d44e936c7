//! `Semaphore` and `BoundedSemaphore`: a number of permits. The task that has waited longest gets the next one.
//!
//! A permit that is released while tasks wait belongs to the first of them from then on, so no other task can take
//! it. `acquire()` returns the semaphore itself.

#[cfg(feature = "priority")]
use crate::kernel::task::DONE;
use crate::kernel::{
    asked::Asked,
    bridge::{Step, step_to_c, to_c},
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    task::TaskRef,
    wait_list::{WaitList, take_grant},
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, class};

/// A semaphore of one of the two classes.
#[repr(C)]
pub struct Semaphore {
    header: Header,
    waiters: WaitList,
    permits: Cell<usize>,
    /// How many tasks have been handed a permit and have not had their turn since.
    handed: Cell<usize>,
    most: usize,
    asked: Asked,
    /// Those that have held a permit longest. One release is enough for a task that waits, so these are enough to lend a priority to.
    #[cfg(feature = "priority")]
    holders: [Cell<Option<TaskRef>>; 2],
}

// SAFETY: `mpy_semaphore_new` makes them.
unsafe impl Native for Semaphore {
    fn class() -> &'static Type {
        class!(asyncio_type_semaphore)
    }

    fn fits(obj: Obj) -> bool {
        obj.is_exactly(Self::class()) || obj.is_exactly(class!(asyncio_type_bounded_semaphore))
    }
}

impl Awaitable for Semaphore {
    fn leave(&self, task: TaskRef) {
        self.waiters.forget(task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
        // When it goes on, it acquires again.
        self.asked.ask();
    }

    fn may_run(&self) -> bool {
        self.asked.any()
    }

    #[cfg(feature = "priority")]
    fn holder(&self, n: u32) -> Option<TaskRef> {
        self.holders.iter().filter_map(Cell::get).nth(n as usize)
    }
}

impl Semaphore {
    fn is_locked(&self) -> bool {
        self.permits.get() == 0 || !self.waiters.is_empty() || self.handed.get() > 0
    }

    fn hand_out(&self, event_loop: &EventLoop) {
        if self.permits.get() == 0 {
            return;
        }
        if let Some(heir) = self.waiters.wake_one(event_loop) {
            self.permits.set(self.permits.get() - 1);
            self.handed.set(self.handed.get() + 1);
            #[cfg(feature = "priority")]
            {
                self.remember_holder(heir);
                event_loop.lend_to_holder();
            }
            let _ = heir;
        }
    }

    fn release(&self, event_loop: &EventLoop) -> Result<()> {
        if self.permits.get() >= self.most {
            let class = class!(mp_type_ValueError);
            return Err(Error::new(class, mp::ASYNCIO_TEXT_RELEASED_TOO_OFTEN));
        }
        self.permits.set(self.permits.get() + 1);
        #[cfg(feature = "priority")]
        self.forget_holder(event_loop);
        self.hand_out(event_loop);
        Ok(())
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if task.resumes(self.obj()) {
            if task.take_grant() {
                self.handed.set(self.handed.get().saturating_sub(1));
                self.hand_out(event_loop);
                return Ok(Step::ready(Obj::bool(true)));
            }
        } else {
            self.asked.begin(self.obj())?;
        }
        if self.is_locked() {
            self.waiters.join(event_loop, task, self.obj());
            return Ok(Step::SUSPEND);
        }
        self.permits.set(self.permits.get() - 1);
        #[cfg(feature = "priority")]
        self.remember_holder(task);
        Ok(Step::ready(Obj::bool(true)))
    }

    #[cfg(feature = "priority")]
    fn remember_holder(&self, task: TaskRef) {
        let free = |holder: &&Cell<Option<TaskRef>>| holder.get().is_none_or(|holder| holder.has(DONE));
        if let Some(holder) = self.holders.iter().find(free) {
            holder.set(Some(task));
        }
    }

    /// The current task gives a permit back, its own if it has one.
    #[cfg(feature = "priority")]
    fn forget_holder(&self, event_loop: &EventLoop) {
        let current = event_loop.current_task();
        let own = self.holders.iter().find(|holder| holder.get().is_some() && holder.get() == current);
        if let Some(holder) = own {
            holder.set(None);
        }
    }

    /// A waiter that has a permit and is cancelled before its turn passes the permit on.
    fn abandon(&self, event_loop: &EventLoop) {
        if take_grant(event_loop) {
            self.handed.set(self.handed.get().saturating_sub(1));
            self.permits.set(self.permits.get() + 1);
            #[cfg(feature = "priority")]
            self.forget_holder(event_loop);
            self.hand_out(event_loop);
        }
    }
}

fn semaphore(obj: Obj) -> &'static Semaphore {
    // SAFETY: C calls the functions below for objects of the two classes only.
    unsafe { &*obj.as_ptr::<Semaphore>() }
}

/// A semaphore of `class` that begins with `permits`.
#[export]
extern "C" fn mpy_semaphore_new(class: &'static Type, permits: usize) -> CResult {
    let bounded = core::ptr::eq(class, class!(asyncio_type_bounded_semaphore));
    to_c(
        allocate(Semaphore {
            header: Header { type_: class },
            waiters: WaitList::new(),
            permits: Cell::new(permits),
            handed: Cell::new(0),
            most: if bounded { permits } else { usize::MAX },
            asked: Asked::new(),
            #[cfg(feature = "priority")]
            holders: [const { Cell::new(None) }; 2],
        })
        .map(Native::obj),
    )
}

/// `acquire()`: the semaphore itself is the awaitable. Allocates nothing.
#[export]
extern "C" fn mpy_semaphore_acquire(this: Obj) -> CResult {
    semaphore(this).asked.ask();
    CResult::ok(this)
}

/// `locked()`: whether `acquire()` would have to wait.
#[export]
extern "C" fn mpy_semaphore_locked(this: Obj) -> bool {
    semaphore(this).is_locked()
}

/// How many permits are free, and how many tasks wait for one: for `repr`.
#[export]
extern "C" fn mpy_semaphore_state(this: Obj, waiters: &mut usize) -> usize {
    let this = semaphore(this);
    *waiters = this.waiters.len();
    this.permits.get()
}

/// `release()`: `ValueError` if a `BoundedSemaphore` has all its permits.
#[export]
extern "C" fn mpy_semaphore_release(this: Obj) -> CResult {
    to_c(semaphore(this).release(event_loop()).map(|()| Obj::none()))
}

/// One step of `await semaphore.acquire()`. Allocates nothing.
#[export]
extern "C" fn mpy_semaphore_next(this: Obj) -> CResult {
    step_to_c(semaphore(this).step(event_loop()))
}

/// An exception reaches a task that awaits the semaphore.
#[export]
extern "C" fn mpy_semaphore_throw(this: Obj, exc: Obj) -> CResult {
    semaphore(this).abandon(event_loop());
    Error::from_obj(exc).raise_in_c()
}
