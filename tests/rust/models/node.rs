//! The node that the tests link into queues and heaps: a plain struct full of cells.

use mpy_asyncio::scheduler::{Linked, Sleeper};
use std::{cell::Cell, fmt};

#[derive(Default)]
pub struct TestNode<'a> {
    pub id: usize,
    pub key: Cell<u64>,
    next: Cell<Option<Node<'a>>>,
    prev: Cell<Option<Node<'a>>>,
    child: Cell<Option<Node<'a>>>,
    /// How often a structure has read a link of this node.
    reads: Cell<usize>,
}

/// A handle to a [`TestNode`]: equal if it is the same node, shown as its number.
#[derive(Clone, Copy)]
pub struct Node<'a>(&'a TestNode<'a>);

/// `count` nodes, numbered from 0, that stand nowhere.
pub fn nodes<'a>(count: usize) -> Vec<TestNode<'a>> {
    (0..count).map(|id| TestNode { id, ..TestNode::default() }).collect()
}

impl<'a> TestNode<'a> {
    pub fn handle(&'a self) -> Node<'a> {
        Node(self)
    }

    /// Whether the node refers to no other.
    pub fn is_free(&self) -> bool {
        self.next.get().is_none() && self.prev.get().is_none() && self.child.get().is_none()
    }
}

/// How often a structure has read a link of one of `nodes`.
pub fn reads(nodes: &[TestNode<'_>]) -> usize {
    nodes.iter().map(|node| node.reads.get()).sum()
}

impl<'a> Node<'a> {
    fn read(self, link: impl Fn(&'a TestNode<'a>) -> &'a Cell<Option<Node<'a>>>) -> Option<Self> {
        self.0.reads.set(self.0.reads.get() + 1);
        link(self.0).get()
    }
}

impl Node<'_> {
    pub fn id(self) -> usize {
        self.0.id
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Node<'_> {}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0.id)
    }
}

impl Linked for Node<'_> {
    fn next(self) -> Option<Self> {
        self.read(|node| &node.next)
    }
    fn set_next(self, to: Option<Self>) {
        self.0.next.set(to);
    }
    fn prev(self) -> Option<Self> {
        self.read(|node| &node.prev)
    }
    fn set_prev(self, to: Option<Self>) {
        self.0.prev.set(to);
    }
}

impl Sleeper for Node<'_> {
    type Key = u64;
    fn key(self) -> u64 {
        self.0.key.get()
    }
    fn child(self) -> Option<Self> {
        self.read(|node| &node.child)
    }
    fn set_child(self, to: Option<Self>) {
        self.0.child.set(to);
    }
}
