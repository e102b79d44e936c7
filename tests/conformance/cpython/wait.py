# Oracle: CPython
# Features: wait
# wait(): all, the first, the first that fails, for a time.
# mypy: ignore-errors
import asyncio


async def work(name, delay, error=None):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise
    if error:
        raise error
    return name


def names(tasks):
    return sorted(task.get_name() for task in tasks)


def start(**delays):
    return [asyncio.create_task(work(name, delay), name=name) for name, delay in sorted(delays.items())]


async def finish(tasks):
    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            await task
        except (asyncio.CancelledError, ValueError):
            pass


async def main():
    tasks = start(a=0.04, b=0.08)
    done, pending = await asyncio.wait(tasks)
    print("all", names(done), names(pending), sorted(task.result() for task in done))
    print(isinstance(done, set), isinstance(pending, set))
    done, pending = await asyncio.wait(tasks)
    print("all done before", names(done), names(pending))

    tasks = start(a=0.12, b=0.04, c=0.08)
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print("first", names(done), names(pending))
    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    print("next", names(done), names(pending))
    await finish(pending)

    tasks = start(a=0.04, b=5)
    done, pending = await asyncio.wait(tasks, timeout=0.08)
    print("for a time", names(done), names(pending), [task.cancelling() for task in pending])
    done, pending = await asyncio.wait(pending, timeout=0)
    print("no time", names(done), names(pending))
    await finish(pending)

    tasks = start(a=0.04, b=5)
    tasks.append(asyncio.create_task(work("bad", 0.08, ValueError("bad")), name="bad"))
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print("first exception", names(done), names(pending))
    await finish(pending)
    tasks = start(a=0.04, b=0.08)
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print("no exception", names(done), names(pending))
    # One that is cancelled hasn't failed.
    tasks = start(a=0.08, b=5)
    asyncio.get_running_loop().call_later(0.04, tasks[1].cancel)
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print("cancelled", names(done), names(pending))

    # The same task twice is one; sets and tuples will do.
    task = asyncio.create_task(work("one", 0), name="one")
    done, pending = await asyncio.wait([task, task])
    print(names(done), names(pending))
    done, pending = await asyncio.wait({task})
    print(names(done))
    done, pending = await asyncio.wait((task,))
    print(names(done))

    for args, keywords in (([],), {}), (([task],), {"return_when": "whenever"}):
        try:
            await asyncio.wait(*args, **keywords)
        except ValueError:
            print("ValueError")
    coro = work("no task", 0)
    try:
        await asyncio.wait([coro])
    except TypeError:
        print("TypeError")
    coro.close()


asyncio.run(main())
