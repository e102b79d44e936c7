//! The scheduler's data structures, free of MicroPython.
//!
//! Each is *intrusive*: it links nodes that somebody else owns and allocates nothing. A node is
//! named by a small `Copy` handle that implements [`Linked`] (and [`Sleeper`] for the sleep heap);
//! firmware implements these for pointers into MicroPython's heap, tests for references to plain
//! structs. So all but one place is safe Rust, and property tests, Miri and loom see the very code
//! that runs on a board.
//!
//! None of it may be used from an interrupt, except what [`wake_stack`] says.

pub mod clock;
#[cfg(sections)]
mod section;
pub mod sleep_heap;
pub mod task_queue;
pub mod wake_stack;

pub use clock::{Clock, Instant, InstantCell};
pub use sleep_heap::{SleepHeap, Sleeper};
pub use task_queue::{Linked, TaskQueue};
pub use wake_stack::{Raised, WakeStack, Wakes};
