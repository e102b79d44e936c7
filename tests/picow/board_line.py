# A server that sends each line back, and ends after the first client. Stock runs it too.
import asyncio


async def main():
    ended = asyncio.Event()

    async def serve(reader, writer):
        lines = 0
        while True:
            line = await reader.readline()
            if not line:
                break
            lines += 1
            writer.write(line)
            await writer.drain()
        print("lines", lines)
        writer.close()
        await writer.wait_closed()
        ended.set()

    server = await asyncio.start_server(serve, "0.0.0.0", 8000)
    print("ready")
    await ended.wait()
    server.close()
    await server.wait_closed()


asyncio.run(main())
