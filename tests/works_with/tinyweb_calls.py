# Stands for: tinyweb, and programs that still import uasyncio
# Runs: the module's old name, get_event_loop, create_task before the loop runs, run_forever until stop, tasks cancelled at shutdown
import uasyncio as asyncio

loop = asyncio.get_event_loop()


class Server:
    def __init__(self):
        self.connections = {}

    async def handle(self, reader, writer):
        self.connections[id(writer)] = asyncio.current_task()
        try:
            line = await reader.readline()
            writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + line)
            await writer.drain()
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            print("connection cancelled")
            raise
        finally:
            del self.connections[id(writer)]
            writer.close()
            await writer.wait_closed()

    def shutdown(self):
        for task in list(self.connections.values()):
            task.cancel()


server = Server()


async def start():
    await asyncio.start_server(server.handle, "127.0.0.1", 8095)


async def client():
    await asyncio.sleep_ms(20)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8095)
    writer.write(b"GET /\r\n")
    await writer.drain()
    print(await reader.readline(), await reader.readline(), await reader.readline())
    server.shutdown()
    await asyncio.sleep_ms(5)
    print("open connections", len(server.connections))
    loop.stop()


loop.create_task(start())
loop.create_task(client())
loop.run_forever()
print("stopped")
