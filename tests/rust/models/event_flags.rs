//! `WakeStack` and what it should do, written with a vector.

use mpy_asyncio::scheduler::{Raised, WakeStack};
use std::{
    ptr::null_mut,
    sync::atomic::{AtomicBool, AtomicPtr},
};

pub const EVENTS: usize = 6;

/// An event that is nothing but its place in the stack.
pub struct TestEvent {
    pub id: usize,
    pub queued: AtomicBool,
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

/// `count` events, numbered from 0, that stand nowhere.
pub fn events(count: usize) -> Vec<TestEvent> {
    let event = |id| TestEvent { id, queued: AtomicBool::new(false), below: AtomicPtr::new(null_mut()) };
    (0..count).map(event).collect()
}

#[derive(Clone, Debug)]
pub enum Op {
    Raise(usize),
    /// Serves all that was raised; after the first of them the given event is raised, as from an
    /// interrupt that comes while the loop serves.
    Serve(usize),
}

/// What was done: whether a raise was new, and which events were served.
#[derive(Debug, PartialEq)]
pub enum Step {
    Raised(bool),
    Served(Vec<usize>),
}

pub fn trace(program: &[Op]) -> Vec<Step> {
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

pub fn model(program: &[Op]) -> Vec<Step> {
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
