//! `TaskQueue`: first in, first out; removal anywhere; a removed node keeps no link.

use crate::models::{
    node::nodes,
    task_queue::{NODES, Op, model, trace},
};
use mpy_asyncio::scheduler::TaskQueue;
use proptest::prelude::*;

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
