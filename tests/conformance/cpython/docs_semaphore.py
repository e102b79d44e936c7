# Oracle: CPython
# Features: sync
# The documentation's two ways to use a Semaphore.
import asyncio


async def short_form(sem, name):
    async with sem:
        print(name, "works with the shared resource")
        await asyncio.sleep(0.01)


async def long_form(sem, name):
    await sem.acquire()
    try:
        print(name, "works with the shared resource")
        await asyncio.sleep(0.01)
    finally:
        sem.release()


async def main():
    sem = asyncio.Semaphore(10)
    await asyncio.gather(*(short_form(sem, f"short {i}") for i in range(12)))
    await asyncio.gather(*(long_form(sem, f"long {i}") for i in range(12)))


asyncio.run(main())
