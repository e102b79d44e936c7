//! `gather(*aws, return_exceptions=False)`.
//!
//! `await gather(…)` builds the awaitable, awaits it and drops it. So the loop keeps the one that was over last, and uses it
//! again.

#[cfg(feature = "future")]
use crate::classes::future::new as new_future;
use crate::kernel::{
    bridge::{Step, step_to_c, to_c},
    create::promote,
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    task::{self, DONE, FAILED, TaskRef},
};
#[cfg(feature = "future")]
use crate::kernel::{cancel::new_cancelled_error, task::NOT_CANCELLED};
use core::{cell::Cell, ptr::NonNull};
use micropython_export::export;
use micropython_sys::{CResult, Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, class};

#[derive(Clone, Copy)]
#[repr(u8)]
enum Phase {
    New = 0,
    Waiting = 1,
    /// The caller is ready again. The ends of other children have no effect.
    Woken = 2,
    /// As above, because the child at `pending` has failed.
    Failed = 3,
    Over = 4,
    /// The arguments become tasks, and the gather joins their waiters: Python code may run meanwhile.
    Beginning = 5,
    /// `task` is a future that gets the outcome: a script has looked up a method of a future.
    #[cfg(feature = "future")]
    Future = 6,
}

/// The bits of [`State::packed`]: the phase, `return_exceptions`, a cancelled future; and how many bits are below `pending`.
const PHASE: u32 = 7;
const RETURN_EXCEPTIONS: u32 = 1 << 3;
#[cfg(feature = "future")]
const CANCEL_REQUESTED: u32 = 1 << 4;
const PACKED_BITS: u32 = 5;

/// The awaitable that `gather` returns.
#[repr(C)]
pub struct State {
    header: Header,
    /// The arguments, then their tasks, then their results; null once it is over.
    items: Cell<Obj>,
    task: Cell<Option<TaskRef>>,
    /// The phase, and whether exceptions are results. The bits above count the children that have not ended or, depending on the phase, are
    /// the index of the child that failed first.
    packed: Cell<u32>,
}

// One block of the heap.
const _: () = assert!(size_of::<State>() <= 4 * size_of::<usize>());

/// A reference to a live `gather`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Gather(NonNull<State>);

impl core::ops::Deref for Gather {
    type Target = State;
    fn deref(&self) -> &State {
        // SAFETY: made from a live `gather` only; only its cells change.
        unsafe { self.0.as_ref() }
    }
}

// SAFETY: `Gather::free` makes them.
unsafe impl Native for State {
    fn class() -> &'static Type {
        class!(asyncio_type_gather)
    }
}

impl Awaitable for State {
    fn leave(&self, _: TaskRef) {
        Gather(NonNull::from(self)).woken();
    }

    #[cfg(feature = "future")]
    fn cancel_future(&self) -> Result<bool> {
        Gather(NonNull::from(self)).cancel(event_loop())
    }

    #[cfg(feature = "priority")]
    fn holder(&self, n: u32) -> Option<TaskRef> {
        let this = Gather(NonNull::from(self));
        if !this.is(Phase::Waiting) {
            return None;
        }
        this.items().get(n as usize).and_then(|item| TaskRef::from_obj(item.get()))
    }

    fn task_ended(&self, task: TaskRef) {
        Gather(NonNull::from(self)).child_done(event_loop(), task);
    }
}

impl Gather {
    /// As a Python object.
    pub fn obj(self) -> Obj {
        // SAFETY: made from a live object only.
        unsafe { Obj::from_ptr(self.0.as_ptr()) }
    }

    /// The one that the loop keeps, or a new one.
    fn free(event_loop: &EventLoop) -> Result<Self> {
        if let Some(spare) = NonNull::new(event_loop.spare_gather().replace(Obj::NULL).as_ptr()) {
            return Ok(Self(spare));
        }
        allocate(State {
            header: Header { type_: class!(asyncio_type_gather) },
            items: Cell::new(Obj::NULL),
            task: Cell::new(None),
            packed: Cell::new(Phase::Over as u32),
        })
        .map(|state| Self(NonNull::from(state)))
    }

