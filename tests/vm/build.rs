//! Links the archive that the Makefile of this folder builds.

use std::{env, path::Path};

fn main() {
    println!("cargo::rerun-if-env-changed=VM_BUILD");
    let folder = env::var("VM_BUILD").unwrap_or_else(|_| panic!("VM_BUILD is not set: run `make test-vm`"));
    println!("cargo::rerun-if-changed={}", Path::new(&folder).join("libmicropython.a").display());
    println!("cargo::rustc-link-search=native={folder}");
    // Whole: C calls Rust and Rust calls C.
    println!("cargo::rustc-link-lib=static:+whole-archive,-bundle=micropython");
    println!("cargo::rustc-link-lib=m");
    // vm.c stands before the allocator, the module's observers before the collector.
    for name in ["gc_alloc", "gc_collect_start", "gc_collect_end"] {
        println!("cargo::rustc-link-arg=-Wl,--wrap={name}");
    }
}
