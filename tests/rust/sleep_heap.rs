//! `SleepHeap`: earliest key first, equal keys in the order of insertion, removal anywhere.

use crate::models::{
    node::{Node, nodes, reads},
    sleep_heap::{NODES, Op, model, trace},
};
use mpy_asyncio::scheduler::SleepHeap;
use proptest::prelude::*;
use std::cell::RefCell;

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

#[test]
fn all_sleepers_are_dropped_and_few_links_are_read_for_each() {
    const COUNT: u64 = 2000;
    for key in [|n| n, |n| COUNT - n, |n| n * 7919 % 2003, |n| n * 7919 % 53, |n| n % 7] {
        let nodes = nodes(COUNT as usize);
        let heap = SleepHeap::new();
        for node in &nodes {
            node.key.set(key(node.id as u64));
            heap.insert(node.handle());
        }
        let before = reads(&nodes);
        let left = RefCell::new(Vec::new());
        heap.clear(|node| left.borrow_mut().push(node.id()));
        let mut left = left.into_inner();
        let links = (reads(&nodes) - before) / nodes.len();
        assert!(nodes.iter().all(|node| node.is_free()));
        assert!(links <= 7, "{links} links read for each of them");
        left.sort_unstable();
        assert_eq!(left, (0..COUNT as usize).collect::<Vec<_>>());
        assert!(heap.is_empty());
    }
}

/// The most links that one removal reads: all `keys` are inserted, those that `leaves` names are removed, and the rest is popped.
fn longest_removal(keys: &[u64], leaves: impl Fn(usize) -> bool) -> usize {
    let nodes = nodes(keys.len());
    let heap = SleepHeap::new();
    let mut longest = 0;
    let mut step = |remove: &dyn Fn()| {
        let before = reads(&nodes);
        remove();
        longest = longest.max(reads(&nodes) - before);
    };
    for (node, &key) in nodes.iter().zip(keys) {
        node.key.set(key);
        heap.insert(node.handle());
    }
    for node in nodes.iter().filter(|node| leaves(node.id)) {
        step(&|| heap.remove(node.handle()));
    }
    while !heap.is_empty() {
        step(&|| _ = heap.pop());
    }
    longest
}

#[test]
fn no_removal_looks_at_all_sleepers() {
    const COUNT: u64 = 2000;
    type Order = (&'static str, fn(u64) -> u64);
    let orders: [Order; 7] = [
        ("rising", |n| n),
        ("falling", |n| COUNT - n),
        ("scattered", |n| n * 7919 % 2003),
        ("over fifty", |n| n * 7919 % 53),
        ("over seven", |n| n % 7),
        ("rising behind one that is due first", |n| if n == COUNT / 2 { 0 } else { n + 1 }),
        ("two that alternate", |n| if n % 2 == 0 { n } else { COUNT * 2 - n }),
    ];
    for (name, key) in orders {
        let keys: Vec<_> = (0..COUNT).map(key).collect();
        for every in [2, 3, 10, usize::MAX] {
            let longest = longest_removal(&keys, |id| id % every == every - 1);
            assert!(longest <= 600, "{name}, one in {every} removed first: {longest} links read at once");
        }
    }
}
