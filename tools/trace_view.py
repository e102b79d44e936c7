#!/usr/bin/env python3
"""Makes a page or a Perfetto file of a dump of asyncio.trace.

    trace_view.py DUMP                       writes DUMP.html: one self-contained page
    trace_view.py DUMP -o page.html          the same, elsewhere
    trace_view.py DUMP --chrome trace.json   for Perfetto (ui.perfetto.dev) or chrome://tracing
    … | trace_view.py - -o page.html         from standard input

The dump may stand anywhere in DUMP, for example in the log of a serial terminal. If there are several, the last one is taken.
`--slow` and `--late` set from how many milliseconds on a step is long and a wake is late.
"""

import argparse
import html
import itertools
import json
import pathlib
import sys

TEMPLATE = pathlib.Path(__file__).with_name("trace_view.html")
LANES = pathlib.Path(__file__).with_name("trace_lanes.js")
FIRST, LAST = "mpy-asyncio-trace 1", "end"
KINDS = {"new", "switch", "suspend", "place", "wake", "due", "cancel", "set", "gc", "gcend", "idle", "awake", "late"}
FOREVER = 0xFFFFFFFF
ENDS = {"done": "then it had ended", "failed": "then it had failed", "cancelled": "then it had ended, cancelled"}


class BadDump(Exception):
    """The message is for the user."""


class Record:
    def __init__(self, line):
        time, self.kind, subject, further, self.detail, self.name = line.split(" ", 5)
        if self.kind not in KINDS:
            raise ValueError
        self.tick = int(time)
        self.subject = int(subject, 16)
        self.further = int(further, 16)
        # Microseconds since the first record; read() fills it in.
        self.time = 0


def read(text):
    """(header as a dict, records) of the last dump in `text`."""
    lines = [line.strip("\r\n") for line in text.split("\n")]
    starts = [number for number, line in enumerate(lines) if line.endswith(FIRST)]
    if not starts:
        raise BadDump(f"no trace in it: a dump begins with the line '{FIRST}'; asyncio.trace.dump() writes one")
    lines = lines[starts[-1] + 1 :]
    if not lines or not lines[0].startswith("records "):
        raise BadDump("the dump is cut off after its first line")
    words = lines[0].split()
    header = dict(zip(words[::2], map(int, words[1::2]), strict=True))
    records = []
    for line in lines[1:]:
        if line == LAST:
            break
        if not line:
            continue
        try:
            records.append(Record(line))
        except ValueError:
            raise BadDump(f"not a line of a trace: '{line}'") from None
    else:
        raise BadDump(f"the dump is cut off: no line '{LAST}' after {len(records)} of {header['records']} records")
    # Ticks have 32 bits. An interrupt's record may stand a little out of order.
    now = 0
    for before, record in itertools.pairwise(records):
        passed = (record.tick - before.tick) & 0xFFFFFFFF
        now += passed - (1 << 32 if passed >> 31 else 0)
        record.time = now
    records.sort(key=lambda record: record.time)
    return header, records


def duration(us):
    if us >= 1_000_000:
        return f"{us / 1_000_000:.3f} s"
    if us >= 1000:
        return f"{us / 1000:.2f} ms"
    return f"{us} µs"


def reason(record):
    """Why a task is suspended, as the viewer's legend has it: (group, words)."""
    if record.detail == "sleeping":
        return "sleep", "asleep"
    if record.detail == "waiting":
        groups = {
            "Event": "event",
            "EventFlags": "event",
            "ThreadSafeFlag": "flag",
            "Lock": "lock",
            "Semaphore": "lock",
            "Task": "task",
            "gather": "task",
            "wait_for": "task",
            "TaskGroup": "task",
        }
        is_stream = "tream" in record.name or record.name in ("read", "connect", "accept", "start_server")
        return groups.get(record.name, "stream" if is_stream else "other"), f"waits for {record.name}"
    return "other", "suspended: whoever holds it wakes it"


