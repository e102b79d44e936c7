# Oracle: stock
# write puts at once what the stream takes and keeps the rest for drain; drain always gives others a turn.
import asyncio

from pipe import Pipe


async def other():
    for n in range(3):
        print("other", n)
        await asyncio.sleep_ms(0)


async def main():
    pipe = Pipe(5)
    stream = asyncio.StreamWriter(pipe)
    stream.write(b"hello world, this is long")
    print(pipe.written)
    stream.write(b" and longer")
    print(pipe.written)
    await stream.drain()
    print(pipe.written)
    task = asyncio.create_task(other())
    for _ in range(3):
        stream.write(b"!")
        await stream.drain()
        print("drained")
    await task
    print(pipe.written)


asyncio.run(main())
