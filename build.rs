//! Says by `cfg(sections)` where critical sections take the place of compare-and-swap: on targets without it. A loom model is told
//! by its own flags.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(sections)");
    let atomics = std::env::var("CARGO_CFG_TARGET_HAS_ATOMIC").unwrap_or_default();
    if !atomics.split(',').any(|width| width == "ptr") {
        println!("cargo::rustc-cfg=sections");
    }
}
