#!/usr/bin/env python3
"""tools/trace_view.py on dumps written by hand, and the page in a real browser on what a firmware has recorded.

    trace_view_test.py --firmware FIRMWARE --modules FOLDER --result FILE [--keep FOLDER]

FIRMWARE is a unix one with the feature `trace`; FOLDER is where playwright-core is, or gets, installed. Chromium is Debian's.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import trace_view  # noqa: E402

HEAD = "mpy-asyncio-trace 1\nrecords {} lost 0 now 0 slow 100000\n"


def dump(*lines):
    return HEAD.format(len(lines)) + "".join(line + "\n" for line in lines) + "end\n"


def trace_of(text, slow_us=None):
    header, records = trace_view.read(text)
    return trace_view.Trace(header, records, slow_us or header["slow"], 10_000)


def check_spans():
    trace = trace_of(
        dump(
            "1000 new 1 0 0 -",
            "1000 wake 1 0 0 -",
            "1010 switch 1 0 0 blink",
            "1030 suspend 1 7d0 sleeping blink",
            "1030 idle 0 7d0 0 -",
            "3030 awake 0 0 0 -",
            "3035 due 1 5 0 -",
            "3040 switch 1 0 0 blink",
            "3050 suspend 1 9 waiting Event",
            "3060 set 9 0 1 Event",
            "3070 wake 1 0 0 -",
            "3080 switch 1 0 0 blink",
            "3090 suspend 1 0 done blink",
        )
    )
    (lane,) = trace.lanes[: len(trace.lanes) - trace.system]
    assert lane.name == "blink", lane.name
    spans = [tuple(span[:3]) for span in lane.spans]
    assert spans == [
        (0, 10, "ready"),
        (10, 30, "run"),
        (30, 2035, "sleep"),
        (2035, 2040, "ready"),
        (2040, 2050, "run"),
        (2050, 2070, "event"),
        (2070, 2080, "ready"),
        (2080, 2090, "run"),
    ], spans
    assert [mark[1] for mark in lane.marks] == ["new", "done"], lane.marks
    assert "in an interrupt" in trace.sets.marks[0][2][0]
    assert [tuple(span[:3]) for span in trace.loop.spans] == [(30, 2030, "idle")]
    assert trace.problems == []


def check_problems():
    trace = trace_of(
        dump(
            "0 switch 1 0 0 sleeper",
            "10 suspend 1 3e8 sleeping sleeper",
            "20 switch 2 0 0 hog",
            "200020 place 0 2a 0 inner",
            "200020 suspend 2 0 ready hog",
            "200030 due 1 30d3e 0 -",
            "200040 switch 1 0 0 sleeper",
            "200050 suspend 1 0 done sleeper",
        )
    )
    found = [(trace.lanes[problem[2]].name, problem[3], problem[4]) for problem in trace.problems]
    assert found == [
        ("hog", "long", "ran 200.00 ms without an await, up to inner(), line 42"),
        ("sleeper", "late", "woke 199.03 ms late"),
    ], found


def check_late_wake_by_a_flag():
    trace = trace_of(
        dump(
            "0 switch 1 0 0 button",
            "10 suspend 1 9 waiting ThreadSafeFlag",
            "20 switch 2 0 0 hog",
            "30020 set 9 0 1 ThreadSafeFlag",
            "60020 suspend 2 0 ready hog",
            "60025 wake 1 0 0 -",
            "60030 switch 1 0 0 button",
            "60040 suspend 1 9 waiting ThreadSafeFlag",
            "60050 set 9 0 1 ThreadSafeFlag",
            "60055 wake 1 0 0 -",
            "60060 switch 1 0 0 button",
        )
    )
    found = [(trace.lanes[problem[2]].name, problem[4]) for problem in trace.problems]
    assert found == [("button", "woke 30.01 ms after its ThreadSafeFlag was set")], found


def check_wrapping_clock_and_shared_lanes():
    trace = trace_of(
        dump(
            "4294967290 switch 1 0 0 job",
            "4 suspend 1 0 done job",
            "10 new 1 0 0 -",
            "12 switch 1 0 0 job",
            "20 suspend 1 0 failed job",
        )
    )
    (lane,) = trace.lanes
    assert [tuple(span[:3]) for span in lane.spans] == [(0, 10, "run"), (18, 26, "run")], lane.spans
    assert (lane.tasks, trace.count) == (2, 2)


def check_errors():
    whole = dump("0 switch 1 0 0 f")
    for text, words in [
        ("nothing here", "no trace in it"),
        (whole[: whole.index("end")], "cut off"),
        (whole.replace("switch", "sitch"), "not a line of a trace: '0 sitch 1 0 0 f'"),
        ("mpy-asyncio-trace 1\n", "cut off"),
    ]:
        try:
            trace_view.read(text)
        except trace_view.BadDump as error:
            assert words in str(error), error
        else:
            raise AssertionError(f"accepted: {text!r}")
    # A serial log: text before, carriage returns, an older dump.
    header, records = trace_view.read("boot\r\n" + dump("0 gc 0 0 0 -") + ">>> " + whole.replace("\n", "\r\n") + ">>> ")
    assert [record.kind for record in records] == ["switch"], header


def check_chrome_format():
    trace = trace_of(dump("0 switch 1 0 0 f", "9 suspend 1 0 done f"))
    events = json.loads(json.dumps(trace_view.chrome(trace)))["traceEvents"]
    (step,) = [event for event in events if event["ph"] == "X"]
    assert (step["name"], step["ts"], step["dur"]) == ("f", 0, 9), step


def check_page_is_self_contained():
    page = trace_view.page(trace_of(dump("0 switch 1 0 0 f</script>", "9 suspend 1 0 done f")), "a <title>")
    assert "a &lt;title&gt;" in page
    assert page.count("</script>") == 2
    for mark in ("http://", "https://", "src=", "@DATA@", "@TITLE@"):
        assert mark not in page, mark


def record_examples(firmware, folder):
    """Pages of what the examples do on `firmware`."""
    pages = []
    for name, command in [
        ("tasks", [str(firmware), str(ROOT / "examples/traced_tasks.py")]),
        ("urgent", [str(firmware), str(ROOT / "examples/traced_urgent.py")]),
        ("three_tasks", [str(firmware), str(ROOT / "examples/traced.py"), str(ROOT / "examples/three_tasks.py"), "three_tasks.txt"]),
    ]:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{name}: exit status {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}")
        log = folder / f"{name}.txt"
        if not log.exists():
            log.write_text(done.stdout)
        tool = [sys.executable, str(ROOT / "tools/trace_view.py"), str(log), "-o", str(folder / f"{name}.html")]
        subprocess.run(tool, check=True, timeout=60)
        # It has no long step, which the checks of a page look for.
        if name != "urgent":
            pages.append(folder / f"{name}.html")
    return pages


def install_playwright(folder):
    lock = folder / "package-lock.json"
    if (folder / "node_modules").is_dir() and lock.read_text() == (HERE / lock.name).read_text():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], cwd=folder, check=True, timeout=300)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--modules", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="leave pages and screenshots here")
    args = parser.parse_args()
    passed = failed = 0
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            try:
                check()
            except Exception as error:
                failed += 1
                print(f"FAIL {name}: {type(error).__name__}: {error}")
            else:
                passed += 1
                print(f"pass {name}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            install_playwright(args.modules)
            pages = record_examples(args.firmware.resolve(), folder)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            failed += 1
            pages = []
            print(f"FAIL the browser's part: {error}")
        for page in pages:
            command = ["node", str(HERE / "drive_page.mjs"), str(args.modules), str(page), str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
            print(done.stdout + done.stderr, end="")
            lines = done.stdout.splitlines()
            good = sum(line.startswith("pass ") for line in lines)
            bad = sum(line.startswith("FAIL ") for line in lines)
            passed += good
            failed += bad + (done.returncode != 0 and bad == 0)
    args.result.parent.mkdir(parents=True, exist_ok=True)
    args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
