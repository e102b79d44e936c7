#!/usr/bin/env python3
"""mdBook's preprocessor for the reference: what a page of docs/ says in `{{...}}` is filled from the sources.

    {{names Event ThreadSafeFlag}}   those names of asyncio (`core.X` for one of a submodule), from typings/asyncio/*.pyi
    {{features}}                     the cargo features and what each adds, from Cargo.toml

A docstring of the stubs says about heap "No heap" or "Heap: …", and "for any context" where an interrupt or another thread may
call it: these become the columns `heap` and `interrupts`.
"""

import ast
import dataclasses
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TYPINGS = ROOT / "typings/asyncio"
DIRECTIVE = re.compile(r"\{\{(names [^}]*|features)\}\}")

# What MicroPython calls for `async with`, `async for` and `await`; the class says what they do.
PROTOCOL = {"__enter__", "__exit__", "__aenter__", "__aexit__", "__await__", "__aiter__", "__anext__", "__init__", "__call__", "__str__", "__repr__", "__lt__"}


@dataclasses.dataclass
class Entry:
    """One name: a function, a class with its members, or a value."""

    name: str
    module: str
    kind: str
    signature: str
    doc: str
    members: list
    bases: tuple = ()

    @property
    def heap(self):
        return heap_of(self.doc)


def heap_of(doc):
    """What a docstring says about heap, or an empty text."""
    doc = " ".join(doc.split())
    said = re.search(r"\bHeap: ([^.]*)\.", doc)
    if said:
        return said.group(1)
    if re.search(r"\b[Nn]o heap\b", doc):
        rest = re.search(r"\b[Nn]o heap,? (unless|once|beyond|but|if|except|while)\b([^.]*)\.", doc)
        return f"none {rest.group(1)}{rest.group(2)}" if rest else "none"
    return ""


def any_context(doc):
    return re.search(r"\b[Aa]ny\s+context\b", doc) is not None


def prose(doc):
    """The docstring without what stands in the columns."""
    text = " ".join(doc.split())
    text = re.sub(r"\s*\b(Heap: |No heap\b)[^.]*\.", "", text)
    text = re.sub(r"(, |\b; )no heap(?=[,.;])", "", text)
    text = re.sub(r"(^|(?<=\. ))For any context\.\s*", "", text)
    return text.strip()


def arguments(function, is_method):
    args = ast.parse(ast.unparse(function)).body[0].args
    if is_method and args.args and args.args[0].arg in ("self", "cls"):
        args.args.pop(0)
    for arg in [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]:
        if arg is not None:
            arg.annotation = None
    return ast.unparse(args).replace("=...", "=…")


def docstring(node):
    return ast.get_docstring(node) or ""


def comment_above(lines, line):
    """The `#:` comment that stands above a value."""
    said = []
    at = line - 2
    while at >= 0 and lines[at].strip().startswith("#:"):
        said.insert(0, lines[at].strip()[2:].strip())
        at -= 1
    return " ".join(said)


def is_property(function):
    return any(getattr(deco, "id", "") == "property" for deco in function.decorator_list)


def members_of(node, lines):
    found = []
    for item in node.body:
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if item.name in PROTOCOL or any(entry.name == item.name for entry in found):
                continue
            static = any(getattr(deco, "id", "") == "staticmethod" for deco in item.decorator_list)
            if is_property(item):
                found.append(Entry(item.name, "", "value", item.name, docstring(item), []))
            else:
                awaits = "await " if isinstance(item, ast.AsyncFunctionDef) else ""
                signature = f"{awaits}{item.name}({arguments(item, not static)})"
                found.append(Entry(item.name, "", "function", signature, docstring(item), []))
        elif isinstance(item, ast.AnnAssign):
            found.append(Entry(item.target.id, "", "value", item.target.id, comment_above(lines, item.lineno), []))
    return found


