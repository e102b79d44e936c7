#!/usr/bin/env python3
"""Checks that rustc and GCC agree on the calls between the two halves, on an Xtensa with windowed registers.

    abi.py --spec TARGET.json --core FOLDER --rustc RUSTC --plugin PLUGIN --headers "FLAGS" --bindings bindings.rs [--result FILE]

For every function in bridge.h it writes a caller and a callee, one in C and one in Rust, in both directions, and runs them
on QEMU. Each argument and each result has a value of its own, and the receiver compares it. The sizes and offsets of the structures that
both sides read are compared too. GCC is `xtensa-lx106-elf-gcc -mabi=windowed`.

Last line: `N passed, N failed`.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BRIDGE = ROOT / "micropython/module/glue/bridge.h"
UNPACKED = pathlib.Path(os.environ.get("MPY_ASYNCIO_CACHE", ROOT / ".cache"), "qemu/usr/bin")

# kind: C, Rust
KINDS = {
    "void": ("void", "()"),
    "bool": ("bool", "bool"),
    "word": ("uint32_t", "u32"),
    "int": ("int32_t", "i32"),
    "byte": ("uint8_t", "u8"),
    "short": ("uint16_t", "u16"),
    "double": ("uint64_t", "u64"),
    # A structure of one word.
    "result": ("asyncio_result_t", "Fallible"),
}
LAYOUTS = {"asyncio_op_t": ["subject", "value", "wait_us"], "asyncio_pollfd_t": ["fd", "events", "revents"]}


def kind_of(text):
    text = text.strip()
    if re.match(r"(ASYNCIO_MAY_FAIL|asyncio_result_t)\b", text):
        return "result"
    if "*" in text or re.search(
        r"\b(mp_obj_t|mp_rom_error_text_t|size_t|qstr|uint32_t|unsigned int|mp_uint_t|uintptr_t)\b", text
    ):
        return "word"
    if re.search(r"\bu?int64_t\b", text):
        return "double"
    if re.match(r"u?int(8|16)_t\b", text):
        return "byte" if "8" in text else "short"
    if re.match(r"bool\b", text):
        return "bool"
    if re.match(r"(int|ptrdiff_t)\b", text):
        return "int"
    if text.startswith("void"):
        return "void"
    sys.exit(f"bridge.h: abi.py knows no kind for '{text}'")


def functions():
    """(name, kind of the result, kinds of the arguments) of each function that bridge.h declares."""
    text = re.sub(
        r"//[^\n]*|^#.*(?:\\\n.*)*$|__attribute__\(\(\w+\)\)", "", BRIDGE.read_text(), flags=re.MULTILINE
    )
    # A pointer to a function or to an array is a word like any other.
    text = re.sub(r"\w+ \(\*(\w+)\)(?:\([^()]*\)|\[\d+\])", r"void *\1", text)
    found = []
    for result, name, arguments in re.findall(
        r"^(?!static)([\w ]+?[ *]+)((?:asyncio|mpy)_\w+)\(([^()]*)\);", text, re.MULTILINE
    ):
        kinds = (
            [] if arguments.strip() == "void" else [kind_of(argument) for argument in arguments.split(",")]
        )
        found.append((name, kind_of(result), kinds))
    return found


def value(kind, seed):
    """A value that no other place has: of both halves of a double, and of a bool either truth."""
    number = (seed * 2654435761 + 0x5BD1E995) & 0xFFFFFFFF
    if kind == "bool":
        return number >> 7 & 1
    if kind in ("byte", "short"):
        return number & (0xFF if kind == "byte" else 0xFFFF)
    if kind == "double":
        return number << 32 | (number ^ 0xA5A5A5A5)
    return number


def c_value(kind, seed):
    number = value(kind, seed)
    return {
        "bool": f"(bool){number}",
        "double": f"UINT64_C({number})",
        "result": f"(asyncio_result_t) {{ (mp_obj_t)UINT32_C({number}) }}",
    }.get(kind, f"({KINDS.get(kind)[0]})UINT32_C({number})")


def c_differs(expression, kind, seed):
    if kind == "result":
        return f"{expression}.unchecked != (mp_obj_t)UINT32_C({value(kind, seed)})"
    return f"{expression} != {c_value(kind, seed)}"


def rust_value(kind, seed):
    number = value(kind, seed)
    return {
        "bool": "true" if number else "false",
        "double": f"{number}_u64",
        "int": f"{number}_u32 as i32",
        "byte": f"{number}_u8",
        "short": f"{number}_u16",
        "result": f"Fallible({number}_u32)",
    }.get(kind, f"{number}_u32")


def write_c(signatures):
    lines = [
        '#include "bridge.h"',
        "extern void failed(uint32_t number, uint32_t place);",
        "extern volatile uint32_t never;",
    ]
    for number, (name, result, arguments) in enumerate(signatures):
        parameters = ", ".join(f"{KINDS[kind][0]} a{i}" for i, kind in enumerate(arguments)) or "void"
        lines.append(f"extern {KINDS[result][0]} rust_{name}({parameters});")
        lines.append(f"{KINDS[result][0]} c_{name}({parameters}) {{")
        lines += [
            f"if ({c_differs(f'a{i}', kind, number * 16 + i)}) failed({number}, {i});"
            for i, kind in enumerate(arguments)
        ]
        lines.append(f"return {c_value(result, number * 16 + 15)}; }}" if result != "void" else "}")
        passed = ", ".join(c_value(kind, number * 16 + i) for i, kind in enumerate(arguments))
        lines.append(f"void c_calls_{name}(void) {{")
        call = f"rust_{name}({passed})"
        if result == "void":
            lines.append(f"{call}; }}")
        else:
            lines.append(f"if ({c_differs(call, result, number * 16 + 15)}) failed({number}, 15); }}")
    lines.append("const uint32_t c_layout[] = {")
    for struct, members in LAYOUTS.items():
        lines.append(f"sizeof({struct}), {', '.join(f'offsetof({struct}, {member})' for member in members)},")
    lines.append("};")
    return "\n".join(lines)


def write_rust(signatures, bindings):
    lines = ["#![no_std]", '#![crate_type = "staticlib"]', "#![allow(warnings)]"]
    lines.append("#[repr(C)] #[derive(PartialEq)] pub struct Fallible(u32);")
    lines.append(f'mod bindings {{ include!("{bindings}"); }}')
    lines.append("#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }")
    lines.append('unsafe extern "C" { safe fn failed(number: u32, place: u32); static c_layout: [u32; 8]; }')
    for number, (name, result, arguments) in enumerate(signatures):
        parameters = ", ".join(f"a{i}: {KINDS[kind][1]}" for i, kind in enumerate(arguments))
        lines.append(f'unsafe extern "C" {{ safe fn c_{name}({parameters}) -> {KINDS[result][1]}; }}')
        lines.append(f'#[unsafe(no_mangle)] extern "C" fn rust_{name}({parameters}) -> {KINDS[result][1]} {{')
        lines += [
            f"if a{i} != {rust_value(kind, number * 16 + i)} {{ failed({number}, {i}); }}"
            for i, kind in enumerate(arguments)
        ]
        lines.append((rust_value(result, number * 16 + 15) if result != "void" else "") + "}")
        passed = ", ".join(rust_value(kind, number * 16 + i) for i, kind in enumerate(arguments))
        lines.append(f'#[unsafe(no_mangle)] extern "C" fn rust_calls_{name}() {{')
        if result == "void":
            lines.append(f"c_{name}({passed}); }}")
        else:
            lines.append(
                f"if c_{name}({passed}) != {rust_value(result, number * 16 + 15)} {{ failed({number}, 15); }} }}"
            )
    lines.append('#[unsafe(no_mangle)] extern "C" fn check_layout() {')
    place = 0
    for struct, members in LAYOUTS.items():
        expressions = [f"size_of::<bindings::{struct}>()"]
        expressions += [f"core::mem::offset_of!(bindings::{struct}, {member})" for member in members]
        for expression in expressions:
            lines.append(
                f"if unsafe {{ c_layout[{place}] }} as usize != {expression} {{ failed(u32::MAX, {place}); }}"
            )
            place += 1
    lines.append("}")
    return "\n".join(lines)


def write_main(signatures):
    names = ",\n".join(f'"{name}"' for name, _, _ in signatures)
    declared = "\n".join(
        f"void c_calls_{name}(void); void rust_calls_{name}(void);" for name, _, _ in signatures
    )
    calls = ", ".join(f"c_calls_{name}, rust_calls_{name}" for name, _, _ in signatures)
    return f"""
