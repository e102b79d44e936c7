# Repairs: a numeric address is given to socket.getaddrinfo, which blocks where the port's resolver does. Fails on stock.
# Oracle: reasoned: docs/differences.md
# With a socket module whose resolver fails: numeric addresses never come to it, names do.
import asyncio
import sys

try:
    import socket
except ImportError:
    print("SKIP: no sockets")
    raise SystemExit

PORT = 28472


class StandIn:
    def __getattr__(self, name):
        return getattr(socket, name)

    def getaddrinfo(self, *args):
        raise ValueError("asked for " + str(args[0]))


async def serve(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def echo(host):
    server = await asyncio.start_server(serve, host, PORT)
    reader, writer = await asyncio.open_connection(host, PORT)
    writer.write(b"hello\n")
    await writer.drain()
    print(await reader.readline())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


async def main():
    await echo("127.0.0.1")
    for host in ("localhost", "1.2.3", "256.1.1.1", "1.2.3.4.5", "1..2.3"):
        try:
            await asyncio.open_connection(host, PORT)
        except ValueError as error:
            print(error)


sys.modules["socket"] = StandIn()
asyncio.run(main())
