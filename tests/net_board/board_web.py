# A small web framework in the shape of microdot, and a server with it: routes, a body, a stream of events, errors. net_board.py loads it.
import asyncio
import json

counts = {"requests": 0, "turns": 0, "open": 0}


class Request:
    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body


class Web:
    def __init__(self):
        self.routes = {}

    def route(self, method, path):
        def add(handler):
            self.routes[method, path] = handler
            return handler

        return add

    async def read_request(self, reader):
        line = await reader.readline()
        if not line:
            return None
        method, path, _ = line.decode().split()
        headers = {}
        while True:
            line = (await reader.readline()).decode().strip()
            if not line:
                break
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        body = await reader.readexactly(length) if length else b""
        return Request(method, path, headers, body)

    async def answer(self, request, writer):
        handler = self.routes.get((request.method, request.path))
        if handler is None:
            return 404, b"not found"
        try:
            return 200, await handler(request, writer)
        except ValueError:
            return 500, b"failed"

    async def serve(self, reader, writer):
        counts["open"] += 1
        try:
            # Keep-alive: until the peer ends.
            while request := await self.read_request(reader):
                counts["requests"] += 1
                status, body = await self.answer(request, writer)
                if body is None:
                    break
                writer.write(b"HTTP/1.1 %d -\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body)
                await writer.drain()
        except (OSError, EOFError, ValueError):
            # Garbage, a reset, half a request.
            pass
        finally:
            counts["open"] -= 1
            writer.close()
            await writer.wait_closed()


app = Web()


@app.route("GET", "/")
async def index(request, writer):
    return b"<h1>board</h1>"


@app.route("POST", "/sum")
async def total(request, writer):
    await asyncio.sleep_ms(5)
    return str(sum(json.loads(request.body))).encode()


@app.route("GET", "/fail")
async def fail(request, writer):
    raise ValueError("on purpose")


@app.route("GET", "/events")
async def events(request, writer):
    writer.write(b"HTTP/1.1 200 -\r\nContent-Type: text/event-stream\r\n\r\n")
    for number in range(5):
        writer.write(b"data: %d\n\n" % number)
        await writer.drain()
        await asyncio.sleep_ms(20)


@app.route("POST", "/quit")
async def leave(request, writer):
    server.close()
    return b"bye"


async def turns():
    while True:
        counts["turns"] += 1
        await asyncio.sleep_ms(10)


async def main():
    global server
    others = asyncio.create_task(turns())
    server = await asyncio.start_server(app.serve, "0.0.0.0", 8000, backlog=32)
    print("ready")
    await server.wait_closed()
    while counts["open"]:
        await asyncio.sleep_ms(50)
    others.cancel()
    print("requests", counts["requests"])
    print("others", counts["turns"] > 20)


asyncio.run(main())
