#!/usr/bin/env python3
"""Does each cargo feature link alone? Compares the functions of Rust that its C half calls with those that Rust has then.

    features_alone.py --build FOLDER --micropython-dir FOLDER [--module FOLDER] [--src FOLDER] [--result FILE]

The build is that of a unix firmware with all features: it has the headers of all names, and its archive tells whether this program finds
all functions of Rust. The C files are compiled with each feature in turn, once for each text that the preprocessor makes of them. Whether a
function of Rust is there is read from the `#[cfg]` before it and before the modules that it is in. Nothing is linked, and what Rust calls
in C is not looked at: `make feature-sizes` links each feature, in eleven minutes.
"""

import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "micropython/module"))

import features

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A firmware without it has the headers for it all the same.
NAMELESS = {"self-check"}
CFG = re.compile(r"^\s*#!?\[cfg\((.*)\)\]\s*$")
MARKER = re.compile(r'# \d+ "([^"]+)"')
INLINE = re.compile(r"^static inline .*?^\}", re.MULTILINE | re.DOTALL)
FUNCTION = re.compile(r"^\s*(?:pub )?(?:unsafe )?extern \"C\" fn (mpy_\w+)")
MODULE = re.compile(r"^(?:pub )?mod (\w+);")


def holds(condition, on):
    """What `condition`, the inside of a `cfg(…)`, is with the features `on`, for Linux."""
    words = re.sub(r'feature\s*=\s*"([^"]+)"', lambda found: str(found[1] in on), condition)
    words = re.sub(
        r'target_\w+\s*=\s*"([^"]+)"', lambda found: str(found[1] in ("linux", "ptr", "x86_64")), words
    )
    words = re.sub(r"\bnot\(", "no(", words)
    names = {"all": lambda *parts: all(parts), "any": lambda *parts: any(parts), "no": lambda part: not part}
    return eval(words, {"__builtins__": {}}, names | {"test": False, "loom": False, "sections": False})


def rust_functions(src):
    """{a function that C may call: the conditions that it is there under}."""
    found = {}

    def read(path, above):
        pending = []
        for line in path.read_text().splitlines():
            if match := CFG.match(line):
                (above if "#!" in line else pending).append(match[1])
            elif match := MODULE.match(line):
                # The modules of lib.rs are files or folders, as theirs are.
                folder = path.parent if path.name in ("lib.rs", "mod.rs") else path.with_suffix("")
                file = next(
                    (p for p in (folder / f"{match[1]}.rs", folder / match[1] / "mod.rs") if p.is_file()),
                    None,
                )
                if file:
                    read(file, above + pending)
                pending = []
            elif match := FUNCTION.match(line):
                found[match[1]] = above + pending
                pending = []
            elif line.strip() and not line.lstrip().startswith(("#[", "//")):
                pending = []

    read(src / "lib.rs", [])
    return found


def there_with(rust, on):
    return {
        function
        for function, conditions in rust.items()
        if all(holds(condition, on) for condition in conditions)
    }


