# Oracle: CPython
# Features: wait
# wait(): for many tasks each is in one of the two sets, which are sets like any other; a task that is given twice is there once.
# mypy: ignore-errors
import asyncio


async def work(sleeps):
    if sleeps:
        await asyncio.sleep(60)


async def split(count, pending_every):
    tasks = [asyncio.create_task(work(i % pending_every == 0)) for i in range(count)]
    done, pending = await asyncio.wait(tasks, timeout=0)
    await asyncio.sleep(0)
    done, pending = await asyncio.wait(tasks, timeout=0)
    right = all(task in done and task not in pending for task in tasks if task.done())
    right = right and all(task in pending and task not in done for task in tasks if not task.done())
    print(count, len(done), len(pending), right, done | pending == set(tasks), len(done & pending))
    # They grow and shrink.
    for i in range(count):
        done.add(i)
    for task in tasks:
        done.discard(task)
        pending.discard(task)
    print(sorted(done) == list(range(count)), len(pending))
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def twice(order, **options):
    tasks = [asyncio.create_task(work(False)) for _ in range(3)]
    given = [tasks[i] for i in order]
    for name, kind in (("tuple", tuple), ("list", list), ("set", set), ("iterator", iter)):
        done, pending = await asyncio.wait(kind(given), **options)
        print(order, name, len(done), len(pending))


async def change():
    # What becomes of the list later has no effect.
    tasks = [asyncio.create_task(work(False)) for _ in range(2)]
    wait = asyncio.wait(tasks)
    kept = list(tasks)
    other = asyncio.create_task(wait)
    await asyncio.sleep(0)
    tasks.clear()
    done, pending = await other
    print("changed", done == set(kept), pending == set())


async def main():
    for count in (1, 2, 3, 5, 8, 13, 30):
        await split(count, 2)
    await split(20, 1)
    await split(20, 20)
    await twice([0, 0])
    await twice([0, 1, 0, 2, 1])
    await twice([0, 0, 1, 2], return_when=asyncio.FIRST_COMPLETED)
    await twice([0, 1, 2, 2], return_when=asyncio.FIRST_EXCEPTION)
    await change()


asyncio.run(main())
