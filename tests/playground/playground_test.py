#!/usr/bin/env python3
"""The playground in Chromium: its examples and the book's programs print their expected output, and bad input gets a clear message.

    playground_test.py --site FOLDER --book FOLDER --modules FOLDER --parts FOLDER --result FILE [--keep FOLDER] [--only WORD]

MODULES is where playwright-core is, or gets, installed; PARTS is where the page's own parts are. Chromium is Debian's.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests/diagnostics/viewer"), str(ROOT / "tests/book"), str(ROOT / "playground"), str(ROOT / "tools")]

import book_blocks  # noqa: E402
import trace_view  # noqa: E402
from trace_view_test import install_playwright  # noqa: E402


def pattern_of(expected):
    """An output block as a regular expression that JavaScript takes too."""
    pattern = "^"
    for line in expected.splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r"[^\n]*".join(re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", part) for part in line.rstrip().split("…")) + r"[ \t]*\n"
    return pattern + "$"


def cases(only):
    found = []
    for path in sorted((ROOT / "playground/examples").glob("*.py")):
        expected = path.with_suffix(".exp").read_text()
        found.append({"name": path.stem, "program": path.read_text(), "files": {}, "pattern": pattern_of(expected), "forever": False, "press": None})
    for path in sorted((ROOT / "docs").rglob("*.md")):
        page = path.relative_to(ROOT / "docs").as_posix()
        for block in book_blocks.page_blocks(page, path.read_text()):
            if block is None or (block["output"] is None and not block["raises"]):
                continue
            pattern = pattern_of(block["output"] or "")
            if block["raises"]:
                pattern = pattern[:-1] + r"(?:.*\n)*" + block["raises"] + r".*\n$"
            found.append({"name": f"{page}:{block['line']}", "program": block["text"], "pattern": pattern, **{k: block[k] for k in ("files", "forever", "press")}})
    return [case for case in found if only in case["name"]]


# Of each kind of record at least one: a sleeper, a hog, a flag set in an interrupt, a lock, a cancelled task, one function twice.
DUMP = """\
1000 new 1 0 0 -
1005 new 2 0 0 -
1010 switch 1 0 0 sleeper
1030 suspend 1 7d0 sleeping sleeper
1040 switch 2 0 0 button
1050 suspend 2 9 waiting ThreadSafeFlag
1060 idle 0 7d0 0 -
3060 awake 0 0 0 -
3065 due 1 23 0 -
3070 switch 1 0 0 sleeper
3080 new 3 1 0 -
3090 suspend 1 64 sleeping sleeper
3100 switch 3 0 0 hog
3200 gc 0 0 0 -
3300 gcend 0 0 0 -
3400 set 9 0 1 ThreadSafeFlag
203400 place 0 2a 0 inner
203400 suspend 3 0 ready hog
203410 wake 2 0 0 -
203420 due 1 30d00 0 -
203430 switch 2 0 0 button
203440 suspend 2 7 waiting Lock
203450 switch 1 0 0 sleeper
203460 cancel 2 1 0 -
203470 suspend 1 0 done sleeper
203480 switch 3 0 0 hog
203490 suspend 3 0 failed hog
203500 wake 2 0 0 -
203510 switch 2 0 0 button
203520 suspend 2 0 cancelled button
203530 new 1 0 0 -
203540 switch 1 0 0 sleeper
203550 suspend 1 0 done sleeper
"""


def check_live_trace():
    """The page's lanes are those that tools/trace_view.py makes of the same records."""
    count = len(DUMP.splitlines())
    header, records = trace_view.read(f"mpy-asyncio-trace 1\nrecords {count} lost 0 now 0 slow 100000\n{DUMP}end\n")
    trace = trace_view.Trace(header, records, 100_000, 10_000)
    expected = {
        "lanes": [{"name": lane.name, "spans": lane.spans, "marks": lane.marks, "steps": lane.steps} for lane in trace.lanes],
        "problems": trace.problems,
    }
    rows = [[record.tick, record.kind, record.subject, record.further, record.detail, record.name] for record in records]
    command = ["node", str(HERE / "live_trace.mjs")]
    done = subprocess.run(command, input=json.dumps(rows), capture_output=True, text=True, check=True)
    made = json.loads(done.stdout)
    plain = json.loads(json.dumps(expected))
    for ours, theirs in zip(made["lanes"] + made["problems"], plain["lanes"] + plain["problems"], strict=True):
        if ours != theirs:
            raise AssertionError(f"the page has {ours}, trace_view.py {theirs}")


def check_looks(parts, site):
    """However often one looks into the board, the records are whole."""
    command = ["node", HERE / "short_looks.mjs", parts, site, ROOT / "playground"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("site", "book", "modules", "parts", "result"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="leave screenshots here")
    parser.add_argument("--only", default="", help="of the programs those whose name has this in it")
    args = parser.parse_args()
    passed = failed = 0
    for name, check in (
        ("the lanes are trace_view.py's", check_live_trace),
        ("a record that is being written is not read", lambda: check_looks(args.parts, args.site)),
    ):
        try:
            check()
        except (AssertionError, ValueError, subprocess.SubprocessError) as error:
            failed += 1
            print(f"FAIL {name}: {error}")
        else:
            passed += 1
            print(f"pass {name}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        programs = pathlib.Path(temporary) / "cases.json"
        programs.write_text(json.dumps(cases(args.only)))
        try:
            install_playwright(args.modules)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"FAIL playwright-core could not be installed: {error}")
            failed += 1
        else:
            command = ["node", str(HERE / "drive_playground.mjs"), args.modules, args.site, args.book, programs, folder]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                for line in process.stdout:
                    print(line, end="", flush=True)
                    passed += line.startswith("pass ")
                    failed += line.startswith("FAIL ")
            failed += process.returncode != 0 and failed == 0
    args.result.parent.mkdir(parents=True, exist_ok=True)
    args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
