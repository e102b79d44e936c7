//! The task whose turn it is, with which each step of an awaitable begins. The step of awaiting a task.

use crate::kernel::{
    bridge::Step,
    event_loop::EventLoop,
    task::{AWAITING, DONE, THROW, TaskRef},
};
use micropython_sys::{CResult, Error, Obj, Result, bindings as mp};

impl EventLoop {
    /// The task whose turn it is.
    ///
    /// # Errors
    /// `RuntimeError` if there is none, or if a script has made a finished task the current one.
    ///
    /// EXCEPTION: where foreign code has queued the running task and then awaits something else, this takes
    /// it back, which may call a foreign queue's `remove`.
    pub fn current(&self) -> Result<TaskRef> {
        match self.free_task() {
            Some(task) => Ok(task),
            None => self.reclaim_current(self.task.get()),
        }
    }

    #[cold]
    #[inline(never)]
    fn reclaim_current(&self, task: Option<TaskRef>) -> Result<TaskRef> {
        let Some(task) = task else { return Err(Error::runtime(mp::ASYNCIO_TEXT_NO_RUNNING_LOOP)) };
        if task.has(DONE) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_CURRENT_TASK_IS_DONE));
        }
        task.unlink(self)?;
        task.clear(AWAITING | THROW);
        task.set_data(Obj::NULL);
        Ok(task)
    }
}

/// Steps the awaitable `this` if there was no [`EventLoop::free_task`]: calls `next` again, or returns the error of
/// [`EventLoop::current`].
#[cold]
#[inline(never)]
pub fn step_anew(event_loop: &EventLoop, this: Obj, next: extern "C" fn(Obj) -> CResult) -> CResult {
    match event_loop.current() {
        Ok(_) => next(this),
        Err(error) => error.raise_in_c(),
    }
}

impl TaskRef {
    /// One step of awaiting this task: its outcome, or the current task begins to wait for it.
    ///
    /// # Errors
    /// The exception of the awaited task; `RuntimeError` outside a task, if the task awaits itself, or
    /// if `state` holds something foreign.
    pub fn await_step(self, event_loop: &EventLoop) -> Result<Step> {
        let Some(current) = event_loop.free_task() else { return self.await_anew(event_loop) };
        current.resumes_in_place(self.obj());
        if self.has(DONE) {
            return self.retrieve().map(Step::ready);
        }
        if current == self {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_TASK_AWAITS_ITSELF));
        }
        self.add_waiter_in_place(current.node())?;
        current.await_on(self.obj());
        event_loop.lend(current);
        Ok(Step::SUSPEND)
    }

    /// [`Self::await_step`] if there was no [`EventLoop::free_task`].
    ///
    /// EXCEPTION: as [`EventLoop::current`].
    #[cold]
    #[inline(never)]
    fn await_anew(self, event_loop: &EventLoop) -> Result<Step> {
        event_loop.current()?;
        self.await_step(event_loop)
    }
}
