# Oracle: CPython
# Features: sync
# Barrier: reset(), abort(), cancelled parties, and the next filling while one drains.
import asyncio


async def party(name, barrier):
    try:
        print(name, await barrier.wait())
    except asyncio.BrokenBarrierError as error:
        print(name, "BrokenBarrierError", error)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


def parties(barrier, names):
    return [asyncio.create_task(party(name, barrier)) for name in names.split()]


async def main():
    barrier = asyncio.Barrier(3)
    print("-- reset")
    tasks = parties(barrier, "a b")
    await asyncio.sleep(0)
    print(barrier.n_waiting, await barrier.reset(), barrier.n_waiting, barrier.broken)
    tasks += parties(barrier, "c d e")
    await asyncio.gather(*tasks)
    await barrier.reset()

    print("-- cancelled while it waits")
    tasks = parties(barrier, "a b")
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.sleep(0)
    print(barrier.n_waiting)
    tasks += parties(barrier, "c d")
    await asyncio.gather(*tasks, return_exceptions=True)

    print("-- cancelled when the barrier has filled")
    tasks = parties(barrier, "a b")
    await asyncio.sleep(0)
    late = asyncio.create_task(party("c", barrier))
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.gather(*tasks, late, return_exceptions=True)
    print(barrier.n_waiting)

    print("-- more than the parties")
    await asyncio.gather(*parties(barrier, "a b c d e f g h i"))

    print("-- abort")
    tasks = parties(barrier, "a b")
    await asyncio.sleep(0)
    await asyncio.create_task(barrier.abort())
    print(barrier.broken, barrier.n_waiting)
    await asyncio.gather(*tasks)
    await party("too late", barrier)
    await barrier.reset()
    print(barrier.broken)
    await asyncio.gather(*parties(barrier, "a b c"))

    print("-- errors")
    try:
        asyncio.Barrier(0)
    except ValueError as error:
        print("ValueError", error)
    print(issubclass(asyncio.BrokenBarrierError, RuntimeError))


asyncio.run(main())
