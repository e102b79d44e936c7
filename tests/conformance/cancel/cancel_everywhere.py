# Oracle: CPython
# Cancelling a task wherever it can wait: it gets CancelledError there, once.
import asyncio


async def sleeping():
    await asyncio.sleep(10)


async def ready():
    while True:
        await asyncio.sleep(0)


async def event():
    await asyncio.Event().wait()


async def lock():
    held = asyncio.Lock()
    await held.acquire()
    await held.acquire()


async def other_task():
    await asyncio.create_task(sleeping())


async def gather():
    await asyncio.gather(sleeping(), event())


async def wait_for():
    await asyncio.wait_for(event(), 10)


async def wait_for_none():
    await asyncio.wait_for(sleeping(), None)


async def nested():
    async def level(n):
        try:
            if n:
                await level(n - 1)
            else:
                await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("level", n)
            raise

    await level(4)


async def watch(place):
    try:
        await place()
    except asyncio.CancelledError as er:
        print("got it", er.args)
        raise
    finally:
        print("finally")


async def main():
    for place in (sleeping, ready, event, lock, other_task, gather, wait_for, wait_for_none, nested):
        print(place.__name__)
        task = asyncio.create_task(watch(place))
        for _ in range(3):
            await asyncio.sleep(0)
        print(task.cancel(), task.done())
        try:
            await task
            print("not cancelled")
        except asyncio.CancelledError:
            print("cancelled", task.done())


asyncio.run(main())
