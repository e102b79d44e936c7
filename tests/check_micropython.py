#!/usr/bin/env python3
"""Tests tools/check_micropython.py: it accepts a whole tree, and names what is missing in a tree that lacks something. Also: if C and Rust have
different features, the build ends with one line.

    check_micropython.py --micropython-dir TREE [--result FILE]
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
CHECK = ROOT / "tools/check_micropython.py"
FEATURES = ROOT / "micropython/module/features.py"
PARTS = ("py", "extmod", "shared", "lib/oofatfs", "lib/littlefs")

# (file, what is replaced, by what, what the check must name)
REMOVED = [
    ("py/runtime.h", r"\bmp_load_method_maybe\b", "mp_load_method_perhaps", "mp_load_method_maybe"),
    ("py/objlist.h", r"\bsize_t len;", "uint8_t len;", "mp_obj_list_t.len"),
    ("py/bc.h", r"\bexc_sp_idx\b", "exc_sp_index", "exc_sp_idx"),
    ("py/objgenerator.c", r"mp_obj_t pend_exc;\n", "", "py/objgenerator.c"),
    ("py/vm.c", r"ip--;\n(\s*)PUSH\(ret_value\);", r"ip -= 2;\n\1PUSH(ret_value);", "py/vm.c"),
    ("py/stream.h", r"\bMP_STREAM_POLL_RD\b", "MP_STREAM_POLL_READ", "MP_STREAM_POLL_RD"),
    ("py/modbuiltins.c", r"MICROPY_PORT_EXTRA_BUILTINS", "MICROPY_PORT_BUILTINS_EXTRA", "py/modbuiltins.c"),
]


def checked(tree):
    done = subprocess.run([sys.executable, CHECK, tree], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def whole_tree(tree):
    status, text = checked(tree)
    return "" if status == 0 else text


def damaged_tree(tree, path, pattern, replacement, named):
    file = tree / path
    whole = file.read_text()
    damaged, count = re.subn(pattern, replacement, whole)
    if not count:
        return f"{path} has no {pattern} to take away"
    file.write_text(damaged)
    status, text = checked(tree)
    file.write_text(whole)
    return "" if status == 1 and any(line.startswith(named) for line in text.splitlines()) else f"status {status}:\n{text}"


def features_given_twice(folder):
    """A feature that the C flags define behind the back of MPY_ASYNCIO_FEATURES."""
    header = folder / "genhdr/mpy_asyncio_features.h"
    header.parent.mkdir()
    subprocess.run([sys.executable, FEATURES, "--header", header, "board"], check=True)
    command = ["gcc", "-fsyntax-only", f"-I{folder}", "-x", "c", ROOT / "micropython/module/mpconfigasyncio.h"]
    plain = subprocess.run(command, capture_output=True, text=True, check=False)
    if plain.returncode:
        return plain.stderr
    planted = subprocess.run([*command, "-DMPY_ASYNCIO_QUEUE=0"], capture_output=True, text=True, check=False)
    return "" if planted.returncode and "give MPY_ASYNCIO_FEATURES= to make" in planted.stderr else f"accepted: {planted.stderr}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--micropython-dir", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    outcomes = [("whole tree", whole_tree(args.micropython_dir))]
    with tempfile.TemporaryDirectory() as name:
        tree = pathlib.Path(name) / "micropython"
        for part in PARTS:
            shutil.copytree(args.micropython_dir / part, tree / part)
        for path, pattern, replacement, named in REMOVED:
            outcomes.append((f"{path} without {named}", damaged_tree(tree, path, pattern, replacement, named)))
        outcomes.append(("features given twice", features_given_twice(pathlib.Path(name))))
    for what, trouble in outcomes:
        print(f"FAIL {what}\n{trouble}" if trouble else f"pass {what}")
    failed = sum(bool(trouble) for _, trouble in outcomes)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{len(outcomes) - failed} {failed}\n")
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
