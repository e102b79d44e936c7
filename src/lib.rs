//! MicroPython's `asyncio`, with the event loop in Rust.
//!
//! [`scheduler`] holds the data structures, free of MicroPython. With the feature `firmware` the rest
//! joins it: the event loop and one file per class that a Python script can name. `micropython/module`
//! holds the C half: the tables of names and the only code that raises.
#![no_std]

#[cfg(test)]
extern crate std;

pub mod scheduler;

#[cfg(feature = "all-tasks")]
mod all_tasks;
#[cfg(feature = "sync")]
mod barrier;
#[cfg(feature = "event-flags")]
mod bit_flags;
#[cfg(feature = "firmware")]
mod bridge;
#[cfg(feature = "task-api")]
mod callback;
#[cfg(feature = "sync")]
mod condition;
#[cfg(all(feature = "firmware", not(target_has_atomic = "ptr")))]
mod critical_section;
#[cfg(feature = "udp")]
mod datagram;
#[cfg(feature = "debug")]
mod debug;
#[cfg(feature = "firmware")]
mod event;
#[cfg(feature = "firmware")]
mod event_loop;
#[cfg(feature = "future")]
mod future;
#[cfg(feature = "firmware")]
mod gather;
#[cfg(feature = "timers")]
mod handle;
#[cfg(feature = "firmware")]
mod io_queue;
#[cfg(feature = "firmware")]
mod lock;
#[cfg(feature = "firmware")]
mod node;
#[cfg(feature = "firmware")]
mod observe;
#[cfg(feature = "operation")]
#[cfg_attr(not(feature = "board"), allow(dead_code))]
mod operation;
#[cfg(all(feature = "firmware", not(feature = "hosted")))]
mod panic;
#[cfg(feature = "queue")]
mod queue;
#[cfg(feature = "self-check")]
mod self_check;
#[cfg(feature = "sync")]
mod semaphore;
#[cfg(feature = "firmware")]
mod server;
#[cfg(feature = "firmware")]
mod sleep;
#[cfg(feature = "stats")]
mod stats;
#[cfg(feature = "firmware")]
mod stream;
#[cfg(feature = "firmware")]
mod task;
#[cfg(feature = "task-api")]
mod task_api;
#[cfg(feature = "task-group")]
mod task_group;
#[cfg(feature = "firmware")]
mod task_queue;
#[cfg(feature = "threads")]
mod threads;
#[cfg(feature = "timeout")]
mod timeout;
#[cfg(feature = "trace")]
mod trace;
#[cfg(feature = "wait")]
mod wait;
#[cfg(feature = "firmware")]
mod wait_for;
#[cfg(feature = "operation")]
#[cfg_attr(not(feature = "board"), allow(dead_code))]
mod wait_list;
