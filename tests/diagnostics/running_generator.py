# Debug mode looks for the place at which a coroutine stands. One that runs stands nowhere, and what is on its stack is no coroutine.
import asyncio
import gc

# What is lost is reported to it.
asyncio.get_event_loop().set_exception_handler(lambda loop, context: None)


def inner():
    asyncio.get_event_loop().set_debug(True)
    gc.collect()

    async def main():
        task = asyncio.create_task(coro)
        try:
            await task
        except ValueError as error:
            print(error)

    asyncio.run(main())
    yield 1


def outer():
    return [3, (yield from inner())]


coro = outer()
print(coro.send(None))


def collects():
    gc.collect()
    yield from asyncio.sleep_ms(0)
    gc.collect()
    return 1


def collecting():
    return [1, 2, (yield from collects())]


async def main():
    kept = collecting()
    asyncio.core.Task(kept)
    print(await kept)


asyncio.run(main())
