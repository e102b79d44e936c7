//! The sleeping tasks, ordered by deadline.
//!
//! An intrusive pairing heap (Fredman, Sedgewick, Sleator and Tarjan, "The pairing heap: a new form
//! of self-adjusting heap", 1986). Insertion is O(1), removal O(log n) amortised, nothing allocates.
//!
//! Equal deadlines leave in the order in which they were inserted, without a sequence number in the
//! node: every tree of the heap holds a contiguous stretch of the insertion order, and each list of
//! children runs from the newest stretch to the oldest. Two trees are melded only where their
//! stretches touch, so the meld knows which is older, and the older wins a tie.
//!
//! Links of a node: `child` is its *last* child; `next` leads round the ring of siblings (the last to
//! the first); `prev` is the sibling before, and for the first sibling the parent.
#![forbid(unsafe_code)]

use super::task_queue::Linked;
use core::cell::Cell;

/// A handle to a node that can stand in a [`SleepHeap`].
pub trait Sleeper: Linked {
    /// The key type's order decides who wakes first.
    type Key: PartialOrd + Copy;
    /// When the node is due. Must not change while the node is in a heap.
    fn key(self) -> Self::Key;
    /// The last child.
    fn child(self) -> Option<Self>;
    /// Sets the last child.
    fn set_child(self, to: Option<Self>);
}

/// The sleeping tasks; see the [module](self).
#[repr(transparent)]
pub struct SleepHeap<N> {
    root: Cell<Option<N>>,
}

impl<N: Sleeper> Default for SleepHeap<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Sleeper> SleepHeap<N> {
    /// An empty heap.
    #[must_use]
    pub const fn new() -> Self {
        Self { root: Cell::new(None) }
    }

    /// Whether nobody sleeps. O(1).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.root.get().is_none()
    }

    /// The node with the earliest key, the first inserted among equals. O(1).
    #[inline]
    pub fn peek(&self) -> Option<N> {
        self.root.get()
    }

    /// Inserts `node`, which must stand nowhere. O(1).
    pub fn insert(&self, node: N) {
        node.set_child(None);
        node.set_next(None);
        node.set_prev(None);
        let root = match self.root.get() {
            None => node,
            Some(older) => meld(node, older),
        };
        self.root.set(Some(root));
    }

    /// Removes and returns the node of [`peek`](Self::peek). O(log n) amortised.
    pub fn pop(&self) -> Option<N> {
        let root = self.root.get()?;
        self.root.set(take_children(root));
        Some(root)
    }

    /// Removes `node`, which must stand in this heap. O(log n) amortised.
    pub fn remove(&self, node: N) {
        if self.root.get() == Some(node) {
            self.pop();
            return;
        }
        let orphans = take_children(node);
        let (Some(prev), Some(next)) = (node.prev(), node.next()) else { return };
        // Only the first sibling's `prev` is the parent, whose ring of children closes on it.
        let is_first = prev.child().and_then(Linked::next) == Some(node);
        let is_last = next.prev() != Some(node);
        // The children of `node` are one contiguous stretch: what takes their place stands where it stood.
        if let Some(heir) = orphans {
            heir.set_prev(Some(prev));
            heir.set_next(Some(next));
        }
        // What leads backwards to `node`: the next sibling or, from the last one, the parent's link to its children.
        let before = orphans.or(if is_first && is_last { None } else { Some(prev) });
        if !is_last {
            next.set_prev(before);
        } else if let Some(parent) = if is_first { Some(prev) } else { next.prev() } {
            parent.set_child(before);
        }
        // What leads forwards: the sibling before or, to the first one, the last.
        if let Some(ahead) = if is_first { prev.child() } else { Some(prev) } {
            ahead.set_next(orphans.or(Some(next)));
        }
        node.set_next(None);
        node.set_prev(None);
    }
}

/// Joins two roots whose stretches of insertion order touch, `newer` before `older`.
#[inline]
fn meld<N: Sleeper>(newer: N, older: N) -> N {
    let (root, child) = if newer.key() < older.key() { (newer, older) } else { (older, newer) };
    match root.child() {
        None => {
            child.set_next(Some(child));
            child.set_prev(Some(root));
            root.set_child(Some(child));
        }
        Some(last) => {
            let first = last.next();
            child.set_next(first);
            last.set_next(Some(child));
            if root == newer {
                child.set_prev(Some(last));
                root.set_child(Some(child));
            } else {
                child.set_prev(Some(root));
                if let Some(first) = first {
                    first.set_prev(Some(child));
                }
            }
        }
    }
    root
}

/// Detaches the children of `parent` and joins them into one tree.
fn take_children<N: Sleeper>(parent: N) -> Option<N> {
    let last = parent.child()?;
    parent.set_child(None);
    let mut at = last.next();
    last.set_next(None);
    // First pass: meld neighbours, newest to oldest, stacking the pairs through `prev`.
    let mut pairs: Option<N> = None;
    while let Some(newer) = at {
        let tree = match newer.next() {
            None => {
                at = None;
                newer
            }
            Some(older) => {
                at = older.next();
                newer.set_next(None);
                older.set_next(None);
                meld(newer, older)
            }
        };
        tree.set_prev(pairs);
        pairs = Some(tree);
    }
    // Second pass: meld the pairs, oldest to newest.
    let mut tree = pairs?;
    let mut rest = tree.prev();
    while let Some(newer) = rest {
        rest = newer.prev();
        tree = meld(newer, tree);
    }
    tree.set_next(None);
    tree.set_prev(None);
    Some(tree)
}
