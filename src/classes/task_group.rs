//! `TaskGroup`: tasks that live no longer than the body of an `async with`.
//!
//! As in CPython, the group ends when all its tasks have ended. The first task that fails cancels the others and the body,
//! and all failures are raised as an `ExceptionGroup`. `__aexit__` returns the group itself.

use crate::{
    classes::task_api::{uncancel, was_cancelled},
    kernel::{
        bridge::{Step, step_to_c, to_c},
        callback::CallbackRef,
        create::create,
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        task::{DONE, FAILED, RETRIEVED, TaskRef},
    },
    scheduler::TaskQueue,
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, class, protected,
};

/// A `TaskGroup`; see the [module](self).
#[repr(C)]
pub struct TaskGroup {
    header: Header,
    parent: Cell<Option<TaskRef>>,
    /// The tasks that have not ended, in the order of creation.
    members: TaskQueue<CallbackRef>,
    /// The tasks that have failed, in the order of failing.
    failed: TaskQueue<CallbackRef>,
    /// The `KeyboardInterrupt` or `SystemExit` that has priority over everything, or null.
    base_error: Cell<Obj>,
    /// The exception that ended the body, or null.
    body_error: Cell<Obj>,
    /// The cancellation that will be raised again, or null.
    cancellation: Cell<Obj>,
    entered: Cell<bool>,
    exiting: Cell<bool>,
    aborting: Cell<bool>,
    /// Whether the group has cancelled the task that entered it, and has not taken that back.
    parent_cancelled: Cell<bool>,
    waiting: Cell<bool>,
}

fn is_base_error(exc: Obj) -> bool {
    exc.matches(class!(mp_type_SystemExit)) || exc.matches(class!(mp_type_KeyboardInterrupt))
}

// SAFETY: `mpy_task_group_new` makes them.
unsafe impl Native for TaskGroup {
    fn class() -> &'static Type {
        class!(asyncio_type_task_group)
    }

    fn from_obj(obj: Obj) -> Option<&'static Self> {
        let native = obj.cast(Self::class())?;
        // SAFETY: a live `TaskGroup`.
        Some(unsafe { &*native.as_ptr::<Self>() })
    }
}

impl Awaitable for TaskGroup {
    // Only the task that entered the group awaits it.
    fn may_run(&self) -> bool {
        false
    }

    fn leave(&self, _: TaskRef) {
        self.waiting.set(false);
    }
}

impl TaskGroup {
    fn enter(&self, event_loop: &EventLoop) -> Result<()> {
        if self.entered.get() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_GROUP_ENTERED));
        }
        let Some(task) = event_loop.current_task() else {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_NO_RUNNING_LOOP));
        };
        self.parent.set(Some(task));
        self.entered.set(true);
        Ok(())
    }

    fn create_task(&self, event_loop: &EventLoop, coro: Obj) -> Result<TaskRef> {
        if !self.entered.get() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_GROUP_NOT_ENTERED));
        }
        if self.exiting.get() && self.members.is_empty() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_GROUP_FINISHED));
        }
        if self.aborting.get() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_GROUP_SHUTS_DOWN));
        }
        let task = create(event_loop, coro)?;
        match task.add_callback(event_loop, self.obj(), true) {
            Ok(member) => {
                self.members.push(member);
                Ok(task)
            }
            Err(error) => {
                // Without the group it must not run.
                task.cancel(event_loop)?;
                Err(error)
            }
        }
    }

    /// Cancels all tasks that have not ended, in the order of creation. O(members).
    ///
    /// # Errors
    /// The exception of the last foreign `remove` that failed.
    ///
    /// EXCEPTION: may call the `remove` of foreign queues; re-enters Python then.
    fn abort(&self, event_loop: &EventLoop) -> Result<()> {
        self.aborting.set(true);
        let mut outcome = Ok(());
        // Each task goes to the end of the list in turn. So no place is lost if a foreign `remove` runs the loop, which changes the
        // list.
        let count = self.members.iter().count();
        for _ in 0..count {
            let Some(member) = self.members.rotate() else { break };
            if !member.task().has(DONE) {
                if let Err(error) = member.task().cancel(event_loop) {
                    outcome = Err(error);
                }
            }
        }
        outcome
    }

    /// The turn after `member`'s task has ended.
    ///
    /// # Errors
    /// The exception of a foreign `remove`; the task's own exception if no code is left that could receive it.
    pub fn child_done(&self, event_loop: &EventLoop, member: CallbackRef) -> Result<()> {
        self.members.remove(member);
        if self.waiting.get() && self.members.is_empty() {
            self.waiting.set(false);
            if let Some(parent) = self.parent.get() {
                event_loop.make_ready(parent.node());
            }
        }
        let child = member.task();
        if !child.has(FAILED) || was_cancelled(child) {
            return Ok(());
        }
        child.set(RETRIEVED);
        let exc = child.data();
        if is_base_error(exc) && self.base_error.get().is_null() {
            self.base_error.set(exc);
        }
        let Some(parent) = self.parent.get().filter(|parent| !parent.has(DONE)) else {
            return Err(Error::from_obj(exc));
        };
        self.failed.push(member);
        if !self.aborting.get() && !self.parent_cancelled.get() {
            let aborted = self.abort(event_loop);
            self.parent_cancelled.set(true);
            parent.cancel(event_loop)?;
            return aborted;
        }
        Ok(())
    }

    /// Takes the group's own cancellation back. If it was the only one, no cancellation is raised again.
    fn take_back(&self) {
        if self.parent_cancelled.replace(false)
            && self.parent.get().is_some_and(|parent| uncancel(parent) == 0)
        {
            self.cancellation.set(Obj::NULL);
        }
    }

    /// `__aexit__` is called; `exc` is the exception that ended the body, or `None`.
    fn exit(&self, event_loop: &EventLoop, exc: Obj) -> Result<()> {
        self.exiting.set(true);
        if exc.is_none() {
            self.take_back();
            return Ok(());
        }
        if is_base_error(exc) && self.base_error.get().is_null() {
            self.base_error.set(exc);
        }
        let cancelled = exc.is_exactly(class!(asyncio_type_cancelled_error));
        self.cancellation.set(if cancelled { exc } else { Obj::NULL });
        self.body_error.set(if cancelled { Obj::NULL } else { exc });
        self.take_back();
        if self.aborting.get() { Ok(()) } else { self.abort(event_loop) }
    }

    /// One step of awaiting the group's end.
    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        task.resumes(self.obj());
        if self.parent.get() != Some(task) || !self.exiting.get() {
            return Err(Error::wrong_type(mp::ASYNCIO_TEXT_NO_AWAITABLE, self.obj()));
        }
        if !self.members.is_empty() {
            event_loop.serve_wakes();
            self.waiting.set(true);
            task.await_on(self.obj());
            return Ok(Step::SUSPEND);
        }
        self.outcome().map(|()| Step::ready(Obj::none()))
    }

    fn outcome(&self) -> Result<()> {
        self.take_back();
        if !self.base_error.get().is_null() {
            return Err(Error::from_obj(self.base_error.get()));
        }
        if !self.cancellation.get().is_null() && self.failed.is_empty() {
            return Err(Error::from_obj(self.cancellation.get()));
        }
        let body_error = self.body_error.get();
        if self.failed.is_empty() && body_error.is_null() {
            return Ok(());
        }
        let list = protected(mp::asyncio_new_list, Obj::NULL, Obj::NULL)?;
        while let Some(member) = self.failed.pop() {
            protected(mp::asyncio_list_append, list, member.task().data())?;
        }
        if !body_error.is_null() {
            protected(mp::asyncio_list_append, list, body_error)?;
        }
        Err(Error::from_obj(protected(mp::asyncio_new_unhandled_errors, list, Obj::NULL)?))
    }

    /// An exception reaches the task that awaits the group's end. A cancellation cancels the members, and the task goes on waiting for
    /// them.
    fn throw(&self, event_loop: &EventLoop, exc: Obj) -> Result<Step> {
        if !exc.matches(class!(asyncio_type_cancelled_error)) {
            return Err(Error::from_obj(exc));
        }
        if !self.aborting.get() {
            self.cancellation.set(exc);
            self.abort(event_loop)?;
        }
        self.step(event_loop)
    }
}

