# Oracle: reasoned: stock loses the tasks that waited, or corrupts its queue; here each can be queued again, or cancelled
# Features: compat
# Setting a task's state while tasks wait for it, and then moving those: none stands in two queues.
import asyncio
import gc
from asyncio import core


async def asleep(ms):
    await asyncio.sleep_ms(ms)
    return ms


async def waits(name, task):
    try:
        print(name, await task)
    except asyncio.CancelledError:
        print(name, "cancelled")
    except RuntimeError as er:
        print(name, er)


async def busy():
    for _ in range(5):
        asyncio.create_task(asleep(1))
        await asyncio.sleep_ms(2)
        gc.collect()


async def replaced(what, seen):
    print(what, seen)
    task = asyncio.create_task(asleep(60))
    waiters = [asyncio.create_task(waits(n, task)) for n in range(4)]
    await asyncio.sleep_ms(1)
    queue = task.state if seen else None
    task.state = {"True": True, "queue": core.TaskQueue(), "callable": lambda task, data: print("called", data)}[what]
    late = asyncio.create_task(waits("late", task))
    await asyncio.sleep_ms(1)
    # Whom a script has seen in a queue, it takes out of there.
    for waiter in (waiters[1], waiters[3]):
        if seen:
            queue.remove(waiter)
        core._task_queue.push(waiter)
    await asyncio.sleep_ms(1)
    for waiter in waiters + [late]:
        waiter.cancel()
    task.cancel()
    await busy()
    print(sum(waiter.done() for waiter in waiters) >= (0 if seen else 4 if what != "callable" else 2))


async def main():
    for seen in (False, True):
        for what in ("True", "queue", "callable"):
            try:
                await replaced(what, seen)
            except RuntimeError as er:
                print(er)
            await busy()


asyncio.run(main())
print(asyncio.run(asleep(1)))
