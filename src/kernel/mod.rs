//! What every class stands on: tasks, how they wait and are cancelled, the loop and its queues, and the bridge to C.

pub mod bridge;
#[cfg(feature = "task-api")]
pub mod callback;
#[cfg(not(target_has_atomic = "ptr"))]
pub mod critical_section;
pub mod event_loop;
pub mod io_queue;
pub mod node;
#[cfg(feature = "operation")]
#[cfg_attr(not(feature = "board"), allow(dead_code))]
pub mod operation;
#[cfg(not(feature = "hosted"))]
pub mod panic;
pub mod sleep;
pub mod task;
#[cfg(feature = "threads")]
pub mod threads;
#[cfg(feature = "operation")]
#[cfg_attr(not(feature = "board"), allow(dead_code))]
pub mod wait_list;
