//! What the kernel has to know of a class that tasks can wait for: its [`Kind`]. The class implements [`Awaitable`], and so
//! describes its kind itself.
//!
//! The kernel names no class. The highest floor [registers](register) the kinds of this firmware. The kernel finds the kind of an
//! object by the object's class, with at most one comparison for each kind.

use crate::kernel::task::TaskRef;
use core::{
    ptr::null_mut,
    sync::atomic::{AtomicPtr, Ordering},
};
#[cfg(feature = "future")]
use micropython_sys::{Error, Result};
use micropython_sys::{Native, Obj, Type};

/// Where the cancellation of a task goes if the task waits for an awaitable.
#[derive(Clone, Copy)]
pub enum Reaches {
    /// To the task itself, which leaves.
    Waiter,
    /// To the task for which the awaitable waits.
    Task(TaskRef),
    /// Nowhere: the wait is about to end.
    Nobody,
    /// Cancelling has failed.
    #[cfg(feature = "future")]
    Failed(Error),
}

/// A class that a task can wait for. Most classes define only how a task leaves. The defaults are those of a class without a
/// list.
pub trait Awaitable: Native {
    /// Whether it begins with a [`NodeHead`](crate::kernel::node::NodeHead), and so can be a waiter of a task.
    const IS_NODE: bool = false;
    /// Whether it waits for a stream. Only the statistics ask.
    #[cfg_attr(not(feature = "stats"), allow(dead_code))]
    const IS_IO: bool = false;

    /// Whether `create_task` takes it without a coroutine around it.
    fn may_run(&self) -> bool {
        true
    }

    /// Takes `task`, which waits here and is cancelled, off the list.
    fn leave(&self, task: TaskRef) {
        let _ = task;
    }

    /// Takes `task`, which waits here, off the list: it is moved elsewhere and gets no exception.
    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
    }

    /// Where a cancellation of a task that waits here goes.
    fn cancel(&self) -> Reaches {
        Reaches::Waiter
    }

    /// This is the `data` of a future that is cancelled: cancels what that future waits for. Returns whether there was anything to cancel.
    ///
    /// # Errors
    /// As [`TaskRef::cancel`].
    ///
    /// EXCEPTION: as [`TaskRef::cancel`].
    #[cfg(feature = "future")]
    fn cancel_future(&self) -> Result<bool> {
        Ok(true)
    }

    /// `task` has ended. Called at once, before any waiter has its turn.
    fn task_ended(&self, task: TaskRef) {
        let _ = task;
    }

    /// The task number `n` of those that can end the wait of a task that waits here: what it lends its priority to.
    #[cfg(feature = "priority")]
    fn holder(&self, n: u32) -> Option<TaskRef> {
        let _ = n;
        None
    }

    /// Of a node: the task for which it has its turn.
    #[cfg(feature = "priority")]
    fn caller(&self) -> Option<TaskRef> {
        None
    }

    /// This was set, and the loop serves its waiters. Returns whether it has woken them itself; if not, the loop wakes one.
    #[cfg(feature = "own-wakes")]
    fn wakes_waiters(&self) -> bool {
        false
    }
}

/// What the kernel asks an awaitable. [`Reaches::Waiter`] is the usual answer to each, so that an awaitable without a list takes no code.
#[derive(Clone, Copy)]
enum Ask {
    Leave(TaskRef),
    LeaveSilently(TaskRef),
    TaskEnded(TaskRef),
    #[cfg(feature = "own-wakes")]
    WakesNobody,
    Cancel,
    #[cfg(feature = "future")]
    CancelFuture,
    IsNoNode,
    MayRun,
    #[cfg(feature = "priority")]
    Holder(u32),
    #[cfg(feature = "priority")]
    Caller,
    #[cfg(feature = "stats")]
    IsNoIo,
}

/// One function answers all: a class costs two words of flash beside its code.
fn answer<T: Awaitable>(on: Obj, ask: Ask) -> Reaches {
    // SAFETY: what is more than a question about the class is asked of its objects only.
    let this = || unsafe { &*on.as_ptr::<T>() };
    let is_usual = match ask {
        Ask::Leave(task) => {
            this().leave(task);
            true
        }
        Ask::LeaveSilently(task) => {
            this().leave_silently(task);
            true
        }
        Ask::TaskEnded(task) => {
            this().task_ended(task);
            true
        }
        #[cfg(feature = "own-wakes")]
        Ask::WakesNobody => !this().wakes_waiters(),
        Ask::Cancel => return this().cancel(),
        #[cfg(feature = "future")]
        Ask::CancelFuture => match this().cancel_future() {
            Ok(any) => any,
            Err(error) => return Reaches::Failed(error),
        },
        Ask::IsNoNode => !T::IS_NODE,
        Ask::MayRun => this().may_run(),
        #[cfg(feature = "priority")]
        Ask::Holder(n) => return this().holder(n).map_or(Reaches::Waiter, Reaches::Task),
        #[cfg(feature = "priority")]
        Ask::Caller => return this().caller().map_or(Reaches::Waiter, Reaches::Task),
        #[cfg(feature = "stats")]
        Ask::IsNoIo => !T::IS_IO,
    };
    if is_usual { Reaches::Waiter } else { Reaches::Nobody }
}

/// What the kernel knows of a class.
#[derive(Clone, Copy)]
pub struct Kind {
    /// `None` ends the list.
    class: Option<&'static Type>,
    answer: fn(Obj, Ask) -> Reaches,
}

// SAFETY: the class is a constant of C's.
unsafe impl Sync for Kind {}

/// The first of those that are registered; the last has no class.
static KINDS: AtomicPtr<Kind> = AtomicPtr::new(null_mut());

