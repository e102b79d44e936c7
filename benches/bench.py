#!/usr/bin/env python3
"""Measures asyncio: ours beside stock, in one run, on one port.

    bench.py --port unix --ours FIRMWARE --stock FIRMWARE --out build/bench [--only switch,gather] [--repeats 5] [--parity FIRMWARE]

Every case is a script in cases/. Each run starts a fresh firmware, stock and ours in turn; cases of one script, which are
compared with each other, take turns too. The figure is the median; for a worst pause it is the least. The spread is the distance of the quartiles
divided by the median, the larger of the two. On unix CPython's asyncio, and uvloop if it is installed, run the same scripts for comparison.

Writes report.json (a list of {name, port, unit, stock, ours, ratio, spread}), report.html, series.json.
"""

import argparse
import dataclasses
import itertools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import report_page

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))
SECONDS_PER_RUN = 120
# As in cases/http.py.
HTTP_PORT = "28482"
WRAP = 1 << 30
NO_MEMORY = "the board's memory does not hold it"


@dataclasses.dataclass
class Case:
    script: str
    constants: dict = dataclasses.field(default_factory=dict)
    unit: str = "time"
    heap: str = ""
    # CPython has it too.
    shared: bool = True
    neutral: bool = False
    once: bool = False
    # What passes while nothing runs counts too; all other cases count processor time, which other programs disturb less.
    wall: bool = False
    # Processor time is counted in milliseconds: ours does so many times the rounds, so that it takes long enough.
    more: int = 20
    ports: tuple = ("unix", "qemu", "rp2", "esp32")
    # The figure is the worst of a run, to which the host adds what it likes: of all runs the one that it disturbed least counts.
    worst: bool = False
    # Where the script serves several cases: how this one is called.
    label: str = ""
    # Stock lacks what it measures, or it is compared with a rule of its own only.
    alone: bool = False
    # http_clients.py asks the script, once it has printed LISTENS. CPython runs as often as ours: they are compared pair by pair.
    clients: bool = False

    @property
    def name(self):
        unnamed = ("ROUNDS", "BASE_MS", "SECONDS", "FLAGS")
        words = [str(value) for key, value in self.constants.items() if key not in unnamed]
        words = [self.label] if self.label else [self.script, *words]
        words += [self.heap] if self.heap else []
        return " ".join(words) + (" (scan neutralised)" if self.neutral else "")


UNIX = ("unix",)
# The board of tests/run.py on which a port's cases run; qemu's is chosen.
EMULATED = {"rp2": "rp2", "esp32": "ESP32_C3"}


