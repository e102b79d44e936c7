//! `all_tasks()`: every task that has not ended, wherever it waits.
//!
//! A waiting task stands on the list of what it waits for, and nothing leads from the loop to it: a register of all
//! tasks would keep alive those that nobody can wake any more. So the heap itself is searched. A block there is a task
//! if its first word says so and its last words are what only [`Identity::give`] writes: a list of classes can look like
//! the one, and no object's contents like the other.

use crate::kernel::{
    event_loop::event_loop,
    task::{Task, TaskRef},
};
use core::cell::Cell;
use micropython_sys::Obj;

/// What tells a task from any other block, and its number.
#[repr(C)]
pub struct Identity {
    check: Cell<u32>,
    number: Cell<u32>,
}

const fn mix(address: usize) -> u32 {
    (address as u32 ^ 0x5bd1_e995).wrapping_mul(0x9e37_79b1) ^ (address as u64 >> 32) as u32
}

impl Identity {
    /// That of no task.
    pub const fn none() -> Self {
        Self { check: Cell::new(0), number: Cell::new(0) }
    }

    /// Makes it that of `task`, whose address it belongs to.
    pub fn give(&self, task: TaskRef) {
        self.check.set(mix(task.obj().as_ptr::<Task>().addr()));
        self.number.set(event_loop().next_name());
    }

    /// Whether it is that of the block at `address`.
    pub fn fits(&self, address: usize) -> bool {
        self.check.get() == mix(address)
    }

    /// The task's number, from 1 on.
    pub fn number(&self) -> u32 {
        self.number.get()
    }
}

/// Whether the block of `bytes` bytes at `block` is a task that has not ended. Reads the block only.
#[unsafe(no_mangle)]
extern "C" fn mpy_is_pending_task(block: Obj, bytes: usize) -> bool {
    TaskRef::pending_at(block, bytes).is_some()
}
