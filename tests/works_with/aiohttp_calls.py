# Stands for: aiohttp of micropython-lib
# Runs: a session and a response as context managers, headers by readline, a body by length, a chunked body, a timeout
import asyncio

PORT = 8094


async def serve(reader, writer):
    path = (await reader.readline()).split()[1]
    while (await reader.readline()).strip():
        pass
    if path == b"/chunked":
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for part in (b"one ", b"two"):
            writer.write(b"%x\r\n%s\r\n" % (len(part), part))
            await writer.drain()
            await asyncio.sleep_ms(5)
        writer.write(b"0\r\n\r\n")
    elif path == b"/silent":
        await asyncio.sleep(1)
    else:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


class Response:
    def __init__(self, reader, headers):
        self.reader, self.headers = reader, headers

    async def text(self):
        if self.headers.get("transfer-encoding") == "chunked":
            body = b""
            while True:
                size = int(await self.reader.readline(), 16)
                body += await self.reader.readexactly(size)
                await self.reader.readline()
                if not size:
                    return body.decode()
        return (await self.reader.readexactly(int(self.headers["content-length"]))).decode()


class Request:
    def __init__(self, path):
        self.path = path

    async def __aenter__(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", PORT)
        self.writer.write("GET {} HTTP/1.1\r\nHost: x\r\n\r\n".format(self.path).encode())
        await self.writer.drain()
        await self.reader.readline()
        headers = {}
        while True:
            line = (await self.reader.readline()).decode().strip()
            if not line:
                return Response(self.reader, headers)
            name, _, value = line.partition(": ")
            headers[name.lower()] = value

    async def __aexit__(self, *exc):
        self.writer.close()
        await self.writer.wait_closed()


class Session:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        await asyncio.sleep(0)

    def get(self, path):
        return Request(path)


async def fetch(session, path):
    async with session.get(path) as response:
        return await response.text()


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", PORT), Session() as session:
        print(await asyncio.gather(fetch(session, "/plain"), fetch(session, "/chunked")))
        try:
            await asyncio.wait_for(fetch(session, "/silent"), 0.05)
        except asyncio.TimeoutError:
            print("timeout")
    print("closed")


asyncio.run(main())