def cases(port):
    # Boards are slower and smaller; emulated ones repeat to the instruction.
    small = port != "unix"
    tasks = (1, 2, 10, 100) if small else (1, 2, 10, 100, 1000, 10000)
    turns = 2000 if small else 60000
    found = [Case("floor", {"ROUNDS": turns * 5})]
    found += [Case("switch", {"TASKS": n, "FLAGS": 0, "ROUNDS": max(10, turns // n)}) for n in tasks]
    found += [Case("depth", {"LEVELS": n, "ROUNDS": max(10, turns // 10)}) for n in (1, 4)]
    # On stock the time passes asleep, in polling.
    waiting = {"TASKS": 10, "FLAGS": 1, "ROUNDS": 200 if small else 300}
    found += [Case("switch", waiting, shared=False, more=400, label="idle_flag")]
    found += [Case("switch", waiting, shared=False, wall=True, ports=UNIX, label="idle_flag elapsed")]
    rounds = 500 if small else 40000
    for neutral in (False, True):
        found += [
            Case("event_pingpong", {"ROUNDS": rounds}, neutral=neutral),
            Case("lock_handoff", {"ROUNDS": rounds}, neutral=neutral),
            Case("create_await", {"ROUNDS": rounds}, neutral=neutral),
            Case("gather", {"CHILDREN": 10, "ROUNDS": rounds // 20}, neutral=neutral),
            Case("gather", {"CHILDREN": 100, "ROUNDS": max(2, rounds // 200)}, neutral=neutral, ports=UNIX),
            Case("wait_for", {"ROUNDS": rounds // 5}, neutral=neutral),
            Case("cancel", {"ROUNDS": rounds // 2}, neutral=neutral),
        ]
    found += [Case("flag_wake_schedule", {"ROUNDS": 100}, shared=False, wall=True)]
    found += [Case("flag_wake_thread", {"ROUNDS": 300}, shared=False, wall=True, ports=UNIX)]
    found += [Case("flag_wake_interrupt", {"ROUNDS": 50}, shared=False, wall=True, ports=("qemu", "rp2"))]
    for n in (10, 100) if small else (10, 100, 1000, 10000):
        found.append(Case("sleepers_insert", {"SLEEPERS": n}, wall=True))
        base = 300 if n >= 10000 else 100
        found.append(Case("sleepers_expire", {"SLEEPERS": n, "BASE_MS": base}, wall=True, ports=UNIX))
    found += [Case("idle_streams", {"STREAMS": n, "ROUNDS": 3000}, ports=UNIX) for n in (0, 10, 500)]
    found += [Case("echo", {"CONNECTIONS": n, "ROUNDS": 3000 // n}, ports=UNIX, more=4) for n in (1, 10, 100)]
    found += [Case("import_heap", unit="bytes", shared=False, once=True)]
    found += [Case("task_bytes", unit="bytes", shared=False, once=True)]
    for n in (10, 100, 400):
        many = {"CHILDREN": n, "ROUNDS": max(2, (rounds // 20 if small else rounds) // n)}
        found += [Case("wait", many, alone=True)]
        found += [Case("gather", many)] if n > 10 and (small or n > 100) else []
    found += [Case("due_at_once", {"SLEEPERS": n}, shared=False, wall=True) for n in (100, 1000)]
    for what in ("new_event_loop", "all_tasks", "Runner.close"):
        found += [Case("housekeeping", {"WHAT": what, "TASKS": 200}, shared=False, wall=True, alone=True)]
    # On unix the clock of processor time has steps of 1 ms.
    questions = 100 if small else 100000
    found += [Case("asked_streams", {"STREAMS": n, "ROUNDS": max(5, questions // n)}, shared=False) for n in (10, 100)]
    found += [Case("mixed", {"ROUNDS": rounds // 5}, shared=False)]
    found += [Case("http", {"CONNECTIONS": 50, "ROUNDS": 200}, ports=UNIX, clients=True)]
    for kind in ("sleep", "event", "lock", "flag", "task", "wait_for", "gather", "stream"):
        found.append(Case("alloc", {"KIND": kind, "ROUNDS": 20}, unit="bytes", shared=False, once=True))
    for heap in ("64k", "256k", "1m", "4m", "16m"):
        for neutral in (False, True):
            found.append(Case("create_filling", heap=heap, shared=False, neutral=neutral, wall=True, ports=UNIX))
    for heap in (1 << 16, 1 << 18, 1 << 20):
        for part in ("empty", "filled"):
            found.append(Case("create_growth", {"HEAP": heap, "PART": part}, shared=False, wall=True, ports=("qemu",)))
    found += [Case("gc_pressure", {"SECONDS": 10}, heap="64k", shared=False, wall=True, ports=UNIX, worst=True)]
    found += [Case("heap_over_time", unit="bytes", heap="128k", shared=False, once=True, ports=UNIX)]
    return [case for case in found if port in case.ports]


PRELUDE = """\
import time

NEUTRAL = {neutral}
{constants}


def figure(total, operations):
    print("FIGURE", total, operations)


def samples(name, values):
    print("SAMPLES", name.replace(" ", "_"), *values)


"""
# Processor time comes in milliseconds, as a float of seconds.
MICROPYTHON_CLOCKS = {
    False: "SECOND = 10**9\n\n\ndef clock():\n    return int(time.clock() * 1000) * 1000000\n\n\n",
    True: "SECOND = 10**9\nclock = time.time_ns\n",
}
CPYTHON = """\
import asyncio
import sys

SECOND = 10**9
SECOND = 10**9
asyncio.sleep_ms = lambda ms: asyncio.sleep(ms / 1000)
asyncio.wait_for_ms = lambda aw, ms: asyncio.wait_for(aw, ms / 1000)
"""
CPYTHON_CLOCKS = {
    False: CPYTHON + "clock = time.process_time_ns\n",
    True: CPYTHON + "clock = time.perf_counter_ns\n",
}
UVLOOP = "import uvloop\nuvloop.install()\n"


class Skipped(Exception):
    """The script says why it does not measure here."""


class Failed(Exception):
    pass


class NoMemory(Exception):
    """The board's memory does not hold the case."""


def source_of(case, clock):
    constants = "\n".join(f"{key} = {value!r}" for key, value in case.constants.items())
    text = PRELUDE.format(neutral=case.neutral, constants=constants) + clock
    return text + (HERE / "cases" / f"{case.script}.py").read_text()


def parse(output, scale=1):
    """(the figure for one operation, {name: samples}) of a script's output."""
    figure, series = None, {}
    for line in output.splitlines():
        word, _, rest = line.partition(" ")
        if word == "SKIP":
            raise Skipped(rest)
        if word == "FIGURE":
            total, operations = (int(number) for number in rest.split())
            figure = (total if total >= 0 else total + WRAP) * scale / operations
        elif word == "SAMPLES":
            name, *values = rest.split()
            series[name] = [int(value) for value in values]
    if figure is None:
        raise Failed(output[-2000:] or "no output")
    return figure, series


class Process:
    """A firmware, or CPython, that runs on this machine: a process for each script."""

    unit = "ns"

    def __init__(self, command, clocks):
        self.command = command
        self.clocks = clocks

    def run(self, case):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(source_of(case, self.clocks[case.wall]))
            file.flush()
            heap = ["-X", f"heapsize={case.heap}"] if case.heap else []
            if case.constants.get("SLEEPERS", case.constants.get("TASKS", 0)) >= 10000:
                heap = ["-X", "heapsize=32m"]
            command = [*self.command, *(heap if "micropython" in self.command[0] else []), file.name]
            pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
            try:
                with subprocess.Popen(command, **pipes) as process:
                    try:
                        if case.clients and process.stdout.readline() == "LISTENS\n":
                            asked = [str(case.constants[name]) for name in ("CONNECTIONS", "ROUNDS")]
                            clients = [sys.executable, HERE / "http_clients.py", HTTP_PORT, *asked]
                            subprocess.run(clients, timeout=SECONDS_PER_RUN, check=True)
                        output, errors = process.communicate(timeout=SECONDS_PER_RUN)
                    except BaseException:
                        process.kill()
                        raise
            except subprocess.CalledProcessError as failed:
                raise Failed(f"the clients failed with status {failed.returncode}") from None
            except subprocess.TimeoutExpired:
                raise Failed(f"no end after {SECONDS_PER_RUN} s") from None
        if process.returncode and "SKIP" not in output:
            raise Failed(f"exit status {process.returncode}: {output[-500:]}{errors[-1500:]}")
        return parse(output)


class EmulatedBoard:
    """A board of tests/run.py: freshly started for every script, so that none inherits another's heap."""

    def __init__(self, start):
        self.start = start
        board = start().board
        self.unit = getattr(board, "UNIT", "us")
        self.scale = getattr(board, "UNITS_PER_COUNT", 1)
        self.clock = f"clock = lambda: {getattr(board, 'CLOCK', 'time.ticks_us()')}\nSECOND = 0\n"

    def run(self, case):
        runner = self.start()
        try:
            out, err = runner.run(source_of(case, self.clock).encode(), SECONDS_PER_RUN)
        finally:
            runner.stop()
        if b"MemoryError" in err:
            raise NoMemory
        if err:
            raise Failed(err.decode(errors="replace")[-1500:])
        return parse(out.decode(errors="replace"), 1 if case.unit == "bytes" else self.scale)


def contestants(chosen):
    """{column: what runs a case}, ours and stock first."""
    if chosen.port == "unix":
        found = {name: Process([str(getattr(chosen, name))], MICROPYTHON_CLOCKS) for name in ("stock", "ours")}
        if not chosen.no_cpython:
            found["cpython"] = Process([sys.executable], CPYTHON_CLOCKS)
            if chosen.uvloop:
                found["uvloop"] = Process([chosen.uvloop], {wall: text + UVLOOP for wall, text in CPYTHON_CLOCKS.items()})
        return found

    def starter(firmware):
        from run import SerialRunner, make_board

        return lambda: SerialRunner(make_board(EMULATED.get(chosen.port, chosen.board), firmware, icount=0))

    return {name: EmulatedBoard(starter(getattr(chosen, name))) for name in ("stock", "ours")}


def scaled(case, column):
    if case.wall or case.unit == "bytes" or "ROUNDS" not in case.constants:
        return case
    rounds = case.constants["ROUNDS"] * (case.more if column == "ours" else 1)
    return dataclasses.replace(case, constants=case.constants | {"ROUNDS": rounds})


class Measurement:
    """A case's figures so far: {column: [figures]}, {column: {name: samples}}, {column: why there is none}."""

    def __init__(self, case):
        self.case = case
        self.figures, self.series, self.missing = {}, {}, {}

    def repeats(self, at_most):
        # The longest pause takes ten seconds to find.
        return 1 if self.case.once else min(at_most, 3) if "SECONDS" in self.case.constants else at_most

    def run(self, runners):
        """Once on each firmware, one after the other."""
        for column, runner in runners.items():
            foreign = column in ("cpython", "uvloop")
            if column in self.missing or (foreign and (not self.case.shared or self.case.neutral)):
                continue
            if foreign and not self.case.clients and len(self.figures.get(column, ())) >= 2:
                continue
            try:
                figure, samples = runner.run(scaled(self.case, column) if isinstance(runner, Process) else self.case)
                self.figures.setdefault(column, []).append(figure)
                self.series.setdefault(column, {}).update(samples)
            except Skipped as skipped:
                self.missing[column] = str(skipped)
            except NoMemory:
                self.missing[column] = NO_MEMORY
            except Failed as failed:
                self.missing[column] = "failed: " + str(failed).strip()


def measured(wanted, runners, repeats):
    """The measurements of the cases in their order; those of one script that follow each other take turns."""
    done = 0
    for _, group in itertools.groupby(wanted, key=lambda case: case.script):
        measurements = [Measurement(case) for case in group]
        for repeat in range(repeats):
            for number, measurement in enumerate(measurements, done + 1):
                if repeat < measurement.repeats(repeats):
                    if sys.stderr.isatty():
                        name = measurement.case.name
                        print(f"\r{number}/{len(wanted)} {name} …\033[K", end="", file=sys.stderr, flush=True)
                    measurement.run(runners)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        done += len(measurements)
        yield from measurements


def spread(values):
    middle = statistics.median(values)
    if len(values) < 2 or not middle:
        return 0.0
    quartiles = statistics.quantiles(values, n=4, method="inclusive")
    return (quartiles[2] - quartiles[0]) / middle


def row_of(case, port, unit, figures):
    middle = {column: (min if case.worst else statistics.median)(values) for column, values in figures.items()}
    stock, ours = middle.get("stock"), middle.get("ours")
    row = {
        "name": case.name,
        "port": port,
        "unit": "bytes" if case.unit == "bytes" else unit,
        "stock": stock,
        "ours": ours,
        "ratio": stock / ours if stock is not None and ours else None,
        "spread": round(max(spread(figures.get(column, [0])) for column in ("stock", "ours")), 4),
    }
    row.update({column: middle[column] for column in ("cpython", "uvloop") if column in middle})
    if case.alone:
        row["alone"] = True
    if case.clients and len(figures.get("uvloop", [])) == len(figures.get("ours", [])) > 0:
        row["worst_of_uvloop"] = max(a / b for a, b in zip(figures["ours"], figures["uvloop"], strict=True))
    return row


def size_rows(chosen, port):
    """Flash and RAM, from the section sizes of the firmwares; `size` compares what stock has, where such a firmware is given."""
    rows = []
    sizes = {}
    for name in ("stock", "ours", "parity"):
        path = getattr(chosen, name)
        if path is None:
            continue
        if path.suffix in (".uf2", ".bin"):
            path = path.with_suffix(".elf")
        try:
            done = subprocess.run(["size", path], capture_output=True, text=True, check=True)
            text, data, bss = (int(word) for word in done.stdout.splitlines()[1].split()[:3])
        except (OSError, subprocess.CalledProcessError, IndexError, ValueError) as problem:
            print(f"size: not measured: {problem}")
            return []
        sizes[name] = {"size flash": text + data, "size ram": data + bss}
    compared = [("", "parity" if "parity" in sizes else "ours")]
    compared += [(" of all features", "ours")] if "parity" in sizes else []
    for suffix, column in compared:
        for kind in ("size flash", "size ram"):
            stock, ours = sizes["stock"][kind], sizes[column][kind]
            rows.append(
                {"name": kind + suffix, "port": port, "unit": "bytes", "stock": stock, "ours": ours}
                | {"ratio": stock / ours, "spread": 0.0}
            )
    return rows


def short(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"


def print_row(row, wide):
    ratio = f"{row['ratio']:8.1f}" if row["ratio"] else "       –"
    beside = "".join(f"{short(row.get(column)):>12}" for column in ("cpython", "uvloop"))
    columns = f"{short(row['stock']):>12}{short(row['ours']):>12}{ratio}{row['spread'] * 100:6.0f} %"
    print(f"{row['name']:{wide}}{columns}{beside}  {row['unit']}", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", choices=["unix", "qemu", "rp2", "esp32"], default="unix")
    parser.add_argument("--board", help="of qemu: MPS2_AN385, MICROBIT, VIRT_RV32")
    parser.add_argument("--ours", required=True, type=pathlib.Path)
    parser.add_argument("--stock", required=True, type=pathlib.Path)
    parser.add_argument("--parity", type=pathlib.Path, help="ours with stock's names only, for the sizes")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="folder for the report")
    parser.add_argument("--only", default="", help="cases to run, by the first word of their names")
    parser.add_argument("--repeats", type=int, help="runs of each case and firmware (5 on unix, 1 on emulated boards)")
    parser.add_argument("--no-cpython", action="store_true")
    parser.add_argument("--uvloop", help="a Python that has uvloop")
    chosen = parser.parse_args()
    chosen.repeats = chosen.repeats or (5 if chosen.port == "unix" else 1)
    for name in ("ours", "stock", "parity"):
        if getattr(chosen, name) is None:
            continue
        path = getattr(chosen, name).resolve()
        if not path.is_file():
            sys.exit(f"bench: {path} is not there: run `make firmware PORT={chosen.port} ASYNCIO={name}`")
        setattr(chosen, name, path)
    return chosen


def merged(path, port, rows):
    """The report so far, the rows of this run in the place of older ones of the same name and port."""
    old = json.loads(path.read_text()) if path.is_file() else []
    new = {(row["name"], row["port"]): row for row in rows}
    kept = [new.pop((row["name"], row["port"]), row) for row in old]
    return kept + list(new.values())


def main():
    chosen = arguments()
    only = set(filter(None, chosen.only.split(",")))
    wanted = [case for case in cases(chosen.port) if not only or case.name.split()[0] in only]
    if not wanted and "size" not in only:
        known = sorted({case.name.split()[0] for case in cases(chosen.port)} | {"size"})
        sys.exit(f"bench: --only {chosen.only}: no such case; there are {', '.join(known)}")
    port = chosen.port if not chosen.board or chosen.port != "qemu" else f"qemu-{chosen.board}"
    runners = contestants(chosen)
    wide = max(len(case.name) for case in [*wanted, Case("size flash")]) + 2
    print(f"{'':{wide}}{'stock':>12}{'ours':>12}{'ratio':>8}{'spread':>8}{'CPython':>12}{'uvloop':>12}  unit")
    rows, series, troubles, start = [], {}, [], time.monotonic()
    for measurement in measured(wanted, runners, chosen.repeats):
        case, missing = measurement.case, measurement.missing
        if measurement.figures.get("stock") or measurement.figures.get("ours"):
            rows.append(row_of(case, port, next(iter(runners.values())).unit, measurement.figures))
            rows[-1]["no_memory"] = [column for column, why in missing.items() if why == NO_MEMORY]
            print_row(rows[-1], wide)
        if measurement.series:
            series[case.name] = measurement.series
        for column, why in missing.items():
            print(f"{case.name}: {column}: {why}", flush=True)
            if why.startswith("failed"):
                troubles.append(case.name)
    if not only or "size" in only:
        for row in size_rows(chosen, port):
            rows.append(row)
            print_row(row, wide)
    chosen.out.mkdir(parents=True, exist_ok=True)
    report = chosen.out / "report.json"
    table = merged(report, port, rows)
    report.write_text(json.dumps(table, indent=1) + "\n")
    kept = chosen.out / "series.json"
    all_series = (json.loads(kept.read_text()) if kept.is_file() else {}) | {
        f"{port}: {name}": values for name, values in series.items()
    }
    kept.write_text(json.dumps(all_series) + "\n")
    (chosen.out / "report.html").write_text(report_page.page(table, all_series))
    print(f"{len(rows)} figures in {time.monotonic() - start:.0f} s; {os.path.relpath(report)} and report.html beside it")
    if troubles:
        print(f"failed: {', '.join(dict.fromkeys(troubles))}")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