class Lane:
    """What one task does, as spans [start, end, kind, details] and marks [time, kind, details]."""

    def __init__(self, name):
        self.name = name
        self.spans = []
        self.marks = []
        # The span that is open: (start, kind, details); the deadline of the sleep it is in or has come from.
        self.open = None
        self.deadline = None
        # What it waits for; when that was set.
        self.waits_for = None
        self.set_at = None
        # Where a long step stopped: (function, line).
        self.place = None
        self.steps = 0
        self.tasks = 1
        self.ended = False
        self.created = 0

    def begin(self, time, kind, *details):
        self.close(time)
        self.open = (time, kind, list(details))

    def end(self):
        """When the last of it happened."""
        return max([span[1] for span in self.spans[-1:]] + [mark[0] for mark in self.marks[-1:]], default=self.created)

    def close(self, time, *details):
        if self.open is None:
            return
        start, kind, said = self.open
        self.open = None
        if kind != "ready" or time > start or details:
            self.spans.append([start, time, kind, said + list(details)])


class Trace:
    """The lanes of a trace, and its problems: [time, end, lane's index, kind, words]."""

    def __init__(self, header, records, slow_us, late_us):
        self.slow_us = slow_us
        self.late_us = late_us
        self.lost = header["lost"]
        self.length = max(1, records[-1].time if records else 1)
        self.lanes = []
        self.problems = []
        self.switches = 0
        self.count = 0
        self.loop = self.lane("event loop")
        self.gc = self.lane("garbage collector")
        self.sets = self.lane("interrupts and sets")
        self.tasks = {}
        for record in records:
            getattr(self, "on_" + record.kind)(record)
        for lane in self.lanes:
            lane.close(self.length, "still so when the trace was written")
        # Lanes in which nothing happened are not worth the room.
        system = [lane for lane in self.lanes[:3] if lane.spans or lane.marks]
        order = self.share_lanes(self.lanes[3:]) + system
        place = {id(lane): number for number, lane in enumerate(order)}
        self.problems = sorted([start, end, place[id(lane)], kind, words] for start, end, lane, kind, words in self.problems)
        self.lanes = order
        self.system = len(system)

    def share_lanes(self, lanes):
        """Fewer lanes: a task goes on in the lane of an earlier one of the same function that has ended."""
        shared = {}
        for lane in lanes:
            same = shared.setdefault(lane.name, [])
            earlier = next((other for other in same if other.ended and other.end() < lane.created), None)
            if earlier is None:
                same.append(lane)
                continue
            earlier.spans += lane.spans
            earlier.marks += lane.marks
            earlier.steps += lane.steps
            earlier.tasks += 1
            earlier.ended = lane.ended
            self.problems = [(a, b, earlier if of is lane else of, *rest) for a, b, of, *rest in self.problems]
        return [lane for lane in lanes if lane in shared[lane.name]]

    def lane(self, name):
        self.lanes.append(Lane(name))
        return self.lanes[-1]

    def task(self, record):
        lane = self.tasks.get(record.subject)
        if lane is None or lane.ended:
            # A new task may lie where an old one did.
            lane = self.tasks[record.subject] = self.lane("")
            lane.created = record.time
            self.count += 1
        return lane

    def who(self, number):
        lane = self.tasks.get(number)
        return (lane.name or "a task") if number and lane else "the loop, between two steps"

    def on_new(self, record):
        lane = self.tasks[record.subject] = self.lane("")
        lane.created = record.time
        self.count += 1
        lane.marks.append([record.time, "new", ["created by " + self.who(record.further)]])

    def on_switch(self, record):
        lane = self.task(record)
        lane.name = record.name
        lane.steps += 1
        self.switches += 1
        if lane.deadline is not None:
            late = record.time - lane.deadline
            if late >= self.late_us:
                words = f"woke {duration(late)} late"
                lane.marks.append([record.time, "late", [words, "its deadline was at " + duration(lane.deadline)]])
                self.problems.append([lane.deadline, record.time, lane, "late", words])
            lane.deadline = None
        if lane.set_at is not None:
            late = record.time - lane.set_at
            if late >= self.late_us:
                words = f"woke {duration(late)} after its {lane.waits_for[1]} was set"
                lane.marks.append([record.time, "late", [words, "set at " + duration(lane.set_at)]])
                self.problems.append([lane.set_at, record.time, lane, "late", words])
        lane.waits_for = lane.set_at = None
        lane.begin(record.time, "run", f"step {lane.steps}")

    def on_suspend(self, record):
        lane = self.task(record)
        lane.name = lane.name or record.name
        start = lane.open[0] if lane.open and lane.open[1] == "run" else None
        if record.detail == "ready":
            after = "then ready for the next round"
        elif record.detail in ENDS:
            after = ENDS[record.detail]
        elif record.detail == "sleeping":
            after = "then asleep for " + ("ever" if record.further == FOREVER else duration(record.further))
        else:
            after = "then " + reason(record)[1]
        if start is not None and record.time - start >= self.slow_us:
            words = f"ran {duration(record.time - start)} without an await"
            if lane.place:
                words += f", up to {lane.place[0]}()" + (f", line {lane.place[1]}" if lane.place[1] else "")
            lane.open = (start, "long", [*lane.open[2], words])
            self.problems.append([start, record.time, lane, "long", words])
        lane.place = None
        lane.close(record.time, after)
        if record.detail == "ready":
            lane.begin(record.time, "ready", "its turn comes in the next round")
        elif record.detail in ENDS:
            lane.marks.append([record.time, "failed" if record.detail == "failed" else "done", [f"{record.detail} after {lane.steps} steps"]])
            lane.ended = True
        else:
            group, words = reason(record)
            details = [words]
            if record.detail == "sleeping" and record.further != FOREVER:
                lane.deadline = record.time + record.further
                details.append(f"for {duration(record.further)}, until {duration(lane.deadline)}")
            elif record.detail == "waiting":
                lane.waits_for = (record.further, record.name)
                details.append(f"object {record.further:x}")
            lane.begin(record.time, group, *details)

    def on_place(self, record):
        for lane in self.tasks.values():
            if lane.open and lane.open[1] == "run":
                lane.place = (record.name, record.further)

    def on_wake(self, record):
        lane = self.task(record)
        if lane.open and lane.open[1] in ("run", "long"):
            return
        words = "woken by " + self.who(record.further)
        lane.close(record.time, words)
        lane.deadline = None
        lane.begin(record.time, "ready", "ready, waits for its turn", words)

    def on_due(self, record):
        lane = self.task(record)
        lane.close(record.time, "its time had come")
        if lane.deadline is None:
            lane.deadline = record.time - record.further
        lane.begin(record.time, "ready", "ready, waits for its turn", f"noticed {duration(record.further)} after its deadline")

    def on_cancel(self, record):
        self.task(record).marks.append([record.time, "cancel", ["cancelled by " + self.who(record.further)]])

    def on_late(self, record):
        self.task(record).marks.append([record.time, "late", [f"a section ended {duration(record.further)} after its deadline"]])

    def on_set(self, record):
        place = "in an interrupt" if record.detail == "1" else "by " + self.who(record.further) if record.further else "from outside"
        for lane in self.tasks.values():
            if lane.waits_for and lane.waits_for[0] == record.subject and lane.set_at is None:
                lane.set_at = record.time
        self.sets.marks.append([record.time, "set", [f"{record.name}.set() {place}", f"object {record.subject:x}"]])

    def on_gc(self, record):
        self.gc.begin(record.time, "gc", "garbage collection: nothing else can run")

    def on_gcend(self, record):
        self.gc.close(record.time)

    def on_idle(self, record):
        until = "until something is set" if record.further == FOREVER else f"for at most {duration(record.further)}"
        self.loop.begin(record.time, "idle", "idle: nothing is ready", until)

    def on_awake(self, record):
        self.loop.close(record.time)


