# Oracle: CPython
# Features: udp
# What can be a protocol: subclasses with and without __init__, classes that derive from nothing, the base class itself; a
# protocol that lacks a method; set_protocol().
import asyncio


class Own:
    """Derives from nothing."""

    def __init__(self, name):
        self.name = name

    def connection_made(self, transport):
        print(self.name, "made")

    def datagram_received(self, data, addr):
        print(self.name, data)

    def error_received(self, exc):
        print(self.name, "error")

    def connection_lost(self, exc):
        print(self.name, "lost")


class Mixin:
    def connection_made(self, transport):
        print("mixin made")


class Sub(asyncio.DatagramProtocol):
    def __init__(self, name):
        self.name = name

    def datagram_received(self, data, addr):
        super().datagram_received(data, addr)
        print(self.name, data)


class WithSuper(Sub):
    def __init__(self, name, more):
        super().__init__(name)
        self.more = more

    def connection_lost(self, exc):
        super().connection_lost(exc)
        print(self.more)


class Base(asyncio.BaseProtocol):
    def datagram_received(self, data, addr):
        print("base", data)


class Mixed(Mixin, Base):
    pass


class Silent:
    def connection_made(self, transport):
        print("silent made")


def handler(loop, context):
    print("handler", type(context["exception"]).__name__)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    sender, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    for factory in (
        lambda: Own("own"),
        lambda: Sub("sub"),
        lambda: WithSuper("with super", "and more"),
        Base,
        Mixed,
        asyncio.DatagramProtocol,
        lambda: asyncio.DatagramProtocol(),
        Silent,
    ):
        transport, protocol = await loop.create_datagram_endpoint(factory, local_addr=("127.0.0.1", 0))
        print(type(protocol).__name__, transport.get_protocol() is protocol)
        sender.sendto(b"hello", transport.get_extra_info("sockname"))
        await asyncio.sleep(0.02)
        print(transport.is_closing())
        transport.close()
        await asyncio.sleep(0.02)

    # Another protocol while it runs.
    transport, protocol = await loop.create_datagram_endpoint(lambda: Own("first"), local_addr=("127.0.0.1", 0))
    transport.set_protocol(Own("second"))
    sender.sendto(b"hello", transport.get_extra_info("sockname"))
    await asyncio.sleep(0.02)
    transport.close()
    sender.close()
    await asyncio.sleep(0.02)

    print(issubclass(asyncio.DatagramProtocol, asyncio.BaseProtocol), issubclass(asyncio.BaseProtocol, asyncio.DatagramProtocol))
    base = asyncio.BaseProtocol()
    print(base.connection_made(None), base.connection_lost(None), base.pause_writing(), base.resume_writing())
    protocol = asyncio.DatagramProtocol()
    print(protocol.datagram_received(b"", None), protocol.error_received(OSError()), protocol.connection_lost(None))
    print(hasattr(base, "datagram_received"), hasattr(asyncio, "DatagramTransport"))


asyncio.run(main())
