//! The operations on each structure of the scheduler, what the structure does with a program of them, and what a plain
//! model of it does. The property tests make programs by proptest, the fuzzer (`fuzz/`) out of bytes.

pub mod clock;
pub mod event_flags;
pub mod node;
pub mod sleep_heap;
pub mod task_queue;