def symbols(nm_option, *files):
    """{file: the names of Rust's functions that nm prints}."""
    command = ["nm", nm_option, "--print-file-name", *map(str, files)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {}
    for line in printed.splitlines():
        file, name = line.split(":", 1)[0], line.split()[-1]
        if name.startswith("mpy_") and not name.startswith("mpy_asyncio_archive_"):
            found.setdefault(pathlib.Path(file), set()).add(name)
    return found


class C:
    """Compiles the C half with any features."""

    def __init__(self, module, build, port, folder):
        self.sources = sorted([*module.glob("*.c"), *module.glob("*/*.c")])
        flags = (build / "cargo/cflags").read_text().split()
        self.command = ["cc", *flags, f"-I{module}", "-w", "-g0"]
        self.module, self.port, self.folder = module, port, folder
        self.objects = {}

    def run(self, *arguments):
        return subprocess.run(
            [*self.command, *map(str, arguments)], cwd=self.port, capture_output=True, text=True, check=False
        )

    def texts(self, defines):
        """{source: what the preprocessor makes of it}, read in one go; with each source the functions in the module's headers."""
        whole = self.folder / f"{hashlib.sha256(' '.join(defines).encode()).hexdigest()}.c"
        whole.write_text("".join(f'#include "{source}"\n' for source in self.sources))
        done = self.run(*defines, "-E", whole)
        lines = {source: [] for source in self.sources}
        headers, into = [], None
        for line in done.stdout.splitlines():
            if match := MARKER.match(line):
                path = pathlib.Path(match[1])
                into = lines.get(
                    path, headers if path.suffix == ".h" and self.module in path.parents else None
                )
            elif into is not None and line:
                into.append(line)
        inline = "".join(INLINE.findall("\n".join(headers)))
        return {source: "\n".join(text) + inline for source, text in lines.items()}

    def compile(self, source, text, defines):
        """(the object, None), or (None, what the compiler says); `text` tells whether it has been compiled before."""
        key = hashlib.sha256(f"{source}{text}".encode()).hexdigest()
        if key not in self.objects:
            out = self.folder / f"{key}.o"
            done = self.run(*defines, "-Os", "-c", source, "-o", out)
            self.objects[key] = (None, done.stderr) if done.returncode else (out, None)
        return self.objects[key]


def defines(on):
    """The features as cmake passes them."""
    for name in sorted(features.declared()):
        yield f"-DMPY_ASYNCIO_{name.upper().replace('-', '_')}={int(name in on)}"
    yield f"-DMPY_ASYNCIO_INTERFACE={features.interface(on)}"
    yield f"-DMPY_ASYNCIO_RELEASE={features.release()}"
    yield f"-DMPY_ASYNCIO_FEATURE_NAMES={','.join(features.chosen_names(on))}"


def problems_of(name, half, rust, pool):
    on = features.switched_on(name) | features.switched_on("archive")
    given = list(defines(on))
    texts = half.texts(given)
    results = list(pool.map(lambda source: half.compile(source, texts[source], given), half.sources))
    sources = {out: source for source, (out, _) in zip(half.sources, results) if out}
    for source, (_, said) in zip(half.sources, results):
        if said:
            error = next((line for line in said.splitlines() if "error" in line), said)
            yield f"{name}: {source.name} does not compile: {error}"
    if not sources:
        return
    there = there_with(rust, on).union(*symbols("--defined-only", *sources).values())
    for out, called in symbols("--undefined-only", *sources).items():
        for function in sorted(called - there):
            needs = " and ".join(rust[function]) if function in rust else "a definition"
            yield f"{name}: {sources[out].name} calls {function}(), which Rust has only with {needs}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--micropython-dir", type=pathlib.Path, required=True)
    parser.add_argument("--module", type=pathlib.Path, default=ROOT / "micropython/module")
    parser.add_argument("--src", type=pathlib.Path, default=ROOT / "src")
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    build = args.build.resolve()
    rust = rust_functions(args.src)
    first = (
        (build / "genhdr/mpy_asyncio_features.h").read_text().splitlines()[0].removeprefix("// Features: ")
    )
    built = features.switched_on(first) | features.switched_on("archive")
    here, linked = (
        there_with(rust, built),
        set().union(*symbols("--defined-only", build / "libmpy_asyncio.a").values()),
    )
    problems = [f"{name}(): in the archive, but not found in {args.src}" for name in sorted(linked - here)]
    problems += [f"{name}(): found in {args.src}, but not in the archive" for name in sorted(here - linked)]
    names = []
    for name in features.declared():
        lacking = features.switched_on(name) - built - NAMELESS - features.STOCK_BUNDLES
        if name in features.INTERNAL:
            continue
        if lacking:
            print(f"{name}: skipped: the firmware was built without {', '.join(sorted(lacking))}")
        else:
            names.append(name)
    passed = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        half = C(
            args.module.resolve(), build, args.micropython_dir.resolve() / "ports/unix", pathlib.Path(folder)
        )
        for name in names:
            found = list(problems_of(name, half, rust, pool))
            problems += found
            passed += not found
    for problem in problems:
        print(problem)
    failed = len(names) - passed + (passed == len(names) and bool(problems))
    print(f"{passed} of {len(names)} features link alone")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
