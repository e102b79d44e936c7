# Oracle: stock
# `from asyncio import …` brings working functions, and the module's dir names them.
from asyncio import (
    CancelledError,
    Event,
    Lock,
    create_task,
    current_task,
    gather,
    run,
    sleep,
    sleep_ms,
    wait_for,
)


async def work(n):
    await sleep(0)
    async with lock:
        await sleep_ms(0)
    return n


async def main():
    global lock
    lock = Lock()
    event = Event()
    event.set()
    await event.wait()
    print(await gather(work(1), create_task(work(2))), await wait_for(work(3), 1), current_task().done())
    task = create_task(Event().wait())
    await sleep(0)
    task.cancel()
    try:
        await task
    except CancelledError:
        print("cancelled")


run(main())
