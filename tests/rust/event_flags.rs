//! `WakeStack`: what is raised is served once, in the order of raising. What threads may do to it,
//! `wakes_under_loom.rs` tries exhaustively.

use mpy_asyncio::scheduler::{Raised, WakeStack};
use portable_atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use proptest::prelude::*;
use std::{ptr::null_mut, thread};

const EVENTS: usize = 6;

struct TestEvent {
    id: usize,
    queued: AtomicBool,
    below: AtomicPtr<TestEvent>,
}

impl Raised for TestEvent {
    fn queued(&self) -> &AtomicBool {
        &self.queued
    }
    fn below(&self) -> &AtomicPtr<Self> {
        &self.below
    }
}

fn events(count: usize) -> Vec<TestEvent> {
    let event = |id| TestEvent { id, queued: AtomicBool::new(false), below: AtomicPtr::new(null_mut()) };
    (0..count).map(event).collect()
}

#[derive(Clone, Debug)]
enum Op {
    Raise(usize),
    /// Serves all that was raised; after the first of them the given event is raised, as from an
    /// interrupt that comes while the loop serves.
    Serve(usize),
}

/// What was done: whether a raise was new, and which events were served.
#[derive(Debug, PartialEq)]
enum Step {
    Raised(bool),
    Served(Vec<usize>),
}

fn any_program() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![4 => (0..EVENTS).prop_map(Op::Raise), 1 => (0..EVENTS).prop_map(Op::Serve)];
    prop::collection::vec(op, 0..60)
}

fn trace(program: &[Op]) -> Vec<Step> {
    let events = events(EVENTS);
    let stack = WakeStack::default();
    // SAFETY: the events outlive the stack and do not move.
    let raise = |id: usize| unsafe { stack.raise(&events[id]) };
    program
        .iter()
        .map(|op| match *op {
            Op::Raise(id) => Step::Raised(raise(id)),
            Op::Serve(meanwhile) => {
                let mut served = Vec::new();
                for event in stack.take() {
                    // SAFETY: one of `events`.
                    served.push(unsafe { event.as_ref() }.id);
                    if served.len() == 1 {
                        raise(meanwhile);
                    }
                }
                Step::Served(served)
            }
        })
        .collect()
}

fn model(program: &[Op]) -> Vec<Step> {
    let mut raised: Vec<usize> = Vec::new();
    program
        .iter()
        .map(|op| match *op {
            Op::Raise(id) => {
                let is_new = !raised.contains(&id);
                if is_new {
                    raised.push(id);
                }
                Step::Raised(is_new)
            }
            Op::Serve(meanwhile) => {
                let served = std::mem::take(&mut raised);
                // The first is free again by then, the others are still noted.
                if served.first() == Some(&meanwhile) || !served.is_empty() && !served.contains(&meanwhile) {
                    raised.push(meanwhile);
                }
                Step::Served(served)
            }
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
fn four_threads_raise_while_the_loop_serves() {
    const THREADS: usize = 4;
    const ROUNDS: usize = if cfg!(miri) { 50 } else { 5000 };
    let events = events(EVENTS);
    let stack = WakeStack::default();
    let accepted = AtomicUsize::new(0);
    let running = AtomicUsize::new(THREADS);
    let mut served = 0;
    thread::scope(|scope| {
        for start in 0..THREADS {
            let (events, stack, accepted, running) = (&events, &stack, &accepted, &running);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    // SAFETY: the events outlive the stack and do not move.
                    if unsafe { stack.raise(&events[(start + round) % EVENTS]) } {
                        accepted.fetch_add(1, Ordering::Relaxed);
                    }
                }
                running.fetch_sub(1, Ordering::Release);
            });
        }
        while running.load(Ordering::Acquire) > 0 {
            served += stack.take().count();
            thread::yield_now();
        }
        served += stack.take().count();
    });
    assert_eq!(served, accepted.load(Ordering::Relaxed));
    assert!(stack.is_empty());
    assert!(events.iter().all(|event| !event.queued.load(Ordering::Relaxed)));
}
