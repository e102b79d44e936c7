#!/usr/bin/env python3
"""Prints what the module needs and a MicroPython tree lacks: check_micropython.py TREE

It compiles the module's C (all features, the host's compiler, the headers of TREE), and builds nothing. It also checks the structures that no
header has and that the Rust half and the diagnostics rely on. It takes seconds, and prints a table of what is missing or has changed; then
the status is 1.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
MODULE = ROOT / "micropython/module"
FEATURES = "full,diagnostics"

QSTR = re.compile(r"\bMP_QSTR_(\w*)")
RUST_QSTR = re.compile(r"\bX\((\w+)\)")
ROOT_WORDS = re.compile(r"^#define ASYNCIO_ROOT_WORDS (?:.*\\\n)*.*", re.MULTILINE)
ROOT_POINTER = re.compile(r"^MP_REGISTER_ROOT_POINTER\((.*)\);", re.MULTILINE)
COMPLAINT = re.compile(r"^(?:In file included from )?([^:\n]+):(\d+):(?:\d+:)? (?:fatal )?error: (.*?)(?: \[-W[\w=-]+\])?$", re.MULTILINE)
MEMBER = re.compile(r"no member named ['‘]([^'’]+)['’]")
NAME = re.compile(r"['‘\"]([^'’\"]+)['’\"]")

# What the module reads without a header that would say so: file, pattern, what it is for.
SUPPOSED = [
    (
        "py/objgenerator.c",
        r"mp_obj_base_t base;(?:\s*//[^\n]*)*\s*mp_obj_t pend_exc;\s*mp_code_state_t code_state;",
        "the fields of a generator: the loop ends an await in them",
    ),
    ("py/objgenerator.c", r"\*self->code_state\.sp = send_value;", "what is sent in becomes the value of an await"),
    (
        "py/vm.c",
        r"ENTRY\(MP_BC_YIELD_FROM\)[^}]*mp_obj_t send_value = POP\(\);(?:.|\n)*?ip--;\s*PUSH\(ret_value\);\s*goto yield;",
        "where a coroutine stands at an await: the loop ends it there",
    ),
    ("py/makemoduledefs.py", r"MP_REGISTER_MODULE", "the module is registered by it"),
    ("py/make_root_pointers.py", r"MP_REGISTER_ROOT_POINTER", "the event loop lies in root pointers"),
    ("py/builtinimport.c", r"MICROPY_MODULE_BUILTIN_SUBPACKAGES", "import asyncio.core"),
    ("py/modbuiltins.c", r"MICROPY_PORT_EXTRA_BUILTINS", "ExceptionGroup as a builtin"),
    ("py/mkrules.mk", r"QSTR_GLOBAL_DEPENDENCIES", "changed features rebuild what depends on them"),
    ("py/py.mk", r"SRC_USERMOD_C", "USER_C_MODULES of make ports"),
    ("py/usermod.cmake", r"usermod", "USER_C_MODULES of cmake ports"),
    ("py/mkrules.cmake", r"MICROPY_CPP_DEF_EXTRA", "the search for names in cmake ports"),
]

# What Rust reads or calls by bindgen's view: compiled as C here.
PROBE = """
#include "glue/bridge.h"
#include "py/bc.h"
#define SAME(type, field, kind) _Static_assert(__builtin_types_compatible_p(__typeof__(((type *)0)->field), kind), #type "." #field)
SAME(mp_obj_list_t, len, size_t);
SAME(mp_obj_list_t, items, mp_obj_t *);
SAME(mp_obj_base_t, type, const mp_obj_type_t *);
SAME(mp_obj_type_t, flags, uint16_t);
SAME(mp_obj_type_t, name, uint16_t);
SAME(mp_code_state_t, ip, const byte *);
SAME(mp_code_state_t, sp, mp_obj_t *);
SAME(mp_code_state_t, exc_sp_idx, uint16_t);
#define CALLED(name, ...) __typeof__(__VA_ARGS__) *check_##name = name
CALLED(m_malloc_maybe, void *(size_t));
CALLED(gc_free, void(void *));
CALLED(mp_obj_get_type, const mp_obj_type_t *(mp_const_obj_t));
CALLED(mp_obj_is_subclass_fast, bool(mp_const_obj_t, mp_const_obj_t));
CALLED(mp_obj_cast_to_native_base, mp_obj_t(mp_obj_t, mp_const_obj_t));
CALLED(mp_obj_is_callable, bool(mp_obj_t));
CALLED(mp_obj_new_exception, mp_obj_t(const mp_obj_type_t *));
CALLED(mp_obj_new_exception_args, mp_obj_t(const mp_obj_type_t *, size_t, const mp_obj_t *));
CALLED(mp_obj_exception_get_value, mp_obj_t(mp_obj_t));
CALLED(mp_obj_get_type_str, const char *(mp_const_obj_t));
"""


def compile_c(source, folder, tree):
    sys.path.insert(0, str(MODULE))
    import features

    on = features.switched_on(FEATURES)
    definitions = [f"-DMPY_ASYNCIO_{name.upper().replace('-', '_')}={int(name in on)}" for name in features.declared()]
    definitions.append(f"-DMPY_ASYNCIO_INTERFACE={features.interface(on)}")
    command = ["gcc", "-fsyntax-only", "-std=gnu11", "-O1", "-Werror=implicit-function-declaration", "-Werror=incompatible-pointer-types"]
    command += ["-Werror=int-conversion", "-fmax-errors=0", *definitions]
    command += [f"-I{folder}", f"-I{MODULE}", f"-I{ROOT / 'tests/vm'}", f"-I{tree}", "-include", str(MODULE / "mpconfigasyncio.h"), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and not COMPLAINT.search(done.stderr):
        sys.exit(f"error: gcc refuses {source}:\n{done.stderr}")
    return done.stderr


def write_generated(folder, tree, sources):
    """The headers that upstream's tools make in a build, as far as the module needs them."""
    texts = [path.read_text() for path in [*sources, *MODULE.rglob("*.h"), *tree.glob("py/*.h"), *tree.glob("extmod/*.h")]]
    names = {name for text in texts for name in QSTR.findall(text)} - {"null"}
    names = sorted(names | set(RUST_QSTR.findall((MODULE / "glue/rust_qstrs.h").read_text())))
    genhdr = folder / "genhdr"
    genhdr.mkdir()
    lines = ['QDEF0(MP_QSTRnull, 0, 0, "")', *(f'QDEF1(MP_QSTR_{name}, 0, 0, "{name}")' for name in names)]
    (genhdr / "qstrdefs.generated.h").write_text("\n".join(lines) + "\n")
    # Upstream's tool sees the number that the preprocessor has made of them; as many as all features together need will do here.
    words = str(sum(map(int, re.findall(r"\b\d+\b", ROOT_WORDS.search((MODULE / "glue/bridge.h").read_text())[0]))))
    pointers = {found for path in [*sources, *tree.glob("py/*.c")] for found in ROOT_POINTER.findall(path.read_text())}
    text = "".join(f"{pointer};\n" for pointer in sorted(pointers)).replace("ASYNCIO_ROOT_WORDS", words)
    (genhdr / "root_pointers.h").write_text(text)
    texts = "".join(f'#define MICROPY_{name} ""\n' for name in ("GIT_TAG", "GIT_HASH", "BUILD_DATE"))
    (genhdr / "mpversion.h").write_text(texts)
    for empty in ("moduledefs.h", "compressed.data.h"):
        (genhdr / empty).write_text("")


