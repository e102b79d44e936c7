# Oracle: stock
# Features: compat
# What has nothing to wait for can be given to create_task, gather and wait_for as every other awaitable can.
import asyncio
import io


class Wrapped(io.IOBase):
    def ioctl(self, request, argument):
        return argument if request == 3 else -1

    def close(self):
        print("closed")


async def main():
    await asyncio.create_task(asyncio.StreamWriter(Wrapped()).wait_closed())
    await asyncio.wait_for(asyncio.StreamWriter(Wrapped()).wait_closed(), 1)
    await asyncio.wait_for_ms(asyncio.StreamWriter(Wrapped()).aclose(), 1000)
    await asyncio.gather(asyncio.StreamWriter(Wrapped()).wait_closed(), asyncio.StreamWriter(Wrapped()).wait_closed())

    lock = asyncio.Lock()
    await lock.acquire()
    await asyncio.wait_for(lock.__aexit__(None, None, None), 1)
    print(lock.locked())

    # Cancelled before its turn.
    task = asyncio.create_task(lock.__aenter__())
    await task
    task = asyncio.create_task(lock.__aexit__(None, None, None))
    await asyncio.sleep(0)
    task.cancel()
    await task
    print(lock.locked())


asyncio.run(main())
