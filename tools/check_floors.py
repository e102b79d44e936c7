#!/usr/bin/env python3
"""Which Rust files know a floor above their own, and which files know each other in a circle: check_floors.py [--src FOLDER]

Reads each `crate::` path of src/: in `use`, also over several lines, and inline. A method that a file adds to the type of another
one needs no path: where its name is the only one of its kind, a file that calls it counts as one that knows the file that adds it.
scheduler < kernel < classes < turns.rs; diagnostics stands beside the kernel and may know it. One line for each arrow upwards and
for each circle; fails if there is one.
"""

import argparse
import pathlib
import re
import sys

FLOORS = {"scheduler": 0, "kernel": 1, "diagnostics": 1, "classes": 2, "turns": 3, "lib": 4}


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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--src", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent / "src")
    args = parser.parse_args()
    root = args.src
    texts = {file.relative_to(root).as_posix(): file.read_text() for file in sorted(root.rglob("*.rs"))}
    texts = {name: re.sub(r"//[^\n]*", "", text) for name, text in texts.items()}
    added = added_methods(texts)
    knows = {}
    for name, text in texts.items():
        targets = {target(root, path) for path in paths(text)}
        targets |= {added.get(call) for call in re.findall(r"(?:\.|::)(\w+)\(", text)}
        knows[name] = sorted(targets - {None, name})
    upwards = []
    for file, others in knows.items():
        floor = FLOORS[file.removesuffix(".rs").split("/")[0]]
        upwards += [f"{file} -> {other}" for other in others if FLOORS[other.removesuffix(".rs").split("/")[0]] > floor]
    rings = circles({file: [other for other in others if other in knows] for file, others in knows.items()})
    for arrow in upwards:
        print(f"upwards: {arrow}")
    for ring in rings:
        print(f"circle of {len(ring)}: {', '.join(ring)}")
    print(f"{len(upwards)} arrows upwards, {len(rings)} circles in {len(knows)} files")
    sys.exit(bool(upwards or rings))


if __name__ == "__main__":
    main()
