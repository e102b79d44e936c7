//! The bounded queue against `VecDeque`, for every operation and capacity.

use mpy_asyncio::scheduler::BoundedQueue;
use proptest::prelude::*;
use std::{collections::VecDeque, ptr::NonNull};

#[derive(Clone, Copy, Debug)]
enum Op {
    TryPush,
    Push,
    Pop,
    Look,
}

fn program() -> impl Strategy<Value = (usize, Vec<Op>)> {
    let op =
        prop_oneof![3 => Just(Op::TryPush), 2 => Just(Op::Push), 4 => Just(Op::Pop), 1 => Just(Op::Look)];
    (1usize..20, prop::collection::vec(op, 0..200))
}

/// Guards before and behind the queue's memory, and what the slots hold before the queue is made.
const GUARD: usize = 0xabcd;
const GARBAGE: usize = 0xdead;
const EMPTY: usize = 0;

fn trace(capacity: usize, program: &[Op]) -> Vec<String> {
    let words = BoundedQueue::<usize>::words(capacity);
    let mut memory = vec![GARBAGE; words + 2];
    memory[0] = GUARD;
    memory[words + 1] = GUARD;
    let base = NonNull::new(memory.as_mut_ptr()).unwrap();
    let mut trace = Vec::new();
    {
        // SAFETY: `words` words between the guards, which nobody else uses until the block ends.
        let mut queue = unsafe { BoundedQueue::new(base.add(1), capacity, EMPTY) };
        for (number, op) in program.iter().enumerate() {
            let item = number + 1000;
            trace.push(match op {
                Op::TryPush => format!("try {}", queue.try_push(item)),
                Op::Push => {
                    while !queue.try_push(item) {
                        queue.make_room();
                    }
                    format!("dropped {}", queue.dropped())
                }
                Op::Pop => format!("pop {:?}", queue.pop()),
                Op::Look => format!(
                    "{} of {} {} {}",
                    queue.len(),
                    queue.capacity(),
                    queue.is_empty(),
                    queue.is_full()
                ),
            });
        }
        while queue.pop().is_some() {}
    }
    assert_eq!((memory[0], memory[words + 1]), (GUARD, GUARD), "the queue wrote beside its memory");
    assert!(memory[3..].iter().all(|word| !(1000..GUARD).contains(word)), "an item is kept: {memory:?}");
    trace
}

fn model(capacity: usize, program: &[Op]) -> Vec<String> {
    let mut items = VecDeque::new();
    let mut dropped = 0;
    let step = |(number, op): (usize, &Op)| {
        let item = number + 1000;
        match op {
            Op::TryPush => {
                let fits = items.len() < capacity;
                if fits {
                    items.push_back(item);
                }
                format!("try {fits}")
            }
            Op::Push => {
                if items.len() == capacity {
                    items.pop_front();
                    dropped += 1;
                }
                items.push_back(item);
                format!("dropped {dropped}")
            }
            Op::Pop => format!("pop {:?}", items.pop_front()),
            Op::Look => {
                let full = items.len() == capacity;
                format!("{} of {capacity} {} {full}", items.len(), items.is_empty())
            }
        }
    };
    program.iter().enumerate().map(step).collect()
}

proptest! {
    #[test]
    fn does_as_its_model((capacity, program) in program()) {
        prop_assert_eq!(trace(capacity, &program), model(capacity, &program));
    }
}

#[test]
fn counts_its_words() {
    assert_eq!(BoundedQueue::<usize>::words(1), 4);
    assert_eq!(BoundedQueue::<usize>::words(1000), 1003);
    assert!(BoundedQueue::<usize>::words(usize::MAX) >= usize::MAX / size_of::<usize>());
}
