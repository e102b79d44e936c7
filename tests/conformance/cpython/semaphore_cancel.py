# Oracle: CPython
# Features: sync
# A cancelled waiter loses no permit, whether it was still waiting or had just been handed one.
import asyncio


async def worker(name, semaphore):
    try:
        await semaphore.acquire()
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise
    print(name, "in")
    await asyncio.sleep(0)
    semaphore.release()
    print(name, "out")


async def main():
    semaphore = asyncio.Semaphore(1)
    for victim, woken in ((0, False), (1, False), (2, False), (0, True), (1, True)):
        print("-- cancel", victim, "woken" if woken else "waiting")
        await semaphore.acquire()
        tasks = [asyncio.create_task(worker(f"worker {i}", semaphore)) for i in range(3)]
        await asyncio.sleep(0)
        if woken:
            semaphore.release()
            tasks[victim].cancel()
        else:
            tasks[victim].cancel()
            semaphore.release()
        await asyncio.gather(*tasks, return_exceptions=True)
        print("locked", semaphore.locked())

    print("-- all cancelled")
    await semaphore.acquire()
    tasks = [asyncio.create_task(worker(f"worker {i}", semaphore)) for i in range(2)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    semaphore.release()
    await asyncio.gather(*tasks, return_exceptions=True)
    print("locked", semaphore.locked())

    print("-- time-out")
    await semaphore.acquire()
    try:
        await asyncio.wait_for(semaphore.acquire(), 0.01)
    except asyncio.TimeoutError:
        print("no permit")
    semaphore.release()
    print(await asyncio.wait_for(semaphore.acquire(), 0.01), semaphore.locked())


asyncio.run(main())
