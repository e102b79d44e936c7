#!/usr/bin/env python3
"""Which code blocks of the book get a Run button, as a script that the book's pages load.

    book_blocks.py DOCS OUT

OUT gets `playgroundBlocks = {page: [for each Python block of the page null or {"files": {name: text}, …}]}`. A block gets a button if the
emulated Pico can run it: it is said to run on rp2, or on no board in particular, and it uses nothing that a Pico lacks.
"""

import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/book"))

from blocks import blocks_of

# What the emulated Pico hasn't got: a network, threads, a host's files and processes.
LACKS = re.compile(
    r"\b(socket|network|ssl|_thread|threading|tls|open_connection|start_server|create_datagram_endpoint|websocket|ffi|termios|concurrent|"
    r"esp32|stm|sys\.argv|StreamReader|Stream|os|select|to_thread|run_in_executor|call_soon_threadsafe|typing|dataclasses|clock|mpy_asyncio)\b"
)


def runnable(block):
    if block.no_run or block.file:
        return False
    if block.boards:
        return "rp2" in block.boards
    return not LACKS.search(block.text)


def page_blocks(page, text):
    files = {}
    found = []
    for block in blocks_of(page, text):
        if block.language != "python":
            continue
        if block.file:
            files[block.file] = block.text
        if not runnable(block):
            found.append(None)
            continue
        used = {name: body for name, body in files.items() if re.search(rf"\b{name[:-3]}\b", block.text)}
        found.append({"files": used, "text": block.text, "output": block.output, "forever": block.forever, "press": block.press, "raises": block.raises, "line": block.line})
    return found


def main():
    docs, out = map(pathlib.Path, sys.argv[1:])
    pages = {}
    for path in sorted(docs.rglob("*.md")):
        page = path.relative_to(docs).as_posix()
        found = page_blocks(page, path.read_text())
        if any(found):
            pages[page.removesuffix(".md") + ".html"] = found
    out.mkdir(parents=True, exist_ok=True)
    buttons = {page: [block and {"files": block["files"]} for block in found] for page, found in pages.items()}
    (out / "book_blocks.js").write_text("globalThis.playgroundBlocks = " + json.dumps(buttons, ensure_ascii=False) + ";\n")
    return pages


if __name__ == "__main__":
    main()
