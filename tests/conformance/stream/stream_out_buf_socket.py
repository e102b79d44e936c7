# Oracle: stock
# Features: compat
# What a script has set for drain() to write goes to a socket from where it lies, all of it and in order: setting it copies nothing.
import asyncio
import gc

PORT = 28499
SIZE = 3000 * 251


async def serve(reader, writer):
    got = wrong = 0
    while True:
        data = await reader.read(100000)
        if not data:
            break
        for at in range(0, len(data), 97):
            wrong += data[at] != (got + at) % 251
        got += len(data)
    print("got", got, "wrong", wrong)
    writer.close()
    await writer.wait_closed()
    done.set()


async def main():
    global done
    done = asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    _, writer = await asyncio.open_connection("127.0.0.1", PORT)
    samples = bytearray(bytes(range(251)) * (SIZE // 251))
    view = memoryview(samples)
    for start, end in ((0, 1000), (1000, 1000), (1000, SIZE)):
        part = view[start:end]
        before = gc.mem_alloc()
        writer.out_buf = part
        print(gc.mem_alloc() - before < 500)
        await writer.drain()
    writer.close()
    await writer.wait_closed()
    await done.wait()
    server.close()
    await server.wait_closed()


asyncio.run(main())
