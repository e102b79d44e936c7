# Oracle: reasoned: issue 2 asks for at most 64 bytes on 64-bit ports, 32 on 32-bit ones
# A Task is at most 8 words, and so is an Event or a Lock.
import asyncio
import gc
import sys

if hasattr(asyncio, "stats"):
    print("SKIP: with the feature stats a Task counts its steps and its time, and is larger")
    raise SystemExit


def nothing():
    yield


coro = nothing()
words = 8 if sys.maxsize > 2**31 else 4
gc.collect()
for make in (lambda: asyncio.Task(coro), asyncio.Event, asyncio.Lock):
    kept = [None] * 64
    before = gc.mem_alloc()
    for i in range(64):
        kept[i] = make()
    each = (gc.mem_alloc() - before) // 64
    print(each <= 8 * words)
