#!/usr/bin/env python3
"""CPython's own test_asyncio files, unmodified, on a MicroPython firmware, through the stand-ins of the folder standin.

    cpython_suite.py --tests FOLDER --firmware build/unix-diagnostics/micropython [NAME…]
    cpython_suite.py … test_locks 'test_tasks.*.test_cancel*'       some tests, each with its output

Each test runs in a process of its own. The file on disk stays as it is: a process gets a copy in which the other tests'
lines are empty. So a test that MicroPython's compiler refuses is one result, and line numbers stay. In the copy, a mixin class
without a base gets TestCase as its base, because MicroPython's super() knows only the bases of the class itself.

A test passes, fails or is not runnable (it is about CPython's insides, or the language lacks what it needs). expected.txt
lists all tests that do not pass, each with its reason. A result that differs from the list counts as failed: a test that no longer passes,
and a listed test that passes now. --write prints the list as it would have to be.

REAL_CLOCK names the files that use the real clock; in the others the clock leaps over the waits.
"""

import argparse
import ast
import collections
import concurrent.futures
import fnmatch
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXPECTED = HERE / "expected.txt"
FILES = ["taskgroups", "timeouts", "queues", "locks", "waitfor", "runners", "futures", "tasks", "streams", "threads"]
# What waits for threads or sockets waits for them by the real clock.
REAL_CLOCK = ["test_streams.*", "test_threads.*", "test_tasks.RunCoroutineThreadsafeTests.*"]
SECONDS = 15
KINDS = ["pass", "fail", "not runnable"]
PRIVATE = re.compile(r"AttributeError: .*has no attribute '(_\w+)'")
# MicroPython's modules and exceptions have less than CPython's.
LANGUAGE = re.compile(r"AttributeError: .*'(module|generator|function|closure|bound_method)' object has no attribute '(\w+)'")


class TestFile:
    def __init__(self, path):
        self.module = path.stem
        self.source = path.read_text()
        self.lines = self.source.splitlines()
        tree = ast.parse(self.source)
        self.classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}

    @staticmethod
    def methods(node):
        return [method for method in node.body if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef))]

    def bases(self, name):
        """The class and those of its bases that stand in this file."""
        found = [name]
        for base in self.classes[name].bases:
            if isinstance(base, ast.Name) and base.id in self.classes:
                found += self.bases(base.id)
        return found

    def foreign_base(self, name):
        """What a test class has of another module's as a base."""
        for each in self.bases(name):
            for base in self.classes[each].bases:
                text = ast.unparse(base)
                if text.endswith("TestCase"):
                    return text
        return None

    def tests(self):
        """(class, test) of all tests that CPython's runner would run."""
        found = []
        for name in self.classes:
            if self.foreign_base(name) is None:
                continue
            names = {}
            for base in self.bases(name):
                for method in self.methods(self.classes[base]):
                    if method.name.startswith("test"):
                        names.setdefault(method.name)
            found += [(name, test) for test in names]
        return found

    def cut(self, class_name, test):
        """The source in which `test` is the only test."""
        lines = list(self.lines)
        wanted = self.bases(class_name)
        base = self.foreign_base(class_name)

        def empty(node):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            for number in range(first - 1, node.end_lineno):
                lines[number] = ""
            return first - 1

        for name, node in self.classes.items():
            if name not in wanted:
                if self.foreign_base(name) or any(method.name.startswith("test") for method in self.methods(node)):
                    empty(node)
                continue
            emptied = [empty(method) for method in self.methods(node) if method.name.startswith("test") and method.name != test]
            if len(emptied) == len(node.body):
                lines[emptied[0]] = " " * (node.col_offset + 4) + "pass"
            if not node.bases:
                lines[node.lineno - 1] = re.sub(r"(\w+)(\(\))?:$", rf"\1({base}):", lines[node.lineno - 1])
        return "\n".join(lines) + "\n"


class Result:
    def __init__(self, name, kind, why, output):
        self.name, self.kind, self.why, self.output = name, kind, why, output


