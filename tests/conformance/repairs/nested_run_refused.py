# Repairs: nested run() is accepted and corrupts the loop (#15187, #8515). Fails on stock.
# Features: compat
# Oracle: reasoned: docs/differences.md; CPython refuses the same with RuntimeError, but warns of coroutines never awaited
# run(), run_until_complete() and run_forever() inside a running loop raise RuntimeError; the outer loop goes on.
import asyncio


async def inner():
    print("never printed")


async def beside():
    for n in range(6):
        print("beside", n)
        await asyncio.sleep_ms(0)


async def main():
    loop = asyncio.get_event_loop()
    task = asyncio.create_task(beside())
    await asyncio.sleep_ms(0)
    for run in (asyncio.run, lambda _: asyncio.run_until_complete(), loop.run_until_complete):
        coro = inner()
        try:
            run(coro)
            print("accepted")
        except RuntimeError:
            print("RuntimeError")
        coro.close()
        await asyncio.sleep_ms(0)
    try:
        loop.run_forever()
        print("accepted")
    except RuntimeError:
        print("RuntimeError")
    print(asyncio.current_task() is asyncio.core.cur_task)
    await task
    return "outer unharmed"


print(asyncio.run(main()))
