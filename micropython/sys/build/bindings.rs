//! bindgen's view of MicroPython's headers, and what follows from it.

use crate::required;
use std::{collections::HashSet, env, fs, path::PathBuf};

/// Splits flags as a POSIX shell would: white space separates, quotes and backslashes group.
#[cfg(not(feature = "build-micropython"))]
fn split_flags(text: &str) -> Vec<String> {
    let mut flags = Vec::new();
    let mut flag: Option<String> = None;
    let mut chars = text.chars();
    let mut quote = None;
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some('\''), c) => flag.get_or_insert_default().push(c),
            (_, '\\') => flag.get_or_insert_default().extend(chars.next()),
            (Some(_), c) => flag.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                flag.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => flags.extend(flag.take()),
            (None, c) => flag.get_or_insert_default().push(c),
        }
    }
    flags.extend(flag);
    flags
}

/// The identifiers and numbers in Rust text, however it is spaced.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// The symbol of contract.h, which the bindings declare and which has to be defined by the Rust side.
fn contract(bindings: &str) -> String {
    let name = words(bindings)
        .find(|word| word.starts_with("mpy_asyncio_archive_"))
        .expect("bridge.h declares the symbol of contract.h");
    format!(
        "/// See contract.h.\n#[used]\n#[unsafe(export_name = \"{name}\")]\npub static CONTRACT: u8 = 0;\n"
    )
}

/// What C was told to be compiled for has to be what Rust is compiled for.
fn check_features(contract: &str) {
    let Ok(rust) = env::var("MPY_ASYNCIO_INTERFACE") else { return };
    if !contract.contains(&format!("_{rust}\"")) {
        let c = contract.split("_features_").nth(1).and_then(|rest| rest.split('"').next());
        let c = c.unwrap_or("unknown features");
        println!(
            "cargo::error=mpy-asyncio: C is compiled for features_{c}, Rust for {rust}: give MPY_ASYNCIO_FEATURES= once, to make or cmake, and build in a clean folder"
        );
        // That line fails the build. A script that fails itself has all that it printed shown with it.
        std::process::exit(0);
    }
}

/// The names in rust_qstrs.h.
fn rust_qstrs(header: &str) -> Vec<&str> {
    header
        .split("X(")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(name, _)| name))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Their numbers as the linker will know them: the addresses of symbols.
fn linked_qstrs(names: &[&str]) -> String {
    let mut text = String::from("unsafe extern \"C\" {\n");
    for name in names {
        text += &format!("static asyncio_qstr_{name}: u8;\n");
    }
    text += "}\n";
    for name in names {
        text += &format!("pub const MP_QSTR_{name}: *const u8 = &raw const asyncio_qstr_{name};\n");
    }
    text
}

/// The functions `mpy_…` that bridge.h declares: a type of that name for each. Rust defines them as `Obj`, not as the raw word, and as a
/// reference what C passes the address of; but `polls` is an array.
fn seam(bindings: &str) -> String {
    let mut text = String::new();
    for declaration in bindings.split("pub fn ").skip(1).filter(|text| text.starts_with("mpy_")) {
        // An array has a semicolon of its own.
        let mut depth = 0;
        let end = declaration.find(|c| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            c == ';' && depth == 0
        });
        let signature = &declaration[..end.unwrap_or(declaration.len())];
        let Some((name, types)) = signature.split_once('(') else { continue };
        let types =
            types.replace("* mut ", "&mut ").replace("* const mp_obj_type_t", "&'static mp_obj_type_t");
        let types = types.replace("&mut asyncio_pollfd_t", "* mut asyncio_pollfd_t");
        text += &format!("pub type {} = unsafe extern \"C\" fn({types};\n", name.trim());
    }
    text
}

/// The folder of asyncio's C half.
pub fn module() -> PathBuf {
    PathBuf::from(required("CARGO_MANIFEST_DIR")).join("module")
}

/// The C flags of a build by make or cmake, which also says where its compiler runs.
#[cfg(not(feature = "build-micropython"))]
pub fn flags_of_make() -> Vec<String> {
    for name in [
        "MPY_ASYNCIO_CFLAGS",
        "MPY_ASYNCIO_CFLAGS_FILE",
        "MPY_ASYNCIO_CWD",
        "MPY_ASYNCIO_STAMP",
        "MPY_ASYNCIO_PREBUILT",
        "MPY_ASYNCIO_INTERFACE",
    ] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    let flags = match env::var("MPY_ASYNCIO_CFLAGS_FILE") {
        Ok(file) => fs::read_to_string(&file).unwrap_or_else(|error| panic!("cannot read {file}: {error}")),
        Err(_) => required("MPY_ASYNCIO_CFLAGS"),
    };
    // Relative include folders are relative to where the C compiler runs.
    if let Ok(folder) = env::var("MPY_ASYNCIO_CWD") {
        env::set_current_dir(&folder).unwrap_or_else(|error| panic!("cannot enter {folder}: {error}"));
    }
    split_flags(&flags)
}

/// Whether the Rust half is built for no firmware in particular.
#[cfg(not(feature = "build-micropython"))]
pub fn is_prebuilt() -> bool {
    env::var("MPY_ASYNCIO_PREBUILT").is_ok_and(|value| value == "1")
}

