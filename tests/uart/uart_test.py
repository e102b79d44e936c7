#!/usr/bin/env python3
"""A UART of the emulated Pico as a stream, woken by its interrupt or asked: uart_test.py IMAGE [--result FILE]

The emulator has the FIFOs, levels and the timeout of the chip's UART. All times are the emulator's, the same in every run. Last line:
`N passed, N failed`.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from boards.driven_pico import main, run_driven  # noqa: E402 (found by the line above)

# machine.UART's own, on the RP2040.
IRQ_TXIDLE = 1 << 5
IRQ_RXIDLE = 1 << 6
LINES = 120
ANSWER = 300
LONG_PAUSE_US = 2_000_000
# Enough for what ends the line before. A question each millisecond would be 2,000 of several hundred each.
IDLE_INSTRUCTIONS = 100_000


def text_of(number):
    return f"{number} {'x' * (number * 37 % 120)}\n"


def with_pauses():
    """A line each time, or two at once, or one in two parts, with pauses between them; the last one is long."""
    steps = []
    for number in range(LINES):
        text = text_of(number)
        pause = 200 + number * 7919 % 25_000
        if number % 3 == 0:
            steps.append([pause, text])
        elif number % 3 == 1:
            cut = number % len(text)
            steps += [[pause, text[:cut]], [pause // 2, text[cut:]]] if cut else [[pause, text]]
        else:
            steps[-1][1] += text
    steps[-1][0] = LONG_PAUSE_US
    return steps


def without_pause():
    return [[500, "".join(text_of(number) for number in range(LINES))]]


def line(steps):
    return {"do": "line", "start": 2, "steps": steps}


def make_checks(image, check):
    def read(name, steps, trigger, rxbuf, others):
        said, answer = run_driven(
            image,
            HERE / "lines.py",
            line(steps),
            LINES=LINES,
            TRIGGER=trigger,
            RXBUF=rxbuf,
            OTHERS=others,
        )
        check(f"lines {name}", (said, answer["overruns"]), (f"right {LINES}", 0))
        return answer["instructions"]

    for others in (0, 5):
        for name, trigger in (("told", IRQ_RXIDLE), ("asked", None)):
            in_pauses = read(f"{name}, {others} others ready", with_pauses(), trigger, 512, others)
            if others == 0:
                print(f"  instructions in a pause of {LONG_PAUSE_US // 1_000_000} s: {in_pauses[-1]}")
                check(f"the loop is idle, {name}", in_pauses[-1] < IDLE_INSTRUCTIONS, True)
    read("asked, without a pause", without_pause(), None, 512, 0)
    whole = len(without_pause()[0][1])
    read("told, without a pause, rxbuf holds all", without_pause(), IRQ_RXIDLE, whole, 0)
    said, answer = run_driven(
        image,
        HERE / "answers.py",
        line([[500, "a\n"], [4_000_000, "b\n"], [4_000_000, "c\n"], [4_000_000, "end\n"]]),
        TRIGGER=IRQ_RXIDLE | IRQ_TXIDLE,
        LINES=3,
        ANSWER=ANSWER,
    )
    check(
        "answers longer than txbuf",
        (said, answer["sent"] == "".join(c * ANSWER for c in "abc")),
        ("answered", True),
    )


if __name__ == "__main__":
    sys.exit(main(__doc__, make_checks))
