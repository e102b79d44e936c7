//! `TaskQueue`: first in, first out; removal anywhere; a removed node keeps no link.

use crate::node::nodes;
use mpy_asyncio::scheduler::TaskQueue;
use proptest::prelude::*;

const NODES: usize = 8;

#[derive(Clone, Debug)]
enum Op {
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
struct Step {
    returned: Option<usize>,
    queue: Vec<usize>,
}

fn any_program() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        3 => (0..NODES).prop_map(Op::Push),
        2 => (0..NODES, 0..4u64).prop_map(|(node, key)| Op::PushSorted(node, key)),
        2 => Just(Op::Pop),
        1 => Just(Op::Peek),
        2 => (0..NODES).prop_map(Op::Remove),
        1 => Just(Op::TakeAndAdopt),
    ];
    prop::collection::vec(op, 0..60)
}

fn trace(program: &[Op]) -> Vec<Step> {
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

fn model(program: &[Op]) -> Vec<Step> {
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

proptest! {
    #[test]
    fn any_program_does_what_a_vector_does(program in any_program()) {
        prop_assert_eq!(trace(&program), model(&program));
    }
}

#[test]
fn a_node_leaves_in_its_turn_whatever_is_pushed_meanwhile() {
    let nodes = nodes(3);
    let queue = TaskQueue::new();
    queue.push(nodes[0].handle());
    queue.push(nodes[1].handle());
    queue.push(nodes[2].handle());
    let mut order = Vec::new();
    for _ in 0..7 {
        let first = queue.pop().expect("three are queued");
        order.push(first.id());
        queue.push(first);
    }
    assert_eq!(order, [0, 1, 2, 0, 1, 2, 0]);
}
