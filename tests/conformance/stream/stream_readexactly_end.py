# Oracle: stock
# readexactly raises EOFError where the stream ends early; readline gives what there is.
import asyncio

from pipe import Pipe


async def main():
    pipe = Pipe()
    stream = asyncio.StreamReader(pipe)
    pipe.feed(b"abc")
    pipe.ended = True
    try:
        await stream.readexactly(5)
    except EOFError:
        print("EOFError")
    pipe = Pipe()
    stream = asyncio.StreamReader(pipe)
    pipe.feed(b"no end of line")
    pipe.ended = True
    print(await stream.readline(), await stream.readline())
    print(await stream.readexactly(0))


asyncio.run(main())
