#!/usr/bin/env python3
"""Measures worst latencies on the emulated Pico, to the cycle, and compares them with limits.

    check_latency.py --image firmware.uf2 [--stock firmware.uf2] [--only WORDS]
    check_latency.py --image firmware.uf2 --script my.py --limit-us 200 [--wakes 100]

Without --script: the cases of latency.toml; --stock prints stock asyncio's figure beside each, for the eye. With --script: a script of your own,
which runs as the whole program. It has the constant WAKES. When it raises GP4, the emulator raises GP2 WAKES times, at pseudo-random
moments 3 to 7 ms after the last answer; the script answers each on GP3 (on, then off) and ends after WAKES answers. The worst time from GP2 to
GP3 must be at most --limit-us. docs/how-to/latency.md has an example. Last line: `N passed, N failed`.
"""

import argparse
import pathlib
import statistics
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "rp2"))

from bench_rp2 import BoardError, Hang, Pico, ScriptFailed  # noqa: E402 (found by the line above)

PULSES = {"do": "pulses", "pin": 2, "echo": 3, "start": 4, "gap_us": 3000, "spread_us": 4000}
ANSWER_SECONDS = 10


def measure_wake(pico, script, constants):
    pico.board.send({**PULSES, "count": constants["WAKES"]})
    try:
        pico.run(script, **constants)
    except Hang as hang:
        raise BoardError(
            f"{hang}: does it raise GP4, answer each interrupt of GP2 on GP3, and end after WAKES answers?"
        ) from None
    try:
        delays = [nanos / 1000 for nanos in pico.board.answer(ANSWER_SECONDS)["delays"]]
    except BoardError:
        raise BoardError(
            f"the script ended before it had answered {constants['WAKES']} interrupts of GP2 on GP3"
        ) from None
    return max(delays), f"median {statistics.median(delays):.1f}"


def measure_printed(pico, script, constants):
    first, *rest = pico.run(script, **constants)
    return float(first), "mean " + " ".join(rest) if rest else ""


def measure_asleep(pico, script, constants):
    pico.board.send({"do": "interval", "pin": 5})
    pico.run(script, **constants)
    interval = pico.board.answer(ANSWER_SECONDS)
    return 100 * interval["idleNanos"] / interval["nanos"], f"{interval['sleeps']} sleeps"


MEASURES = {"wake": (measure_wake, "µs"), "printed": (measure_printed, "µs"), "asleep": (measure_asleep, "%")}


def measured(image, script, measure, constants):
    with Pico(image) as pico:
        return MEASURES[measure][0](pico, script, constants)


def stock_figure(image, case, script):
    """Stock's figure as text: it knows neither priorities nor set_idle_gc()."""
    if image is None:
        return ""
    constants = {**case["with"], **{name: 0 for name in ("URGENT", "IDLE_GC") if name in case["with"]}}
    return f", stock {measured(image, script, case['measure'], constants)[0]:,.1f}"


def check(case, image, stock, script):
    """Measures `case`, ends its line, and returns whether the limit holds."""
    found, more = measured(image, script, case["measure"], case["with"])
    unit = MEASURES[case["measure"]][1]
    if "at_least" in case:
        holds, limit = found >= case["at_least"], f"at least {case['at_least']:,}"
    else:
        holds, limit = found <= case["at_most"], f"at most {case['at_most']:,}"
    others = stock_figure(stock, case, script)
    print(f"{found:,.1f} {unit}, {limit} ({more}{others}): {'pass' if holds else 'FAIL'}", flush=True)
    return holds


def cases(args):
    """(case, script) of the command line."""
    if args.script:
        case = {
            "name": args.script.name,
            "measure": "wake",
            "with": {"WAKES": args.wakes},
            "at_most": args.limit_us,
        }
        return [(case, args.script)]
    budget = tomllib.loads(args.budget.read_text())["case"]
    found = [(case, HERE / "latency" / case["script"]) for case in budget if args.only in case["name"]]
    if not found:
        names = "\n  ".join(case["name"] for case in budget)
        sys.exit(f"check_latency: no case has {args.only!r} in its name; the names are:\n  {names}")
    return found


def count(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {number}")
    return number


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--image", type=pathlib.Path, required=True)
    parser.add_argument("--stock", type=pathlib.Path, help="an image with stock asyncio")
    parser.add_argument("--budget", type=pathlib.Path, default=HERE / "latency.toml")
    parser.add_argument("--only", default="", help="the cases with this in their names")
    parser.add_argument("--script", type=pathlib.Path, help="a script of your own instead of the cases")
    parser.add_argument("--limit-us", type=float, default=1000)
    parser.add_argument("--wakes", type=count, default=100)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()
    for file in (args.image, args.stock, args.script):
        if file and not file.is_file():
            sys.exit(f"check_latency: {file} is not there")
    passed = failed = 0
    chosen = cases(args)
    for number, (case, script) in enumerate(chosen, 1):
        print(f"{number}/{len(chosen)}  {case['name']}: ", end="", flush=True)
        try:
            holds = check(case, args.image, args.stock, script)
        except (BoardError, ScriptFailed, Hang) as error:
            print(f"FAIL: {error}", flush=True)
            holds = False
        passed, failed = passed + holds, failed + (not holds)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
