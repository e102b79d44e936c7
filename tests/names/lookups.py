# Names, looked up while other tasks go on. names_on_unix.py and tests/net_board run it, with name_server.py as the resolver: stock
# stops every task meanwhile, so the expected output is by hand.
import asyncio
import socket

# Who runs it writes these here: this machine, and the test's own echo server, of TCP and of UDP.
OWN_NAME = "127-0-0-1.test"
PEER_NAME = "127-0-0-1.test"
PEER_PORT = 0
turns = 0


async def count():
    global turns
    while True:
        turns += 1
        await asyncio.sleep_ms(10)


async def expect(name, awaitable):
    try:
        found = await awaitable
    except (OSError, asyncio.TimeoutError) as error:
        found = type(error).__name__
    print(name, found)


async def others_ran(name, awaitable):
    """More than a few turns fit into a second, however slow the machine."""
    before = turns
    await expect(name, awaitable)
    print(name, "others ran:", turns - before > 5)


async def same(name):
    """Whether the result is MicroPython's own."""
    loop = asyncio.get_event_loop()
    return await loop.getaddrinfo(name, 80, type=socket.SOCK_STREAM) == socket.getaddrinfo(
        name, 80, 0, socket.SOCK_STREAM
    )


async def length(awaitable):
    return len(await awaitable) > 0


async def endpoint(**ends):
    loop = asyncio.get_event_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, **ends)
    transport.close()
    return "opened"


class Ask(asyncio.DatagramProtocol):
    def __init__(self):
        self.answer = asyncio.get_event_loop().create_future()

    def datagram_received(self, data, addr):
        if not self.answer.done():
            self.answer.set_result(data)


async def datagrams():
    """Both ends of an endpoint may have names."""
    loop = asyncio.get_event_loop()
    slow_peer = ("slow-" + PEER_NAME, PEER_PORT)
    await others_ran("slow ends", endpoint(local_addr=("slow-" + OWN_NAME, 0), remote_addr=slow_peer))
    await expect("no such end", endpoint(remote_addr=("nothing.test", 80)))
    await others_ran("silent end", asyncio.wait_for(endpoint(remote_addr=("silent5.test", 80)), 0.5))
    silent = endpoint(local_addr=(OWN_NAME, 0), remote_addr=("silent6.test", 80))
    await others_ran("silent end behind a known one", asyncio.wait_for(silent, 0.5))
    task = asyncio.create_task(endpoint(local_addr=("silent7.test", 0)))
    await asyncio.sleep_ms(50)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("end cancelled")

    opening = loop.create_datagram_endpoint(Ask, remote_addr=slow_peer)
    task = asyncio.create_task(opening)
    await asyncio.sleep_ms(50)
    try:
        await opening
    except RuntimeError as error:
        print(error)
    transport, protocol = await task
    # A datagram may get lost.
    for _ in range(20):
        transport.sendto(b"datagram")
        try:
            await asyncio.wait_for(asyncio.shield(protocol.answer), 1)
            break
        except asyncio.TimeoutError:
            pass
    print(protocol.answer.result())
    transport.close()
    opening = loop.create_datagram_endpoint(Ask, remote_addr=("nothing.test", 80))
    for _ in range(2):
        try:
            await opening
        except Exception as error:
            print(type(error).__name__)


async def main():
    loop = asyncio.get_event_loop()
    counting = asyncio.create_task(count())

    await expect("a number", same("127.0.0.1"))
    await expect("a name", same("10-1-2-3.test"))
    await expect("no such name", loop.getaddrinfo("nothing.test", 80))
    await others_ran("a slow one", same("slow-10-1-2-4.test"))

    # Nobody answers. A timeout ends it, and a cancellation; what comes later finds nobody.
    await others_ran("silent", asyncio.wait_for(loop.getaddrinfo("silent.test", 80), 0.5))
    await others_ran("silent connect", asyncio.wait_for(asyncio.open_connection("silent2.test", 80), 0.5))
    task = asyncio.create_task(asyncio.open_connection("silent3.test", 80))
    await asyncio.sleep_ms(50)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    task = asyncio.create_task(loop.getaddrinfo("silent4.test", 80))
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled before it began")

    # More at once than lwIP's table has entries.
    names = ["slow-10-1-3-%d.test" % i for i in range(12)]
    answers = await asyncio.gather(
        *[length(loop.getaddrinfo(name, 80)) for name in names], return_exceptions=True
    )
    print("at once:", answers.count(True))

    lookup = loop.getaddrinfo("127.0.0.1", 80)
    await lookup
    try:
        await lookup
    except RuntimeError as error:
        print(error)
    for wrong in ((), ("a.test",), (1, 80), ("a.test", 80, 0)):
        try:
            await loop.getaddrinfo(*wrong)
        except TypeError:
            print("TypeError")

    # A script's own resolver is called, on the loop's thread.
    def own(*args):
        print("own resolver:", args[:2])
        return ["own result"]

    real = socket.getaddrinfo
    try:
        socket.getaddrinfo = own
        replaced = True
    except AttributeError:
        replaced = False
    if replaced:
        await expect("own", loop.getaddrinfo("own.test", 80))
        socket.getaddrinfo = real
    else:
        print("own resolver: ('own.test', 80)\nown ['own result']")

    # To the end: a connection by a name.
    reader, writer = await asyncio.open_connection("slow-" + PEER_NAME, PEER_PORT)
    writer.write(b"hello\n")
    await writer.drain()
    print(await reader.readline())
    writer.close()
    await writer.wait_closed()
    await datagrams()
    counting.cancel()


asyncio.run(main())