    /// From now on no task waits for it, and it may be used again.
    fn end(self, event_loop: &EventLoop) -> Obj {
        self.set_phase(Phase::Over);
        self.task.set(None);
        event_loop.spare_gather().set(self.obj());
        self.items.replace(Obj::NULL)
    }

    fn items(self) -> &'static [Cell<Obj>] {
        task::items(self.items.get())
    }

    fn is(self, phase: Phase) -> bool {
        self.packed.get() & PHASE == phase as u32
    }

    fn set_phase(self, phase: Phase) {
        self.packed.set(self.packed.get() & !PHASE | phase as u32);
    }

    fn returns_exceptions(self) -> bool {
        self.packed.get() & RETURN_EXCEPTIONS != 0
    }

    fn pending(self) -> u32 {
        self.packed.get() >> PACKED_BITS
    }

    /// A heap with more children than fit here would have no room for their tasks.
    fn set_pending(self, pending: u32) {
        self.packed.set((self.packed.get() & ((1 << PACKED_BITS) - 1)) | (pending << PACKED_BITS));
    }

    /// The caller has been made ready.
    fn woken(self) {
        self.set_phase(Phase::Woken);
    }

    /// `child` has ended. The last child and the first exception wake the caller.
    fn child_done(self, event_loop: &EventLoop, child: TaskRef) {
        if !self.is(Phase::Waiting) {
            #[cfg(feature = "future")]
            if self.is(Phase::Future) {
                self.tell_future(event_loop, child);
            }
            return;
        }
        if child.has(FAILED) && !self.returns_exceptions() {
            let place = self.items().iter().position(|item| item.get() == child.obj());
            self.set_pending(place.unwrap_or(0) as u32);
            self.set_phase(Phase::Failed);
        } else {
            self.set_pending(self.pending() - 1);
            if self.pending() > 0 {
                return;
            }
            self.set_phase(Phase::Woken);
        }
        if let Some(task) = self.task.get() {
            event_loop.make_ready(task.node());
        }
    }

    fn begin(self, event_loop: &EventLoop) -> Result<Step> {
        // The list takes single blocks, and is allocated just before the tasks.
        event_loop.allocator_has_advanced();
        self.set_phase(Phase::Beginning);
        let begun = self.join_children(event_loop).and_then(|()| event_loop.current());
        if begun.is_err() {
            // It may be awaited again, and must not be among the waiters of a child twice.
            let _ = self.leave_children(event_loop, false);
            self.set_phase(Phase::New);
        }
        let task = begun?;
        self.task.set(Some(task));
        // A child may have ended meanwhile.
        let (failed, pending) = self.count_children();
        if failed.is_some() || pending == 0 {
            return self.results(event_loop);
        }
        self.set_pending(pending);
        self.set_phase(Phase::Waiting);
        task.await_on(self.obj());
        event_loop.lend(task);
        Ok(Step::SUSPEND)
    }

    /// The first child whose exception is the outcome, and how many children run.
    fn count_children(self) -> (Option<TaskRef>, u32) {
        let (mut failed, mut pending) = (None, 0);
        for child in self.items().iter().filter_map(|item| TaskRef::from_obj(item.get())) {
            if !child.has(DONE) {
                pending += 1;
            } else if failed.is_none() && child.has(FAILED) && !self.returns_exceptions() {
                failed = Some(child);
            }
        }
        (failed, pending)
    }

    /// Makes tasks of the arguments. Each notifies this when it ends.
    ///
    /// EXCEPTION: an argument's own code may run. It may do anything but step this object.
    fn join_children(self, event_loop: &EventLoop) -> Result<()> {
        for item in self.items() {
            item.set(promote(event_loop, item.get())?.obj());
        }
        for item in self.items() {
            if let Some(child) = TaskRef::from_obj(item.get()).filter(|child| !child.has(DONE)) {
                child.add_notified(self.obj())?;
            }
        }
        Ok(())
    }

    /// No child notifies this any more. With `cancel`, those that would have are cancelled.
    ///
    /// # Errors
    /// As [`TaskRef::cancel`].
    ///
    /// EXCEPTION: with `cancel`, as [`TaskRef::cancel`].
    fn leave_children(self, event_loop: &EventLoop, cancel: bool) -> Result<()> {
        for item in self.items() {
            if let Some(child) = TaskRef::from_obj(item.get()) {
                if child.remove_notified(self.obj()) && cancel {
                    child.cancel(event_loop)?;
                }
            }
        }
        Ok(())
    }

    /// The results in the order of the arguments, or the first exception. Leaves the children that still
    /// run alone.
    fn results(self, event_loop: &EventLoop) -> Result<Step> {
        let mut error = Obj::NULL;
        if self.is(Phase::Failed) {
            let first = self.items().get(self.pending() as usize);
            if let Some(child) = first.and_then(|first| TaskRef::from_obj(first.get())) {
                error = child.data();
            }
        }
        for item in self.items() {
            let Some(child) = TaskRef::from_obj(item.get()) else { continue };
            if child.remove_notified(self.obj()) || !child.has(DONE) {
                continue;
            }
            match child.retrieve() {
                Ok(value) => item.set(value),
                Err(exc) if self.returns_exceptions() => item.set(exc.obj()),
                Err(exc) if error.is_null() => error = exc.obj(),
                Err(_) => {}
            }
        }
        let list = self.end(event_loop);
        if error.is_null() { Ok(Step::ready(list)) } else { Err(Error::from_obj(error)) }
    }

    fn step(self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if self.is(Phase::New) {
            return self.begin(event_loop);
        }
        if self.is(Phase::Over) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_GATHER_IS_OVER));
        }
        #[cfg(feature = "future")]
        if let Some(future) = self.own_future() {
            task.resumes(self.obj());
            return future.await_step(event_loop);
        }
        if self.is(Phase::Beginning) || self.task.get() != Some(task) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_GATHER_IS_AWAITED));
        }
        task.resumes(self.obj());
        self.results(event_loop)
    }

    /// Called when an exception is thrown into the caller: a cancellation goes on to the children.
    fn abandon(self, event_loop: &EventLoop, exc: Obj) -> Result<()> {
        if self.is(Phase::New) || self.is(Phase::Over) || self.is(Phase::Beginning) {
            return Ok(());
        }
        #[cfg(feature = "future")]
        if self.own_future().is_some() {
            // The future has passed the cancellation on to the children.
            return Ok(());
        }
        self.set_phase(Phase::Over);
        let task = self.task.get();
        self.leave_children(event_loop, exc.matches(class!(asyncio_type_cancelled_error)))?;
        // If a script calls throw() itself, the task may still wait here.
        let is_free = |task: TaskRef| task.is_free_to_wait() && event_loop.current_task() == Some(task);
        if task.is_some_and(is_free) {
            self.end(event_loop);
        }
        Ok(())
    }
}

