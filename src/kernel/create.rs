//! Making tasks of coroutines and other awaitables.

#[cfg(feature = "compat")]
use crate::kernel::task::task;
use crate::{
    diagnostics::observe,
    kernel::{
        event_loop::EventLoop,
        kind::Kind,
        task::{Task, TaskRef},
    },
};
#[cfg(feature = "compat")]
use micropython_sys::call;
use micropython_sys::{Error, Obj, Result, allocate, bindings as mp, class, protected};

impl TaskRef {
    /// A new task, in no queue.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline(always)]
    pub fn new(event_loop: &EventLoop, coro: Obj) -> Result<Self> {
        let task = Self::new_at(allocate(Task::blank(class!(asyncio_type_task), coro))?);
        #[cfg(feature = "all-tasks")]
        task.identity().give(task.obj(), event_loop.next_name());
        let _ = event_loop;
        Ok(task)
    }

    /// [`Self::new`], not inlined: for places that are not called often.
    #[inline(never)]
    pub fn new_outlined(event_loop: &EventLoop, coro: Obj) -> Result<Self> {
        Self::new(event_loop, coro)
    }
}

/// Makes a task of `coro` and puts it at the end of the ready queue.
///
/// # Errors
/// `TypeError` if `coro` is no coroutine; `MemoryError`.
///
/// EXCEPTION: may look up an attribute of `coro`, and collect garbage; both re-enter Python.
pub fn create(event_loop: &EventLoop, coro: Obj) -> Result<TaskRef> {
    if !coro.is_exactly(class!(mp_type_gen_instance))
        && !Kind::of(coro).is_some_and(|kind| kind.may_run(coro))
    {
        let send = protected(mp::asyncio_load_send, coro, Obj::NULL)?;
        if send.is_null() {
            return Err(Error::wrong_type(mp::ASYNCIO_TEXT_COROUTINE_EXPECTED, coro));
        }
    }
    let task = TaskRef::new(event_loop, coro)?;
    event_loop.advance_allocator();
    observe::created(task.obj());
    event_loop.serve_wakes();
    event_loop.push_task(task, 0);
    Ok(task)
}

/// Creates a task by the name `core.create_task`, which a script may have replaced; else as [`create`]. For the tasks that stock creates
/// by that name: those of `run`, `gather`, `wait_for` and servers.
///
/// # Errors
/// As [`create`]; the exception of the script's function; `TypeError` if it returns no task.
///
/// EXCEPTION: as [`create`]; calls that function.
pub fn create_by_name(event_loop: &EventLoop, coro: Obj) -> Result<TaskRef> {
    #[cfg(feature = "compat")]
    {
        let fun = event_loop.replaced_create_task();
        if !fun.is_null() {
            return call(fun, 1, &[coro]).and_then(task);
        }
    }
    create(event_loop, coro)
}

/// The task that `awaitable` is, or a new one that runs it.
///
/// # Errors
/// As [`create`].
///
/// EXCEPTION: as [`create`].
pub fn promote(event_loop: &EventLoop, awaitable: Obj) -> Result<TaskRef> {
    match TaskRef::from_obj(awaitable) {
        Some(task) => Ok(task),
        None => create_by_name(event_loop, awaitable),
    }
}
