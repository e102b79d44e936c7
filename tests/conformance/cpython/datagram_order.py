# Oracle: CPython
# Features: udp
# In which turns the loop opens an endpoint, and ends one, among other callbacks and tasks.
import asyncio


class Watch(asyncio.DatagramProtocol):
    def __init__(self, name, close=False):
        print(name, "factory")
        self.name = name
        self.close = close

    def connection_made(self, transport):
        loop = asyncio.get_running_loop()
        print(self.name, "made")
        loop.call_soon(print, self.name, "called by made")
        if self.close:
            transport.close()
            loop.call_soon(print, self.name, "called after close")

    def connection_lost(self, exc):
        print(self.name, "lost", exc)


async def ticks(name, count):
    for number in range(count):
        print(name, number)
        await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()
    for close in (False, True):
        before = asyncio.create_task(ticks("before", 6))
        opening = asyncio.create_task(
            loop.create_datagram_endpoint(lambda close=close: Watch("endpoint", close), local_addr=("127.0.0.1", 0))
        )
        opening.add_done_callback(lambda task: print("done"))
        behind = asyncio.create_task(ticks("behind", 6))
        loop.call_soon(print, "called")
        transport, _ = await opening
        print("opened", transport.is_closing())
        await before
        await behind
        after = asyncio.create_task(ticks("after", 4))
        await asyncio.sleep(0)
        transport.close()
        loop.call_soon(print, "called behind close")
        print("closed")
        await after

    # Directly awaited.
    print("await")
    after = asyncio.create_task(ticks("tick", 4))
    transport, _ = await loop.create_datagram_endpoint(lambda: Watch("endpoint"), local_addr=("127.0.0.1", 0))
    print("opened")
    transport.abort()
    await after


asyncio.run(main())
