//! The observers of a program: statistics, trace, debug mode, and the check of the loop's own invariants.

#[cfg(feature = "stats")]
pub mod counters;
#[cfg(feature = "debug")]
pub mod debug;
pub mod observe;
#[cfg(feature = "self-check")]
pub mod self_check;
#[cfg(feature = "stats")]
pub mod stats;
#[cfg(feature = "trace")]
pub mod trace;
#[cfg(feature = "trace")]
pub mod trace_ring;