fn group(obj: Obj) -> Result<&'static TaskGroup> {
    TaskGroup::from_obj(obj).ok_or_else(|| Error::wrong_type(mp::ASYNCIO_TEXT_GROUP_EXPECTED, obj))
}

/// `TaskGroup()`.
#[export]
extern "C" fn mpy_task_group_new() -> CResult {
    to_c(
        allocate(TaskGroup {
            header: Header { type_: class!(asyncio_type_task_group) },
            parent: Cell::new(None),
            members: TaskQueue::new(),
            failed: TaskQueue::new(),
            base_error: Cell::new(Obj::NULL),
            body_error: Cell::new(Obj::NULL),
            cancellation: Cell::new(Obj::NULL),
            entered: Cell::new(false),
            exiting: Cell::new(false),
            aborting: Cell::new(false),
            parent_cancelled: Cell::new(false),
            waiting: Cell::new(false),
        })
        .map(Native::obj),
    )
}

/// `__aenter__`: `RuntimeError` outside a task or the second time.
#[export]
extern "C" fn mpy_task_group_enter(this: Obj) -> CResult {
    to_c(group(this).and_then(|group| group.enter(event_loop())).map(|()| this))
}

/// `create_task(coro)`: `RuntimeError` before the group is entered and once it ends. Allocates the task and one object.
#[export]
extern "C" fn mpy_task_group_create_task(this: Obj, coro: Obj) -> CResult {
    to_c(group(this).and_then(|group| group.create_task(event_loop(), coro)).map(TaskRef::obj))
}

/// `__aexit__`: returns the group itself, to be awaited. Cancels the members if the body has failed.
#[export]
extern "C" fn mpy_task_group_exit(this: Obj, exc: Obj) -> CResult {
    to_c(group(this).and_then(|group| group.exit(event_loop(), exc).map(|()| group.obj())))
}

/// One step of awaiting the end of a group. Allocates nothing unless a task has failed.
#[export]
extern "C" fn mpy_task_group_next(this: Obj) -> CResult {
    step_to_c(group(this).and_then(|group| group.step(event_loop())))
}

/// An exception reaches the task that awaits the end of a group. `None` to go on waiting.
#[export]
extern "C" fn mpy_task_group_throw(this: Obj, exc: Obj) -> CResult {
    let step = group(this).and_then(|group| group.throw(event_loop(), exc));
    match step {
        Ok(step) if step.suspends() => CResult::ok(Obj::none()),
        Ok(_) => Error::from_obj(Obj::class(class!(mp_type_StopIteration))).raise_in_c(),
        Err(error) => error.raise_in_c(),
    }
}
