//! Compiles MicroPython's core, a port and, with the feature `module`, asyncio's C half into one archive, and tells cargo to link it.

use crate::{
    fail, features,
    generated::{Generator, output, python, write},
    port::{Port, Wrap, folder},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What debug mode, the statistics and the trace observe of the collector.
const OBSERVED: [&str; 2] = ["gc_collect_start", "gc_collect_end"];
const OBSERVERS: [&str; 3] = ["CARGO_FEATURE_DEBUG", "CARGO_FEATURE_STATS", "CARGO_FEATURE_TRACE"];

/// What prints call, which a prompt redirects: on unix the function below the conversion of line feeds, elsewhere the one behind it.
fn printing() -> &'static str {
    if env::var_os("CARGO_CFG_UNIX").is_some() {
        "mp_hal_stdout_tx_strn_cooked"
    } else {
        "mp_hal_stdout_tx_strn"
    }
}

/// The words of the list that `makefile` first gives to `variable`: the files with `suffix`, each with `.c` instead.
fn listed(makefile: &Path, variable: &str, suffix: &str) -> Vec<String> {
    let text = fs::read_to_string(makefile)
        .unwrap_or_else(|error| fail(&format!("cannot read {}: {error}", makefile.display())));
    let lines = text.lines().skip_while(|line| !line.starts_with(variable));
    let mut files = Vec::new();
    for line in lines {
        let words = line.trim_end_matches('\\').split_whitespace();
        files.extend(words.filter_map(|word| word.strip_suffix(suffix)).map(|word| format!("{word}.c")));
        if !line.trim_end().ends_with('\\') {
            break;
        }
    }
    if files.is_empty() {
        fail(&format!(
            "{}: there is no list {variable}: is this MicroPython 1.25 or newer?",
            makefile.display()
        ));
    }
    files
}

/// The C files of `folder` and of the folders in it.
fn c_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| fail(&format!("cannot read {}: {error}", folder.display())));
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            c_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "c") {
            files.push(path);
        }
    }
}

/// Whether `source` is that of MicroPython's own files which defines the function, for ports that have none of their own.
fn defines(source: &Path, function: &str) -> bool {
    function.ends_with("_cooked") && source.ends_with("shared/runtime/stdout_helpers.c")
}

struct Build {
    micropython: PathBuf,
    module: Option<PathBuf>,
    port: Port,
    wraps: Vec<Wrap>,
    /// A function of the port, in C or in Rust: MicroPython's own files call `__wrap_…` instead, and the module's `__real_…` is the function.
    redirected: Option<&'static str>,
    /// Of Python files to freeze.
    manifest: Option<PathBuf>,
    /// Has the folder `genhdr`.
    out: PathBuf,
}

impl Build {
    /// A C compiler for everything but single functions' names.
    fn compiler(&self) -> cc::Build {
        let mut build = cc::Build::new();
        build.std("gnu11").warnings(false).force_frame_pointer(false);
        build
            .include(&self.out)
            .include(&self.port.folder)
            .includes(&self.port.includes)
            .include(&self.micropython);
        if let Some(module) = &self.module {
            build
                .include(module)
                .flag("-include")
                .flag(module.join("mpconfigasyncio.h").display().to_string());
        }
        for (name, value) in &self.port.defines {
            build.define(name, value.as_deref());
        }
        if self.manifest.is_some() {
            build.define("MICROPY_QSTR_EXTRA_POOL", "mp_qstr_frozen_const_pool");
            build.define("MICROPY_MODULE_FROZEN_MPY", None).define("MPZ_DIG_SIZE", "16");
        }
        // Of the machine that builds it, the firmware tells no path.
        let places =
            [(&self.micropython, "micropython"), (&self.port.folder, "port"), (&self.out, "generated")];
        for (place, name) in places {
            build.flag_if_supported(format!("-ffile-prefix-map={}={name}", place.display()));
        }
        build.flags(&self.port.flags);
        self.port.flags_if_supported.iter().for_each(|flag| {
            build.flag_if_supported(flag);
        });
        build
    }

    /// All C flags, for whoever reads the headers too.
    fn command(&self) -> Command {
        let compiler = self.compiler().try_get_compiler();
        compiler.unwrap_or_else(|error| fail(&format!("there is no C compiler: {error}"))).to_command()
    }

    /// What `source` is compiled with beside; files with the same share a compiler.
    fn own_flags(&self, source: &Path) -> Vec<String> {
        let mut flags = Vec::new();
        for wrap in &self.wraps {
            let prefix = if source == wrap.source { "__real_" } else { "__wrap_" };
            flags.push(format!("-D{0}={prefix}{0}", wrap.function));
        }
        if let Some(function) = self.redirected {
            let own = ["py", "extmod", "shared"].map(|part| self.micropython.join(part));
            if self.module.as_ref().is_some_and(|module| source.starts_with(module)) {
                flags.push(format!("-D__real_{function}={function}"));
            } else if own.iter().any(|part| source.starts_with(part)) && !defines(source, function) {
                flags.push(format!("-D{function}=__wrap_{function}"));
            }
        }
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        let is_core = source.starts_with(self.micropython.join("py"));
        // As MicroPython's own makefile has it.
        if is_core && name.starts_with("nlr") {
            flags.push("-Os".to_owned());
        } else if is_core && matches!(&*name, "gc.c" | "vm.c") {
            flags.push("-O3".to_owned());
        } else if source.ends_with("shared/libc/string0.c") {
            flags.extend(["-ffreestanding", "-fno-builtin", "-fno-lto"].map(str::to_owned));
        }
        flags
    }

