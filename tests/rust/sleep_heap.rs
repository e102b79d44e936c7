//! `SleepHeap`: earliest key first, equal keys in the order of insertion, removal anywhere.

use crate::models::{
    node::{Node, nodes},
    sleep_heap::{NODES, Op, model, trace},
};
use mpy_asyncio::scheduler::SleepHeap;
use proptest::prelude::*;

/// Few different keys, so that equal ones are common.
fn any_program() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        5 => (0..NODES, 0..5u64).prop_map(|(node, key)| Op::Insert(node, key)),
        2 => Just(Op::Pop),
        2 => (0..NODES).prop_map(Op::Remove),
    ];
    prop::collection::vec(op, 0..120)
}

proptest! {
    #[test]
    fn any_program_does_what_a_sorted_vector_does(program in any_program()) {
        prop_assert_eq!(trace(&program), model(&program));
    }
}

#[test]
fn equal_keys_leave_in_the_order_in_which_they_came() {
    let nodes = nodes(100);
    let heap = SleepHeap::new();
    for node in &nodes {
        heap.insert(node.handle());
    }
    let order: Vec<_> = std::iter::from_fn(|| heap.pop()).map(Node::id).collect();
    assert_eq!(order, (0..100).collect::<Vec<_>>());
}

#[test]
fn a_sleeper_that_goes_to_sleep_again_goes_behind_its_equals() {
    let nodes = nodes(3);
    let heap = SleepHeap::new();
    for node in &nodes {
        heap.insert(node.handle());
    }
    heap.remove(nodes[0].handle());
    heap.insert(nodes[0].handle());
    let order: Vec<_> = std::iter::from_fn(|| heap.pop()).map(Node::id).collect();
    assert_eq!(order, [1, 2, 0]);
}
