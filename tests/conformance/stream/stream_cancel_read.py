# Oracle: stock
# Features: compat
# A cancelled or timed-out read leaves the stream usable, and another task may read then.
import asyncio

from pipe import Pipe


async def main():
    pipe = Pipe()
    stream = asyncio.StreamReader(pipe)
    task = asyncio.create_task(read(stream))
    await asyncio.sleep_ms(10)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    try:
        await asyncio.wait_for_ms(stream.readline(), 20)
    except asyncio.TimeoutError:
        print("TimeoutError")
    task = asyncio.create_task(read(stream))
    await asyncio.sleep_ms(10)
    pipe.feed(b"at last\n")
    print(await task)
    print(len(asyncio.core._io_queue.map))


async def read(stream):
    return await stream.readline()


asyncio.run(main())