    fn compile(&self, mut sources: Vec<PathBuf>) {
        sources.sort_by_cached_key(|source| self.own_flags(source));
        let mut archive = self.compiler();
        for group in sources.chunk_by(|a, b| self.own_flags(a) == self.own_flags(b)) {
            let mut compiler = self.compiler();
            compiler.flags(self.own_flags(&group[0])).files(group);
            // If a file does not compile, the script fails here, and cargo shows what the compiler has said.
            archive.objects(compiler.compile_intermediates());
        }
        archive.compile("micropython");
    }
}

/// A variable of the environment that may be left out.
fn optional(name: &str) -> Option<PathBuf> {
    println!("cargo::rerun-if-env-changed={name}");
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The Python files of `manifest` as C.
fn frozen(build: &Build, manifest: &Path) -> PathBuf {
    println!("cargo::rerun-if-changed={}", manifest.display());
    let Some(cross) = optional("MICROPY_MPYCROSS") else {
        fail("MICROPYTHON_MANIFEST is set: give MICROPY_MPYCROSS the mpy-cross that compiles what it freezes")
    };
    let library =
        optional("MICROPYTHON_LIB_DIR").unwrap_or_else(|| build.micropython.join("lib/micropython-lib"));
    let content = build.out.join("frozen_content.c");
    let mut program = python(&build.micropython);
    program.env("MICROPY_MPYCROSS", cross).arg(build.micropython.join("tools/makemanifest.py"));
    program.arg("-o").arg(&content).arg("-b").arg(&build.out);
    let folders = [
        ("MPY_DIR", &build.micropython),
        ("MPY_LIB_DIR", &library),
        ("PORT_DIR", &build.port.folder),
        ("BOARD_DIR", &build.port.folder),
    ];
    for (name, value) in folders {
        program.arg("-v").arg(format!("{name}={}", value.display()));
    }
    output(program.arg(manifest), "freezing");
    content
}

/// Compiles it all; returns the C flags that tell layouts and names.
pub fn build() -> Vec<String> {
    let micropython = folder("MICROPYTHON_DIR", "a tree of MicroPython, 1.25 or newer", "py/mpconfig.h");
    for part in ["py", "extmod", "shared"] {
        println!("cargo::rerun-if-changed={}", micropython.join(part).display());
    }
    println!("cargo::rerun-if-changed=build");
    let module = env::var_os("CARGO_FEATURE_MODULE").map(|_| crate::bindings::module());
    let out = PathBuf::from(crate::required("OUT_DIR")).join("micropython");
    let headers = out.join("genhdr");
    // What a source that is gone named is not to be found again.
    let _ = fs::remove_dir_all(&headers);
    fs::create_dir_all(&headers)
        .unwrap_or_else(|error| fail(&format!("cannot make {}: {error}", headers.display())));

    let mut port = Port::read(&micropython);
    let mut wraps = std::mem::take(&mut port.wraps);
    let core = listed(&micropython.join("py/py.mk"), "PY_CORE_O_BASENAME", ".o");
    let mut sources: Vec<_> = core.iter().map(|name| micropython.join("py").join(name)).collect();
    let extmod = listed(&micropython.join("extmod/extmod.mk"), "SRC_EXTMOD_C", ".c");
    sources.extend(extmod.iter().map(|name| micropython.join(name)));
    sources.append(&mut port.sources);
    if let Some(module) = &module {
        println!("cargo::rerun-if-changed={}", module.display());
        c_files(module, &mut sources);
        if OBSERVERS.iter().any(|feature| env::var_os(feature).is_some()) {
            let collector = micropython.join("py/gc.c");
            wraps.extend(
                OBSERVED.map(|function| Wrap { function: function.to_owned(), source: collector.clone() }),
            );
        }
        let mut program = python(&micropython);
        program.arg(module.join("features.py")).arg("--header").arg(headers.join("mpy_asyncio_features.h"));
        output(program.arg(features()), "the list of features");
    }
    sources.sort();
    sources.dedup();

    let manifest = optional("MICROPYTHON_MANIFEST");
    let redirected = (module.is_some() && env::var_os("CARGO_FEATURE_REPL").is_some()).then(printing);
    let build = Build { micropython, module, port, wraps, redirected, manifest, out };
    let compiler = build.command();
    let generator =
        Generator { micropython: &build.micropython, port: &build.port.folder, folder: headers, compiler };
    let named: Vec<_> = sources
        .iter()
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".c") && !name.starts_with("nlr")
        })
        .cloned()
        .collect();
    let compressed = build.port.defines.iter().any(|(name, value)| {
        name == "MICROPY_ROM_TEXT_COMPRESSION" && value.as_deref().is_none_or(|value| value != "0")
    });
    generator.run(&named, compressed);
    sources.extend(build.manifest.as_deref().map(|manifest| frozen(&build, manifest)));
    build.compile(sources);
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os != "none") {
        println!("cargo::rustc-link-lib=m");
    }
    flags(&build)
}

/// What the compiler is told, and where a cross compiler has its own headers: bindgen's clang does not know it.
fn flags(build: &Build) -> Vec<String> {
    let command = build.command();
    let mut flags: Vec<_> = command.get_args().map(|flag| flag.to_string_lossy().into_owned()).collect();
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "none") {
        let empty = build.out.join("empty.c");
        write(&empty, "");
        let mut asked = Command::new(command.get_program());
        asked.args(flags.iter().filter(|flag| flag.starts_with("-m") || flag.starts_with("--specs=")));
        asked.args(["-E", "-Wp,-v"]).arg(&empty);
        let told =
            asked.output().unwrap_or_else(|error| fail(&format!("the C compiler does not run: {error}")));
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        for folder in told.lines().filter_map(|line| line.strip_prefix(" /")) {
            flags.extend(["-isystem".to_owned(), format!("/{folder}")]);
        }
    }
    flags
}