/// Writes the bindings to headers that are compiled with `flags`. `prebuilt`: there are no generated headers, and the linker knows the numbers
/// of names.
pub fn write(flags: &[String], prebuilt: bool) {
    let module = module();
    let header = module.join("glue/bridge.h");
    // Only what decides layouts and names: the rest is gcc's own and clang may not know it.
    let mut wanted = Vec::new();
    let mut flags = flags.iter().cloned();
    while let Some(flag) = flags.next() {
        if matches!(flag.as_str(), "-I" | "-D" | "-U" | "-isystem" | "-include" | "-imacros") {
            wanted.push(flag);
            wanted.extend(flags.next());
        } else if [
            "-I",
            "-D",
            "-U",
            "-isystem",
            "-fshort-enums",
            "-std=",
            "-mcpu=",
            "-march=",
            "-mabi=",
            "-mthumb",
            "-m32",
        ]
        .iter()
        .any(|wanted| flag.starts_with(wanted))
        {
            wanted.push(flag);
        }
    }
    let target = required("TARGET");
    let clang_target = if target.starts_with("riscv32") {
        "riscv32-unknown-none-elf".to_owned()
    } else if target.starts_with("xtensa") {
        // clang knows no Xtensa; a 32-bit little-endian ABI with the same type sizes stands in.
        "riscv32-unknown-none-elf".to_owned()
    } else {
        target.clone()
    };
    wanted.push(format!("--target={clang_target}"));
    if target.starts_with("riscv") || target.starts_with("xtensa") {
        wanted.retain(|flag| {
            !flag.starts_with("-march=") && !flag.starts_with("-mabi=") && !flag.starts_with("-mcpu=")
        });
    }

    // From 16 on, clang takes it for an error; gcc 12 compiles headers that do so (pico-sdk's `__sev`).
    wanted.push("-Wno-implicit-function-declaration".to_owned());

    if prebuilt {
        wanted.push("-DNO_QSTR".to_owned());
    }

    let builder = bindgen::Builder::default()
        .header(header.display().to_string())
        .clang_args(&wanted)
        .use_core()
        // Not every machine has rustfmt: the same text on all of them.
        .formatter(bindgen::Formatter::None)
        .layout_tests(false)
        .generate_comments(false)
        .merge_extern_blocks(true)
        .wrap_unsafe_ops(true)
        .rust_edition(bindgen::RustEdition::Edition2024)
        .prepend_enum_name(false)
        .allowlist_item("asyncio_.*|ASYNCIO_.*")
        .allowlist_type("mp_obj_base_t|mp_obj_type_t|mp_obj_list_t|mp_rom_error_text_t")
        .allowlist_function(
            "m_malloc_maybe|gc_free|mp_obj_get_type|mp_obj_is_subclass_fast|mp_obj_cast_to_native_base|mp_obj_is_callable|\
             mp_obj_new_exception|mp_obj_new_exception_args|mp_obj_new_exception_msg|mp_obj_new_exception_msg_varg|\
             mp_obj_exception_get_value|mp_obj_get_type_str|mp_obj_new_exception_arg1",
        )
        .allowlist_var("MP_TYPE_FLAG_INSTANCE_TYPE|mp_type_.*|mp_const_.*_obj|MP_QSTR_.*|mpy_asyncio_archive_.*")
        .allowlist_function("mpy_.*");
    // Of a MicroPython that is built here, cargo watches the folders, and the generated headers are as new as the bindings.
    #[cfg(not(feature = "build-micropython"))]
    let builder = builder.parse_callbacks(Box::new(bindgen::CargoCallbacks::new()));
    let bindings = builder
        .generate()
        .unwrap_or_else(|error| panic!("bindgen cannot read MicroPython's headers: {error}"));
    let bindings = bindings.to_string();
    let mut text = bindings.clone();
    let contract = contract(&text);
    check_features(&contract);
    let qstrs = module.join("glue/rust_qstrs.h");
    println!("cargo::rerun-if-changed={}", qstrs.display());
    let header =
        fs::read_to_string(&qstrs).unwrap_or_else(|error| panic!("cannot read {}: {error}", qstrs.display()));
    let names = rust_qstrs(&header);
    if prebuilt {
        text += &linked_qstrs(&names);
        text += "pub type asyncio_qstr_number_t = *const u8;\n";
    } else {
        // A firmware without sockets lacks their names; nothing of it calls what would use them.
        let known: HashSet<_> = words(&bindings).filter_map(|word| word.strip_prefix("MP_QSTR_")).collect();
        for name in names.iter().filter(|name| !known.contains(*name)) {
            text += &format!("pub const MP_QSTR_{name}: core::ffi::c_uint = 0;\n");
        }
        text += "pub type asyncio_qstr_number_t = core::ffi::c_uint;\n";
    }
    for (name, text) in [("seam.rs", seam(&bindings)), ("bindings.rs", text), ("contract.rs", contract)] {
        let out = PathBuf::from(required("OUT_DIR")).join(name);
        fs::write(&out, text).unwrap_or_else(|error| panic!("cannot write {}: {error}", out.display()));
    }
}
