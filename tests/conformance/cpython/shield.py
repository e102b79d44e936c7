# Oracle: CPython
# Features: future
# shield(): the caller can be cancelled, what it shields goes on.
import asyncio


async def something():
    for i in range(3):
        await asyncio.sleep(0.04)
        print("  step", i)
    return "done"


async def fail():
    await asyncio.sleep(0.04)
    raise ValueError("inner")


async def caller(inner):
    try:
        return await asyncio.shield(inner)
    except asyncio.CancelledError:
        print("caller cancelled")
        raise


async def main():
    inner = asyncio.create_task(something())
    task = asyncio.create_task(caller(inner))
    await asyncio.sleep(0.02)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("task cancelled", task.cancelled(), inner.done(), inner.cancelling())
    print(await inner)
    print(await asyncio.shield(something()))
    print(await asyncio.shield(inner), asyncio.shield(inner) is inner)

    # Who waits for less time than the shielded task takes.
    inner = asyncio.create_task(something())
    try:
        await asyncio.wait_for(asyncio.shield(inner), 0.02)
    except asyncio.TimeoutError:
        print("timeout", inner.cancelled())
    print(await inner)

    try:
        await asyncio.shield(fail())
    except ValueError as error:
        print("ValueError", error)

    # Cancelling what is shielded cancels who awaits it.
    inner = asyncio.create_task(something())
    outer = asyncio.shield(inner)
    await asyncio.sleep(0)
    inner.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        print("inner cancelled", outer.cancelled())


asyncio.run(main())
