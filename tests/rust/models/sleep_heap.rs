//! `SleepHeap` and what it should do, written with a vector that is searched.

use super::node::{Node, nodes};
use mpy_asyncio::scheduler::{Linked, SleepHeap, Sleeper};

pub const NODES: usize = 24;

#[derive(Clone, Debug)]
pub enum Op {
    Insert(usize, u64),
    Pop,
    Remove(usize),
}

/// What an operation returned, and who would be next after it.
#[derive(Debug, PartialEq)]
pub struct Step {
    popped: Option<usize>,
    first: Option<usize>,
}

/// The program, then pops until nothing is left.
fn with_drain(program: &[Op]) -> impl Iterator<Item = Op> + '_ {
    program.iter().cloned().chain(std::iter::repeat_n(Op::Pop, NODES))
}

/// Checks every link of the tree below `parent`, and that no child is due before it; returns its size.
fn check_tree(parent: Node<'_>) -> usize {
    let Some(last) = parent.child() else { return 1 };
    let first = last.next().expect("a ring has no end");
    assert_eq!(first.prev(), Some(parent), "the first child's `prev` is the parent");
    let mut size = 1;
    let mut at = first;
    loop {
        assert!(parent.key() <= at.key(), "a child is due before its parent");
        size += check_tree(at);
        if at == last {
            return size;
        }
        let next = at.next().expect("a ring has no end");
        assert_eq!(next.prev(), Some(at), "`prev` leads back");
        at = next;
    }
}

/// Checks every link of the run that begins with `first`, and its order; returns its size.
fn check_run(first: Node<'_>) -> usize {
    let (mut size, mut at) = (1, first);
    loop {
        assert_eq!(at.child(), Some(at), "a node of the run has itself as its child");
        let next = at.next().expect("a ring has no end");
        assert_eq!(next.prev(), Some(at), "`prev` leads back");
        if next == first {
            return size;
        }
        assert!(at.key() <= next.key(), "the run is in order");
        (size, at) = (size + 1, next);
    }
}

pub fn trace(program: &[Op]) -> Vec<Step> {
    let nodes = nodes(NODES);
    let heap = SleepHeap::new();
    let mut stands = [false; NODES];
    with_drain(program)
        .map(|op| {
            let mut popped = None;
            match op {
                Op::Insert(id, key) if !stands[id] => {
                    nodes[id].key.set(key);
                    heap.insert(nodes[id].handle());
                    stands[id] = true;
                }
                Op::Pop => {
                    popped = heap.pop().map(Node::id);
                    if let Some(id) = popped {
                        stands[id] = false;
                    }
                }
                Op::Remove(id) if stands[id] => {
                    heap.remove(nodes[id].handle());
                    stands[id] = false;
                }
                Op::Insert(..) | Op::Remove(_) => {}
            }
            let (run, root) = heap.parts();
            let size = run.map_or(0, check_run) + root.map_or(0, check_tree);
            assert_eq!(size, stands.iter().filter(|&&stands| stands).count());
            for node in &nodes {
                assert!(stands[node.id] || node.is_free(), "#{} left the heap with a link", node.id);
            }
            Step { popped, first: heap.peek().map(Node::id) }
        })
        .collect()
}

pub fn model(program: &[Op]) -> Vec<Step> {
    let mut sleepers: Vec<(u64, usize)> = Vec::new();
    // `min_by_key` gives the first of equals.
    let earliest = |sleepers: &[(u64, usize)]| {
        sleepers.iter().enumerate().min_by_key(|&(_, &(key, _))| key).map(|(at, _)| at)
    };
    with_drain(program)
        .map(|op| {
            let mut popped = None;
            match op {
                Op::Insert(id, key) if sleepers.iter().all(|&(_, sleeper)| sleeper != id) => {
                    sleepers.push((key, id));
                }
                Op::Pop => popped = earliest(&sleepers).map(|at| sleepers.remove(at).1),
                Op::Remove(id) => sleepers.retain(|&(_, sleeper)| sleeper != id),
                Op::Insert(..) => {}
            }
            Step { popped, first: earliest(&sleepers).map(|at| sleepers[at].1) }
        })
        .collect()
}
