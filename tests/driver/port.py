# A driver in C that is a stream and tells (examples/driver): its bytes come by a hard interrupt or from another thread. Every byte is read, in
# order, and the port is not asked in between.
import asyncio
import gc

import port

COUNT = 2000


async def idle(reader, source):
    task = asyncio.create_task(reader.readexactly(1))
    await asyncio.sleep_ms(5)
    asked = source.asked
    for _ in range(50):
        await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(20)
    print("asked while nothing comes:", source.asked - asked)
    source.interrupt(None)
    print(await task, "asked", source.asked - asked)


def by_interrupt(source):
    import machine

    timer = machine.Timer(-1)
    timer.init(mode=machine.Timer.PERIODIC, period=1, callback=source.interrupt, hard=True)
    return timer.deinit


def by_thread(source):
    # By name: boards without threads skip a script that has the statement.
    threads = __import__("_thread")
    import time

    ended = []

    def hardware():
        sent = 0
        while sent < COUNT:
            if source.interrupt(None):
                sent += 1
            # Bursts, and bytes of their own for which the loop sleeps.
            if sent % 100 < 50:
                time.sleep_us(50)
        ended.append(True)

    def wait():
        while not ended:
            time.sleep_ms(1)

    threads.start_new_thread(hardware, ())
    return wait


async def others():
    while True:
        await asyncio.sleep_ms(0)


async def main():
    source = port.Port()
    print(type(source.waker) is asyncio.StreamWaker, source.waker is source.waker)
    reader = asyncio.StreamReader(source)
    await idle(reader, source)

    try:
        stop = by_interrupt(source)
    except (ImportError, AttributeError):
        stop = by_thread(source)
    buffer = bytearray(1)
    wrong = 0
    for number in range(1, COUNT + 1):
        await asyncio.wait_for(reader.readinto(buffer), 20)
        wrong += buffer[0] != number & 255
        if number % 200 == 0:
            gc.collect()
        if number == COUNT // 2:
            busy = asyncio.create_task(others())
    busy.cancel()
    stop()
    print("read", COUNT, "wrong", wrong)

    # Gone with its waker, while a task waits for another one.
    for _ in range(20):
        port.Port().interrupt(None)
    gc.collect()
    source = port.Port()
    task = asyncio.create_task(asyncio.StreamReader(source).readexactly(1))
    await asyncio.sleep_ms(1)
    gc.collect()
    source.interrupt(None)
    print(await task)


asyncio.run(main())
