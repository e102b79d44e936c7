# Which tasks wait for a stream that the loop has to ask again and again: not one that tells, nor one with a descriptor.
import asyncio
import micropython

if not hasattr(micropython, "RingIO"):
    print("SKIP: no RingIO")
    raise SystemExit


async def asked():
    await asyncio.StreamReader(micropython.RingIO(4)).read(1)


async def told():
    await asyncio.StreamReader(micropython.RingIO(4), waker=asyncio.StreamWaker()).read(1)


async def asleep():
    await asyncio.sleep(10)


async def main():
    tasks = [asyncio.create_task(coro) for coro in (asked(), told(), asleep())]
    await asyncio.sleep_ms(5)
    for task in sorted(asyncio.stats()["tasks"], key=lambda task: task["name"]):
        print(task["name"], task["state"], task["asked"])
    for task in tasks:
        task.cancel()


asyncio.run(main())
