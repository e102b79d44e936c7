# Oracle: CPython
# Features: udp
# What a protocol's methods raise goes to the exception handler, and the transport goes on; sendto() raises what error_received
# raises in it.
import asyncio

told = []


def handler(loop, context):
    exc = context["exception"]
    # The other texts are each their own.
    ours = str(exc) in ("made", "received", "error", "lost")
    print("handler:", type(exc).__name__, exc if ours else "")
    told.append(context)


class Bad(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport
        raise ValueError("made")

    def datagram_received(self, data, addr):
        print("received", data)
        raise IndexError("received")

    def error_received(self, exc):
        print("error", isinstance(exc, OSError))
        raise RuntimeError("error")

    def connection_lost(self, exc):
        print("lost", exc)
        raise TypeError("lost")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    bad, protocol = await loop.create_datagram_endpoint(Bad, local_addr=("127.0.0.1", 0))
    print("made all the same", protocol.transport is bad)
    address = bad.get_extra_info("sockname")
    good, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=address)
    for data in (b"one", b"two"):
        good.sendto(data)
        await asyncio.sleep(0.02)
    # Too long for any datagram.
    try:
        bad.sendto(b"x" * 70000, address)
    except RuntimeError as exc:
        print("sendto raises", exc)
    good.sendto(b"x" * 70000)
    bad.close()
    await asyncio.sleep(0.02)

    # Refused: the callback of a read.
    refused, _ = await loop.create_datagram_endpoint(Bad, remote_addr=address)
    refused.sendto(b"refused")
    await asyncio.sleep(0.02)
    print(refused.is_closing())
    refused.abort()
    good.abort()
    await asyncio.sleep(0.02)

    # A broken address is fatal.
    class Watch(asyncio.DatagramProtocol):
        def connection_lost(self, exc):
            print("lost", type(exc).__name__)

    for wrong in (None, 5, ("127.0.0.1",), (1, 2), ("127.0.0.1", "port"), ("127.0.0.1", 1 << 20)):
        transport, _ = await loop.create_datagram_endpoint(Watch, local_addr=("127.0.0.1", 0))
        transport.sendto(b"to nowhere", wrong)
        print("closing", transport.is_closing())
        await asyncio.sleep(0.01)


asyncio.run(main())
print(len(told), all("message" in context for context in told))
