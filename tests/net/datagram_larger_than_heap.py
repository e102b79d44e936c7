# A datagram that is larger than the heap has room for is dropped, and the next one received.
import asyncio
import gc

PORT = 28531


class Show(asyncio.DatagramProtocol):
    def datagram_received(self, data, address):
        received.append(len(data))
        event.set()

    def error_received(self, exc):
        received.append(type(exc).__name__)
        event.set()

    def connection_lost(self, exc):
        received.append("lost")


async def main():
    global event, received
    event, received = asyncio.Event(), []
    loop = asyncio.get_event_loop()
    transport, _ = await loop.create_datagram_endpoint(Show, local_addr=("127.0.0.1", PORT))
    sender, _ = await loop.create_datagram_endpoint(Show, remote_addr=("127.0.0.1", PORT))
    large = bytes(60000)
    for data in (b"1", large, b"22"):
        hoard = []
        if data is large:
            sender.sendto(data)
            gc.collect()
            try:
                while True:
                    hoard.append(bytearray(20000))
            except MemoryError:
                pass
        else:
            sender.sendto(data)
        await event.wait()
        event.clear()
        hoard.clear()
        gc.collect()
    print(received)
    transport.close()
    sender.close()
    await asyncio.sleep(0.01)
    print(received)


asyncio.run(main())
