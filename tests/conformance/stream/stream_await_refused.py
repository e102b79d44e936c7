# Oracle: stock
# A Stream is no awaitable: only what its methods return is one.
import asyncio

from pipe import Pipe


async def refused(what):
    try:
        await what
    except TypeError:
        return "TypeError"
    return "awaited"


async def drains(stream):
    await stream.drain()
    return "drained"


async def main():
    pipe = Pipe(5)
    stream = asyncio.StreamWriter(pipe)
    print(await refused(stream))
    stream.write(b"more than the pipe takes at once")
    print(await refused(stream))
    await stream.drain()
    print(pipe.written, await refused(stream))

    stream.write(b"more than the pipe takes at once")
    for wrong in (asyncio.create_task, asyncio.gather, lambda stream: asyncio.wait_for(stream, 1)):
        try:
            await wrong(stream)
        except TypeError:
            print("TypeError")
    drainers = [asyncio.create_task(drains(stream)) for _ in range(2)]
    await asyncio.sleep_ms(0)
    print(await refused(stream))
    print(await asyncio.gather(*drainers), await refused(stream))

    stream.write(b"more than the pipe takes at once")
    drainer = asyncio.create_task(drains(stream))
    await asyncio.sleep_ms(0)
    drainer.cancel()
    try:
        await drainer
    except asyncio.CancelledError:
        print("cancelled", await refused(stream))
    await stream.drain()
    print(await refused(stream))


asyncio.run(main())
