# An event storm: one sets, ten wait
import asyncio

heard = 0

async def listener(event, stop):
    global heard
    while not stop:
        await event.wait()
        heard += 1
        await asyncio.sleep_ms(0)

async def main():
    event, stop = asyncio.Event(), []
    tasks = [asyncio.create_task(listener(event, stop)) for _ in range(10)]
    await asyncio.sleep_ms(0)
    for _ in range(50):
        event.set()
        event.clear()
        await asyncio.sleep_ms(10)
    stop.append(True)
    event.set()
    await asyncio.gather(*tasks)
    print("heard", heard, "times")

asyncio.run(main())
