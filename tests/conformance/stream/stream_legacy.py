# Oracle: stock
# Features: compat
# The old names: awrite with offset and size, awritestr, aclose; and close, wait_closed, get_extra_info.
import asyncio
from asyncio.stream import Stream

from pipe import Pipe


async def main():
    pipe = Pipe()
    stream = Stream(pipe, {"peername": "somebody"})
    await stream.awrite(b"0123456789")
    await stream.awrite(b"0123456789", 3, 4)
    await stream.awrite(b"0123456789", 8)
    await stream.awritestr("text")
    print(pipe.written)
    print(stream.get_extra_info("peername"))
    try:
        stream.get_extra_info("nonsense")
    except KeyError:
        print("KeyError")
    print(stream.close(), pipe.closed)
    print(await stream.wait_closed(), pipe.closed)
    pipe = Pipe()
    await Stream(pipe).aclose()
    print(pipe.closed)


asyncio.run(main())
