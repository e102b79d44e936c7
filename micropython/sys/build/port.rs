//! A port: the folder that makes a firmware of MicroPython's core. It has `mpconfigport.h`, and `port.txt`, of one word and its value a line:
//!
//! | word | value |
//! |---|---|
//! | `source` | a C or assembler file: of this folder, or else of MicroPython's tree; `*` stands for any part of a file's name |
//! | `include` | a folder of headers, likewise |
//! | `define` | a macro, as `NAME` or `NAME=VALUE` |
//! | `flag` | an option of the C compiler |
//! | `flag-if-supported` | one that not each compiler takes |
//! | `wrap` | a function and the file that defines it: all others call `__wrap_…` instead, which may call `__real_…` |
//!
//! `$NAME` in a value is that variable of the environment. `#` begins a comment.

use crate::fail;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A function that others call by another name.
pub struct Wrap {
    pub function: String,
    /// What defines it.
    pub source: PathBuf,
}

pub struct Port {
    pub folder: PathBuf,
    pub sources: Vec<PathBuf>,
    pub includes: Vec<PathBuf>,
    pub defines: Vec<(String, Option<String>)>,
    pub flags: Vec<String>,
    pub flags_if_supported: Vec<String>,
    pub wraps: Vec<Wrap>,
}

/// The folder that a variable of the environment names, which has to hold `file`.
pub fn folder(variable: &str, what: &str, file: &str) -> PathBuf {
    println!("cargo::rerun-if-env-changed={variable}");
    let Some(value) = env::var_os(variable).filter(|value| !value.is_empty()) else {
        fail(&format!("{variable} is not set: give it {what}, as in {variable}=/path/to/it cargo build"))
    };
    let folder = PathBuf::from(value);
    if folder.is_relative() {
        fail(&format!(
            "{variable}={}: give an absolute path, cargo builds in other folders",
            folder.display()
        ));
    }
    if !folder.join(file).is_file() {
        fail(&format!("{variable}={}: there is no {file}: give {what}", folder.display()));
    }
    folder
}

/// `$NAME` and `${NAME}` replaced by variables of the environment.
fn expanded(value: &str, at: &str) -> String {
    let mut parts = value.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        println!("cargo::rerun-if-env-changed={name}");
        text +=
            &env::var(name).unwrap_or_else(|_| fail(&format!("{at}: ${name} is not set in the environment")));
        text += rest;
    }
    text
}

/// The files that `path` names, whose last part may have one `*`.
fn matching(path: &Path) -> Vec<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some((begin, end)) = name.split_once('*') else {
        return if path.exists() { vec![path.to_owned()] } else { Vec::new() };
    };
    let Ok(entries) = fs::read_dir(path.parent().unwrap_or(path)) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.len() >= begin.len() + end.len() && name.starts_with(begin) && name.ends_with(end)
        })
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

impl Port {
    /// The port in the folder $MICROPYTHON_PORT.
    pub fn read(micropython: &Path) -> Self {
        let folder =
            folder("MICROPYTHON_PORT", "the folder of a port, with mpconfigport.h and port.txt", "port.txt");
        println!("cargo::rerun-if-changed={}", folder.display());
        let file = folder.join("port.txt");
        let text = fs::read_to_string(&file)
            .unwrap_or_else(|error| fail(&format!("cannot read {}: {error}", file.display())));
        let mut port = Self {
            folder,
            sources: Vec::new(),
            includes: Vec::new(),
            defines: Vec::new(),
            flags: Vec::new(),
            flags_if_supported: Vec::new(),
            wraps: Vec::new(),
        };
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if !line.is_empty() {
                port.take(line, &format!("{}:{}", file.display(), number + 1), micropython);
            }
        }
        port
    }

    fn take(&mut self, line: &str, at: &str, micropython: &Path) {
        let (word, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let value = expanded(value.trim(), at);
        let found = |value: &str| {
            [&*self.folder, micropython]
                .into_iter()
                .map(|folder| matching(&folder.join(value)))
                .find(|found| !found.is_empty())
                .unwrap_or_else(|| fail(&format!("{at}: neither the port nor MicroPython has {value}")))
        };
        match word {
            "source" => self.sources.extend(found(&value)),
            "include" => {
                let folders = found(&value);
                folders.iter().for_each(|folder| println!("cargo::rerun-if-changed={}", folder.display()));
                self.includes.extend(folders);
            }
            "define" => match value.split_once('=') {
                Some((name, value)) => self.defines.push((name.to_owned(), Some(value.to_owned()))),
                None => self.defines.push((value, None)),
            },
            "flag" => self.flags.push(value),
            "flag-if-supported" => self.flags_if_supported.push(value),
            "wrap" => {
                let Some((function, source)) = value.split_once(char::is_whitespace) else {
                    fail(&format!(
                        "{at}: give the function and the file that defines it: wrap gc_alloc py/gc.c"
                    ))
                };
                let source = found(source.trim()).swap_remove(0);
                self.wraps.push(Wrap { function: function.to_owned(), source });
            }
            _ => fail(&format!(
                "{at}: '{word}' is unknown: one of source, include, define, flag, flag-if-supported, wrap"
            )),
        }
    }
}
