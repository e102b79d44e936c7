# Oracle: CPython
# Features: sync
# The documentation's two examples of a Barrier; its cake needs the places in any order, here they are printed.
import asyncio


async def example_barrier():
    # barrier with 3 parties
    b = asyncio.Barrier(3)

    # create 2 new waiting tasks
    first = asyncio.create_task(b.wait())
    second = asyncio.create_task(b.wait())

    await asyncio.sleep(0)
    print("broken", b.broken, "waiting", b.n_waiting, "of", b.parties)

    # The third .wait() call passes the barrier
    print("main", await b.wait())
    print("barrier passed", b.n_waiting)
    await asyncio.sleep(0)
    print("barrier passed", b.n_waiting, await first, await second)


async def cook(name, barrier):
    async with barrier as position:
        print(name, position)
        if position == 0:
            print("End of *init* phase")


async def main():
    await example_barrier()
    barrier = asyncio.Barrier(3)
    await asyncio.gather(*(cook(name, barrier) for name in ("butter", "sugar", "flour", "eggs", "salt", "milk")))


asyncio.run(main())