#[cfg(feature = "future")]
impl Gather {
    fn own_future(self) -> Option<TaskRef> {
        self.task.get().filter(|_| self.is(Phase::Future))
    }

    /// The future that gets the outcome from now on. Creates the tasks of the arguments, if there are none yet. A task that awaits this
    /// object awaits the future from now on.
    ///
    /// # Errors
    /// `MemoryError`; `RuntimeError` if it is over; as [`Self::join_children`].
    fn future(self, event_loop: &EventLoop) -> Result<TaskRef> {
        if let Some(future) = self.own_future() {
            return Ok(future);
        }
        let future = new_future()?;
        if self.is(Phase::Over) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_GATHER_IS_OVER));
        }
        if self.is(Phase::Beginning) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_GATHER_IS_AWAITED));
        }
        if self.is(Phase::New) {
            self.set_phase(Phase::Beginning);
            if let Err(error) = self.join_children(event_loop) {
                let _ = self.leave_children(event_loop, false);
                self.set_phase(Phase::New);
                return Err(error);
            }
        } else if let Some(task) = self.task.get().filter(|_| self.is(Phase::Waiting)) {
            future.add_waiter(task.node())?;
            task.set_data(future.obj());
        }
        let first = if self.is(Phase::Failed) { self.items().get(self.pending() as usize) } else { None };
        let first = first.and_then(|first| TaskRef::from_obj(first.get()));
        self.set_phase(Phase::Future);
        self.task.set(Some(future));
        future.set_data(self.obj());
        future.stand_for(self.obj());
        let (failed, pending) = self.count_children();
        if let Some(child) = first.or(failed) {
            fail(event_loop, future, child.data());
            return Ok(future);
        }
        self.set_pending(pending);
        if self.pending() == 0 {
            self.settle(event_loop, future);
        }
        Ok(future)
    }

    /// `child` has ended.
    fn tell_future(self, event_loop: &EventLoop, child: TaskRef) {
        let Some(future) = self.task.get().filter(|future| !future.has(DONE)) else { return };
        if child.has(FAILED) && !self.returns_exceptions() {
            return fail(event_loop, future, child.data());
        }
        self.set_pending(self.pending() - 1);
        if self.pending() == 0 {
            self.settle(event_loop, future);
        }
    }

    /// Gives `future` the results.
    fn settle(self, event_loop: &EventLoop, future: TaskRef) {
        for item in self.items() {
            if let Some(child) = TaskRef::from_obj(item.get()) {
                item.set(child.retrieve().unwrap_or_else(Error::obj));
            }
        }
        if self.packed.get() & CANCEL_REQUESTED != 0 {
            fail(event_loop, future, new_cancelled_error());
        } else {
            future.complete_future(event_loop, Ok(self.items.get()));
        }
    }

    /// `cancel()` of the future: cancels the children that have not ended. Returns whether there were any.
    ///
    /// # Errors
    /// As [`TaskRef::cancel`].
    ///
    /// EXCEPTION: as [`TaskRef::cancel`].
    fn cancel(self, event_loop: &EventLoop) -> Result<bool> {
        let pending = self.pending();
        if pending > 0 {
            self.packed.set(self.packed.get() | CANCEL_REQUESTED);
        }
        for item in self.items() {
            // The end of the last child has put the results into their places.
            if self.pending() == 0 {
                break;
            }
            if let Some(child) = TaskRef::from_obj(item.get()) {
                child.cancel(event_loop)?;
            }
        }
        Ok(pending > 0)
    }
}

