//! A first-in first-out queue of tasks.
//!
//! An intrusive ring: the queue holds its first node, each node its neighbours, and the first
//! node's predecessor is the last. Every operation is O(1) and allocates nothing. A removed node
//! keeps no link, so that the garbage collector does not keep other tasks alive because of a finished one.
//!
//! No starvation: nodes leave in the order in which they came, whatever is pushed meanwhile.
#![forbid(unsafe_code)]

use core::cell::Cell;

/// A handle to a node that can stand in a [`TaskQueue`] or among siblings in a sleep heap.
///
/// The four accessors must read back what was last written through any copy of the handle.
pub trait Linked: Copy + Eq {
    /// The following node.
    fn next(self) -> Option<Self>;
    /// Sets the following node.
    fn set_next(self, to: Option<Self>);
    /// The preceding node.
    fn prev(self) -> Option<Self>;
    /// Sets the preceding node.
    fn set_prev(self, to: Option<Self>);
}

/// A first-in first-out queue of tasks; see the [module](self).
#[repr(transparent)]
pub struct TaskQueue<N> {
    first: Cell<Option<N>>,
}

impl<N: Linked> Default for TaskQueue<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Linked> TaskQueue<N> {
    /// An empty queue.
    #[must_use]
    pub const fn new() -> Self {
        Self { first: Cell::new(None) }
    }

    /// The queue whose ring begins at `first`, for a ring whose head is kept elsewhere.
    #[must_use]
    pub const fn starting_at(first: Option<N>) -> Self {
        Self { first: Cell::new(first) }
    }

    /// Whether no task is queued. O(1).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.first.get().is_none()
    }

    /// The node that [`pop`](Self::pop) would return. O(1).
    #[inline]
    pub fn peek(&self) -> Option<N> {
        self.first.get()
    }

    /// Appends `node`, which must stand in no queue. O(1).
    pub fn push(&self, node: N) {
        self.push_in_place(node);
    }

    /// [`push`](Self::push), expanded where it stands: for the path of every switch.
    #[inline(always)]
    pub fn push_in_place(&self, node: N) {
        match self.first.get() {
            None => {
                node.set_next(Some(node));
                node.set_prev(Some(node));
                self.first.set(Some(node));
            }
            Some(first) => insert_before(first, node),
        }
    }

    /// Inserts `node` behind the last queued node for which `stays_ahead` holds, searching from the
    /// end. O(1) if `node` belongs at the end, O(n) at worst.
    pub fn push_sorted(&self, node: N, stays_ahead: impl Fn(N) -> bool) {
        let Some(first) = self.first.get() else {
            return self.push(node);
        };
        let mut behind = first;
        while let Some(ahead) = behind.prev() {
            if stays_ahead(ahead) {
                break;
            }
            behind = ahead;
            if behind == first {
                insert_before(first, node);
                self.first.set(Some(node));
                return;
            }
        }
        insert_before(behind, node);
    }

    /// Removes and returns the first node. O(1).
    pub fn pop(&self) -> Option<N> {
        self.pop_in_place()
    }

    /// [`pop`](Self::pop), expanded where it stands: for the path of every switch.
    #[inline(always)]
    pub fn pop_in_place(&self) -> Option<N> {
        let first = self.first.get()?;
        let next = first.next().filter(|&next| next != first);
        if let (Some(next), Some(prev)) = (next, first.prev()) {
            prev.set_next(Some(next));
            next.set_prev(Some(prev));
        }
        self.first.set(next);
        first.set_next(None);
        first.set_prev(None);
        Some(first)
    }

    /// Moves the first node to the end, and returns it. O(1).
    pub fn rotate(&self) -> Option<N> {
        let first = self.first.get()?;
        self.first.set(first.next());
        Some(first)
    }

    /// Removes `node`, which must stand in this queue. O(1).
    pub fn remove(&self, node: N) {
        let next = node.next().filter(|&next| next != node);
        if let (Some(next), Some(prev)) = (next, node.prev()) {
            prev.set_next(Some(next));
            next.set_prev(Some(prev));
        }
        if self.first.get() == Some(node) {
            self.first.set(next);
        }
        node.set_next(None);
        node.set_prev(None);
    }

    /// Moves all nodes, in order, into the empty queue that is returned. O(1).
    #[inline]
    pub fn take(&self) -> Self {
        Self { first: Cell::new(self.first.take()) }
    }

    /// Makes the nodes of `other` this queue's, which must be empty. O(1).
    #[inline]
    pub fn adopt(&self, other: Self) {
        self.first.set(other.first.get());
    }

    /// Whether `node` is queued. O(n).
    pub fn contains(&self, node: N) -> bool {
        self.iter().any(|queued| queued == node)
    }

    /// The queued nodes, first to last. The queue must not change meanwhile.
    pub fn iter(&self) -> impl Iterator<Item = N> + use<N> {
        let first = self.first.get();
        let mut at = first;
        core::iter::from_fn(move || {
            let node = at?;
            at = node.next().filter(|&next| Some(next) != first);
            Some(node)
        })
    }
}

#[inline]
fn insert_before<N: Linked>(at: N, node: N) {
    let prev = at.prev();
    node.set_next(Some(at));
    node.set_prev(prev);
    at.set_prev(Some(node));
    if let Some(prev) = prev {
        prev.set_next(Some(node));
    }
}