def class_entry(node, module, lines):
    inits = [item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"]
    signature = f"{node.name}({arguments(inits[0], True) if inits else ''})"
    doc = docstring(node)
    if inits and docstring(inits[0]):
        doc = f"{doc} {docstring(inits[0])}".strip()
    bases = tuple(ast.unparse(base).partition("[")[0] for base in node.bases)
    return Entry(node.name, module, "class", signature, doc, members_of(node, lines), bases)


def entries():
    """Every name that the stubs define, by name and by `module.name`."""
    found = {}
    for path in sorted(TYPINGS.glob("*.pyi")):
        module = "" if path.stem == "__init__" else path.stem
        lines = path.read_text().splitlines()
        for node in ast.parse(path.read_text()).body:
            entry = None
            if isinstance(node, ast.ClassDef):
                entry = class_entry(node, module, lines)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                awaits = "await " if isinstance(node, ast.AsyncFunctionDef) else ""
                entry = Entry(node.name, module, "function", f"{awaits}{node.name}({arguments(node, False)})", docstring(node), [])
            elif isinstance(node, ast.AnnAssign):
                entry = Entry(node.target.id, module, "value", node.target.id, comment_above(lines, node.lineno), [])
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if isinstance(node.value, ast.Name):
                    entry = Entry(name, module, "value", name, f"The same as `{node.value.id}`.", [])
            if entry and not re.fullmatch(r"_[A-Z]\w*", entry.name):
                found.setdefault(entry.name, entry)
                if module:
                    found[f"{module}.{entry.name}"] = entry
    return found


def exported():
    """The names that `asyncio` itself has, by the stubs."""
    names = set()
    for node in ast.parse((TYPINGS / "__init__.pyi").read_text()).body:
        if isinstance(node, ast.ImportFrom):
            names.update(alias.asname for alias in node.names if alias.asname)
        elif isinstance(node, ast.AnnAssign):
            names.add(node.target.id)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            names.add(node.name)
    return {name for name in names if not re.fullmatch(r"_[A-Z]\w*", name)}


def cell(text):
    return text.replace("|", "\\|") or " "


def row(entry):
    heap = entry.heap or ("" if entry.kind == "value" else "?")
    context = "" if entry.kind == "value" else "yes" if any_context(entry.doc) else "no"
    return f"| `{entry.signature}` | {cell(prose(entry.doc))} | {cell(heap)} | {context} |"


HEAD = "| name | what it does | heap | interrupts |\n|---|---|---|---|\n"


def names_table(rows):
    """A table that docs/output.css lays out anew on a phone."""
    return '<div class="names">\n\n' + HEAD + "\n".join(rows) + "\n\n</div>\n"


def rendered(names, known):
    """Markdown for `names`: a section for each class, one table for the functions between."""
    parts = []
    table = []

    def flush():
        if table:
            parts.append(names_table(table))
            table.clear()

    for name in names:
        entry = known.get(name)
        if entry is None:
            # tests/book/check_names.py fails on it; the book is built all the same.
            entry = Entry(name, "", "function", name, "Not in the typing stubs yet.", [])
        if entry.kind == "class":
            flush()
            parts.append(f"### {entry.name}\n\n`{entry.signature}`\n\n{prose(entry.doc)}\n")
            if entry.members:
                parts.append(names_table([row(member) for member in entry.members]))
        else:
            table.append(row(entry))
    flush()
    return "\n".join(parts)


def features():
    """A table of the features and bundles of Cargo.toml, each with the comment above it."""
    section = re.search(r"^\[features\]\n(.*?)^\[", (ROOT / "Cargo.toml").read_text(), re.MULTILINE | re.DOTALL).group(1)
    internal = {"default", "firmware", "test-clock", "archive", "build-micropython", "operation", "own-wakes", "bounded-queue"}
    rows = ["| feature | adds | needs |", "|---|---|---|"]
    comment = []
    for line in section.splitlines():
        match = re.match(r'([a-z-]+) = \[(.*)\]', line)
        if line.startswith("#"):
            comment.append(line[1:].strip())
        elif match and match.group(1) not in internal:
            needs = [f"`{name}`" for name in re.findall(r'"([a-z-]+)"', match.group(2)) if name not in internal]
            rows.append(f"| `{match.group(1)}` | {cell(' '.join(comment))} | {', '.join(needs)} |")
            comment = []
        elif match or not line.strip():
            comment = []
    return "\n".join(rows) + "\n"


def filled(text, known):
    def fill(match):
        word, *names = match.group(1).split()
        return features() if word == "features" else rendered(names, known)

    return DIRECTIVE.sub(fill, text)


def fill_items(items, known):
    for item in items:
        chapter = item.get("Chapter") if isinstance(item, dict) else None
        if chapter:
            chapter["content"] = filled(chapter["content"], known)
            fill_items(chapter["sub_items"], known)


def main():
    if sys.argv[1:2] == ["supports"]:
        sys.exit(0)
    _, book = json.load(sys.stdin)
    fill_items(book["items"], entries())
    json.dump(book, sys.stdout)


if __name__ == "__main__":
    main()