/// Tells the kernel which kinds there are, those first that are asked for most.
///
/// # Safety
/// The last one must be [`Kind::last`].
pub unsafe fn register(kinds: &'static [Kind]) {
    KINDS.store(kinds.as_ptr().cast_mut(), Ordering::Relaxed);
}

impl Kind {
    /// The kind of `T`, for objects of `class`.
    ///
    /// # Safety
    /// An object of `class` must be a `T`.
    pub const unsafe fn of_class<T: Awaitable>(class: &'static Type) -> Self {
        Self { class: Some(class), answer: answer::<T> }
    }

    /// What ends the list of kinds.
    pub const fn last() -> Self {
        Self { class: None, answer: |_, _| Reaches::Waiter }
    }

    /// The kind of the awaitable that `obj` is; an instance of a script's subclass is none.
    #[inline(never)]
    pub fn of(obj: Obj) -> Option<&'static Self> {
        if obj.is_null() || !obj.is_pointer() {
            return None;
        }
        let own = obj.class_of();
        // SAFETY: null before the module is imported, else what `register` was given.
        let mut kind = unsafe { KINDS.load(Ordering::Relaxed).as_ref() }?;
        loop {
            if core::ptr::eq(kind.class?, own) {
                return Some(kind);
            }
            // SAFETY: before the last one.
            kind = unsafe { &*core::ptr::from_ref(kind).add(1) };
        }
    }

    fn is_usual(&self, on: Obj, ask: Ask) -> bool {
        matches!((self.answer)(on, ask), Reaches::Waiter)
    }

    /// See [`Awaitable::may_run`]. `on` is of this kind.
    pub fn may_run(&self, on: Obj) -> bool {
        self.is_usual(on, Ask::MayRun)
    }

    /// See [`Awaitable::holder`]. `on` is of this kind.
    #[cfg(feature = "priority")]
    pub fn holder(&self, on: Obj, n: u32) -> Option<TaskRef> {
        self.task_of(on, Ask::Holder(n))
    }

    /// See [`Awaitable::caller`]. `on` is of this kind.
    #[cfg(feature = "priority")]
    pub fn caller(&self, on: Obj) -> Option<TaskRef> {
        self.task_of(on, Ask::Caller)
    }

    #[cfg(feature = "priority")]
    fn task_of(&self, on: Obj, ask: Ask) -> Option<TaskRef> {
        match (self.answer)(on, ask) {
            Reaches::Task(task) => Some(task),
            _ => None,
        }
    }

    /// See [`Awaitable::IS_NODE`].
    pub fn is_node(&self) -> bool {
        !self.is_usual(Obj::NULL, Ask::IsNoNode)
    }

    /// See [`Awaitable::IS_IO`].
    #[cfg(feature = "stats")]
    pub fn is_io(&self) -> bool {
        !self.is_usual(Obj::NULL, Ask::IsNoIo)
    }

    /// See [`Awaitable::leave`], and with `silently` [`Awaitable::leave_silently`]. `on` is of this kind.
    pub fn leave(&self, on: Obj, task: TaskRef, silently: bool) {
        (self.answer)(on, if silently { Ask::LeaveSilently(task) } else { Ask::Leave(task) });
    }

    /// See [`Awaitable::cancel`]. `on` is of this kind.
    pub fn cancel(&self, on: Obj) -> Reaches {
        (self.answer)(on, Ask::Cancel)
    }

    /// See [`Awaitable::cancel_future`]; a Python bool. `on` is of this kind.
    #[cfg(feature = "future")]
    pub fn cancel_future(&self, on: Obj) -> Result<Obj> {
        match (self.answer)(on, Ask::CancelFuture) {
            Reaches::Failed(error) => Err(error),
            reached => Ok(Obj::bool(matches!(reached, Reaches::Waiter))),
        }
    }

    /// See [`Awaitable::task_ended`]. `on` is of this kind.
    pub fn task_ended(&self, on: Obj, task: TaskRef) {
        (self.answer)(on, Ask::TaskEnded(task));
    }

    /// See [`Awaitable::wakes_waiters`]. `on` is of this kind.
    #[cfg(feature = "own-wakes")]
    pub fn wakes_waiters(&self, on: Obj) -> bool {
        !self.is_usual(on, Ask::WakesNobody)
    }
}

/// The cause, one of `ASYNCIO_WAKE_…`, if `task` becomes ready for another reason than its deadline.
#[cfg(feature = "stats")]
#[inline(never)]
pub fn wake_source(task: TaskRef) -> u32 {
    use crate::kernel::task::Place;
    use micropython_sys::{bindings as mp, class, object};
    let on = task.data();
    if task.place() != Place::Waiting || on.is_null() {
        mp::ASYNCIO_WAKE_OTHER
    } else if on.is_exactly(class!(asyncio_type_event)) {
        mp::ASYNCIO_WAKE_EVENT
    } else if on.is_exactly(class!(asyncio_type_thread_safe_flag)) {
        mp::ASYNCIO_WAKE_FLAG
    } else if on.is_exactly(class!(asyncio_type_task)) {
        mp::ASYNCIO_WAKE_TASK
    } else if on.is_exactly(class!(asyncio_type_lock)) {
        mp::ASYNCIO_WAKE_LOCK
    } else if cfg!(feature = "compat") && on == object!(asyncio_io_queue)
        || Kind::of(on).is_some_and(Kind::is_io)
    {
        mp::ASYNCIO_WAKE_STREAM
    } else {
        mp::ASYNCIO_WAKE_OTHER
    }
}

/// Without statistics the cause is not used.
#[cfg(not(feature = "stats"))]
pub fn wake_source(_: TaskRef) -> u32 {
    0
}