def run_test(firmware, file, class_name, test):
    name = f"{file.module}.{class_name}.{test}"
    clock = "real" if any(fnmatch.fnmatchcase(name, pattern) for pattern in REAL_CLOCK) else "leaping"
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / f"{file.module}.py").write_text(file.cut(class_name, test))
        command = [firmware, HERE / "standin/run_one.py", folder, file.module, class_name, test, clock]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as late:
            return Result(name, "fail", f"no end within {SECONDS} s", (late.stdout or b"").decode(errors="replace"))
    output = done.stdout.decode(errors="replace")
    last = output.rstrip().rpartition("\n")[2]
    if not last.startswith("RESULT "):
        how = f"ended by signal {-done.returncode}" if done.returncode < 0 else f"ended with {done.returncode}"
        return Result(name, "fail", f"{how}: {last}", output)
    kind, _, why = last.removeprefix("RESULT ").partition(": ")
    if kind == "fail":
        private, language = PRIVATE.search(why), LANGUAGE.search(why)
        if private:
            return Result(name, "not runnable", f"looks into CPython's: {private[1]}", output)
        if language:
            return Result(name, "not runnable", f"a {language[1]} of MicroPython has no {language[2]}", output)
    return Result(name, kind, why, output)


class Expected:
    """expected.txt: sections `[failed: reason]`, `[not runnable: reason]` and `[left out: reason]`, each with patterns of names."""

    def __init__(self, text):
        self.rows = []
        section = None
        for number, line in enumerate(text.splitlines(), 1):
            heading = re.fullmatch(r"\[(failed|not runnable|left out): (.+)\]", line)
            if heading:
                section = (heading[1], heading[2])
            elif line and not line.startswith("#"):
                if section is None:
                    sys.exit(f"{EXPECTED}:{number}: no section above this name")
                self.rows.append([line, *section, 0])

    def find(self, name):
        for row in self.rows:
            if fnmatch.fnmatchcase(name, row[0]):
                row[3] += 1
                return row[1], row[2]
        return "pass", ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tests", type=pathlib.Path, required=True, help="CPython's Lib/test/test_asyncio")
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path)
    parser.add_argument("--write", action="store_true", help="print the tests that don't pass, by reason")
    parser.add_argument("names", nargs="*", help="patterns of FILE.CLASS.TEST")
    args = parser.parse_args()

    expected = Expected(EXPECTED.read_text())
    patterns = [name if "." in name else f"{name}.*" for name in args.names]
    jobs, left_out = [], collections.Counter()
    for stem in FILES:
        file = TestFile(args.tests / f"test_{stem}.py")
        for class_name, test in file.tests():
            name = f"{file.module}.{class_name}.{test}"
            if patterns and not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
                continue
            kind, why = expected.find(name)
            if kind == "left out":
                left_out[why] += 1
            else:
                jobs.append((file, class_name, test, kind, why))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda job: run_test(args.firmware, *job[:3]), jobs))

    table = collections.defaultdict(collections.Counter)
    by_reason = collections.defaultdict(list)
    wrong = 0
    for (file, _, _, kind, why), result in zip(jobs, results):
        listed = {"failed": "fail"}.get(kind, kind)
        # A test that is listed as not runnable may end in any way but pass.
        as_listed = result.kind == listed or (listed == "not runnable" and result.kind == "fail")
        table[file.module][listed if as_listed else result.kind] += 1
        if result.kind != "pass":
            by_reason[f"{'failed' if result.kind == 'fail' else result.kind}: {result.why}"].append(result.name)
        if args.names:
            print(f"--- {result.name}: {result.kind}\n{result.output}", end="")
        if not as_listed and not args.write:
            wrong += 1
            told = f"expected.txt has it as {kind}: {why}" if kind != "pass" else "expected.txt has it not"
            print(f"FAIL {result.name}: {result.kind}{': ' + result.why if result.why else ''}; {told}")
            if result.kind == "fail":
                print("".join(f"    {line}\n" for line in result.output.rstrip().splitlines()[-8:]), end="")

    if args.write:
        for reason, names in sorted(by_reason.items()):
            print(f"[{reason}]", *names, "", sep="\n")
    if not patterns:
        for row in expected.rows:
            if not row[3]:
                wrong += 1
                print(f"FAIL {EXPECTED.name}: no test is called {row[0]}")

    print(f"{'file':<18} passed  failed  not runnable")
    for module, kinds in table.items():
        print(f"{module:<18} {kinds['pass']:6}  {kinds['fail']:6}  {kinds['not runnable']:12}")
    reasons = collections.Counter(left_out)
    for _, _, _, kind, why in jobs:
        if kind in ("failed", "not runnable"):
            reasons[f"{kind}: {why}"] += 1
    for reason, count in reasons.most_common():
        print(f"skip {count:4}  {reason}")
    passed = sum(kinds["pass"] for kinds in table.values())
    skipped = len(jobs) - passed - wrong + left_out.total()
    print(f"{passed} passed, {wrong} failed, {skipped} as listed in {EXPECTED.relative_to(HERE.parent.parent)}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {wrong} {skipped}\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
