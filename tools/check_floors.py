#!/usr/bin/env python3
"""Which files know a floor above their own, and which files know each other in a circle: check_floors.py [--src FOLDER] [--module FOLDER]

Reads each `crate::` path of src/: in `use`, also over several lines, and inline. A method that a file adds to the type of another
one needs no path: where its name is the only one of its kind, a file that calls it counts as one that knows the file that adds it.
scheduler < kernel < classes < turns.rs; diagnostics stands beside the kernel and may know it.

Of the C files of micropython/module: a file knows the one whose function it calls, or whose variable it uses. Constant objects (a
class, a function object, a table) don't count: a table has to name them, whatever the floor. glue and diagnostics < classes < modasyncio.c.

One line for each arrow upwards and for each circle; fails if there is one.
"""

import argparse
import pathlib
import re
import sys

FLOORS = {"scheduler": 0, "kernel": 1, "diagnostics": 1, "classes": 2, "turns": 3, "drivers": 3, "lib": 4}
C_FLOORS = {"glue": 0, "diagnostics": 0, "classes": 1, "modasyncio": 2}
# A function's body or a variable at the beginning of a line, which other files see.
C_DEFINITION = re.compile(r"^(?!static|extern|typedef)\w[\w *]*?\b((?:asyncio|mpy|__wrap)_\w+)\s*(?:\([^;{]*\)\s*\{|=|\[|;)", re.MULTILINE)


def expand(tree):
    """The paths that the text of a `use` tree names."""
    tree = tree.strip()
    brace = tree.find("{")
    if brace < 0:
        return [tree] if tree else []
    prefix, inner = tree[:brace], tree[brace + 1 : tree.rindex("}")]
    parts, depth, start = [], 0, 0
    for at, char in enumerate(inner):
        depth += (char == "{") - (char == "}")
        if char == "," and depth == 0:
            parts.append(inner[start:at])
            start = at + 1
    parts.append(inner[start:])
    return [prefix + path for part in parts for path in expand(part)]


def paths(text):
    """The paths below `crate::` that a source without comments names."""
    found = []
    for match in re.finditer(r"\buse\s+crate::([^;]+);", text):
        found += expand(match[1])
    rest = re.sub(r"\buse\s+[^;]+;", "", text)
    return found + re.findall(r"\bcrate::((?:\w+::)*\w+)", rest)


def added_methods(texts):
    """name: the file that adds it to another file's type, where no other function has that name."""
    types = {name: file for file, text in texts.items() for name in re.findall(r"\b(?:struct|enum|trait) (\w+)", text)}
    names = [name for text in texts.values() for name in re.findall(r"\bfn (\w+)", text)]
    added = {}
    for file, text in texts.items():
        for of, body in re.findall(r"^impl (\w+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
            if types.get(of, file) != file:
                added.update({name: file for name in re.findall(r"\bfn (\w+)", body) if names.count(name) == 1})
    return added


def target(root, path):
    """The file that the path stands for: the longest beginning that is one."""
    names = path.replace(" ", "").split("::")
    for count in range(len(names), 0, -1):
        file = root.joinpath(*names[:count])
        for candidate in (file.with_suffix(".rs"), file / "mod.rs"):
            if candidate.is_file():
                return candidate.relative_to(root).as_posix()
    return None


def circles(knows):
    """The groups of files that reach each other (Tarjan's strongly connected components), each sorted."""
    index, low, stack, found = {}, {}, [], []

    def visit(file):
        index[file] = low[file] = len(index)
        stack.append(file)
        for other in knows[file]:
            if other not in index:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], index[other])
        if low[file] == index[file]:
            group = stack[stack.index(file) :]
            del stack[stack.index(file) :]
            if len(group) > 1:
                found.append(sorted(group))

    for file in knows:
        if file not in index:
            visit(file)
    return found


def rust_arrows(root):
    """file: the files below `root` that it knows."""
    texts = {file.relative_to(root).as_posix(): file.read_text() for file in sorted(root.rglob("*.rs"))}
    texts = {name: re.sub(r"//[^\n]*", "", text) for name, text in texts.items()}
    added = added_methods(texts)
    knows = {}
    for name, text in texts.items():
        targets = {target(root, path) for path in paths(text)}
        targets |= {added.get(call) for call in re.findall(r"(?:\.|::)(\w+)\(", text)}
        knows[name] = {other for other in targets if other in texts and other != name}
    return knows


def c_arrows(root):
    """file: the files below `root` whose functions or variables it uses."""
    texts = {file.relative_to(root).as_posix(): file.read_text() for file in sorted(root.rglob("*.c"))}
    texts = {name: re.sub(r"//[^\n]*|\"[^\"\n]*\"", "", text) for name, text in texts.items()}
    defined = {}
    for name, text in texts.items():
        for match in C_DEFINITION.finditer(text):
            if match[0].endswith("{") or not re.search(r"\bconst\b", match[0]):
                defined[match[1]] = name
    return {name: {defined[word] for word in re.findall(r"\b\w+\b", text) if defined.get(word, name) != name} for name, text in texts.items()}


def upwards(knows, floors):
    """The pairs of files of which the first knows the second, on a floor above its own."""
    floor = {file: floors[file.rsplit(".", 1)[0].split("/")[0]] for file in knows}
    return [(file, other) for file, others in sorted(knows.items()) for other in sorted(others) if floor[other] > floor[file]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    top = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--src", type=pathlib.Path, default=top / "src")
    parser.add_argument("--module", type=pathlib.Path, default=top / "micropython/module")
    args = parser.parse_args()
    failed = False
    for language, knows, floors in (("Rust", rust_arrows(args.src), FLOORS), ("C", c_arrows(args.module), C_FLOORS)):
        arrows, rings = upwards(knows, floors), circles({file: sorted(others) for file, others in sorted(knows.items())})
        for file, other in arrows:
            print(f"upwards: {file} -> {other}")
        for ring in rings:
            print(f"circle of {len(ring)}: {', '.join(ring)}")
        print(f"{language}: {len(arrows)} arrows upwards, {len(rings)} circles in {len(knows)} files")
        failed |= bool(arrows or rings)
    sys.exit(failed)


if __name__ == "__main__":
    main()
