# Oracle: reasoned: neither stock nor CPython has StreamWaker
# Features: stream-wakes
# An object that has no attributes of its own gets its waker by the Stream. A scheduled function calls it.
import asyncio
import micropython

if not hasattr(micropython, "RingIO"):
    print("SKIP: no RingIO")
    raise SystemExit

ring = micropython.RingIO(16)
waker = asyncio.StreamWaker()
stream = asyncio.StreamReader(ring, waker=waker)


async def feed(parts):
    for part in parts:
        await asyncio.sleep_ms(5)
        ring.write(part)
        micropython.schedule(waker, None)


async def main():
    task = asyncio.create_task(feed([b"a", b"bc", b"d\n", b"1234"]))
    print(await stream.readline())
    print(await stream.readexactly(4))
    await task

    # Nobody calls it: the ring is not asked.
    task = asyncio.create_task(stream.read(4))
    await asyncio.sleep_ms(5)
    ring.write(b"left")
    await asyncio.sleep_ms(20)
    print(task.done())
    waker()
    print(await task)

    # A third record of one waker is asked as ever.
    others = [micropython.RingIO(4) for _ in range(3)]
    tasks = [asyncio.create_task(asyncio.StreamReader(other, waker=waker).read(4)) for other in others]
    await asyncio.sleep_ms(5)
    for other in others:
        other.write(b"x")
    await asyncio.sleep_ms(20)
    print([task.done() for task in tasks])
    waker()
    for task in tasks:
        print(await task)

    for args, kw_args in (((ring,), {"waker": 5}), ((ring,), {"wake": waker}), ((), {"waker": waker})):
        try:
            asyncio.StreamReader(*args, **kw_args)
        except TypeError as error:
            print("TypeError", error if args and "waker" in kw_args else "")
    try:
        asyncio.StreamWaker(1)
    except TypeError:
        print("TypeError")
    try:
        await waker
    except TypeError:
        print("TypeError")
    ring.write(b"end")
    print(await asyncio.StreamReader(ring, waker=None).read(3))


asyncio.run(main())
