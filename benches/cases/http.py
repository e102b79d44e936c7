# An HTTP server on raw streams: the processor time that one request of a keep-alive connection takes it. bench.py runs the clients,
# http_clients.py, as another process: CONNECTIONS of them, each with ROUNDS requests.
import asyncio

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello"

open_now = 0
began = None
ended = None


async def serve(reader, writer):
    global open_now, began
    open_now += 1
    while True:
        line = await reader.readline()
        if not line:
            break
        if began is None:
            began = clock()
        line = line.split()
        headers = {}
        while True:
            line = await reader.readline()
            if line == b"\r\n":
                break
            name, value = line.split(b":", 1)
            headers[name.strip().lower()] = value.strip()
        writer.write(ANSWER)
        await writer.drain()
    open_now -= 1
    if not open_now:
        ended.set()
    writer.close()
    await writer.wait_closed()


async def main():
    global ended
    ended = asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", 28482, backlog=100)
    print("LISTENS")
    await ended.wait()
    figure(clock() - began, ROUNDS * CONNECTIONS)
    server.close()


asyncio.run(main())
