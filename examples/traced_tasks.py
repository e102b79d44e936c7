# Three tasks that share a board, and one that forgets to await, with the trace on. It runs on a board and on unix, with a
# firmware that has the feature `trace`. Its output after "dump:" is for tools/trace_view.py:
#
#   micropython examples/traced_tasks.py >log.txt && python3 tools/trace_view.py log.txt

import asyncio
import time

try:
    from machine import Timer
except ImportError:
    Timer = None


async def camera(frames, frame_ready):
    number = 0
    while True:
        number += 1
        frames.append(number)
        frame_ready.set()
        await asyncio.sleep_ms(40)


async def uploader(frames, frame_ready, radio):
    while True:
        await frame_ready.wait()
        frame_ready.clear()
        while frames:
            frames.pop(0)
            async with radio:
                await asyncio.sleep_ms(12)


async def heartbeat(radio):
    while True:
        await asyncio.sleep_ms(50)
        async with radio:
            await asyncio.sleep_ms(3)


async def button(pressed):
    while True:
        await pressed.wait()


async def forgetful():
    await asyncio.sleep_ms(150)
    start = time.ticks_ms()
    # No await in here: nothing else can run.
    while time.ticks_diff(time.ticks_ms(), start) < 120:
        pass
    await asyncio.sleep_ms(60)


async def main():
    frames, frame_ready, radio, pressed = [], asyncio.Event(), asyncio.Lock(), asyncio.ThreadSafeFlag()
    tasks = [
        asyncio.create_task(camera(frames, frame_ready)),
        asyncio.create_task(uploader(frames, frame_ready, radio)),
        asyncio.create_task(heartbeat(radio)),
        asyncio.create_task(button(pressed)),
    ]
    timer = None
    if Timer is not None:
        timer = Timer(period=70, mode=Timer.PERIODIC, callback=lambda timer: pressed.set())
    await forgetful()
    await asyncio.sleep_ms(200)
    if timer is not None:
        timer.deinit()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


asyncio.trace.start()
asyncio.run(main())
asyncio.trace.stop()
print("dump:")
asyncio.trace.dump()
