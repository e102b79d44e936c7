//! Generates the bindings from the very headers, flags and configuration of a firmware. With the feature `build-micropython` it compiles that
//! firmware's MicroPython first; without, make or cmake tells the flags of its own build.

mod bindings;
#[cfg(feature = "build-micropython")]
mod generated;
#[cfg(feature = "build-micropython")]
mod micropython;
#[cfg(feature = "build-micropython")]
mod port;

use std::env;

fn required(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        fail(&format!(
            "{name} is not set: build through micropython.mk or micropython.cmake, or with the feature build-micropython"
        ))
    })
}

/// Ends the build with one line. A script that failed itself would have all that it printed shown with it.
fn fail(why: &str) -> ! {
    for line in why.lines() {
        println!("cargo::error=mpy-asyncio: {line}");
    }
    std::process::exit(0);
}

#[cfg(not(feature = "build-micropython"))]
fn main() {
    bindings::write(&bindings::flags_of_make());
}

#[cfg(feature = "build-micropython")]
fn main() {
    bindings::write(&micropython::build());
}