/// As in CPython, the future gets the exception also if a child was cancelled: the gather itself was not cancelled.
#[cfg(feature = "future")]
fn fail(event_loop: &EventLoop, future: TaskRef, exc: Obj) {
    future.complete_future(event_loop, Err(exc));
    future.set(NOT_CANCELLED);
}

/// The future that gets the outcome of a `gather` from now on.
#[cfg(feature = "future")]
#[export]
extern "C" fn mpy_gather_future(this: Obj) -> CResult {
    to_c(gather(this).future(event_loop()).map(TaskRef::obj))
}

fn gather(obj: Obj) -> Gather {
    // SAFETY: C calls the functions below for objects of this class only.
    Gather(unsafe { NonNull::new_unchecked(obj.as_ptr()) })
}

/// `gather(*items)`; `items` is a new list. Nothing happens until it is awaited.
#[export]
extern "C" fn mpy_gather_new(items: Obj, return_exceptions: bool) -> CResult {
    to_c(Gather::free(event_loop()).map(|gather| {
        gather.items.set(items);
        gather.packed.set(Phase::New as u32 | if return_exceptions { RETURN_EXCEPTIONS } else { 0 });
        gather.obj()
    }))
}

/// One step of awaiting a `gather`.
#[export]
extern "C" fn mpy_gather_next(this: Obj) -> CResult {
    step_to_c(gather(this).step(event_loop()))
}

/// An exception reaches a task that awaits a `gather`.
///
/// # Errors
/// As [`TaskRef::cancel`].
///
/// EXCEPTION: as [`TaskRef::cancel`].
pub fn abandon(this: Obj, event_loop: &EventLoop, exc: Obj) -> Result<()> {
    gather(this).abandon(event_loop, exc)
}
