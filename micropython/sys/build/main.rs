//! Generates the bindings from the very headers, flags and configuration of a firmware. With the feature `build-micropython` it compiles that
//! firmware's MicroPython first; without, make or cmake tells the flags of its own build.

mod bindings;
mod documented;
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

/// The names of this package's features that are on, as mpy-asyncio has switched them on.
fn features() -> String {
    let names = env::vars().filter_map(|(name, _)| {
        let name = name.strip_prefix("CARGO_FEATURE_")?.to_lowercase().replace('_', "-");
        (!matches!(&*name, "default" | "build-micropython" | "module")).then_some(name)
    });
    names.collect::<Vec<_>>().join(",")
}

/// Without a firmware, as docs.rs builds.
fn is_documentation() -> bool {
    println!("cargo::rerun-if-env-changed=DOCS_RS");
    env::var_os("DOCS_RS").is_some()
}

fn main() {
    if is_documentation() {
        bindings::write(&documented::flags(), true);
        return;
    }
    #[cfg(feature = "build-micropython")]
    {
        let mut flags = micropython::build();
        if env::var_os("CARGO_FEATURE_MODULE").is_none() {
            // Stock's asyncio, or none: the firmware's own Rust has the bindings all the same.
            flags.extend(documented::without_module());
        }
        bindings::write(&flags, false);
    }
    #[cfg(not(feature = "build-micropython"))]
    bindings::write(&bindings::flags_of_make(), bindings::is_prebuilt());
}
