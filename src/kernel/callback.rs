//! A turn after the end of a task: for a done callback of a script, or for one of the module's own objects that waits
//! for several tasks.
//!
//! A [`Callback`] is one of the waiters of the task. When the task ends, it goes to the ready queue as every waiter
//! does, and on its turn it notifies its owner. So the order is CPython's: there the loop calls such callbacks in its
//! next round.

use crate::{
    kernel::{
        node::{BeginsWith, Node, NodeHead},
        task::{DONE, TaskRef},
    },
    scheduler::Linked,
};
use core::{cell::Cell, ops::Deref, ptr::NonNull};
use micropython_sys::{Obj, Result, allocate, class};

/// A place among the waiters of a task; see the [module](self).
#[repr(C)]
pub struct Callback {
    head: NodeHead,
    /// The owner: a callable, or one of the module's objects.
    owner: Cell<Obj>,
    task: TaskRef,
    next: Cell<Option<CallbackRef>>,
    prev: Cell<Option<CallbackRef>>,
    /// Whether an exception that ended the task counts as received once the owner is notified.
    receives: bool,
}

// SAFETY: its first field.
unsafe impl BeginsWith<NodeHead> for Callback {}

/// A reference to a live [`Callback`]. An owner can keep its callbacks in a ring.
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
    /// A callback that is in no list yet.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(task: TaskRef, owner: Obj, receives: bool) -> Result<Self> {
        allocate(Callback {
            head: NodeHead::new(class!(asyncio_type_callback)),
            owner: Cell::new(owner),
            task,
            next: Cell::new(None),
            prev: Cell::new(None),
            receives,
        })
        .map(|callback| Self(NonNull::from(callback)))
    }

    /// The callback that `obj` is, if it is one.
    #[cfg(feature = "future")]
    pub fn from_obj(obj: Obj) -> Option<Self> {
        if obj.is_exactly(class!(asyncio_type_callback)) {
            NonNull::new(obj.as_ptr()).map(Self)
        } else {
            None
        }
    }

    /// The callback that `node` is, if it is one.
    pub fn from_node(node: Node) -> Option<Self> {
        node.is(class!(asyncio_type_callback)).then(|| Self(node.as_ptr()))
    }

    /// As a node of a queue.
    pub fn node(self) -> Node {
        Node::new(&*self)
    }

    /// The task whose end it waits for.
    pub fn task(self) -> TaskRef {
        self.task
    }

    /// Whether an exception that ended the task counts as received once the owner is notified. It does not count if the owner is a future
    /// that has ended before: the task that awaited a `shield` was cancelled.
    pub fn receives(self) -> bool {
        self.receives && !TaskRef::from_obj(self.owner()).is_some_and(|outer| outer.has(DONE))
    }

    /// The object that it notifies.
    pub fn owner(self) -> Obj {
        self.owner.get()
    }

    /// It has no owner from now on.
    pub fn drop_owner(self) {
        self.owner.set(Obj::NULL);
    }
}
