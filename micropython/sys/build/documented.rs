//! Headers for a build of the documentation alone, which has no MicroPython.

use crate::{bindings::module, features, required};
use std::{fs, path::PathBuf};

/// What bridge.h includes.
const INCLUDED: [&str; 9] = [
    "gc.h",
    "mpconfig.h",
    "mperrno.h",
    "obj.h",
    "objfun.h",
    "objgenerator.h",
    "objlist.h",
    "runtime.h",
    "stream.h",
];

/// The C flags by which `documented.h` stands for all of them.
pub fn flags() -> Vec<String> {
    let out = PathBuf::from(required("OUT_DIR")).join("documented");
    let stands_in = module().with_file_name("build/documented.h");
    fs::create_dir_all(out.join("py")).expect("cargo's own folder can be written");
    for name in INCLUDED {
        let text = format!("#include \"{}\"\n", stands_in.display());
        fs::write(out.join("py").join(name), text).expect("cargo's own folder can be written");
    }
    let mut flags = vec![format!("-I{}", out.display())];
    flags.extend(without_module());
    flags
}

/// What the headers of the module need where no flags of the module's are given: its folder, and a value for each feature.
pub fn without_module() -> Vec<String> {
    let mut flags = vec![format!("-I{}", module().display())];
    let manifest = PathBuf::from(required("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("cargo has read it");
    let table = manifest.split("\n[features]").nth(1).and_then(|rest| rest.split("\n[").next());
    let declared = table.unwrap_or_default().lines().filter_map(|line| line.split_once(" = ["));
    let on = features();
    // C calculates with some of them, so each has a value.
    flags.extend(declared.map(|(name, _)| {
        let is_on = on.split(',').any(|other| other == name);
        format!("-DMPY_ASYNCIO_{}={}", name.to_uppercase().replace('-', "_"), u8::from(is_on))
    }));
    flags
}
