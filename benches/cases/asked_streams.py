# One round of a loop with STREAMS streams, written in Python, that have to be asked and have nothing; for each of them.
import asyncio
import io
from micropython import const

MP_STREAM_POLL = const(3)
EINVAL = const(22)


class Quiet(io.IOBase):
    def ioctl(self, request, argument):
        # To the question for its descriptor a 0 would be the answer "standard input".
        return 0 if request == MP_STREAM_POLL else -EINVAL


async def read(stream):
    await stream.read(1)


async def main():
    kept = [asyncio.create_task(read(asyncio.StreamReader(Quiet()))) for _ in range(STREAMS)]
    for _ in range(2):
        await asyncio.sleep_ms(0)
    start = clock()
    for _ in range(ROUNDS):
        await asyncio.sleep_ms(0)
    figure(clock() - start, ROUNDS * STREAMS)
    for task in kept:
        task.cancel()


asyncio.run(main())
