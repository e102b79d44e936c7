//! `TaskQueue`, as scripts and third-party primitives use it: tasks in order of a due time, equal ones
//! in order of arrival. The loop's own queue, `asyncio.core._task_queue`, answers to the same methods.

use crate::{
    kernel::{
        bridge::to_c,
        event_loop::{EventLoop, event_loop},
        node::Node,
        task::{DONE, Place, THROW, TaskRef},
    },
    scheduler::{Instant, TaskQueue},
};
use core::ptr::NonNull;
use micropython_sys::{Error, Header, Obj, Result, allocate, bindings as mp};

/// A `TaskQueue` object.
#[repr(C)]
pub struct PyTaskQueue {
    header: Header,
    tasks: TaskQueue<Node>,
}

/// What is added to the due time of a task in a script's own queue, where also times before the loop's clock began have an order:
/// ticks reach so far back.
const PAST_MS: u64 = 1 << 31;

// C makes those of scripts, of zeros.
const _: () = assert!(size_of::<PyTaskQueue>() <= mp::ASYNCIO_BLANK_BYTES as usize);

impl PyTaskQueue {
    /// An empty one.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new() -> Result<&'static Self> {
        let queue: NonNull<Self> = allocate(Self {
            header: Header { type_: &raw const mp::asyncio_type_task_queue },
            tasks: TaskQueue::new(),
        })?;
        // SAFETY: just allocated; all that changes in it are cells.
        Ok(unsafe { queue.as_ref() })
    }

    /// The queue that `obj` is, unless it is the loop's own.
    pub fn from_obj(obj: Obj) -> Option<&'static Self> {
        let native = obj.cast(&raw const mp::asyncio_type_task_queue)?;
        if is_ready_queue(native) {
            return None;
        }
        // SAFETY: a live `TaskQueue`; all that changes in it are cells.
        Some(unsafe { &*native.as_ptr::<Self>() })
    }

    /// The queue as a Python object.
    pub fn obj(&self) -> Obj {
        Obj::from_ptr(core::ptr::from_ref(self))
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

    /// Milliseconds until `task`, which stands in such a queue, is due; less than 0 if that has passed.
    pub fn ms_until(task: TaskRef, now: Instant) -> i64 {
        task.due().ms as i64 - PAST_MS as i64 - now.ms as i64
    }

    /// The queued tasks.
    pub fn tasks(&self) -> &TaskQueue<Node> {
        &self.tasks
    }
}

fn is_ready_queue(obj: Obj) -> bool {
    obj == Obj::from_ptr(&raw const mp::asyncio_ready_queue)
}

fn push(events: &EventLoop, this: Obj, task: Obj, ms_until: impl Fn() -> i32) -> Result<Obj> {
    let task = TaskRef::expected(task)?;
    if task.has(DONE) {
        return Err(Error::runtime(mp::ASYNCIO_TEXT_QUEUED_TASK_IS_DONE));
    }
    #[cfg(feature = "sync")]
    if crate::classes::condition::Condition::awaited_by(task) {
        // It has released the lock, and goes on only with it.
        return Err(Error::runtime(mp::ASYNCIO_TEXT_CONDITION_IS_AWAITED));
    }
    task.unlink(events)?;
    if !task.has(THROW) {
        task.set_data(Obj::NULL);
    }
    let now = events.now().ms;
    let ms_until = ms_until();
    let due_in_queue = (now + PAST_MS).saturating_add_signed(ms_until.into());
    match PyTaskQueue::from_obj(this) {
        // What is to be thrown would have no place while it sleeps, and what it waited for still needs its note.
        None if ms_until <= 0 || task.has(THROW) => events.make_ready(task.node()),
        None => {
            task.set_due(Instant { ms: due_in_queue - PAST_MS, us: 0 });
            events.add_sleeper(task);
        }
        Some(queue) => {
            task.set_due(Instant { ms: due_in_queue, us: 0 });
            task.set_place(Place::Waiting);
            queue.tasks.push_sorted(task.node(), |ahead| {
                !ahead.is(&raw const mp::asyncio_type_task)
                    || TaskRef::from_node(ahead).due().ms <= due_in_queue
            });
        }
    }
    Ok(Obj::none())
}

fn pop(events: &EventLoop, this: Obj) -> Result<Obj> {
    let first = match PyTaskQueue::from_obj(this) {
        None => events.pop(),
        Some(queue) => queue.tasks.pop().map(|node| {
            if node.is(&raw const mp::asyncio_type_task) {
                TaskRef::from_node(node).set_place(Place::Suspended);
            }
            node.obj()
        }),
    };
    first.ok_or_else(|| Error::new(&raw const mp::mp_type_IndexError, mp::ASYNCIO_TEXT_EMPTY_HEAP))
}

fn remove(events: &EventLoop, this: Obj, task: Obj) -> Result<Obj> {
    let task = TaskRef::expected(task)?;
    let here = match PyTaskQueue::from_obj(this) {
        None => matches!(task.place(), Place::Ready | Place::Sleeping),
        Some(queue) => queue.remove(task),
    };
    if !here {
        return Err(Error::new(&raw const mp::mp_type_ValueError, mp::ASYNCIO_TEXT_TASK_NOT_IN_QUEUE));
    }
    task.unlink(events)?;
    Ok(Obj::none())
}

/// Forgets all that is ready or sleeps; what `queue` holds is that from now on, in its order and at its times.
fn replace_queued(events: &EventLoop, queue: &PyTaskQueue) {
    while events.pop().is_some() {}
    let now = events.now();
    while let Some(node) = queue.tasks.pop() {
        if !node.is(&raw const mp::asyncio_type_task) {
            events.make_ready(node);
            continue;
        }
        let task = TaskRef::from_node(node);
        let due = task.due().ms.saturating_sub(PAST_MS);
        task.set_place(Place::Suspended);
        if due <= now.ms {
            events.make_ready(task.node());
        } else {
            task.set_due(Instant { ms: due, us: 0 });
            events.add_sleeper(task);
        }
    }
}

/// `core._task_queue = queue`, which must be a `TaskQueue`: its tasks take the place of those that are ready or sleep. O(tasks).
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_set_queue(queue: Obj) {
    if let Some(queue) = PyTaskQueue::from_obj(queue) {
        replace_queued(event_loop(), queue);
    }
}

/// `peek()`: the first task or `None`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_queue_peek(this: Obj) -> Obj {
    let first = match PyTaskQueue::from_obj(this) {
        None => event_loop().peek(),
        Some(queue) => queue.tasks.peek().map(Node::obj),
    };
    first.unwrap_or_else(Obj::none)
}

/// `push(task[, ticks])`: moves the task here from wherever it stands. O(n) at worst in a queue of a
/// script's own, O(log n) in the loop's.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_queue_push(this: Obj, task: Obj, has_ticks: bool, ticks: u32, ticks_mask: u32) -> Obj {
    let events = event_loop();
    to_c(push(events, this, task, || if has_ticks { events.ms_until(ticks, ticks_mask) } else { 0 }))
}

/// `pop()`: `IndexError` if the queue is empty.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_queue_pop(this: Obj) -> Obj {
    to_c(pop(event_loop(), this))
}

/// `remove(task)`: `ValueError` if it stands elsewhere. O(n) in a queue of a script's own.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_queue_remove(this: Obj, task: Obj) -> Obj {
    to_c(remove(event_loop(), this, task))
}
