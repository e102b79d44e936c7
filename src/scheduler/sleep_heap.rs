//! The sleeping tasks, ordered by deadline.
//!
//! There are two intrusive structures; none allocates. The *run* is a ring in the order of both insertion and deadline.
//! Most sleepers go to sleep in the order in which they wake. For these, insertion and removal are O(1), and touch only the
//! neighbours. If a new node is due before the end of the run, the later nodes of the run first move to the *heap*. It is a
//! pairing heap (Fredman, Sedgewick, Sleator and Tarjan, "The pairing heap: a new form of self-adjusting heap", 1986) in its
//! forward variant, whose removal is O(log n · 4^√log n) amortised (Dorfman, Kaplan, Kozma and Zwick, 2018). Each node moves at
//! most once, so insertion is O(1) amortised.
//!
//! A plain pairing heap gives all work to the first removal after n insertions: the root has up to n children. Here the
//! insertions share it. The trees that have come since the root became the root are joined as a binary counter carries:
//! two trees of equal size become one. So insertions leave the root with O(log n) children, and no node has a size.
//!
//! Nodes with equal deadlines leave in the order of their insertion, without a sequence number in the node. Of two such
//! nodes, the one in the heap is older than the one in the run: only a node that is due earlier sends it to the heap, and
//! the run takes a node with this deadline again only later. Within the heap every tree holds a contiguous stretch of the
//! order of insertion, and each list of children runs from the newest stretch to the oldest. Two trees are melded only if
//! their stretches touch. So the meld knows which tree is older, and the older one wins a tie.
//!
//! Links of a node in the run: `next` and `prev` of the ring; `child` is the node itself, which no node of the heap has.
//!
//! Links of a node in the heap: `child` is its *last* child; `next` leads round the ring of siblings (the last to
//! the first); `prev` is the sibling before, and for the first sibling the parent.
#![forbid(unsafe_code)]

use super::task_queue::{Linked, TaskQueue};
use core::cell::Cell;

/// A handle to a node that can stand in a [`SleepHeap`].
pub trait Sleeper: Linked {
    /// The node with the least key wakes first.
    type Key: PartialOrd + Copy;
    /// When the node is due. Must not change while the node is in a heap.
    fn key(self) -> Self::Key;
    /// The last child.
    fn child(self) -> Option<Self>;
    /// Sets the last child.
    fn set_child(self, to: Option<Self>);
}

