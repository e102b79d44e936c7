//! The base of every class: tasks, how they wait and are cancelled, the loop and its queues, and the bridge to C.

pub mod asked;
pub mod awaiting;
pub mod bridge;
#[cfg(feature = "task-api")]
pub mod callback;
pub mod cancel;
pub mod create;
#[cfg(all(feature = "archive", not(target_has_atomic = "ptr")))]
pub mod critical_section;
pub mod event_loop;
#[cfg(feature = "all-tasks")]
pub mod identity;
pub mod io_queue;
pub mod kind;
#[cfg(feature = "idle")]
pub mod lull;
#[cfg(feature = "task-api")]
pub mod named;
pub mod node;
#[cfg(feature = "operation")]
#[cfg_attr(not(feature = "board"), allow(dead_code))]
pub mod operation;
#[cfg(feature = "archive")]
pub mod panic;
pub mod pollable;
#[cfg(feature = "priority")]
pub mod priority;
pub mod rounds;
#[cfg(all(feature = "archive", target_arch = "riscv32"))]
pub mod saved_registers;
#[cfg(feature = "compat")]
pub mod script_queue;
#[cfg(feature = "compat")]
pub mod script_streams;
pub mod sleep;
#[cfg(feature = "stream-wakes")]
pub mod stream_waker;
pub mod task;
#[cfg(feature = "priority")]
pub mod urgent;
#[cfg(feature = "operation")]
#[cfg_attr(not(feature = "board"), allow(dead_code))]
pub mod wait_list;
pub mod waiters;
pub mod wake_source;
