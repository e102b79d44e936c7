# Oracle: reasoned: issue 2 asks for at most 64 bytes on 64-bit ports, 32 on 32-bit ones
# Features: compat
# A Task is at most 8 words, and so is an Event or a Lock. With the links that all_tasks() needs, a Task of 32-bit words takes one block more, and so
# does one with a priority.
import asyncio
import gc
import sys

if hasattr(asyncio, "stats"):
    print("SKIP: with the feature stats a Task counts its steps and its time, and is larger")
    raise SystemExit


def nothing():
    yield


coro = nothing()
word = 8 if sys.maxsize > 2**31 else 4
is_larger = hasattr(asyncio.Task(coro), "priority") or word == 4 and hasattr(asyncio, "all_tasks")
task_words = 12 if is_larger else 8
gc.collect()
for make, words in ((lambda: asyncio.Task(coro), task_words), (asyncio.Event, 8), (asyncio.Lock, 8)):
    kept = [None] * 64
    before = gc.mem_alloc()
    for i in range(64):
        kept[i] = make()
    each = (gc.mem_alloc() - before) // 64
    # The heap's blocks are 4 words; the loop itself takes a few in all.
    print(each < (words + 4) * word)
