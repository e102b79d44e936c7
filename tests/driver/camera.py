# A driver in C (examples/driver): its frames come by an interrupt or from a thread. Every frame is seen, a cancellation reaches the
# driver, and each wrong use is one clear error.
import asyncio
import gc

import camera

EXPOSURE_US = 2000


async def take(cam):
    try:
        frame = await cam.frame()
        print("frame", frame[0])
    except RuntimeError as exc:
        print("RuntimeError", exc)


async def waker(cam):
    # Wakes without a reason: the driver is asked again, and has nothing.
    while True:
        cam.wake()
        await asyncio.sleep_ms(0)


async def main():
    cam = camera.Camera(EXPOSURE_US)
    frames = []
    for _ in range(20):
        frames.append(await cam.frame())
    print([frame[0] for frame in frames], len(frames[0]))

    print("woken too often")
    task = asyncio.create_task(waker(cam))
    for _ in range(3):
        await take(cam)
    task.cancel()

    print("beside a collector")
    for _ in range(3):
        task = asyncio.create_task(take(cam))
        await asyncio.sleep_ms(0)
        gc.collect()
        await task

    print("cancelled")
    slow = camera.Camera(1000000)
    try:
        await asyncio.wait_for_ms(slow.frame(), 5)
    except asyncio.TimeoutError:
        print("timeout, exposing", slow.is_exposing())
    task = asyncio.create_task(take(slow))
    await asyncio.sleep_ms(0)
    print("exposing", slow.is_exposing())
    task.cancel()
    await asyncio.sleep_ms(0)
    print("exposing", slow.is_exposing())

    print("two tasks")
    tasks = [asyncio.create_task(take(cam)) for _ in range(2)]
    await asyncio.gather(*tasks)

    print("awaited without a call")
    wait = cam.frame()
    await wait
    try:
        await wait
    except TypeError as exc:
        print("TypeError", exc)

    print("closed while a task waits")
    task = asyncio.create_task(take(slow))
    await asyncio.sleep_ms(0)
    slow.close()
    await task
    print("wake", slow.wake(), cam.wake())
    try:
        slow.frame()
    except RuntimeError as exc:
        print("RuntimeError", exc)

    print("collected in the middle of an exposure")
    for _ in range(5):
        gone = camera.Camera(EXPOSURE_US)
        gone.frame()
        gone = None
        gc.collect()
        await asyncio.sleep_ms(1)
    await asyncio.sleep_ms(5)
    while cam.is_exposing():
        await asyncio.sleep_ms(1)
    await take(cam)


asyncio.run(main())
