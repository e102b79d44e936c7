//! `TaskQueue`, as scripts and third-party primitives use it: tasks in order of a due time, equal ones
//! in order of arrival. The loop's own queue, `asyncio.core._task_queue`, answers to the same methods.

#[cfg(feature = "sync")]
use crate::classes::condition::Condition;
use crate::{
    kernel::{
        bridge::to_c,
        event_loop::{EventLoop, event_loop},
        node::Node,
        script_queue::{PAST_MS, PyTaskQueue},
        task::{DONE, Place, THROW, TaskRef},
    },
    scheduler::Instant,
};
use micropython_export::export;
use micropython_sys::{CResult, Error, Obj, Result, bindings as mp, class};

fn push(event_loop: &EventLoop, this: Obj, task: Obj, ms_until: impl Fn() -> i32) -> Result<Obj> {
    let task = TaskRef::expected(task)?;
    if task.has(DONE) {
        return Err(Error::runtime(mp::ASYNCIO_TEXT_QUEUED_TASK_IS_DONE));
    }
    #[cfg(feature = "sync")]
    if Condition::awaited_by(task) {
        // It has released the lock, and goes on only with it.
        return Err(Error::runtime(mp::ASYNCIO_TEXT_CONDITION_IS_AWAITED));
    }
    task.unlink(event_loop)?;
    if !task.has(THROW) {
        task.set_data(Obj::NULL);
    }
    let now = event_loop.now().ms;
    let ms_until = ms_until();
    let queue = PyTaskQueue::from_obj(this);
    // `data` has the exception that is to be thrown. In the sleep heap the task needs `data` for a link.
    if queue.is_none() && (ms_until <= 0 || task.has(THROW)) {
        event_loop.make_ready(task.node());
        return Ok(Obj::none());
    }
    // Not below 0: in the loop's own queue `ms_until` is not, and in another one it is not below `-PAST_MS`.
    let due = (now + if queue.is_none() { 0 } else { PAST_MS }).wrapping_add_signed(ms_until.into());
    task.set_due(Instant { ms: due, us: 0 });
    match queue {
        None => event_loop.add_sleeper(task),
        Some(queue) => {
            task.set_place(Place::Waiting);
            queue.tasks().push_sorted(task.node(), |ahead| {
                TaskRef::from_node(ahead).is_none_or(|ahead| ahead.due().ms <= due)
            });
        }
    }
    Ok(Obj::none())
}

fn pop(event_loop: &EventLoop, this: Obj) -> Result<Obj> {
    let first = match PyTaskQueue::from_obj(this) {
        None => event_loop.pop(),
        Some(queue) => queue.tasks().pop().map(|node| {
            if let Some(task) = TaskRef::from_node(node) {
                task.set_place(Place::Suspended);
            }
            node.obj()
        }),
    };
    first.ok_or_else(|| Error::new(class!(mp_type_IndexError), mp::ASYNCIO_TEXT_EMPTY_HEAP))
}

fn remove(event_loop: &EventLoop, this: Obj, task: Obj) -> Result<Obj> {
    let task = TaskRef::expected(task)?;
    let here = match PyTaskQueue::from_obj(this) {
        None => matches!(task.place(), Place::Ready | Place::Sleeping),
        Some(queue) => queue.remove(task),
    };
    if !here {
        return Err(Error::new(class!(mp_type_ValueError), mp::ASYNCIO_TEXT_TASK_NOT_IN_QUEUE));
    }
    task.unlink(event_loop)?;
    Ok(Obj::none())
}

/// Drops all tasks that are ready or sleep. From now on those of `queue` are, in its order and at its times.
fn replace_queued(event_loop: &EventLoop, queue: &PyTaskQueue) {
    while event_loop.pop().is_some() {}
    let now = event_loop.now();
    while let Some(node) = queue.tasks().pop() {
        let Some(task) = TaskRef::from_node(node) else {
            event_loop.make_ready(node);
            continue;
        };
        let due = task.due().ms;
        if due <= now.ms + PAST_MS {
            event_loop.make_ready(node);
        } else {
            task.set_due(Instant { ms: due - PAST_MS, us: 0 });
            event_loop.add_sleeper(task);
        }
    }
}

/// `core._task_queue = queue`, which must be a `TaskQueue`: its tasks take the place of those that are ready or sleep. O(tasks).
#[export]
extern "C" fn mpy_loop_set_queue(queue: Obj) {
    if let Some(queue) = PyTaskQueue::from_obj(queue) {
        replace_queued(event_loop(), queue);
    }
}

/// `peek()`: the first task or `None`.
#[export]
extern "C" fn mpy_task_queue_peek(this: Obj) -> CResult {
    let first = match PyTaskQueue::from_obj(this) {
        None => event_loop().peek(),
        Some(queue) => queue.tasks().peek().map(Node::obj),
    };
    CResult::ok(first.unwrap_or_else(Obj::none))
}

/// `push(task[, ticks])`: moves the task here from the queue that it is in. O(n) at worst in a queue of a
/// script's own, O(log n) in the loop's.
#[export]
extern "C" fn mpy_task_queue_push(
    this: Obj,
    task: Obj,
    has_ticks: bool,
    ticks: u32,
    ticks_mask: u32,
) -> CResult {
    let event_loop = event_loop();
    to_c(push(event_loop, this, task, || if has_ticks { event_loop.ms_until(ticks, ticks_mask) } else { 0 }))
}

/// `pop()`: `IndexError` if the queue is empty.
#[export]
extern "C" fn mpy_task_queue_pop(this: Obj) -> CResult {
    to_c(pop(event_loop(), this))
}

/// `remove(task)`: `ValueError` if the task is not in this queue. O(n) in a queue of a script's own.
#[export]
extern "C" fn mpy_task_queue_remove(this: Obj, task: Obj) -> CResult {
    to_c(remove(event_loop(), this, task))
}
