# A producer and two consumers with a lock
import asyncio


async def producer(items, ready):
    for number in range(6):
        items.append(number)
        ready.set()
        await asyncio.sleep_ms(30)

async def consumer(name, items, ready, radio):
    while True:
        await ready.wait()
        async with radio:
            if items:
                number = items.pop(0)
                await asyncio.sleep_ms(40)
                print(name, "sent", number)
            else:
                ready.clear()

async def main():
    items, ready, radio = [], asyncio.Event(), asyncio.Lock()
    tasks = [asyncio.create_task(consumer(name, items, ready, radio)) for name in ("A", "B")]
    await producer(items, ready)
    await asyncio.sleep_ms(200)
    for task in tasks:
        task.cancel()

asyncio.run(main())
