"""The code blocks of a Markdown page, and what each says about how it is run.

A block is a fence with a language. What follows it directly as a fence `output` is what it must print: `…` there stands for
any text within a line, and a line `…` for any lines. An HTML comment directly before a block changes how it is run:

    <!-- block: on unix, rp2 -->         the boards, by their names in tests/run.py, and `cpython`; the default is unix
    <!-- block: file led.py -->          also a file that the page's later blocks can import
    <!-- block: forever -->              it does not end by itself: Ctrl-C ends it once it has printed what it must
    <!-- block: press 2 -->              (rp2) GPIO 2, high before, is pulled low for a while, three times
    <!-- block: raises ValueError -->    it ends with this exception
    <!-- block: execute -->              (shell) it is run, in the page's folder, where later blocks run too; other shell is only checked
    <!-- block: no_run: REASON -->       it is not run, and counted as skipped with that reason

Several of them are separated by semicolons.
"""

import dataclasses
import re

FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>```+)(?P<language>[^`\n]*)$")
MARKER = re.compile(r"^\s*<!-- block: (.*?) -->\s*$")


class BadBlock(Exception):
    """The page says something that can't be understood."""


@dataclasses.dataclass
class Block:
    page: str
    line: int
    language: str
    text: str
    output: str | None = None
    boards: list = dataclasses.field(default_factory=list)
    file: str = ""
    forever: bool = False
    press: int | None = None
    raises: str = ""
    execute: bool = False
    no_run: str = ""

    @property
    def name(self):
        return f"{self.page}:{self.line}"

    def mark(self, marker):
        for part in marker.split(";"):
            word, _, rest = part.strip().partition(" ")
            rest = rest.strip()
            if word == "on" and rest:
                self.boards = [board.strip() for board in rest.split(",")]
            elif word == "file" and re.fullmatch(r"\w+\.py", rest):
                self.file = rest
            elif word == "forever" and not rest:
                self.forever = True
            elif word == "execute" and not rest:
                self.execute = True
            elif word == "press" and rest.isdigit():
                self.press = int(rest)
            elif word == "raises" and rest:
                self.raises = rest
            elif word == "no_run:" and rest:
                self.no_run = rest
            else:
                raise BadBlock(f"{self.name}: marker '{part.strip()}' is unknown or says too little: tests/book/blocks.py lists them")


def blocks_of(page, text):
    """The blocks of a page, those `output` joined to the one before."""
    found = []
    marker = None
    lines = text.split("\n")
    at = 0
    # Whether nothing but empty lines came since the last block.
    follows = False
    while at < len(lines):
        match = FENCE.match(lines[at])
        if match is None:
            marked = MARKER.match(lines[at])
            if marked:
                marker = (at + 1, marked.group(1))
            elif lines[at].strip():
                if marker:
                    raise BadBlock(f"{page}:{marker[0]}: no code block follows this marker")
                follows = False
            at += 1
            continue
        start = at + 1
        end = start
        while end < len(lines) and lines[end].strip() != match["ticks"]:
            end += 1
        if end == len(lines):
            raise BadBlock(f"{page}:{start}: this code block has no end")
        indent = len(match["indent"])
        body = "".join(line[indent:] + "\n" for line in lines[start:end])
        language = match["language"].strip()
        if language == "output":
            if not follows or marker:
                raise BadBlock(f"{page}:{start}: an output block must follow a code block")
            found[-1].output = body
            follows = False
        else:
            block = Block(page, start, language, body)
            if marker:
                block.mark(marker[1])
            found.append(block)
            follows = True
        marker = None
        at = end + 1
    return found


def matches(expected, printed):
    """Whether `printed` is what an output block says."""
    pattern = ""
    for line in expected.splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r"[^\n]*".join(re.escape(part) for part in line.rstrip().split("…")) + r"[ \t]*\n"
    return re.fullmatch(pattern, printed) is not None
