#!/usr/bin/env python3
"""Compares each function `mpy_…` that bridge.h and run.h declare with its definition in Rust: check_seam.py [--header FILE]… [--src FOLDER]

The number of arguments, the type of each, and the type of the result. One line for each that differs, and for each that only one
side has; fails if there is one.
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
GLUE = ROOT / "micropython/module/glue"

# A C type, and the Rust types that have its size, its sign and its meaning.
TYPES = {
    "void": {"()"},
    "bool": {"bool"},
    "mp_obj_t": {"Obj"},
    "mp_obj_t *": {"&mut Obj", "*mut Obj", "&mut [Obj; 3]"},
    "const mp_obj_type_t *": {"*const Type"},
    "size_t": {"usize"},
    "size_t *": {"&mut usize", "*mut usize"},
    "ptrdiff_t": {"isize"},
    "int64_t": {"i64"},
    "uint64_t": {"u64"},
    "uint32_t": {"u32"},
    "uint8_t": {"u8"},
    "int": {"i32"},
    "unsigned int": {"u32"},
    "unsigned int *": {"&mut u32", "*mut u32"},
    "uint32_t *": {"&mut u32", "*mut u32", "&mut [u32; 4]"},
    "bool *": {"&mut bool", "*mut bool"},
    "asyncio_op_t *": {"&mut mp::asyncio_op_t"},
    "asyncio_pollfd_t *": {"*mut mp::asyncio_pollfd_t"},
    "const asyncio_pollfd_t *": {"*const mp::asyncio_pollfd_t"},
    "asyncio_task_stats_t *": {"&mut mp::asyncio_task_stats_t"},
}


def c_type(text, named=True):
    """`const mp_obj_type_t *type` as `const mp_obj_type_t *`."""
    text = " ".join(text.split())
    if named and text != "void":
        text = re.sub(r"\w+$", "", text).strip()
    return re.sub(r" ?\*", " *", text)


def declared(text):
    """name: (types of the arguments, type of the result), in C."""
    text = re.sub(r"//[^\n]*", "", text)
    found = {}
    for result, name, args in re.findall(r"^([\w ]+[ *])(mpy_\w+)\(([^)]*)\);", text, re.MULTILINE):
        types = [] if args.strip() == "void" else [c_type(arg) for arg in args.split(",")]
        found[name] = (types, c_type(result, named=False))
    return found


def split_args(text):
    """Splits at commas that stand in no brackets."""
    return [arg.strip() for arg in re.findall(r"[^,\[\]<>]*(?:[\[<][^\]>]*[\]>][^,\[\]<>]*)*", text) if arg.strip()]


def defined(text):
    """The same, in Rust."""
    text = re.sub(r"//[^\n]*", "", text)
    found = {}
    for name, args, result in re.findall(r'extern "C" fn (mpy_\w+)\(([^)]*)\)(?:\s*->\s*([^{]+?))?\s*\{', text):
        types = [" ".join(arg.partition(":")[2].split()) for arg in split_args(args)]
        found.setdefault(name, []).append((types, " ".join(result.split()) or "()"))
    return found


def matches(c, rust):
    return rust in TYPES.get(c, set())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--header", type=pathlib.Path, action="append")
    parser.add_argument("--src", type=pathlib.Path, default=ROOT / "src")
    args = parser.parse_args()
    headers = args.header or [GLUE / "bridge.h", GLUE / "run.h"]
    in_c = declared("".join(header.read_text() for header in headers))
    # What the self-check defines is for the tests' own C.
    files = [file for file in sorted(args.src.rglob("*.rs")) if file.name != "self_check.rs"]
    in_rust = defined("".join(file.read_text() for file in files))
    wrong = [f"{name}: no definition in Rust" for name in sorted(in_c.keys() - in_rust.keys())]
    wrong += [f"{name}: no header declares it" for name in sorted(in_rust.keys() - in_c.keys())]
    for name in sorted(in_c.keys() & in_rust.keys()):
        c_args, c_result = in_c[name]
        for rust_args, rust_result in in_rust[name]:
            same = len(c_args) == len(rust_args) and all(map(matches, c_args, rust_args))
            if not same or not matches(c_result, rust_result):
                wrong.append(
                    f"{name}: C ({', '.join(c_args)}) -> {c_result}, Rust ({', '.join(rust_args)}) -> {rust_result}"
                )
    for line in wrong:
        print(line)
    print(f"{len(in_c)} functions compared, {len(wrong)} differ")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
