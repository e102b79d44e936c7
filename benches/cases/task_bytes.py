# Heap that one task takes, without its coroutine.
import asyncio
import gc


def nothing():
    yield


def main():
    coro = nothing()
    kept = [None] * 64
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for i in range(64):
        kept[i] = asyncio.Task(coro)
    figure(gc.mem_alloc() - before, 64)


main()
