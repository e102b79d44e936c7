# Making tasks that stay alive until the heap is three quarters full; one of them.
import asyncio
import gc


async def nothing():
    pass


def make(count, kept):
    # Chains, since a list of all of them would have to grow.
    for n in range(count):
        if NEUTRAL and not n & 7:
            kept = (n, kept)
        kept = (asyncio.create_task(nothing()), kept)
    return kept


def main():
    gc.collect()
    before = gc.mem_alloc()
    kept = make(64, None)
    each = (gc.mem_alloc() - before) // 64
    count = gc.mem_free() * 3 // 4 // each
    start = clock()
    kept = make(count, kept)
    figure(clock() - start, count)


main()
