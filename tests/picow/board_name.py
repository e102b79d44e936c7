# A name is looked up while another task goes on, and one that does not exist is an error.
import asyncio

# picow.py writes it here.
HOST_PORT = 0
turns = 0


async def count():
    global turns
    while True:
        turns += 1
        await asyncio.sleep(0)


async def main():
    counting = asyncio.create_task(count())
    before = turns
    reader, writer = await asyncio.open_connection("slow-10-0-0-1.test", HOST_PORT)
    print("others", turns - before > 10)
    writer.write(b"hello\n")
    await writer.drain()
    print("answer", await reader.readline())
    writer.close()
    await writer.wait_closed()
    try:
        await asyncio.open_connection("nothing.test", HOST_PORT)
    except OSError:
        print("unknown OSError")
    counting.cancel()


asyncio.run(main())
