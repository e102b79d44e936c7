# Oracle: CPython
# open_connection() raises the OSError of a refused connection itself, with TLS too, and leaves no socket behind.
import asyncio
import errno
import os
import ssl

# tcpmux: nobody serves it.
PORT = 1


async def connect(**options):
    try:
        await asyncio.open_connection("127.0.0.1", PORT, **options)
        print("connected")
    except OSError as error:
        print("refused", error.errno == errno.ECONNREFUSED)


async def main():
    await asyncio.sleep(0.001)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        await connect()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    await connect(ssl=context, server_hostname="localhost")
    # One that nobody waits for any longer.
    task = asyncio.create_task(connect())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    await asyncio.sleep(0.01)
    print(len(os.listdir("/proc/self/fd")) - before)
    # All at once.
    await asyncio.gather(*[connect() for _ in range(5)])
    print(len(os.listdir("/proc/self/fd")) - before)


asyncio.run(main())
