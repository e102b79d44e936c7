//! What a task waits for that awaits a driver's method: the object behind a handle of `mpy_asyncio.h`.
//!
//! A wake only says "look again": the loop makes the waiter ready, and on its turn C asks the driver whether it is done
//! (`classes/driver.c`). So a wake may come too often and at any moment, and several wakes are one.

use crate::kernel::{
    bridge::to_c,
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    task::TaskRef,
    wake_source::WakeSource,
};
use core::{
    cell::UnsafeCell,
    ptr::{null, null_mut},
    sync::atomic::{Ordering, fence},
};
use micropython_export::export;
use micropython_sys::{CResult, Error, Native, Obj, Result, Type, allocate, bindings as mp, class};

/// See the [module](self). It begins as an `Event` does, and is its own awaitable.
#[repr(C)]
pub struct Driver {
    source: WakeSource,
    part: UnsafeCell<mp::asyncio_driver_t>,
}

// SAFETY: `mpy_driver_new` makes them.
unsafe impl Native for Driver {
    fn class() -> &'static Type {
        class!(asyncio_type_driver)
    }
}

impl Awaitable for Driver {
    fn leave(&self, task: TaskRef) {
        event_loop().leave_source(&self.source, task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
        // When it goes on, it waits again.
        self.source.asked().ask();
    }

    fn may_run(&self) -> bool {
        self.source.asked().any()
    }

    fn wakes_waiters(&self) -> bool {
        let event_loop = event_loop();
        self.source.expect_no_waiter();
        while let Some(waiter) = self.source.waiters().pop() {
            event_loop.count_outside_waiter(-1);
            event_loop.push(waiter.node());
        }
        true
    }
}

impl Driver {
    fn begin(&self, event_loop: &EventLoop) -> Result<Obj> {
        let task = event_loop.current()?;
        if !task.resumes(self.source.obj()) {
            self.source.asked().begin(self.source.obj())?;
            self.source.drop_waiters_of_earlier_loop(event_loop.number());
            if !self.source.waiters().is_empty() {
                return Err(Error::runtime(mp::ASYNCIO_TEXT_DRIVER_IS_AWAITED));
            }
        }
        self.source.expect_waiter();
        // What C asks the driver next must not be seen as it was before this.
        fence(Ordering::SeqCst);
        Ok(Obj::none())
    }
}

fn driver(obj: Obj) -> &'static Driver {
    // SAFETY: C calls the functions below for objects of this class only.
    unsafe { &*obj.as_ptr::<Driver>() }
}

/// A new one. C fills in its part.
#[export]
extern "C" fn mpy_driver_new() -> CResult {
    let part =
        mp::asyncio_driver_t { handle: null_mut(), owner: null_mut(), operation: null(), next: null_mut() };
    let source = WakeSource::idle(Driver::class());
    to_c(allocate(Driver { source, part: UnsafeCell::new(part) }).map(Native::obj))
}

/// The part of it that C uses.
#[export]
extern "C" fn mpy_driver_part(this: Obj) -> usize {
    driver(this).part.get().expose_provenance()
}

/// One more await is to come.
#[export]
extern "C" fn mpy_driver_ask(this: Obj) {
    driver(this).source.asked().ask();
}

/// A step of an await begins: from here on no wake is overlooked. The error of a second task.
#[export]
extern "C" fn mpy_driver_begin(this: Obj) -> CResult {
    to_c(driver(this).begin(event_loop()))
}

/// The driver has nothing yet: the current task waits.
///
/// C has asked the driver meanwhile, which may have run Python code. Where there is no current task any more, nothing waits.
#[export]
extern "C" fn mpy_driver_suspend(this: Obj) {
    let (this, event_loop) = (driver(this), event_loop());
    if let Some(task) = event_loop.free_task() {
        task.set_waits_in(event_loop.number());
        this.source.waiters().push(task);
        event_loop.count_outside_waiter(1);
        task.await_on(this.source.obj());
        if !this.source.is_awaited() {
            // A wake has come since the driver was asked, and Python code of the driver's has made the loop serve it.
            this.source.expect_waiter();
            event_loop.raise_if_awaited(&this.source, event_loop.event_wakes());
        }
    }
}

/// The await is over.
#[export]
extern "C" fn mpy_driver_end(this: Obj) {
    driver(this).source.update_awaited();
}

/// Wakes the task that waits, if one does. For any context, hard interrupts included; O(1), allocates nothing.
#[export]
extern "C" fn mpy_driver_wake(this: Obj) {
    // First what the driver has written, then the check for waiters, as in `Event`.
    fence(Ordering::SeqCst);
    let event_loop = event_loop();
    event_loop.raise_if_awaited(&driver(this).source, event_loop.event_wakes());
}