#include <stdint.h>
long sim_call(long number, long a, long b, long c);
void check_layout(void);
{declared}
static const char *const names[] = {{ {names} }};
static void (*const calls[])(void) = {{ {calls}, check_layout }};
static int bad;
static void put(const char *text) {{ long n = 0; while (text[n]) n++; sim_call(4, 1, (long)text, n); }}
static void put_number(uint32_t n) {{ char text[2] = {{ "0123456789abcdef"[n & 15], 0 }}; if (n > 15) put_number(n >> 4); put(text); }}
void failed(uint32_t number, uint32_t place) {{
    bad = 1;
    put("FAIL ");
    put(number == UINT32_MAX ? "layout" : names[number]);
    put(place == 15 ? " result" : " argument ");
    if (place != 15) put_number(place);
    put("\\n");
}}
void abort(void) {{ put("FAIL abort\\n"); sim_call(1, 3, 0, 0); for (;;) {{ }} }}
// With every register window in use, callers' registers have to come back too.
static uint32_t deep(uint32_t n, void (*call)(void)) {{ if (n == 0) {{ call(); return 0; }} return n + deep(n - 1, call); }}
int startup(void) {{
    uint32_t passed = 0, failures = 0;
    for (uint32_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {{
        bad = 0;
        for (uint32_t depth = 0; depth < 12; depth += 5) {{
            if (deep(depth, calls[i]) != depth * (depth + 1) / 2) {{ bad = 1; put("FAIL registers of a caller\\n"); }}
        }}
        if (bad) failures++; else passed++;
    }}
    put("passed "); put_number(passed); put(" failed "); put_number(failures); put("\\n");
    return failures != 0;
}}
"""


def run(*command, **kwargs):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **kwargs
    )
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--spec", type=pathlib.Path, required=True, help="the target of the archive, as JSON")
    parser.add_argument(
        "--core", type=pathlib.Path, required=True, help="the folder of libcore-*.rlib for it"
    )
    parser.add_argument("--rustc", required=True)
    parser.add_argument("--plugin", required=True, help="for $XTENSA_GNU_CONFIG")
    parser.add_argument("--headers", required=True, help="flags with which bridge.h compiles")
    parser.add_argument("--bindings", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()

    signatures = functions()
    # A comment may name a function that stands elsewhere.
    code = re.sub(r"//[^\n]*", "", BRIDGE.read_text())
    declared = len(set(re.findall(r"\b(?:asyncio|mpy)_\w+(?=\()", code)))
    if len(signatures) < declared:
        sys.exit(f"error: abi.py reads {len(signatures)} of {declared} functions in bridge.h")
    environment = {**os.environ, "XTENSA_GNU_CONFIG": args.plugin, "RUSTC_BOOTSTRAP": "1"}
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        (work / "abi.c").write_text(write_c(signatures))
        (work / "main.c").write_text(write_main(signatures))
        (work / "abi.rs").write_text(write_rust(signatures, args.bindings.resolve()))

        # A sysroot of nothing but core.
        libraries = work / "sysroot/lib/rustlib" / args.spec.stem / "lib"
        libraries.mkdir(parents=True)
        for pattern in ("libcore-*.rlib", "libcompiler_builtins-*.rlib"):
            newest = max(args.core.glob(pattern), key=lambda path: path.stat().st_mtime)
            (libraries / newest.name).symlink_to(newest.resolve())
        rust = [
            args.rustc,
            "--edition=2024",
            "-Zunstable-options",
            "--sysroot",
            work / "sysroot",
            "--target",
            args.spec.resolve(),
        ]
        run(
            *rust,
            "-Copt-level=s",
            "-Cpanic=abort",
            f"--emit=asm={work}/abi.s",
            work / "abi.rs",
            env=environment,
            cwd=work,
        )
        chip = args.spec.stem.split("-")[1]
        run(ROOT / "micropython/xtensa/assemble.sh", chip, work / "abi.s", work / "librust.a")

        gcc = ["xtensa-lx106-elf-gcc", "-mabi=windowed", "-mlongcalls", "-Os", "-ffreestanding", "-w"]
        gcc += ["-DNO_QSTR", f"-I{BRIDGE.parent}", *args.headers.split()]
        # GCC's own driver would have the assembler for its own core.
        for source in ("abi.c", "main.c"):
            run(*gcc, "-c", work / source, "-o", work / f"{source}.o", env=environment)
        run(
            "xtensa-lx106-elf-gcc",
            "-c",
            ROOT / "ports/qemu/cpu/xtensa_start.s",
            "-o",
            work / "start.o",
            env=environment,
        )
        image = work / "abi.elf"
        objects = [work / "start.o", work / "main.c.o", work / "abi.c.o", work / "librust.a"]
        run("xtensa-lx106-elf-ld", f"-T{HERE}/abi.ld", "-o", image, *objects, env=environment)

        if os.environ.get("ABI_KEEP"):
            shutil.copytree(work, os.environ["ABI_KEEP"], dirs_exist_ok=True, symlinks=True)
        qemu = shutil.which("qemu-system-xtensa", path=f"{os.environ.get('PATH', os.defpath)}:{UNPACKED}")
        if qemu is None:
            sys.exit("error: qemu-system-xtensa is not installed: run tools/setup.sh esp32")
        machine = [
            qemu,
            "-machine",
            "sim",
            "-cpu",
            "dc233c",
            "-nodefaults",
            "-display",
            "none",
            "-semihosting",
        ]
        done = subprocess.run(
            [*machine, "-serial", "stdio", "-kernel", image],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    said = re.search(r"passed ([0-9a-f]+) failed ([0-9a-f]+)", done.stdout)
    print(done.stdout + done.stderr, end="")
    if said is None:
        sys.exit(f"error: the program has ended with status {done.returncode} before its last line")
    passed, failed = int(said[1], 16), int(said[2], 16)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{len(signatures)} functions in both directions, {len(LAYOUTS)} structures")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    raise SystemExit(main())
