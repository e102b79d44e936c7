# Oracle: stock
# Subclasses without an __init__ of their own are ready to use, and have attributes.
import asyncio


class MyEvent(asyncio.Event):
    pass


class MyLock(asyncio.Lock):
    pass


class MyFlag(asyncio.ThreadSafeFlag):
    pass


async def main():
    event, lock, flag = MyEvent(), MyLock(), MyFlag()
    event.note = lock.note = flag.note = "note"
    event.set()
    flag.set()
    print(await event.wait(), await lock.acquire(), await flag.wait())
    print(event.note, lock.note, flag.note, lock.locked())


asyncio.run(main())
