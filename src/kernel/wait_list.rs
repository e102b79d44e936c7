//! The wait list of a queue, semaphore, condition or barrier. The task that came first is woken first.
//!
//! A task that is woken is *granted* what it waited for, and has the mark ([`GRANTED`]) until its turn. If it is cancelled
//! before its turn, the mark shows that the next task has to be woken instead.

use crate::{
    kernel::{
        event_loop::EventLoop,
        task::{GRANTED, TaskRef},
    },
    scheduler::TaskQueue,
};
use micropython_sys::Obj;

/// The [wait state](TaskRef::wait_state) of a task that gets an exception before it has begun to wait. Without it the word would
/// be a deadline, which does not show whether the task has begun to wait.
#[cfg(feature = "sync")]
pub const NOT_BEGUN: u32 = 0;

/// Tasks that wait. Waiting allocates nothing.
#[repr(transparent)]
pub struct WaitList(TaskQueue<TaskRef>);

impl WaitList {
    /// No task waits.
    pub const fn new() -> Self {
        Self(TaskQueue::new())
    }

    /// Whether no task waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many wait. O(n).
    #[cfg(any(feature = "queue", feature = "sync"))]
    pub fn len(&self) -> usize {
        self.0.iter().count()
    }

    /// Suspends the running `task` at the end of the list, which `on` keeps. O(1).
    pub fn join(&self, event_loop: &EventLoop, task: TaskRef, on: Obj) {
        event_loop.serve_wakes();
        self.0.push(task);
        task.await_on(on);
        event_loop.lend(task);
    }

    /// Wakes the task that has waited longest, of the most urgent ones; returns whether there was one. O(1).
    pub fn wake_first(&self, event_loop: &EventLoop) -> bool {
        self.wake_one(event_loop).is_some()
    }

    /// [`Self::wake_first`], where the caller wants to know which task it was.
    #[inline]
    pub fn wake_one(&self, event_loop: &EventLoop) -> Option<TaskRef> {
        let waiter = event_loop.take_first(&self.0)?;
        waiter.set(GRANTED);
        event_loop.make_ready(waiter.node());
        Some(waiter)
    }

    /// Wakes all, in the order in which they came.
    pub fn wake_all(&self, event_loop: &EventLoop) {
        while self.wake_first(event_loop) {}
    }

    /// Takes a task that waits off the list. O(1).
    pub fn forget(&self, task: TaskRef) {
        self.0.remove(task);
    }
}

/// Whether the current task was granted what it waited for. Clears the mark.
pub fn take_grant(event_loop: &EventLoop) -> bool {
    event_loop.current_task().is_some_and(TaskRef::take_grant)
}