def page(trace, title):
    """The page, with the trace in it."""
    names = {}
    lanes = []
    for number, lane in enumerate(trace.lanes):
        name = lane.name or "task"
        if number < len(trace.lanes) - trace.system:
            names[name] = names.get(name, 0) + 1
            name += f" ({names[name]})" if names[name] > 1 else ""
        lanes.append({"name": name, "spans": lane.spans, "marks": lane.marks, "steps": lane.steps, "tasks": lane.tasks})
    data = {
        "title": title,
        "length": trace.length,
        "lost": trace.lost,
        "slow": trace.slow_us,
        "late": trace.late_us,
        "switches": trace.switches,
        "tasks": trace.count,
        "system": trace.system,
        "lanes": lanes,
        "problems": trace.problems,
    }
    # "</script>" in a name would end the script that the data stands in.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return TEMPLATE.read_text().replace("@LANES@", LANES.read_text()).replace("@TITLE@", html.escape(title)).replace("@DATA@", text)


def chrome(trace):
    """The trace as Chrome's trace events, which Perfetto reads."""
    events = [{"ph": "M", "pid": 1, "name": "process_name", "args": {"name": "mpy-asyncio"}}]
    for tid, lane in enumerate(trace.lanes, 1):
        events.append({"ph": "M", "pid": 1, "tid": tid, "name": "thread_name", "args": {"name": lane.name or "task"}})
        events.append({"ph": "M", "pid": 1, "tid": tid, "name": "thread_sort_index", "args": {"sort_index": tid}})
        for start, end, kind, details in lane.spans:
            name = {"run": lane.name, "long": f"{lane.name} (long step)"}.get(kind, kind)
            args = {"details": "; ".join(details)}
            events.append({"ph": "X", "pid": 1, "tid": tid, "ts": start, "dur": end - start, "name": name, "cat": kind, "args": args})
        for time, kind, details in lane.marks:
            args = {"details": "; ".join(details)}
            events.append({"ph": "i", "pid": 1, "tid": tid, "ts": time, "s": "t", "name": kind, "cat": kind, "args": args})
    return {"traceEvents": events, "displayTimeUnit": "ms"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dump", help="a file with the dump in it, or - for standard input")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="the page; by default DUMP.html")
    parser.add_argument("--chrome", type=pathlib.Path, help="write Chrome's format here instead")
    parser.add_argument("--title", help="by default the name of the dump")
    parser.add_argument("--slow", type=float, metavar="MS", help="milliseconds from which on a step is long (slow_callback_duration)")
    parser.add_argument("--late", type=float, default=10, metavar="MS", help="milliseconds from which on a wake is late (10)")
    args = parser.parse_args()
    try:
        data = sys.stdin.buffer.read() if args.dump == "-" else pathlib.Path(args.dump).read_bytes()
        header, records = read(data.decode(errors="replace"))
        slow_us = header.get("slow", 100_000) if args.slow is None else round(args.slow * 1000)
        trace = Trace(header, records, slow_us, round(args.late * 1000))
        if args.chrome:
            args.chrome.write_text(json.dumps(chrome(trace), ensure_ascii=False))
            written = [args.chrome]
        else:
            output = args.output or (pathlib.Path("trace.html") if args.dump == "-" else pathlib.Path(args.dump + ".html"))
            title = args.title or ("trace" if args.dump == "-" else pathlib.Path(args.dump).stem)
            output.write_text(page(trace, title))
            written = [output]
    except (BadDump, OSError) as error:
        sys.exit(f"error: {args.dump}: {error}")
    lost = f"; the {trace.lost} before these are lost" if trace.lost else ""
    print(f"{written[0]}: {len(records)} records of {trace.count} tasks over {duration(trace.length)}, {len(trace.problems)} problems{lost}")


if __name__ == "__main__":
    main()
