//! The scheduler's data structures against plain models of them, on random programs.
//!
//! Each test runs one program on the structure and on its model, records what both did as a trace, and
//! compares the whole traces. `PROPTEST_CASES=100000 cargo test` looks longer.

#[cfg(feature = "bounded-queue")]
mod bounded_queue;
mod clock;
mod event_flags;
mod models;
mod sleep_heap;
mod task_queue;
