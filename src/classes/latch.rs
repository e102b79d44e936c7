//! `Latch`: tasks that wait until something has happened a number of times. A toy, which shows what a new class takes.

use crate::kernel::{
    bridge::{Step, step_to_c, to_c},
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    task::TaskRef,
    wait_list::{WaitList, take_grant},
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Error, Header, Native, Obj, Result, Type, allocate, class};

#[repr(C)]
pub struct Latch {
    header: Header,
    waiters: WaitList,
    left: Cell<usize>,
}

// SAFETY: `mpy_latch_new` makes them.
unsafe impl Native for Latch {
    fn class() -> &'static Type {
        class!(asyncio_type_latch)
    }
}

impl Awaitable for Latch {
    fn leave(&self, task: TaskRef) {
        self.waiters.forget(task);
    }
}

impl Latch {
    fn count_down(&self, event_loop: &EventLoop) {
        self.left.set(self.left.get().saturating_sub(1));
        if self.left.get() == 0 {
            self.waiters.wake_all(event_loop);
        }
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if !(task.resumes(self.obj()) && task.take_grant()) && self.left.get() > 0 {
            self.waiters.join(event_loop, task, self.obj());
            return Ok(Step::SUSPEND);
        }
        Ok(Step::ready(Obj::bool(true)))
    }
}

fn latch(obj: Obj) -> &'static Latch {
    // SAFETY: C calls the functions below for objects of the class only.
    unsafe { &*obj.as_ptr::<Latch>() }
}

/// A latch that opens after `count` calls of `count_down()`.
#[export]
extern "C" fn mpy_latch_new(count: usize) -> CResult {
    let header = Header { type_: Latch::class() };
    to_c(allocate(Latch { header, waiters: WaitList::new(), left: Cell::new(count) }).map(Native::obj))
}

/// `count_down()`.
#[export]
extern "C" fn mpy_latch_count_down(this: Obj) -> CResult {
    latch(this).count_down(event_loop());
    CResult::ok(Obj::none())
}

/// One step of `await latch.wait()`. Allocates nothing.
#[export]
extern "C" fn mpy_latch_next(this: Obj) -> CResult {
    step_to_c(latch(this).step(event_loop()))
}

/// An exception reaches a task that awaits the latch.
#[export]
extern "C" fn mpy_latch_throw(_: Obj, exc: Obj) -> CResult {
    take_grant(event_loop());
    Error::from_obj(exc).raise_in_c()
}
