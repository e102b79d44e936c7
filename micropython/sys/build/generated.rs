//! The headers that MicroPython's own programs make of its sources: names (qstrs), modules, root pointers, and the compressed texts of errors.

use crate::fail;
use std::{
    env, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Runs `command`; returns what it prints.
pub fn output(command: &mut Command, what: &str) -> Vec<u8> {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| {
        let program = command.get_program().to_string_lossy().into_owned();
        fail(&if error.kind() == ErrorKind::NotFound {
            format!("{program} is not installed, and {what} needs it")
        } else {
            format!("cannot run {program} for {what}: {error}")
        })
    });
    if !output.status.success() {
        fail(&format!("{what} failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    output.stdout
}

/// Python as MicroPython's build runs it, though nothing is written into its tree.
pub fn python(micropython: &Path) -> Command {
    println!("cargo::rerun-if-env-changed=PYTHON");
    let mut python = Command::new(env::var_os("PYTHON").unwrap_or_else(|| "python3".into()));
    python.env("PYTHONDONTWRITEBYTECODE", "1");
    // The version of a tree inside another repository is not that repository's.
    python.env("GIT_CEILING_DIRECTORIES", micropython.parent().unwrap_or(micropython));
    python
}

pub fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::write(path, text).unwrap_or_else(|error| fail(&format!("cannot write {}: {error}", path.display())));
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| fail(&format!("cannot read {}: {error}", path.display())))
}

/// Where they are made.
pub struct Generator<'a> {
    pub micropython: &'a Path,
    pub port: &'a Path,
    /// The folder `genhdr`, which exists.
    pub folder: PathBuf,
    /// The C compiler with all its flags.
    pub compiler: Command,
}

impl Generator<'_> {
    fn program(
        &self,
        name: &str,
        what: &str,
        arguments: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Vec<u8> {
        let mut command = python(self.micropython);
        command.arg(self.micropython.join("py").join(name));
        arguments(&mut command);
        output(&mut command, what)
    }

    /// All of one kind that `preprocessed` declares.
    fn collected(&self, mode: &str, preprocessed: &Path) -> PathBuf {
        let (parts, collected) = (self.folder.join(mode), self.folder.join(format!("{mode}.collected")));
        let script = "makeqstrdefs.py";
        self.program(script, "the list of names", |c| {
            c.args(["split", mode]).args([preprocessed, &parts]).arg("_")
        });
        self.program(script, "the list of names", |c| c.args(["cat", mode, "_"]).args([&parts, &collected]));
        collected
    }

    fn header(&self, name: &str, script: &str, from: &Path) {
        let text = self.program(script, name, |c| c.arg(from));
        write(&self.folder.join(name), text);
    }

    /// Makes all headers; `sources` are those that may name something.
    pub fn run(&self, sources: &[PathBuf], compressed: bool) {
        let version = self.folder.join("mpversion.h");
        self.program("makeversionhdr.py", "mpversion.h", |c| c.arg(&version));

        let preprocessed = self.folder.join("qstr.i.last");
        let no_names = Path::new("-DNO_QSTR");
        self.program("makeqstrdefs.py", "the preprocessor", |c| {
            c.arg("pp").arg(self.compiler.get_program()).arg("-E");
            c.arg("output").arg(&preprocessed);
            c.arg("cflags").args(self.compiler.get_args()).arg(no_names);
            c.arg("cxxflags").arg("sources").args(sources).args(["dependencies", "changed_sources"])
        });
        self.header("moduledefs.h", "makemoduledefs.py", &self.collected("module", &preprocessed));
        self.header(
            "root_pointers.h",
            "make_root_pointers.py",
            &self.collected("root_pointer", &preprocessed),
        );
        if compressed {
            self.header(
                "compressed.data.h",
                "makecompresseddata.py",
                &self.collected("compress", &preprocessed),
            );
        }
        let names = self.collected("qstr", &preprocessed);
        // It is many megabytes.
        let _ = fs::remove_file(&preprocessed);
        self.header("qstrdefs.generated.h", "makeqstrdata.py", &self.preprocessed_names(&names));
    }

    /// The names that the sources use and those that every firmware has, as the configuration chooses among them. The preprocessor must not
    /// look into a name itself, so it stands in quotes meanwhile.
    fn preprocessed_names(&self, used: &Path) -> PathBuf {
        let mut text = read(&self.micropython.join("py/qstrdefs.h"));
        let of_port = self.port.join("qstrdefsport.h");
        if of_port.is_file() {
            text += &read(&of_port);
        }
        text += &read(used);
        let quoted: String = text
            .lines()
            .map(|line| match line.rfind(')').filter(|_| line.starts_with("Q(")) {
                Some(end) => format!("\"{}\"{}\n", &line[..=end], &line[end + 1..]),
                None => format!("{line}\n"),
            })
            .collect();
        let source = self.folder.join("qstrdefs.c");
        write(&source, quoted);
        let mut command = Command::new(self.compiler.get_program());
        let text = output(command.args(self.compiler.get_args()).arg("-E").arg(&source), "the list of names");
        let text: String = String::from_utf8_lossy(&text)
            .lines()
            .map(|line| {
                let name = line.strip_prefix("\"Q(").and_then(|rest| rest.rsplit_once(")\""));
                name.map_or_else(|| format!("{line}\n"), |(name, rest)| format!("Q({name}){rest}\n"))
            })
            .collect();
        let names = self.folder.join("qstrdefs.preprocessed.h");
        write(&names, text);
        names
    }
}
