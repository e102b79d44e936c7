# Oracle: CPython
# Features: udp, timeout
# create_datagram_endpoint() cancelled before it has begun, while it waits, and when it is just ready: the socket is closed.
import asyncio
import os


def descriptors():
    return len(os.listdir("/proc/self/fd"))


class Watch(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        print("made", transport.is_closing())

    def connection_lost(self, exc):
        print("lost", exc)


async def outcome(task):
    try:
        print(len(await task))
    except asyncio.CancelledError:
        print("cancelled")


async def main():
    loop = asyncio.get_running_loop()
    # The loop's own are there as soon as it has waited once.
    await asyncio.sleep(0.01)
    before = descriptors()

    def endpoint():
        return loop.create_datagram_endpoint(Watch, local_addr=("127.0.0.1", 0))

    for rounds in range(4):
        print("after", rounds)
        task = asyncio.create_task(endpoint())
        for _ in range(rounds):
            await asyncio.sleep(0)
        print(task.cancel())
        await outcome(task)
        if not task.cancelled():
            task.result()[0].close()
        await asyncio.sleep(0.01)
        print(descriptors() - before)

    # Cancelled by one that is created at the same time.
    async def canceller():
        task.cancel()

    task = asyncio.create_task(endpoint())
    asyncio.create_task(canceller())
    await outcome(task)
    await asyncio.sleep(0.01)
    print(descriptors() - before)

    # By a timeout that comes while it waits.
    try:
        async with asyncio.timeout(0):
            await endpoint()
    except asyncio.TimeoutError:
        print("timed out")
    await asyncio.sleep(0.01)
    print(descriptors() - before)

    # Within a task that goes on after it.
    async def goes_on():
        try:
            await endpoint()
        except asyncio.CancelledError:
            print("goes on")
            transport, _ = await endpoint()
            transport.close()
            await asyncio.sleep(0)
            return "done"

    task = asyncio.create_task(goes_on())
    await asyncio.sleep(0)
    task.cancel()
    print(await task)
    await asyncio.sleep(0.01)
    print(descriptors() - before)

    # Awaited twice.
    once = endpoint()
    transport, _ = await once
    transport.close()
    try:
        await once
    except RuntimeError:
        print("RuntimeError")
    await asyncio.sleep(0.01)
    print(descriptors() - before)


asyncio.run(main())
