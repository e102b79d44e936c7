# Oracle: stock
# A script ends the coroutine in which a task waits. The wait is over with it: the task's next sleep and its next wait for the same event
# are real ones.
import asyncio


async def sleeps():
    await asyncio.sleep_ms(0)


async def waits(event):
    await event.wait()


async def awaits(coro, log):
    await coro
    log.append("goes on")
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
    log.append("slept")


async def awaits_event(coro, event, log):
    await coro
    log.append("goes on")
    await event.wait()
    log.append(("set", event.is_set()))


async def main():
    log = []
    coro = sleeps()
    task = asyncio.create_task(awaits(coro, log))
    await asyncio.sleep_ms(0)
    coro.close()
    for turn in range(4):
        await asyncio.sleep_ms(0)
        log.append(turn)
    await task
    print(log)
    log, event = [], asyncio.Event()
    coro = waits(event)
    task = asyncio.create_task(awaits_event(coro, event, log))
    await asyncio.sleep_ms(0)
    coro.close()
    event.set()
    event.clear()
    for turn in range(3):
        await asyncio.sleep_ms(0)
        log.append(turn)
    event.set()
    await task
    print(log)
    # Two tasks in one coroutine: one finds it ended.
    log, coro = [], sleeps()
    tasks = [asyncio.create_task(awaits(coro, log)) for _ in range(2)]
    for turn in range(5):
        await asyncio.sleep_ms(0)
        log.append(turn)
    for task in tasks:
        await task
    print(log)


asyncio.run(main())
