# A task that waits for a silent peer and one that waits for a connection: the loop need not ask their sockets.
import asyncio

# picow.py writes it here.
HOST_PORT = 0


async def wait_for_peer():
    reader, writer = await asyncio.open_connection("10.0.0.1", HOST_PORT)
    print("line", await reader.readline())
    writer.close()
    await writer.wait_closed()


async def main():
    waiting = asyncio.create_task(wait_for_peer())
    server = await asyncio.start_server(None, "0.0.0.0", 8000)
    await asyncio.sleep_ms(50)
    counts = asyncio.stats()
    print("waiting", counts["streams"])
    print("asked", [task["name"] for task in counts["tasks"] if task["asked"]])
    print("ready")
    await waiting
    server.close()
    await server.wait_closed()


asyncio.run(main())
