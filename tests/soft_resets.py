#!/usr/bin/env python3
"""Soft resets in the middle of asyncio's work, many times in a row: the next script starts clean, and no heap leaks.

    soft_resets.py --board MPS2_AN385 [--asyncio ours|stock] [--count 100]

Each round resets while tasks run and timer interrupts come: by Ctrl-C and Ctrl-D, or from inside a task. Then a reference script must
print the same as on a freshly started board, with the same free heap.
Last line: `N passed, N failed`.
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from boards.raw_repl import CTRL_C, CTRL_D, PROMPT, Hang, RawRepl
from run import SERIAL_BOARDS, default_firmware, make_board

SECONDS = 20

# The collector is conservative: a stale word on the C stack may keep a few blocks alive for once.
STALE_BYTES = 256

# What a task is in the middle of when the reset comes.
MIDDLES = {
    "a sleep": "await asyncio.sleep_ms(100000)",
    "a switch": "while True: await asyncio.sleep_ms(0)",
    "an event": "await asyncio.Event().wait()",
    "a lock": "await lock.acquire()",
    "a flag": "await waits_for_interrupts()",
    "a task": "await other",
    "a gather": "await asyncio.gather(sleeps(), sleeps())",
    "a timeout": "await asyncio.wait_for(sleeps(), 1000)",
    "a computation": "while True: gc.collect()",
}

LEAVE = """
import asyncio, gc, machine
flags = []
lock = asyncio.Lock()
async def sleeps():
    await asyncio.sleep_ms(50000)
async def waits_for_interrupts():
    flag = asyncio.ThreadSafeFlag()
    flags.append(flag)
    while True:
        await flag.wait()
def strike(timer):
    for flag in flags:
        flag.set()
async def middle():
    {middle}
async def end():
    print("ready")
    {end}
async def main():
    global other
    await lock.acquire()
    other = asyncio.create_task(sleeps())
    machine.Timer(-1, freq=500, callback=strike, hard={hard})
    for i in range(4):
        asyncio.create_task(middle())
    await asyncio.sleep_ms(3)
    asyncio.create_task(end())
    await middle()
asyncio.run(main())
"""
# The computing task never lets another run: there the reset is Ctrl-D's alone.
END_BY_KEYS = "await asyncio.sleep_ms(0)"
END_FROM_INSIDE = "machine.soft_reset()"

REFERENCE = b"""
import asyncio, gc
async def tick(n):
    for i in range(3):
        print(n, i)
        await asyncio.sleep_ms(n)
async def main():
    try:
        print(asyncio.current_task().done())
    except AttributeError:
        pass
    await asyncio.gather(tick(10), tick(25))
try:
    asyncio.current_task()
    print("a task of before")
except RuntimeError:
    print("no task")
asyncio.run(main())
gc.collect()
print(gc.mem_free())
"""


def leave_behind(repl, name, from_inside):
    middle = MIDDLES[name]
    end = END_FROM_INSIDE if from_inside else END_BY_KEYS
    source = LEAVE.format(middle=middle, end=end, hard=from_inside)
    if name == "a computation":
        source = source.replace("await asyncio.sleep_ms(3)", 'print("ready")')
        from_inside = False
    repl.paste(source.encode(), SECONDS)
    repl.read_until(b"ready", SECONDS, "the script's `ready`")
    if from_inside:
        repl.read_until(b"soft reboot\r\n", SECONDS, "the soft reset from inside")
        repl.read_until(PROMPT, SECONDS, "the prompt after it")
        return
    repl.board.write(CTRL_C)
    repl.read_until(CTRL_D, SECONDS, "the end by Ctrl-C")
    repl.read_until(CTRL_D, SECONDS, "the KeyboardInterrupt")
    repl.read_until(b">", SECONDS, "the prompt")
    repl.soft_reset(SECONDS)


def free_bytes(result):
    return int(result[0].split()[-1])


def same(fresh, after):
    printed = [result[0].rpartition(b"\n")[0].rpartition(b"\n")[0] for result in (fresh, after)]
    return printed[0] == printed[1] and not after[1] and abs(free_bytes(fresh) - free_bytes(after)) <= STALE_BYTES


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", required=True, choices=SERIAL_BOARDS)
    parser.add_argument("--asyncio", choices=["ours", "stock"], default="ours")
    parser.add_argument("--firmware", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()

    board = make_board(args.board, args.firmware or default_firmware(args.board, args.asyncio))
    passed = failed = 0
    board.start()
    try:
        repl = RawRepl(board)
        repl.enter(SECONDS)
        repl.soft_reset(SECONDS)
        fresh = repl.run(REFERENCE, SECONDS)
        print(f"fresh: {free_bytes(fresh)} bytes free")
        repl.soft_reset(SECONDS)
        names = list(MIDDLES)
        for i in range(args.count):
            name = names[i % len(names)]
            from_inside = i // len(names) % 2 == 1
            try:
                leave_behind(repl, name, from_inside)
                after = repl.run(REFERENCE, SECONDS)
                repl.soft_reset(SECONDS)
            except Hang as hang:
                print(f"round {i}, in the middle of {name}: {hang}; {board.diagnose()}\n{hang.output.decode(errors='replace')}")
                failed += 1
                break
            if same(fresh, after):
                passed += 1
            else:
                failed += 1
                print(f"round {i}, in the middle of {name}: fresh {fresh}, after {after}")
    finally:
        board.stop()
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
