//! `TaskQueue` and what it should do, written with a vector.

use super::node::nodes;
use mpy_asyncio::scheduler::TaskQueue;

pub const NODES: usize = 8;

#[derive(Clone, Debug)]
pub enum Op {
    Push(usize),
    /// With the key by which `push_sorted` finds the place.
    PushSorted(usize, u64),
    Pop,
    Peek,
    Remove(usize),
    /// Through another queue and back.
    TakeAndAdopt,
}

/// What an operation returned, and the whole queue after it.
#[derive(Debug, PartialEq)]
pub struct Step {
    returned: Option<usize>,
    queue: Vec<usize>,
}

pub fn trace(program: &[Op]) -> Vec<Step> {
    let nodes = nodes(NODES);
    let queue = TaskQueue::new();
    let stands = |id: usize| queue.iter().any(|node| node == nodes[id].handle());
    program
        .iter()
        .map(|op| {
            let mut returned = None;
            match *op {
                Op::Push(id) if !stands(id) => {
                    nodes[id].key.set(0);
                    queue.push(nodes[id].handle());
                }
                Op::PushSorted(id, key) if !stands(id) => {
                    nodes[id].key.set(key);
                    queue.push_sorted(nodes[id].handle(), |ahead| nodes[ahead.id()].key.get() <= key);
                }
                Op::Pop => returned = queue.pop(),
                Op::Peek => returned = queue.peek(),
                Op::Remove(id) if stands(id) => queue.remove(nodes[id].handle()),
                Op::TakeAndAdopt => {
                    let taken = queue.take();
                    assert!(queue.is_empty());
                    queue.adopt(taken);
                }
                Op::Push(_) | Op::PushSorted(..) | Op::Remove(_) => {}
            }
            assert_eq!(queue.is_empty(), queue.iter().next().is_none());
            for node in &nodes {
                assert!(stands(node.id) || node.is_free(), "#{} left the queue with a link", node.id);
            }
            Step {
                returned: returned.map(|node| node.id()),
                queue: queue.iter().map(|node| node.id()).collect(),
            }
        })
        .collect()
}

pub fn model(program: &[Op]) -> Vec<Step> {
    let mut queue: Vec<(usize, u64)> = Vec::new();
    program
        .iter()
        .map(|op| {
            let stands = |id| queue.iter().any(|&(queued, _)| queued == id);
            let mut returned = None;
            match *op {
                Op::Push(id) if !stands(id) => queue.push((id, 0)),
                Op::PushSorted(id, key) if !stands(id) => {
                    let at = queue.iter().rposition(|&(_, ahead)| ahead <= key).map_or(0, |last| last + 1);
                    queue.insert(at, (id, key));
                }
                Op::Pop if !queue.is_empty() => returned = Some(queue.remove(0).0),
                Op::Peek => returned = queue.first().map(|&(id, _)| id),
                Op::Remove(id) => queue.retain(|&(queued, _)| queued != id),
                _ => {}
            }
            Step { returned, queue: queue.iter().map(|&(id, _)| id).collect() }
        })
        .collect()
}
