//! The members of the ready queue and of wait lists: tasks, and the loop's own small objects that take turns as a task
//! does, such as the watcher of a `wait_for` or the mark of `Loop.stop()`.

use crate::scheduler::Linked;
use core::{cell::Cell, ptr::NonNull};
use micropython_sys::{Header, Obj, Type};

/// A Rust type whose values begin with a `Head`, so that a reference to the one is a reference to the other.
///
/// # Safety
/// It must be so: `#[repr(C)]`, and the first field is a `Head` or begins with one.
pub unsafe trait BeginsWith<Head>: 'static {}

/// The first words of every such object.
///
/// The links come before everything else that refers to the heap: the collector then follows a long
/// queue last and each task's own objects first, which keeps its mark stack short.
#[repr(C)]
pub struct NodeHead {
    pub header: Header,
    pub next: Cell<Option<Node>>,
    pub prev: Cell<Option<Node>>,
}

// SAFETY: it is one.
unsafe impl BeginsWith<Self> for NodeHead {}

impl NodeHead {
    /// A head that is in no queue.
    pub const fn new(class: &'static Type) -> Self {
        Self { header: Header { type_: class }, next: Cell::new(None), prev: Cell::new(None) }
    }
}

/// A reference to such an object. It must be reachable for the collector while the reference is used:
/// from the stack, a root or another object.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Node(NonNull<NodeHead>);

impl Node {
    /// The object `object`. It must live, as the collector sees it, as long as the reference is used.
    #[inline]
    pub fn new<T: BeginsWith<NodeHead>>(object: &T) -> Self {
        Self(NonNull::from(object).cast())
    }

    /// The object `obj`.
    ///
    /// # Safety
    /// It must begin with a [`NodeHead`].
    #[inline]
    pub unsafe fn from_obj(obj: Obj) -> Self {
        // SAFETY: a live object is at no null address.
        Self(unsafe { NonNull::new_unchecked(obj.as_ptr()) })
    }

    #[inline]
    fn head(self) -> &'static NodeHead {
        // SAFETY: made from a live object that begins with a `NodeHead`; all its fields are cells.
        unsafe { self.0.as_ref() }
    }

    /// Whether the object's class is exactly `class`.
    #[inline]
    pub fn is(self, class: &'static Type) -> bool {
        core::ptr::eq(self.head().header.type_, class)
    }

    /// The object.
    #[inline]
    pub fn obj(self) -> Obj {
        // SAFETY: made from a live object only.
        unsafe { Obj::from_ptr(self.0.as_ptr()) }
    }

    /// The address.
    #[inline]
    pub const fn as_ptr<T>(self) -> NonNull<T> {
        self.0.cast()
    }
}

impl Linked for Node {
    #[inline]
    fn next(self) -> Option<Self> {
        self.head().next.get()
    }
    #[inline]
    fn set_next(self, to: Option<Self>) {
        self.head().next.set(to);
    }
    #[inline]
    fn prev(self) -> Option<Self> {
        self.head().prev.get()
    }
    #[inline]
    fn set_prev(self, to: Option<Self>) {
        self.head().prev.set(to);
    }
}
