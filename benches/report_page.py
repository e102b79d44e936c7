"""The benchmark report as one page that needs nothing else: tables, and charts drawn as SVG."""

import html
import math

COLOURS = {"stock": "#b5541c", "ours": "#1f6f8b", "cpython": "#7a7a7a", "uvloop": "#4d8b31"}
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 320, 70, 44, 16, 16

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222;
  background: #fff }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #ddd }
th:first-child, td:first-child { text-align: left }
tr.slower td { background: #fbe3d9 }
svg { max-width: 100%; height: auto } svg text { font-size: 12px; fill: #444 }
figure { margin: 1.5rem 0 } figcaption { font-weight: 600 }
@media (prefers-color-scheme: dark) { body { background: #181a1b; color: #ddd } svg text { fill: #bbb }
  th, td { border-color: #444 } tr.slower td { background: #4a2a1c } }
"""


def amount(value):
    if value is None:
        return "–"
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g} M"
    if value >= 10_000:
        return f"{value / 1_000:.3g} k"
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


class Axis:
    """Places values between two ends of a chart."""

    def __init__(self, values, start, end, logarithmic):
        values = [value for value in values if value > 0 or not logarithmic] or [1]
        self.logarithmic = logarithmic
        self.low = min(values) if logarithmic else min(0, *values)
        self.high = max(values)
        if logarithmic:
            self.low, self.high = 10 ** math.floor(math.log10(self.low)), 10 ** math.ceil(math.log10(self.high) or 1)
        if self.high <= self.low:
            self.high = self.low + 1
        self.start, self.end = start, end

    def place(self, value):
        if self.logarithmic:
            share = (math.log10(max(value, self.low)) - math.log10(self.low)) / (
                math.log10(self.high) - math.log10(self.low)
            )
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def marks(self):
        if self.logarithmic:
            low, high = round(math.log10(self.low)), round(math.log10(self.high))
            return [10**power for power in range(low, high + 1)]
        return [self.low + (self.high - self.low) * part / 4 for part in range(5)]


def chart(title, lines, x_label, y_label, log_x=False, log_y=False):
    """`lines`: {column: [(x, y), …]}."""
    points = [point for line in lines.values() for point in line]
    if not points:
        return ""
    across = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT, log_x)
    upward = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP, log_y)
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(title)}">']
    for mark in upward.marks():
        y = upward.place(mark)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#8884"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{amount(mark)}</text>')
    for mark in across.marks():
        x = across.place(mark)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{amount(mark)}</text>')
    for column, line in lines.items():
        places = [(across.place(x), upward.place(y), x, y) for x, y in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in places)
        colour = COLOURS.get(column, "#555")
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if len(line) <= 12:
            for x, y, given_x, given_y in places:
                tip = f"{column}: {amount(given_x)}, {amount(given_y)}"
                parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"><title>{tip}</title></circle>')
    for number, column in enumerate(lines):
        x = LEFT + 10 + number * 90
        parts.append(f'<rect x="{x}" y="{TOP}" width="10" height="10" fill="{COLOURS.get(column, "#555")}"/>')
        parts.append(f'<text x="{x + 14}" y="{TOP + 9}">{column}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{html.escape(x_label)}</text>')
    parts.append(
        f'<text x="14" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 {HEIGHT / 2})">'
        f"{html.escape(y_label)}</text></svg>"
    )
    return f"<figure><figcaption>{html.escape(title)}</figcaption>{''.join(parts)}</figure>"


def against_parameter(rows, word):
    """{column: [(parameter, figure)]} of the cases `word NUMBER`."""
    lines = {}
    for row in rows:
        name, _, parameter = row["name"].partition(" ")
        if name == word and parameter.isdigit():
            for column in COLOURS:
                if row.get(column):
                    lines.setdefault(column, []).append((int(parameter), row[column]))
    return {column: sorted(line) for column, line in lines.items()}


def cumulative(values):
    """Points (latency, percent of the wakes that took no longer)."""
    ordered = sorted(values)
    return [(value / 1000, 100 * (number + 1) / len(ordered)) for number, value in enumerate(ordered)]


def table_of(rows):
    lines = ["<table><tr><th>case<th>stock<th>ours<th>stock ÷ ours<th>spread<th>CPython<th>uvloop<th>unit</tr>"]
    for row in rows:
        ratio = "–" if row["ratio"] is None else f"{row['ratio']:.1f}"
        slower = ' class="slower"' if row["ratio"] is not None and row["ratio"] < 1 else ""
        cells = [html.escape(row["name"]), amount(row["stock"]), amount(row["ours"]), ratio]
        cells += [f"{row['spread'] * 100:.0f} %", amount(row.get("cpython")), amount(row.get("uvloop")), row["unit"]]
        lines.append(f"<tr{slower}>" + "".join(f"<td>{cell}" for cell in cells) + "</tr>")
    return "\n".join(lines) + "</table>"


def charts_of(port, rows, series):
    unit = next((row["unit"] for row in rows if row["unit"] != "bytes"), "")
    parts = [
        chart(
            "One switch against the number of tasks",
            against_parameter(rows, "switch"),
            "tasks",
            f"{unit} per switch",
            True,
            True,
        ),
        chart(
            "One switch while connections wait",
            {
                column: [(x + 1, y) for x, y in line]
                for column, line in against_parameter(rows, "idle_streams").items()
            },
            "idle connections + 1",
            f"{unit} per switch",
            True,
            True,
        ),
        chart(
            "A timed sleep: going to sleep, against the number of sleepers",
            against_parameter(rows, "sleepers_insert"),
            "sleepers",
            f"{unit} per sleeper",
            True,
            True,
        ),
    ]
    curves = {
        "gather": ("gather(): against the number of tasks", "tasks", "per task"),
        "wait": ("wait(): against the number of tasks", "tasks", "per task"),
        "due_at_once": ("Sleepers that are due at once: until the first runs", "sleepers", "in all"),
        "asked_streams": ("A round: for each stream that has to be asked", "streams", "per stream"),
        "depth": ("One switch against the depth of coroutines", "levels of await", "per switch"),
    }
    for name, (title, across, per) in curves.items():
        parts.append(chart(title, against_parameter(rows, name), across, f"{unit} {per}", True, True))
    for name, samples in series.items():
        if not name.startswith(f"{port}: "):
            continue
        latency = {column: cumulative(found["wake_latency"]) for column, found in samples.items() if "wake_latency" in found}
        parts.append(chart("Wake latency: a flag set by another thread", latency, "µs", "% of wakes", True))
        heap = {
            column: list(enumerate(found["heap_in_use"])) for column, found in samples.items() if "heap_in_use" in found
        }
        parts.append(chart("Heap in use over time", heap, "samples, one per 3 rounds", "bytes"))
    return "\n".join(parts)


def page(rows, series):
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>mpy-asyncio benchmark</title><style>{STYLE}</style>"]
    parts.append('<meta name="viewport" content="width=device-width"><h1>mpy-asyncio: ours beside stock</h1>')
    parts.append(
        "<p>Same tree, same flags, in turn in one run. Smaller figures are better; the ratio is stock ÷ ours. "
        "“Scan neutralised”: the script retains a single-block object every few creations, in both firmwares, so that the "
        "allocator's search for free blocks doesn't count. Rows in which ours is slower are marked.</p>"
    )
    for port in dict.fromkeys(row["port"] for row in rows):
        of_port = [row for row in rows if row["port"] == port]
        parts.append(f"<h2>{html.escape(port)}</h2>{charts_of(port, of_port, series)}{table_of(of_port)}")
    return "\n".join(parts) + "</html>\n"
