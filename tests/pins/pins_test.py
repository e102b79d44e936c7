#!/usr/bin/env python3
"""Edges and wait_edge() on the emulated Pico, whose pins the emulator drives: pins_test.py IMAGE [--result FILE]

Every edge of a pin at 1 kHz is counted, a button that bounces counts once for each press, and the time from an edge to the task is printed
beside that of a hand-made flag. All times are the emulator's, the same in every run. Last line: `N passed, N failed`.
"""

import statistics
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from boards.driven_pico import main, run_driven  # noqa: E402 (found by the line above)

EDGES = 4000
PRESSES = 20
WAKES = 100


def square_wave():
    """1 kHz: a change every 500 µs."""
    return [[500, (number + 1) % 2] for number in range(EDGES)]


def presses():
    """A button to ground: each press and each release bounces for some milliseconds."""
    steps = [[1000, 1]]
    for press in range(PRESSES):
        steps += [[40000, 0]] + [[300 + 70 * ((press + bounce) % 5), bounce % 2] for bounce in range(1, 9)]
        steps += [[40000, 1]] + [
            [300 + 90 * ((press + bounce) % 4), 1 - bounce % 2] for bounce in range(1, 9)
        ]
    return steps


def levels(steps):
    return {"do": "levels", "pin": 2, "start": 4, "steps": steps}


def make_checks(image, check):
    said, _ = run_driven(image, HERE / "edges.py", levels(square_wave()), EDGES=EDGES)
    check("1 kHz", said, f"got {EDGES} counted {EDGES} dropped 0 backwards 0")
    said, _ = run_driven(image, HERE / "debounced.py", levels(presses()), PRESSES=PRESSES)
    check("bounces", said, f"pressed {PRESSES} counted {PRESSES}")
    for others in (0, 10):
        for way in ("flag", "edges", "wait_edge"):
            pulses = {
                "do": "pulses",
                "pin": 2,
                "echo": 3,
                "start": 4,
                "count": WAKES,
                "gap_us": 4000,
                "spread_us": 4000,
            }
            said, answer = run_driven(image, HERE / "latency.py", pulses, WAY=way, WAKES=WAKES, OTHERS=others)
            check(
                f"{WAKES} wakes by {way}, {others} others ready",
                (said, len(answer["delays"])),
                ("done", WAKES),
            )
            delays = [nanos / 1000 for nanos in answer["delays"]]
            print(f"  edge to task: median {statistics.median(delays):.1f} µs, worst {max(delays):.1f} µs")


if __name__ == "__main__":
    sys.exit(main(__doc__, make_checks))
