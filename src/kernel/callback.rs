//! What gets a turn of its own when a task has ended: a done callback of a script's, or one of the module's own
//! objects that waits for several tasks.
//!
//! A [`Callback`] stands among those who wait for the task; when that ends it goes to the ready queue, as everybody
//! does who waits, and in its turn tells its owner. So the order of events is that of CPython, where the loop calls
//! such callbacks in its next round.

use crate::{
    kernel::{
        event_loop::EventLoop,
        node::{Node, NodeHead},
        task::{DONE, TaskRef},
    },
    scheduler::Linked,
};
use core::{cell::Cell, ops::Deref, ptr::NonNull};
use micropython_sys::{Obj, Result, allocate, bindings as mp};

/// A place among those who wait for a task; see the [module](self).
#[repr(C)]
pub struct Callback {
    head: NodeHead,
    /// Whom to tell: a callable, or one of the module's objects.
    owner: Cell<Obj>,
    task: TaskRef,
    next: Cell<Option<CallbackRef>>,
    prev: Cell<Option<CallbackRef>>,
    /// Whether what ended the task counts as received because its owner is told.
    receives: bool,
}

/// A reference to a live [`Callback`]. Those of one owner can stand in a ring of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct CallbackRef(NonNull<Callback>);

impl Deref for CallbackRef {
    type Target = Callback;
    fn deref(&self) -> &Callback {
        // SAFETY: made from a live `Callback` only; all that changes in it are cells.
        unsafe { self.0.as_ref() }
    }
}

impl Linked for CallbackRef {
    fn next(self) -> Option<Self> {
        self.next.get()
    }
    fn set_next(self, to: Option<Self>) {
        self.next.set(to);
    }
    fn prev(self) -> Option<Self> {
        self.prev.get()
    }
    fn set_prev(self, to: Option<Self>) {
        self.prev.set(to);
    }
}

impl CallbackRef {
    /// Has `owner` told, one turn later, when `task` ends. If it has ended already, that turn comes now. Unless it
    /// `receives` it, an exception that ended the task is still reported if nobody asks for it.
    ///
    /// # Errors
    /// `MemoryError`; `RuntimeError` if a script keeps something of its own in the task's `state`.
    pub fn add(events: &EventLoop, task: TaskRef, owner: Obj, receives: bool) -> Result<Self> {
        let callback = Self(allocate(Callback {
            head: NodeHead::new(&raw const mp::asyncio_type_callback),
            owner: Cell::new(owner),
            task,
            next: Cell::new(None),
            prev: Cell::new(None),
            receives,
        })?);
        if task.has(DONE) {
            events.make_ready(callback.node());
        } else {
            task.add_waiter(callback.node())?;
        }
        Ok(callback)
    }

    /// The callback that `obj` is, if it is one.
    #[cfg(feature = "future")]
    pub fn from_obj(obj: Obj) -> Option<Self> {
        if obj.is_exactly(&raw const mp::asyncio_type_callback) {
            NonNull::new(obj.as_ptr()).map(Self)
        } else {
            None
        }
    }

    /// The callback that `node` is, if it is one.
    pub fn from_node(node: Node) -> Option<Self> {
        node.is(&raw const mp::asyncio_type_callback).then(|| Self(node.as_ptr()))
    }

    /// As a node of a queue.
    pub fn node(self) -> Node {
        Node::new(self.0)
    }

    /// The task it stands at.
    pub fn task(self) -> TaskRef {
        self.task
    }

    /// Whether what ended the task counts as received because this is told. It does not where this is to pass it on to a
    /// future that has ended itself: who awaited a `shield` was cancelled.
    pub fn receives(self) -> bool {
        self.receives && !TaskRef::from_obj(self.owner()).is_some_and(|outer| outer.has(DONE))
    }

    /// Whom it tells.
    pub fn owner(self) -> Obj {
        self.owner.get()
    }

    /// Takes it back: nobody is told, whether or not the task has ended meanwhile.
    pub fn remove(self) {
        self.owner.set(Obj::NULL);
        if !self.task.has(DONE) {
            self.task.remove_waiter(self.node());
        }
    }
}

/// The turn of `node`, which is no task, watcher or mark. Returns what C is to do.
///
/// EXCEPTION: may cancel tasks, which may call a foreign queue's `remove`.
pub fn turn(events: &EventLoop, node: Node, op: &mut mp::asyncio_op_t) -> Option<u32> {
    events.leave_task();
    let told = match CallbackRef::from_node(node) {
        Some(callback) => {
            let owner = callback.owner();
            if owner.is_null() {
                return None;
            }
            match tell(events, owner, callback) {
                Some(told) => told,
                None => {
                    op.subject = owner.raw();
                    op.value = callback.task().obj().raw();
                    return Some(mp::ASYNCIO_OP_CALL);
                }
            }
        }
        None => return timer_turn(events, node, op),
    };
    report(told, op)
}

/// Tells one of the module's own objects; `None` if `owner` is a callable of a script's.
fn tell(events: &EventLoop, owner: Obj, callback: CallbackRef) -> Option<Result<()>> {
    #[cfg(feature = "task-group")]
    if let Some(group) = crate::classes::task_group::TaskGroup::from_obj(owner) {
        return Some(group.child_done(events, callback));
    }
    #[cfg(feature = "future")]
    if owner.is_exactly(&raw const mp::asyncio_type_future) {
        crate::classes::future::inner_done(events, owner, callback.task());
        return Some(Ok(()));
    }
    #[cfg(feature = "wait")]
    if let Some(wait) = crate::classes::wait::Wait::from_obj(owner) {
        wait.child_done(events, callback);
        return Some(Ok(()));
    }
    let _ = (events, owner, callback);
    None
}

/// The turn of what has slept, or waited for its turn, with the shape of a task.
fn timer_turn(events: &EventLoop, node: Node, op: &mut mp::asyncio_op_t) -> Option<u32> {
    #[cfg(feature = "timers")]
    {
        let timer = TaskRef::from_node(node);
        timer.set_place(crate::kernel::task::Place::Suspended);
        if node.is(&raw const mp::asyncio_type_handle) {
            op.subject = timer.coro().raw();
            op.value = timer.own_state().get().raw();
            return Some(mp::ASYNCIO_OP_CALL);
        }
        #[cfg(feature = "timeout")]
        if let Some(timeout) = crate::classes::timeout::Timeout::from_obj(node.obj()) {
            return report(timeout.expire(events), op);
        }
        #[cfg(feature = "wait")]
        if let Some(wait) = crate::classes::wait::Wait::from_obj(node.obj()) {
            wait.expire(events);
        }
    }
    let _ = (events, node, op);
    None
}

/// What one of the module's objects could not do goes to the exception handler.
fn report(told: Result<()>, op: &mut mp::asyncio_op_t) -> Option<u32> {
    match told {
        Ok(()) => None,
        Err(error) => {
            op.value = error.obj().raw();
            Some(mp::ASYNCIO_OP_FAILED)
        }
    }
}
