# Oracle: CPython
# Features: udp
# create_datagram_endpoint() and sendto() with wrong arguments: the types of what they raise, and that no socket is left open.
import asyncio
import os
import socket


class Fails(Exception):
    pass


def fails():
    raise Fails


def no_protocol():
    return 5


async def main():
    loop = asyncio.get_running_loop()
    # The loop's own descriptors are there as soon as it has waited once.
    await asyncio.sleep(0.01)
    before = len(os.listdir("/proc/self/fd"))
    make = loop.create_datagram_endpoint
    here = ("127.0.0.1", 0)
    for call in (
        lambda: make(),
        lambda: make(asyncio.DatagramProtocol),
        lambda: make(asyncio.DatagramProtocol, None, None),
        lambda: make(asyncio.DatagramProtocol, None, None, socket.AF_INET),
        lambda: make(asyncio.DatagramProtocol, wrong=1),
        lambda: make(asyncio.DatagramProtocol, local_addr="127.0.0.1"),
        lambda: make(asyncio.DatagramProtocol, local_addr=("127.0.0.1",)),
        lambda: make(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0, 0)),
        lambda: make(asyncio.DatagramProtocol, local_addr=["127.0.0.1", 0]),
        lambda: make(asyncio.DatagramProtocol, remote_addr=5),
        lambda: make(asyncio.DatagramProtocol, local_addr=("192.0.2.1", 0)),
        lambda: make(asyncio.DatagramProtocol, local_addr=here, family=12345),
        lambda: make(asyncio.DatagramProtocol, family=12345),
        lambda: make(asyncio.DatagramProtocol, local_addr=("::1", 0), remote_addr=("127.0.0.1", 9)),
        lambda: make(5, local_addr=here),
        lambda: make(fails, local_addr=here),
    ):
        try:
            transport, _ = await call()
            transport.close()
            print("made")
        except (TypeError, ValueError, OSError, Fails) as exc:
            print("OSError" if isinstance(exc, OSError) else type(exc).__name__)
    try:
        await make(no_protocol, local_addr=here)
    except AttributeError:
        print("AttributeError")
    await asyncio.sleep(0.01)
    # CPython leaves the sockets of the last three to its collector.
    import gc

    gc.collect()
    print(len(os.listdir("/proc/self/fd")) - before)

    transport, _ = await make(asyncio.DatagramProtocol, here)
    for data in ("text", 5, None, [1]):
        try:
            transport.sendto(data, here)
        except TypeError:
            print("TypeError")
    for call in (
        lambda: transport.sendto(),
        lambda: transport.sendto(b"x", here, 1),
        lambda: transport.get_extra_info(),
        lambda: transport.close(1),
    ):
        try:
            call()
        except TypeError:
            print("TypeError")
    print(transport.get_extra_info("no such thing"), transport.get_extra_info("no such thing", 5))
    print(transport.get_extra_info("peername", 5), transport.get_extra_info(name="peername", default=5))
    print(transport.get_extra_info("socket").fileno() > 0)
    print(transport.is_closing())
    transport.close()
    await asyncio.sleep(0)


asyncio.run(main())
