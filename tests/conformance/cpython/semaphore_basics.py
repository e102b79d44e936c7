# Oracle: CPython
# Features: sync
# Semaphore and BoundedSemaphore: permits, their order, and what is an error.
import asyncio


async def worker(name, semaphore, turns):
    async with semaphore:
        print(name, "in")
        for _ in range(turns):
            await asyncio.sleep(0)
        print(name, "out")


async def main():
    semaphore = asyncio.Semaphore(2)
    print(semaphore.locked(), await semaphore.acquire(), semaphore.locked(), await semaphore.acquire(), semaphore.locked())
    print(semaphore.release(), semaphore.locked())
    semaphore.release()
    await asyncio.gather(*(worker(f"worker {i}", semaphore, 3 - i % 3) for i in range(6)))
    print(semaphore.locked())

    # Nobody overtakes a task that a permit was handed to.
    semaphore = asyncio.Semaphore(0)
    task = asyncio.create_task(worker("handed", semaphore, 0))
    await asyncio.sleep(0)
    semaphore.release()
    print("locked", semaphore.locked())
    await worker("main", semaphore, 0)
    await task

    semaphore = asyncio.Semaphore()
    semaphore.release()
    print("no bound", await semaphore.acquire(), await semaphore.acquire(), semaphore.locked())
    bounded = asyncio.BoundedSemaphore(1)
    async with bounded:
        print("bounded", bounded.locked(), isinstance(bounded, asyncio.Semaphore))
    try:
        bounded.release()
    except ValueError as error:
        print("ValueError", error)
    try:
        asyncio.Semaphore(value=-1)
    except ValueError as error:
        print("ValueError", error)


asyncio.run(main())
