//! `WakeStack`: what is raised is served once, in the order of raising. What threads may do to it,
//! `wakes_under_loom.rs` tries exhaustively.

use crate::models::event_flags::{EVENTS, Op, events, model, trace};
use mpy_asyncio::scheduler::WakeStack;
use proptest::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn any_program() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![4 => (0..EVENTS).prop_map(Op::Raise), 1 => (0..EVENTS).prop_map(Op::Serve)];
    prop::collection::vec(op, 0..60)
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
