# The last hundred tasks made before a heap of HEAP bytes is three quarters full; one of them. PART is `empty` for the first hundred.
import asyncio
import gc


async def nothing():
    pass


def make(count, kept):
    # Chains, since a list of all of them would have to grow.
    for _ in range(count):
        kept = (asyncio.create_task(nothing()), kept)
    return kept


def main():
    gc.collect()
    # What is more than HEAP is taken.
    beside = bytearray(max(0, gc.mem_free() - HEAP - 1024))
    before = gc.mem_alloc()
    kept = make(100, None)
    each = (gc.mem_alloc() - before) // 100
    if PART != "empty":
        kept = make(gc.mem_free() * 3 // 4 // each - 100, kept)
    start = clock()
    kept = make(100, kept)
    figure(clock() - start, 100)
    return beside, kept


main()
