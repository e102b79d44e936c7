# A hog: one forgotten await makes the others late
import asyncio
import time


async def heartbeat():
    for beat in range(12):
        print("beat", beat)
        await asyncio.sleep_ms(50)

async def hog():
    await asyncio.sleep_ms(120)
    print("the hog begins")
    time.sleep_ms(250)  # asyncio.sleep_ms() would let the others run
    print("the hog ends")
    await asyncio.sleep_ms(100)

async def main():
    await asyncio.gather(heartbeat(), hog())

asyncio.run(main())
