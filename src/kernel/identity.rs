//! The words that distinguish a task from any other block of the heap; see [`all_tasks`](crate::classes::all_tasks).

use core::cell::Cell;
use micropython_sys::Obj;

/// The words that distinguish a task from any other block, and its number.
#[repr(C)]
pub struct Identity {
    check: Cell<u32>,
    number: Cell<u32>,
}

const fn mix(address: usize) -> u32 {
    (address as u32 ^ 0x5bd1_e995).wrapping_mul(0x9e37_79b1) ^ (address as u64 >> 32) as u32
}

impl Identity {
    /// Of no task.
    pub const fn none() -> Self {
        Self { check: Cell::new(0), number: Cell::new(0) }
    }

    /// Gives `task` its identity, which depends on the address, and this number.
    pub fn give(&self, task: Obj, number: u32) {
        self.check.set(mix(task.as_ptr::<()>().addr()));
        self.number.set(number);
    }

    /// Whether the block at `address` has it.
    pub fn fits(&self, address: usize) -> bool {
        self.check.get() == mix(address)
    }

    /// The task's number, from 1 on.
    pub fn number(&self) -> u32 {
        self.number.get()
    }
}
