//! The scheduler's data structures, free of MicroPython.
//!
//! Each is *intrusive*: it links nodes that its user owns, and allocates nothing. A small `Copy` handle
//! that implements [`Linked`] (and [`Sleeper`] for the sleep heap) names a node. Firmware implements
//! these traits for pointers into MicroPython's heap, tests for references to plain structs. So all but
//! one place is safe Rust, and property tests, Miri and loom check the same code that runs on a board.
//!
//! An interrupt may use nothing of it, except for a part of [`wake_stack`].

#[cfg(feature = "bounded-queue")]
pub mod bounded_queue;
pub mod clock;
#[cfg(sections)]
mod section;
pub mod sleep_heap;
pub mod task_queue;
pub mod wake_stack;

#[cfg(feature = "bounded-queue")]
pub use bounded_queue::BoundedQueue;
pub use clock::{Clock, Instant, InstantCell};
pub use sleep_heap::{SleepHeap, Sleeper};
pub use task_queue::{Linked, TaskQueue};
pub use wake_stack::{Raised, WakeStack, Wakes};
