# A server that sends every line back, and a client of it.
#
#   build/unix/micropython examples/echo_server.py               runs both, and ends
#   build/unix/micropython examples/echo_server.py 8000          serves on port 8000 until Ctrl-C

import asyncio
import sys


# Runs as a task of its own for each client; reader and writer are two names of one stream.
async def serve(reader, writer):
    address = writer.get_extra_info("peername")
    try:
        while True:
            line = await reader.readline()
            if not line:
                # The client has ended the connection.
                break
            writer.write(line)
            # write() keeps what the network does not take at once; drain() waits until it is gone.
            await writer.drain()
    except OSError as error:
        print("client", address, "went away:", error)
    finally:
        writer.close()
        await writer.wait_closed()


async def client(port, name):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for i in range(3):
        writer.write(f"{name} {i}\n")
        await writer.drain()
        line = await reader.readline()
        print("echo:", line.decode().strip())
    writer.close()
    await writer.wait_closed()


async def demo(port):
    # The server accepts clients until the block ends.
    async with await asyncio.start_server(serve, "127.0.0.1", port):
        await asyncio.gather(client(port, "alice"), client(port, "bob"))
    print("closed")


async def serve_forever(port):
    server = await asyncio.start_server(serve, "0.0.0.0", port)
    print("serving on port", port)
    await server.wait_closed()


if len(sys.argv) > 1:
    asyncio.run(serve_forever(int(sys.argv[1])))
else:
    asyncio.run(demo(8007))