def missing(tree):
    """(what, what is wrong, where it is used) of all that the module relies on and `tree` has not."""
    sources = sorted(MODULE.rglob("*.c"))
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_generated(folder, tree, sources)
        probe = folder / "what_rust_uses.c"
        probe.write_text(PROBE)
        for source in [*sources, probe]:
            for where, line, text in COMPLAINT.findall(compile_c(source, folder, tree)):
                text = text.split("; did you mean")[0]
                what = MEMBER.search(text) or NAME.search(text)
                path = pathlib.Path(where)
                user = path.relative_to(MODULE) if path.is_relative_to(MODULE) else path.name
                found.setdefault((what[1] if what else text, text), f"{user}:{line}")
    for path, pattern, purpose in SUPPOSED:
        file = tree / path
        if not file.is_file() or not re.search(pattern, file.read_text()):
            found[(path, "gone, or without what is looked for: " + purpose)] = "micropython.mk, micropython.cmake or module"
    return [(what, text, where) for (what, text), where in found.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=pathlib.Path)
    tree = parser.parse_args().tree.resolve()
    if not (tree / "py/mpconfig.h").is_file():
        sys.exit(f"error: {tree} is not a MicroPython tree: py/mpconfig.h is missing")
    rows = missing(tree)
    for what, text, where in rows:
        print(f"{what:<40} {text}  ({where})")
    if rows:
        sys.exit(f"{tree}: {len(rows)} things that this module relies on are missing or have changed")
    print(f"{tree}: all that this module relies on is there")


if __name__ == "__main__":
    main()
