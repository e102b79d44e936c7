# Oracle: CPython
# Features: future
# What shields of a long task leave at it when each has timed out: nothing.
import asyncio
import gc

ROUNDS = 200


def used():
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0


async def main():
    long = asyncio.create_task(asyncio.sleep(1000))

    async def shields(count):
        for _ in range(count):
            outer = asyncio.shield(long)
            await asyncio.sleep(0)
            outer.cancel()
            try:
                await outer
            except asyncio.CancelledError:
                pass

    await shields(10)
    before = used()
    await shields(ROUNDS)
    print("kept for each", (used() - before) // ROUNDS < 16)
    outer = asyncio.shield(long)
    long.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        print("cancelled", long.done(), outer.cancelled())


asyncio.run(main())
