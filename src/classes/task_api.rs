//! The methods of `Task` and `Future` that stock lacks: `result()`, `exception()`, `cancelled()`, done callbacks, names,
//! `cancelling()` and `uncancel()`.

#[cfg(feature = "future")]
use crate::kernel::task::NOT_CANCELLED;
use crate::kernel::{
    bridge::to_c,
    event_loop::event_loop,
    named::Named,
    task::{DONE, FAILED, RETRIEVED, TaskRef, task},
};
use micropython_export::export;
use micropython_sys::{CResult, Error, Native, Obj, Result, bindings as mp, class, protected};

fn set_name(task: TaskRef, name: Obj) -> Result<()> {
    if let Some(named) = Named::from_obj(task.own_state().get()) {
        named.name.set(name);
        return Ok(());
    }
    let named = Named::new(name)?;
    // The collector may have run `__del__` methods, which may have changed it.
    named.state.set(task.own_state().get());
    task.own_state().set(named.obj());
    Ok(())
}

/// Whether a task that is done was cancelled.
pub fn was_cancelled(task: TaskRef) -> bool {
    #[cfg(feature = "future")]
    if task.has(NOT_CANCELLED) {
        return false;
    }
    task.has(FAILED) && task.data().matches(class!(asyncio_type_cancelled_error))
}

fn not_done(text: u32) -> Error {
    Error::new(class!(asyncio_type_invalid_state_error), text)
}

/// `result()`: the value; raises the exception that ended the task, `InvalidStateError` while it has not ended.
#[export]
extern "C" fn mpy_task_result(this: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        if !task.has(DONE) {
            return Err(not_done(mp::ASYNCIO_TEXT_RESULT_NOT_SET));
        }
        task.retrieve()
    }))
}

/// `exception()`: the exception that ended the task, or `None`; raises `CancelledError` if it was cancelled.
#[export]
extern "C" fn mpy_task_exception(this: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        if !task.has(DONE) {
            return Err(not_done(mp::ASYNCIO_TEXT_EXCEPTION_NOT_SET));
        }
        task.set(RETRIEVED);
        if was_cancelled(task) {
            return Err(Error::from_obj(task.data()));
        }
        Ok(if task.has(FAILED) { task.data() } else { Obj::none() })
    }))
}

/// `cancelled()`.
#[export]
extern "C" fn mpy_task_cancelled(this: Obj) -> CResult {
    to_c(task(this).map(|task| Obj::bool(task.has(DONE) && was_cancelled(task))))
}

/// `cancelling()`: how often `cancel()` was called, less how often `uncancel()`.
#[export]
extern "C" fn mpy_task_cancelling(this: Obj) -> CResult {
    to_c(task(this).map(|task| Obj::small_int(task.cancel_requests() as isize)))
}

/// `uncancel()`: takes back one `cancel()` that has been dealt with; returns how many are left.
#[export]
extern "C" fn mpy_task_uncancel(this: Obj) -> CResult {
    to_c(task(this).map(|task| Obj::small_int(uncancel(task) as isize)))
}

/// See [`mpy_task_uncancel`].
pub fn uncancel(task: TaskRef) -> u16 {
    task.set_cancel_requests(task.cancel_requests().saturating_sub(1));
    task.cancel_requests()
}

/// `add_done_callback(callback)`: called with the task one turn after it ends. Allocates one object.
#[export]
extern "C" fn mpy_task_add_done_callback(this: Obj, callback: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        if !callback.is_callable() {
            return Err(Error::wrong_type(mp::ASYNCIO_TEXT_CALLABLE_EXPECTED, callback));
        }
        task.add_callback(event_loop(), callback, false).map(|_| Obj::none())
    }))
}

/// `remove_done_callback(callback)`: takes back all that are equal to it; returns how many. O(waiters) comparisons, and a walk for each.
#[export]
extern "C" fn mpy_task_remove_done_callback(this: Obj, callback: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        let (mut removed, mut place) = (0, 0);
        // EXCEPTION: comparing runs Python code, which may change the list or end the task. So each turn looks for the next place
        // anew, and what was compared is removed only if it still stands there.
        while let Some(known) = task.callbacks().nth(place) {
            let equal = known.owner() == callback
                || protected(mp::asyncio_equal, known.owner(), callback)? == Obj::bool(true);
            if equal && task.has_callback(known) {
                known.take_back();
                removed += 1;
            } else {
                place += 1;
            }
        }
        Ok(Obj::small_int(removed))
    }))
}

/// The task's name: a string, or the number in `Task-<number>`. The task gets the number when its name is first asked for.
#[export]
extern "C" fn mpy_task_name(this: Obj) -> CResult {
    to_c(task(this).and_then(|task| {
        if let Some(named) = Named::from_obj(task.own_state().get()) {
            return Ok(named.name.get());
        }
        // From when the task was made or, where it has no room for it, first asked for its name.
        #[cfg(feature = "all-tasks")]
        let number = task.identity().number();
        #[cfg(not(feature = "all-tasks"))]
        let number = event_loop().next_name();
        let name = Obj::small_int(number as isize);
        if cfg!(not(feature = "all-tasks")) {
            set_name(task, name)?;
        }
        Ok(name)
    }))
}

/// `set_name(name)`; `name` is a string.
#[export]
extern "C" fn mpy_task_set_name(this: Obj, name: Obj) -> CResult {
    to_c(task(this).and_then(|task| set_name(task, name)).map(|()| Obj::none()))
}
