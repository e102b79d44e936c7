"""Measures asyncio on the emulated Pico: ours beside stock's. All times are the emulator's, the same in every run.

    python3 benches/rp2/bench_rp2.py [--image NAME=firmware.uf2 …] [--only switch,wake,blink,idle,heap,size] [--json FILE]

NAME is a column of the tables; with `ours` and `stock` their ratio is shown too. Without --image, the images that `make
firmware PORT=rp2 BOARD=RPI_PICO_EMU ASYNCIO=ours|stock` left in build/ are taken. The emulator has no flash cache: a real
board also pays for cache misses, with either asyncio.
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from boards.board import BoardError  # noqa: E402 (found by the line above)
from boards.raw_repl import Hang, RawRepl  # noqa: E402
from boards.rp2 import Rp2  # noqa: E402

# What a switch is, the board's benchmarks and the hosts' say alike.
SWITCH_CASE = HERE.parent / "cases/switch.py"
SWITCH_PRELUDE = "import time\nclock = time.ticks_us\n\ndef figure(us, count):\n    print(us / count)\n\n"
SWITCH_ROUNDS = {1: 2000, 10: 200, 100: 20}
SCRIPT_TIMEOUT_S = 300
OTHER_TASKS = (0, 10, 100)
WAKES = {0: 200, 10: 200, 100: 60}
PULSES = {0: 500, 10: 500}
IDLE_SECONDS = 5


class ScriptFailed(Exception):
    pass


class Pico:
    """A freshly booted board for one script: no measurement inherits another's heap."""

    def __init__(self, image):
        self.board = Rp2(image)

    def __enter__(self):
        self.board.start()
        self.repl = RawRepl(self.board)
        self.repl.enter()
        return self

    def __exit__(self, *_):
        self.board.stop()

    def run(self, script, prelude="", **constants):
        source = "".join(f"{key} = {value!r}\n" for key, value in constants.items()) + prelude + script.read_text()
        out, err = self.repl.run(source.encode(), SCRIPT_TIMEOUT_S)
        if err:
            raise ScriptFailed(f"{script.name}: {err.decode(errors='replace').strip().splitlines()[-1]}")
        return out.decode().split()


def measure_switch(image):
    result = {}
    for tasks, rounds in SWITCH_ROUNDS.items():
        with Pico(image) as pico:
            us = float(pico.run(SWITCH_CASE, SWITCH_PRELUDE, TASKS=tasks, ROUNDS=rounds)[0])
        result[f"switch, {tasks} tasks"] = (us, "µs")
    return result


def measure_wake(image):
    result = {}
    for others in OTHER_TASKS:
        wakes = WAKES[others]
        with Pico(image) as pico:
            pico.board.send(
                {"do": "pulses", "pin": 2, "echo": 3, "start": 4, "count": wakes, "gap_us": 3000, "spread_us": 4000}
            )
            pico.run(HERE / "wake.py", WAKES=wakes, OTHERS=others)
            delays = [nanos / 1000 for nanos in pico.board.answer(10)["delays"]]
        result[f"wake, {others} others ready, median"] = (statistics.median(delays), "µs")
        result[f"wake, {others} others ready, worst"] = (max(delays), "µs")
    return result


def measure_blink(image):
    result = {}
    for others, pulses in PULSES.items():
        with Pico(image) as pico:
            pico.board.ask({"do": "edges", "pins": [3]}, 10)
            pico.run(HERE / "blink.py", PULSES=pulses, OTHERS=others)
            edges = pico.board.ask({"do": "edges", "pins": [3]}, 10)["edges"]
        rises = [edge["nanos"] / 1000 for edge in edges if edge["level"] == 1][-pulses:]
        periods = [after - before for before, after in itertools.pairwise(rises)]
        label = f"blink every ms, {others} others at work"
        result[f"{label}, period"] = (statistics.mean(periods), "µs")
        result[f"{label}, jitter"] = (statistics.pstdev(periods), "µs")
        result[f"{label}, longest"] = (max(periods), "µs")
    return result


def measure_idle(image):
    with Pico(image) as pico:
        pico.board.send({"do": "interval", "pin": 5})
        pico.run(HERE / "idle.py", SECONDS=IDLE_SECONDS)
        idled = pico.board.answer(10)
    return {
        "idle: instructions per second": (idled["instructions"] / IDLE_SECONDS, ""),
        "idle: wake-ups per second": (idled["sleeps"] / IDLE_SECONDS, ""),
        "idle: time asleep": (100 * idled["idleNanos"] / idled["nanos"], "%"),
    }


def measure_heap(image):
    with Pico(image) as pico:
        free, taken = (int(word) for word in pico.run(HERE / "heap.py"))
    return {"heap free after boot": (free, "bytes"), "heap taken by import asyncio": (taken, "bytes")}


def measure_size(image):
    elf = image.with_suffix(".elf")
    command = ["arm-none-eabi-size", "-A", str(elf)]
    sections = {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        words = line.split()
        if len(words) == 3 and words[1].isdigit():
            sections[words[0]] = (int(words[1]), int(words[2]))
    flash = image.with_suffix(".bin").stat().st_size
    static = sum(size for name, (size, at) in sections.items() if name in (".data", ".bss", ".uninitialized_data") and at)
    return {"flash": (flash, "bytes"), "RAM, static": (static, "bytes")}


MEASUREMENTS = {
    "switch": measure_switch,
    "wake": measure_wake,
    "blink": measure_blink,
    "idle": measure_idle,
    "heap": measure_heap,
    "size": measure_size,
}


def show(results):
    names = list(results)
    both = "ours" in results and "stock" in results
    header = [f"{name:>14}" for name in names] + (["   stock/ours"] if both else [])
    print(f"{'':48}{''.join(header)}")
    for label in results[names[0]]:
        unit = results[names[0]][label][1]
        cells = [f"{results[name][label][0]:14,.1f}" for name in names]
        if both and results["ours"][label][0]:
            cells.append(f"{results['stock'][label][0] / results['ours'][label][0]:13.2f}")
        print(f"{label + (', ' + unit if unit else ''):48}{''.join(cells)}")


def default_images():
    images = {}
    for name, folder in (("ours", "rp2-RPI_PICO_EMU"), ("stock", "rp2-RPI_PICO_EMU-stock")):
        image = ROOT / "build" / folder / "firmware.uf2"
        if image.is_file():
            images[name] = image
    return images


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--only", default=",".join(MEASUREMENTS))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    images = default_images()
    if arguments.image:
        images = {}
        for given in arguments.image:
            name, _, path = given.partition("=")
            if not path:
                parser.error(f"--image {given}: NAME=FILE is wanted")
            images[name] = Path(path)
    if not images:
        sys.exit("error: no image in build/: make firmware PORT=rp2 BOARD=RPI_PICO_EMU, and with ASYNCIO=stock")
    wanted = arguments.only.split(",")
    for name in wanted:
        if name not in MEASUREMENTS:
            parser.error(f"--only {name}: one of {', '.join(MEASUREMENTS)}")

    results = {name: {} for name in images}
    for measurement in wanted:
        for name, image in images.items():
            print(f"measuring {measurement}, {name} …", file=sys.stderr, flush=True)
            try:
                results[name] |= MEASUREMENTS[measurement](image)
            except (BoardError, ScriptFailed, Hang) as error:
                sys.exit(f"error: {measurement}, {name} ({image}): {error}")
    show(results)
    if arguments.json:
        table = {name: {label: value for label, (value, _) in rows.items()} for name, rows in results.items()}
        arguments.json.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
