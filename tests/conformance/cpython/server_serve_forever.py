# Oracle: CPython
# Features: stream-api
# serve_forever(): serves until it is cancelled, which closes the server, or until close().
import asyncio

PORT = 28512


async def echo(reader, writer):
    writer.write(b"echo " + await reader.readline())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"hello\n")
    await writer.drain()
    print(await reader.readline())
    writer.close()
    await writer.wait_closed()


async def serve(port):
    server = await asyncio.start_server(echo, "127.0.0.1", port)
    try:
        async with server:
            await server.serve_forever()
    except asyncio.CancelledError:
        print("cancelled")
        raise


async def main():
    task = asyncio.create_task(serve(PORT))
    await asyncio.sleep(0.02)
    await client(PORT)
    await client(PORT)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("serve is over")
    try:
        await client(PORT)
    except OSError:
        print("nobody listens")

    server = await asyncio.start_server(echo, "127.0.0.1", PORT + 1)
    forever = asyncio.create_task(server.serve_forever())
    await asyncio.sleep(0.02)
    await client(PORT + 1)
    server.close()
    try:
        await forever
    except asyncio.CancelledError:
        print("closed")
    try:
        await server.serve_forever()
    except RuntimeError:
        print("RuntimeError")


asyncio.run(main())
