//! What stock's `Task` has for its own use: the constructor, `data`, `state` and `ph_key`, which programs read and set too.

use crate::{
    kernel::{
        bridge::to_c,
        event_loop::event_loop,
        script_queue::PyTaskQueue,
        task::{AWAITING, DONE, FAILED, Place, RETRIEVED, THROW, TaskRef, task},
        waiters::Waiters,
    },
    scheduler::TaskQueue,
};
use micropython_export::export;
use micropython_sys::{CResult, Error, Obj, bindings as mp, class};

/// `Task(coro)`.
#[export]
extern "C" fn mpy_task_new(coro: Obj) -> CResult {
    to_c(TaskRef::new_outlined(event_loop(), coro).map(TaskRef::obj))
}

/// `remove(task)` of an `Event`, `Lock` or `ThreadSafeFlag`: takes the task off the wait list, for code that
/// calls `task.data.remove(task)` as with stock.
#[export]
extern "C" fn mpy_task_stop_waiting(on: Obj, this: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        if task.place() != Place::Waiting || !task.has(AWAITING) || task.data() != on {
            return Err(Error::new(class!(mp_type_ValueError), mp::ASYNCIO_TEXT_NOT_AWAITED_BY_TASK));
        }
        task.unlink(event_loop())?;
        task.set_data(Obj::NULL);
        Ok(Obj::none())
    }))
}

/// `Task.data` as stock shows it: `StopIteration(value)` or the exception of a done task, the exception
/// about to be thrown, the object waited on, else `None`.
#[export]
extern "C" fn mpy_task_data(this: Obj) -> CResult {
    to_c(task(this).map(|task| {
        let data = task.data();
        if task.has(DONE) && !task.has(FAILED) && !data.is_null() {
            // SAFETY: a live exception class and value; falls back to the emergency buffer.
            return unsafe {
                Obj::from_raw(mp::asyncio_new_exception_1(class!(mp_type_StopIteration), data.raw()))
            };
        }
        let shown = task.has(DONE | THROW) || matches!(task.place(), Place::Waiting | Place::Suspended);
        if data.is_null() || !shown { Obj::none() } else { data }
    }))
}

/// Sets `Task.data`: the outcome of a task that has ended, an exception to throw on the next turn of one that is ready or sleeps, or
/// else the object that the task waits for; `cancel` will call its method `remove`.
#[export]
extern "C" fn mpy_task_set_data(this: Obj, value: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        let value = if value.is_none() { Obj::NULL } else { value };
        let event_loop = event_loop();
        event_loop.settle_sleepers();
        if task.has(DONE) {
            return task.set_outcome(value).map(|()| Obj::none());
        }
        if task.place() == Place::Waiting && task.has(AWAITING) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_DATA_IN_USE));
        }
        if task.place() == Place::Sleeping {
            if value.is_null() {
                return Ok(Obj::none());
            }
            task.unlink(event_loop)?;
            event_loop.make_ready(task.node());
        }
        if task.place() == Place::Ready {
            if !value.is_null() {
                task.set(THROW);
            } else if task.has(THROW) {
                task.clear(THROW);
            } else {
                return Ok(Obj::none());
            }
        }
        task.set_data(value);
        Ok(Obj::none())
    }))
}

/// `Task.state` as stock shows it: `True` while no task waits, else the waiters; `None` once done, `False`
/// once the outcome has been received. Allocates a `TaskQueue` where tasks wait.
#[export]
extern "C" fn mpy_task_state(this: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        if task.has(DONE) {
            return Ok(if task.has(RETRIEVED) { Obj::bool(false) } else { Obj::none() });
        }
        let state = task.state_cell().get();
        if state.is_null() {
            return Ok(Obj::bool(true));
        }
        if !matches!(Waiters::of(state), Waiters::Ring(_)) {
            return Ok(state);
        }
        let queue = PyTaskQueue::new()?;
        // The collector may have run `__del__` methods, which may have changed the waiters.
        if let Waiters::Ring(first) = Waiters::of(task.state_cell().get()) {
            queue.tasks().adopt(TaskQueue::starting_at(Some(first)));
        }
        task.state_cell().set(queue.obj());
        Ok(queue.obj())
    }))
}

/// Sets `Task.state`: `True` forgets the waiters, a callable is called with the task and its outcome when
/// it ends, `None` or `False` declare it done.
#[export]
extern "C" fn mpy_task_set_state(this: Obj, value: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        if value == Obj::bool(true) {
            task.drop_waiters();
        } else if value.is_none() || value == Obj::bool(false) {
            event_loop().settle_sleepers();
            let retrieved = if value.is_none() { 0 } else { RETRIEVED };
            // On a wait list of the module it could be granted something that it would never use.
            if task.place() == Place::Waiting && task.has(AWAITING) {
                task.stop_waiting(event_loop())?;
                task.set_data(Obj::NULL);
            }
            if task.place() != Place::Sleeping {
                task.clear(RETRIEVED | THROW | FAILED);
                task.set(DONE | retrieved);
                if task.data().is_null() {
                    task.set_data(Obj::none());
                }
            }
        } else if TaskRef::from_obj(value).is_some()
            || !(value.is_callable() || PyTaskQueue::from_obj(value).is_some())
        {
            return Err(Error::wrong_type(mp::ASYNCIO_TEXT_STATE_OF_WRONG_TYPE, value));
        } else if task.state_cell().get() != value {
            task.drop_waiters();
            task.state_cell().set(value);
        }
        Ok(Obj::none())
    }))
}

/// Milliseconds from now until the task is due; reads the clock. `Task.ph_key` is made of it.
#[export]
extern "C" fn mpy_task_due_in(this: Obj) -> i64 {
    let Some(task) = TaskRef::from_obj(this) else { return 0 };
    event_loop().settle_sleepers();
    let now = event_loop().now();
    match task.place() {
        Place::Sleeping => task.due().ms as i64 - now.ms as i64,
        Place::Waiting if !task.has(AWAITING) => PyTaskQueue::ms_until(task, now),
        _ => 0,
    }
}
