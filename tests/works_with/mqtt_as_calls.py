# Stands for: mqtt_as
# Runs: a non-blocking socket polled with sleep_ms, a lock around each send, keep-alive and receive tasks, a lost connection and a new one
import asyncio
import socket
import time

PORT = 8096
BUSY = (11, 115, 119)


async def broker(reader, writer):
    """Acknowledges each line; goes away after the third."""
    for _ in range(3):
        line = await reader.readline()
        if not line:
            break
        writer.write(b"ack " + line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


class Client:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.up, self.down = asyncio.Event(), asyncio.Event()
        self.acks = []

    async def connect(self):
        self.sock = socket.socket()
        self.sock.setblocking(False)
        try:
            self.sock.connect(socket.getaddrinfo("127.0.0.1", PORT)[0][-1])
        except OSError as problem:
            if problem.errno not in BUSY:
                raise
        await asyncio.sleep_ms(10)
        self.down.clear()
        self.up.set()
        self.tasks = [asyncio.create_task(self._receive()), asyncio.create_task(self._keep_alive())]

    async def _send(self, data):
        began = time.ticks_ms()
        while data:
            try:
                data = data[self.sock.write(data) or 0 :]
            except OSError as problem:
                if problem.errno not in BUSY:
                    raise
            if time.ticks_diff(time.ticks_ms(), began) > 1000:
                raise OSError(-1)
            await asyncio.sleep_ms(0)

    async def publish(self, text):
        await self.up.wait()
        async with self.lock:
            await self._send(text + b"\n")

    async def _receive(self):
        while True:
            try:
                line = self.sock.readline()
            except OSError as problem:
                if problem.errno not in BUSY:
                    raise
                line = None
            if line == b"":
                self.up.clear()
                self.down.set()
                return
            if line:
                self.acks.append(line)
            await asyncio.sleep_ms(2)

    async def _keep_alive(self):
        while True:
            await asyncio.sleep_ms(1000)
            await self.publish(b"ping")

    def close(self):
        for task in self.tasks:
            task.cancel()
        self.sock.close()


async def main():
    async with await asyncio.start_server(broker, "127.0.0.1", PORT):
        client = Client()
        await client.connect()
        await asyncio.gather(*(client.publish(b"message %d" % i) for i in range(3)))
        await asyncio.wait_for(client.down.wait(), 5)
        print(sorted(client.acks))
        client.close()
        await client.connect()
        await client.publish(b"again")
        await asyncio.sleep_ms(50)
        print(client.acks[-1])
        client.close()
    print("closed")


asyncio.run(main())
