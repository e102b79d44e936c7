//! `TaskQueue` objects, as far as the kernel uses them: a script that reads the waiters of a task gets one.

use crate::{
    kernel::{
        node::Node,
        task::{Place, TaskRef},
    },
    scheduler::{Instant, TaskQueue},
};
use micropython_sys::{Header, Obj, Result, allocate, bindings as mp, class, object};

/// A `TaskQueue` object.
#[repr(C)]
pub struct PyTaskQueue {
    header: Header,
    tasks: TaskQueue<Node>,
}

/// Added to the due time of a task in a script's own queue: ticks may be from before the loop's clock began, and have to be in order
/// too.
pub const PAST_MS: u64 = 1 << 31;

// C makes those of scripts, of zeros.
const _: () = assert!(size_of::<PyTaskQueue>() <= mp::ASYNCIO_BLANK_BYTES as usize);

impl PyTaskQueue {
    /// An empty one.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new() -> Result<&'static Self> {
        let queue: &Self = allocate(Self {
            header: Header { type_: class!(asyncio_type_task_queue) },
            tasks: TaskQueue::new(),
        })?;
        Ok(queue)
    }

    /// The queue that `obj` is, unless it is the loop's own.
    pub fn from_obj(obj: Obj) -> Option<&'static Self> {
        let native = obj.cast(class!(asyncio_type_task_queue))?;
        if native == object!(asyncio_ready_queue) {
            return None;
        }
        // SAFETY: a live `TaskQueue`; all that changes in it are cells.
        Some(unsafe { &*native.as_ptr::<Self>() })
    }

    /// The queue as a Python object.
    pub fn obj(&self) -> Obj {
        // SAFETY: it begins with a header.
        unsafe { Obj::from_ptr(self) }
    }

    /// Takes `task` out if it is here; returns whether it was. O(n).
    pub fn remove(&self, task: TaskRef) -> bool {
        let here = task.place() == Place::Waiting && self.tasks.contains(task.node());
        if here {
            self.tasks.remove(task.node());
            task.set_place(Place::Suspended);
        }
        here
    }

    /// Milliseconds until `task`, which is in such a queue, is due; less than 0 if that has passed.
    pub fn ms_until(task: TaskRef, now: Instant) -> i64 {
        task.due().ms as i64 - PAST_MS as i64 - now.ms as i64
    }

    /// The queued tasks.
    pub fn tasks(&self) -> &TaskQueue<Node> {
        &self.tasks
    }
}