/// The sleeping tasks; see the [module](self).
#[repr(C)]
pub struct SleepHeap<N> {
    run: TaskQueue<N>,
    root: Cell<Option<N>>,
    /// The first children of the root, one for each bit that is set, the newest for the lowest: bit `k` is a tree of 2^k
    /// insertions. All are newer than the root.
    fresh: Cell<u32>,
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
        Self { run: TaskQueue::new(), root: Cell::new(None), fresh: Cell::new(0) }
    }

    /// Whether no node sleeps. O(1).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.run.is_empty() && self.root.get().is_none()
    }

    /// The node with the earliest key, the first inserted among equals. O(1).
    #[inline]
    pub fn peek(&self) -> Option<N> {
        match (self.run.peek(), self.root.get()) {
            (Some(first), Some(root)) if first.key() < root.key() => Some(first),
            (first, root) => root.or(first),
        }
    }

    /// Inserts `node`, which must be in no queue. O(1) amortised.
    pub fn insert(&self, node: N) {
        if let Some(last) = self.run.peek().and_then(Linked::prev) {
            if node.key() < last.key() {
                self.clear_way(node.key());
            }
        }
        node.set_child(Some(node));
        self.run.push(node);
    }

    /// Moves the nodes that are due after `key` from the run to the heap, equal keys in their order.
    #[inline(never)]
    fn clear_way(&self, key: N::Key) {
        while let Some(last) = self.run.peek().and_then(Linked::prev) {
            let latest = last.key();
            if latest <= key {
                break;
            }
            let mut node = last;
            while let Some(before) = node.prev() {
                if before == last || before.key() < latest {
                    break;
                }
                node = before;
            }
            loop {
                let after = node.next();
                self.run.remove(node);
                self.insert_in_heap(node);
                if node == last {
                    break;
                }
                let Some(after) = after else { break };
                node = after;
            }
        }
    }

    fn insert_in_heap(&self, node: N) {
        node.set_child(None);
        let mut tree = node;
        if let Some(root) = self.root.get() {
            let fresh = self.fresh.get();
            let mut carry = fresh;
            while carry & 1 != 0 {
                let Some(older) = root.child().and_then(Linked::next) else { break };
                unlink(older, None);
                tree = meld(tree, older);
                carry >>= 1;
            }
            let newer = tree;
            tree = meld(newer, root);
            self.fresh.set(if tree == newer { 0 } else { fresh.wrapping_add(1) });
        }
        self.root.set(Some(tree));
    }

    /// Removes and returns the node of [`peek`](Self::peek). O(1) in the run; in the heap see the [module](self).
    pub fn pop(&self) -> Option<N> {
        let first = self.peek()?;
        self.remove(first);
        Some(first)
    }

    /// Removes all nodes and gives each to `dropped`, in no order. O(1) for each.
    pub fn clear(&self, dropped: impl Fn(N)) {
        // The trees stand in the run until their roots leave.
        if let Some(root) = self.root.take() {
            self.run.push(root);
        }
        self.fresh.set(0);
        while let Some(node) = self.run.pop() {
            if let Some(last) = node.child().filter(|&last| last != node) {
                let mut at = last.next();
                last.set_next(None);
                while let Some(child) = at {
                    at = child.next();
                    self.run.push(child);
                }
            }
            node.set_child(None);
            dropped(node);
        }
    }

    /// Removes `node`, which must stand in this heap. O(1) in the run; in the heap see the [module](self).
    pub fn remove(&self, node: N) {
        if node.child() == Some(node) {
            node.set_child(None);
            self.run.remove(node);
            return;
        }
        let orphans = take_children(node);
        if self.root.get() == Some(node) {
            self.root.set(orphans);
            self.fresh.set(0);
            return;
        }
        if orphans.is_none() {
            self.forget_fresh(node);
        }
        // The children of `node` are one contiguous stretch: the tree made of them takes its place.
        unlink(node, orphans);
    }

    /// A leaf leaves the heap: clears its bit in `fresh` if it is one of these children. O(log n).
    #[inline(never)]
    fn forget_fresh(&self, leaf: N) {
        // Without the bits of the siblings that stand before it.
        let (mut at, mut rest) = (leaf, self.fresh.get());
        while rest != 0 {
            let Some(prev) = at.prev() else { return };
            if prev.child().and_then(Linked::next) == Some(at) {
                if self.root.get() == Some(prev) {
                    self.fresh.set(self.fresh.get() & !(rest & rest.wrapping_neg()));
                }
                return;
            }
            at = prev;
            rest &= rest - 1;
        }
    }

    /// The first node of the run, and the root of the heap: for checks of the links.
    pub fn parts(&self) -> (Option<N>, Option<N>) {
        (self.run.peek(), self.root.get())
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

/// Takes `node` out of the ring of its siblings, and puts `heir`, a tree of the same stretch, in its place.
#[inline(never)]
fn unlink<N: Sleeper>(node: N, heir: Option<N>) {
    let (Some(prev), Some(next)) = (node.prev(), node.next()) else { return };
    // Only the first sibling's `prev` is the parent, whose ring of children closes on it.
    let is_first = prev.child().and_then(Linked::next) == Some(node);
    let is_last = next.prev() != Some(node);
    if let Some(heir) = heir {
        heir.set_prev(Some(prev));
        heir.set_next(Some(next));
    }
    // The link that leads backwards to `node`: in the next sibling or, for the last one, in the parent.
    let before = heir.or(if is_first && is_last { None } else { Some(prev) });
    if !is_last {
        next.set_prev(before);
    } else if let Some(parent) = if is_first { Some(prev) } else { next.prev() } {
        parent.set_child(before);
    }
    // The link that leads forwards to `node`: in the sibling before or, for the first one, in the last.
    if let Some(ahead) = if is_first { prev.child() } else { Some(prev) } {
        ahead.set_next(heir.or(Some(next)));
    }
    node.set_next(None);
    node.set_prev(None);
}

/// Detaches the children of `parent` and joins them into one tree: neighbours to pairs, and the pairs to one tree, both from
/// the newest to the oldest in one pass.
fn take_children<N: Sleeper>(parent: N) -> Option<N> {
    let last = parent.child()?;
    parent.set_child(None);
    let mut at = last.next();
    last.set_next(None);
    let mut joined: Option<N> = None;
    while let Some(newer) = at {
        let pair = match newer.next() {
            None => {
                at = None;
                newer
            }
            Some(older) => {
                at = older.next();
                meld(newer, older)
            }
        };
        joined = Some(match joined {
            None => pair,
            Some(newest) => meld(newest, pair),
        });
    }
    let tree = joined?;
    tree.set_next(None);
    tree.set_prev(None);
    Some(tree)
}
