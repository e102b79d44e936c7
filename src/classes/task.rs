//! `Task` as scripts see it, and `create_task`.

use crate::kernel::{
    bridge::{step_to_c, to_c},
    create::{create, create_by_name},
    event_loop::event_loop,
    task::{DONE, TaskRef, task},
};
use micropython_export::export;
use micropython_sys::{CResult, Obj};

/// `create_task(coro)`.
#[export]
extern "C" fn mpy_task_create(coro: Obj) -> CResult {
    to_c(create(event_loop(), coro).map(TaskRef::obj))
}

/// `core.create_task(coro)`: the function that a script has put there, if it has.
#[export]
extern "C" fn mpy_task_create_by_name(coro: Obj) -> CResult {
    to_c(create_by_name(event_loop(), coro).map(TaskRef::obj))
}

/// `_promote_to_task(awaitable)`.
#[cfg(any(feature = "compat", feature = "future", feature = "threads"))]
#[export]
extern "C" fn mpy_task_promote(awaitable: Obj) -> CResult {
    if TaskRef::from_obj(awaitable).is_some() {
        return CResult::ok(awaitable);
    }
    mpy_task_create_by_name(awaitable)
}

/// The task whose end will end a run of the loop: `awaitable` itself, or a new task that awaits it if it is no task or
/// has had its last turn. With `is_task` it must be a task.
#[export]
extern "C" fn mpy_task_main(awaitable: Obj, is_task: bool) -> CResult {
    let event_loop = event_loop();
    if is_task {
        if let Err(error) = TaskRef::expected(awaitable) {
            return error.raise_in_c();
        }
    }
    to_c(match TaskRef::from_obj(awaitable) {
        Some(task) if !task.is_future() && !task.has(DONE) => Ok(awaitable),
        Some(awaited) => TaskRef::new_outlined(event_loop, awaited.obj()).map(|task| {
            event_loop.make_ready(task.node());
            task.obj()
        }),
        None => create_by_name(event_loop, awaitable).map(TaskRef::obj),
    })
}

/// Whether `obj` is a task or a future.
#[cfg(feature = "all-tasks")]
#[export]
extern "C" fn mpy_is_task(obj: Obj) -> bool {
    TaskRef::from_obj(obj).is_some()
}

/// `Task.priority`: its own, without what other tasks lend it.
#[cfg(feature = "priority")]
#[export]
extern "C" fn mpy_task_priority(this: Obj) -> CResult {
    to_c(task(this).map(|task| Obj::small_int(task.urgency().own.get() as isize)))
}

/// Sets `Task.priority`.
#[cfg(feature = "priority")]
#[export]
extern "C" fn mpy_task_set_priority(this: Obj, priority: u8) -> CResult {
    to_c(task(this).map(|task| {
        event_loop().set_priority(task, priority);
        Obj::none()
    }))
}

/// `Task.done()`.
#[export]
extern "C" fn mpy_task_done(this: Obj) -> CResult {
    to_c(task(this).map(|task| Obj::bool(task.has(DONE))))
}

/// `Task.cancel()`.
#[export]
extern "C" fn mpy_task_cancel(this: Obj) -> CResult {
    to_c(task(this).and_then(|task| task.cancel(event_loop())))
}

/// `await task`.
#[export]
extern "C" fn mpy_task_next(this: Obj) -> CResult {
    let found = match TaskRef::exactly(this) {
        Some(task) => Ok(task),
        None => task(this),
    };
    step_to_c(found.and_then(|task| task.await_step(event_loop())))
}

/// `Task.coro`.
#[export]
extern "C" fn mpy_task_coro(this: Obj) -> CResult {
    to_c(task(this).map(|task| if task.is_future() { Obj::none() } else { task.coro() }))
}
