# Oracle: stock
# Features: compat
# A server pauses accepting by its listening socket's registration.
import asyncio

try:
    import select
    import socket

    if not hasattr(socket.socket, "listen"):
        raise ImportError
except ImportError:
    print("SKIP: no sockets")
    raise SystemExit

core = asyncio.core


def connection(listener):
    yield core._io_queue.queue_read(listener)


async def accept(listener, log):
    while True:
        await connection(listener)
        listener.accept()[0].close()
        log.append("accepted")


async def main():
    address = socket.getaddrinfo("127.0.0.1", 0)[0][-1]
    listener = socket.socket()
    for port in range(45100, 45200):
        try:
            address = socket.getaddrinfo("127.0.0.1", port)[0][-1]
            listener.bind(address)
            break
        except OSError:
            pass
    listener.listen(5)
    log = []
    task = asyncio.create_task(accept(listener, log))
    await asyncio.sleep_ms(0)
    poller = core._io_queue.poller

    def connect():
        client = socket.socket()
        client.connect(address)
        return client

    clients = [connect()]
    await asyncio.sleep_ms(20)
    print(log)
    poller.modify(listener, 0)
    clients.append(connect())
    await asyncio.sleep_ms(20)
    print("paused", log)
    poller.modify(listener, select.POLLIN)
    await asyncio.sleep_ms(20)
    print("goes on", log)
    poller.unregister(listener)
    clients.append(connect())
    await asyncio.sleep_ms(20)
    print("taken off", log)
    poller.register(listener, select.POLLIN)
    print([(item[0] is listener, item[1]) for item in poller.poll(0)])
    await asyncio.sleep_ms(20)
    print("registered", log)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
    for client in clients:
        client.close()
    listener.close()


asyncio.run(main())
