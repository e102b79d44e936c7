//! MicroPython's `asyncio`, with the event loop in Rust.
//!
//! [`scheduler`] holds the data structures, free of MicroPython. With the feature `firmware` the rest
//! joins it: the event loop and one file per class that a Python script can name. `micropython/module`
//! holds the C half: the tables of names and the only code that raises.
#![no_std]

#[cfg(test)]
extern crate std;

#[cfg(feature = "firmware")]
mod classes;
#[cfg(feature = "firmware")]
mod diagnostics;
#[cfg(feature = "drivers")]
pub mod drivers;
#[cfg(feature = "firmware")]
mod kernel;
pub mod scheduler;
#[cfg(feature = "firmware")]
mod turns;
