# Oracle: CPython
# Features: future
# A CancelledError that is set as a future's exception is one: the future was not cancelled.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    future.set_exception(asyncio.CancelledError())
    print(future.cancelled(), isinstance(future.exception(), asyncio.CancelledError), future.cancel())
    try:
        await future
    except asyncio.CancelledError:
        print("CancelledError")
    future = loop.create_future()
    print(future.cancel(), future.cancelled())
    try:
        future.exception()
    except asyncio.CancelledError:
        print("CancelledError")
    outer = None
    inner = loop.create_future()
    outer = asyncio.shield(inner)
    inner.set_exception(asyncio.CancelledError())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(outer.done(), outer.cancelled())
    inner = loop.create_future()
    outer = asyncio.shield(inner)
    inner.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(outer.done(), outer.cancelled())
    inner.cancelled()


asyncio.run(main())
