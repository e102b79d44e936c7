# An MQTT 3.1.1 client on the board, which publishes with QoS 1 what it has subscribed to. net_board.py starts the broker again meanwhile:
# the client connects anew and loses no message that was not acknowledged.
import asyncio
import struct

# net_board.py writes it here.
HOST_PORT = 0
TOPIC = b"board/count"
BEFORE, AFTER = 10, 10

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 0x10, 0x20, 0x30, 0x40, 0x82, 0x90
QOS_1 = 2
received = set()
counts = {"sessions": 0, "published": 0, "turns": 0}


def text(data):
    return struct.pack(">H", len(data)) + data


def packet(kind, body):
    assert len(body) < 128
    return bytes((kind, len(body))) + body


async def read_packet(reader):
    kind, size = await reader.readexactly(2)
    return kind, await reader.readexactly(size)


class Client:
    async def open(self):
        self.reader, self.writer = await asyncio.open_connection("10.0.2.2", HOST_PORT)
        self.acknowledged = asyncio.Event()
        self.writer.write(packet(CONNECT, text(b"MQTT") + bytes((4, 2, 0, 30)) + text(b"board")))
        await self.writer.drain()
        kind, body = await read_packet(self.reader)
        if kind != CONNACK or body[1] != 0:
            raise OSError("refused by the broker")
        self.writer.write(packet(SUBSCRIBE, struct.pack(">H", 1) + text(TOPIC) + b"\x01"))
        await self.writer.drain()
        kind, _ = await read_packet(self.reader)
        if kind != SUBACK:
            raise OSError("no subscription")
        counts["sessions"] += 1

    async def receive(self):
        while True:
            kind, body = await read_packet(self.reader)
            if kind == PUBACK:
                self.acknowledged.set()
            elif kind & 0xF0 == PUBLISH:
                number = body[2 + len(TOPIC) : 4 + len(TOPIC)]
                received.add(int(body[4 + len(TOPIC) :]))
                self.writer.write(packet(PUBACK, number))
                await self.writer.drain()

    async def publish(self, value):
        self.acknowledged.clear()
        self.writer.write(packet(PUBLISH | QOS_1, text(TOPIC) + struct.pack(">H", value + 1) + str(value).encode()))
        await self.writer.drain()
        async with asyncio.timeout(5):
            await self.acknowledged.wait()

    async def close(self):
        self.writer.close()
        await self.writer.wait_closed()


async def session():
    """One connection, until it breaks or all is published and has come back."""
    client = Client()
    async with asyncio.timeout(10):
        await client.open()
    receiving = asyncio.create_task(client.receive())
    try:
        while counts["published"] < BEFORE + AFTER or len(received) < BEFORE + AFTER:
            if receiving.done():
                await receiving
            if counts["published"] == BEFORE and counts["sessions"] == 1:
                # The broker is about to go.
                print("ready")
                await receiving
            if counts["published"] < BEFORE + AFTER:
                await client.publish(counts["published"])
                counts["published"] += 1
            await asyncio.sleep_ms(10)
    finally:
        receiving.cancel()
        await client.close()


async def turns():
    while True:
        counts["turns"] += 1
        await asyncio.sleep_ms(10)


async def main():
    others = asyncio.create_task(turns())
    while counts["published"] < BEFORE + AFTER:
        try:
            await session()
        except (OSError, EOFError, asyncio.TimeoutError):
            await asyncio.sleep_ms(100)
    others.cancel()
    print("received", len(received), "sessions", counts["sessions"])
    print("others", counts["turns"] > 20)


asyncio.run(main())
