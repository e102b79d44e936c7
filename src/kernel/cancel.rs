//! Cancelling a task, and taking it off the list on which it waits.

#[cfg(feature = "compat")]
use crate::kernel::script_queue::PyTaskQueue;
use crate::{
    diagnostics::observe,
    kernel::{
        event_loop::EventLoop,
        kind::{Kind, Reaches},
        task::{AWAITING, DONE, MUST_CANCEL, Place, TaskRef},
    },
};
#[cfg(feature = "compat")]
use micropython_sys::{Error, object, protected};
use micropython_sys::{Obj, Result, bindings as mp, class};

/// `CancelledError()`. Allocates; falls back to the emergency buffer.
pub fn new_cancelled_error() -> Obj {
    // SAFETY: a live exception class; does not raise.
    unsafe { Obj::from_raw(mp::mp_obj_new_exception(class!(asyncio_type_cancelled_error))) }
}

impl TaskRef {
    /// Asks the task to stop: `CancelledError` is thrown into it on its next turn. If it waits for
    /// another task, that one is cancelled instead. Returns whether there was anything to cancel, as a Python bool.
    ///
    /// A ready task keeps its place in the queue, any other goes behind those that are ready. A task
    /// that cancels itself gets the error at its next await that suspends.
    ///
    /// # Errors
    /// The exception of the `remove` method of a foreign queue.
    ///
    /// EXCEPTION: calls that method; re-enters Python then.
    pub fn cancel(self, event_loop: &EventLoop) -> Result<Obj> {
        if !self.has(DONE) {
            self.count_cancel_request();
        }
        self.request_cancel(event_loop)
    }

    /// As [`Self::cancel`], for a request that has been counted.
    pub fn request_cancel(self, event_loop: &EventLoop) -> Result<Obj> {
        event_loop.serve_wakes();
        event_loop.settle_sleepers();
        if self.has(DONE) {
            return Ok(Obj::bool(false));
        }
        let Some(task) = self.innermost() else { return Ok(Obj::bool(true)) };
        if task.has(DONE) {
            return Ok(Obj::bool(false));
        }
        observe::cancelled(task.obj());
        #[cfg(feature = "future")]
        if task.is_future() {
            if let Some(kind) = Kind::of(task.data()) {
                return kind.cancel_future(task.data());
            }
            task.complete_future(event_loop, Err(new_cancelled_error()));
            return Ok(Obj::bool(true));
        }
        if event_loop.current_task() == Some(task) && event_loop.is_running() {
            task.set(MUST_CANCEL);
            return Ok(Obj::bool(true));
        }
        match task.place() {
            Place::Ready => {}
            Place::Sleeping => {
                event_loop.remove_sleeper(task);
                event_loop.make_ready(task.node());
            }
            Place::Waiting | Place::Suspended => {
                task.leave_wait_list(event_loop, false)?;
                if task.is_free_to_wait() {
                    event_loop.make_ready(task.node());
                }
            }
        }
        if task.has(DONE) {
            return Ok(Obj::bool(false));
        }
        task.throw_later(Obj::class(class!(asyncio_type_cancelled_error)));
        Ok(Obj::bool(true))
    }

    /// Follows the chain of awaited tasks to the one that a cancellation reaches; `None` if it reached a
    /// `wait_for` that is about to end. Tasks that wait for each other in a cycle are found by Brent's cycle detection.
    fn innermost(self) -> Option<Self> {
        let mut task = self;
        let (mut mark, mut steps) = (self, 0u32);
        while task.place() == Place::Waiting {
            let data = task.data();
            task = match Self::from_obj(data) {
                Some(awaited) => awaited,
                None => match Kind::of(data).map(|kind| kind.cancel(data)) {
                    Some(Reaches::Task(awaited)) => awaited,
                    Some(Reaches::Nobody) => return None,
                    _ => break,
                },
            };
            if task == mark {
                return Some(self);
            }
            if !task.has(DONE) {
                task.count_cancel_request();
            }
            steps += 1;
            if steps.is_power_of_two() {
                mark = task;
            }
        }
        Some(task)
    }

    /// Takes a waiting task off its list. Then it [is free](Self::is_free_to_wait), unless it has to stay because the owner of the list
    /// will wake it.
    fn leave_wait_list(self, event_loop: &EventLoop, silently: bool) -> Result<()> {
        let on = self.data();
        if on.is_null() {
            // The task is in a script's own queue, which the script has not named: the script has to wake it, as with stock.
        } else if self.place() == Place::Waiting && self.has(AWAITING) {
            // Only such a task is surely on the list of `data`.
            if let Some(task) = Self::from_obj(on) {
                if !task.remove_waiter(self.node()) {
                    return Ok(());
                }
            } else if let Some(kind) = Kind::of(on) {
                kind.leave(on, self, silently);
            }
            self.set_place(Place::Suspended);
        } else {
            #[cfg(feature = "compat")]
            return self.leave_named_object(event_loop, on, silently);
        }
        let _ = event_loop;
        Ok(())
    }

    /// Takes the task off the list of `on`, an object that a script has put into `data`.
    #[cfg(feature = "compat")]
    fn leave_named_object(self, event_loop: &EventLoop, on: Obj, silently: bool) -> Result<()> {
        if let Some(queue) = PyTaskQueue::from_obj(on) {
            queue.remove(self);
        } else if on == object!(asyncio_io_queue) {
            event_loop.streams().forget(self);
        } else {
            protected(mp::asyncio_call_remove, on, self.obj())?;
            // A foreign `remove` may have called the module and moved the task, or run the loop until the task ended.
            if self.place() == Place::Sleeping && !self.has(DONE) {
                event_loop.remove_sleeper(self);
            } else if self.place() == Place::Waiting && self.data() != on {
                return self.leave_wait_list(event_loop, silently);
            }
        }
        Ok(())
    }

    /// [`Self::leave_wait_list`] for a task that neither goes on with what it waited for nor gets an exception.
    pub fn stop_waiting(self, event_loop: &EventLoop) -> Result<()> {
        self.leave_wait_list(event_loop, true)?;
        if self.is_free_to_wait() {
            // The object that it waited for must not take the next wait of the task for its own.
            self.clear(AWAITING);
        }
        Ok(())
    }

    /// Takes the task out of the queue or list that it is in, for a foreign caller that puts it elsewhere.
    ///
    /// # Errors
    /// As [`Self::cancel`].
    pub fn unlink(self, event_loop: &EventLoop) -> Result<()> {
        event_loop.settle_sleepers();
        match self.place() {
            Place::Suspended => {}
            Place::Ready => event_loop.remove_ready(self.node()),
            Place::Sleeping => event_loop.remove_sleeper(self),
            Place::Waiting => {
                self.stop_waiting(event_loop)?;
                #[cfg(feature = "compat")]
                if !self.is_free_to_wait() {
                    return Err(Error::runtime(mp::ASYNCIO_TEXT_QUEUE_NOT_NAMED));
                }
            }
        }
        self.set_place(Place::Suspended);
        Ok(())
    }
}
