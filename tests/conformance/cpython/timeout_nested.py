# Oracle: CPython
# Features: timeout
# Timeouts within timeouts: the one whose time is over raises, and only that.
import asyncio


async def nested(outer_delay, inner_delay, body=0.2):
    me = asyncio.current_task()
    try:
        async with asyncio.timeout(outer_delay) as outer:
            try:
                async with asyncio.timeout(inner_delay) as inner:
                    await asyncio.sleep(body)
                    print("body ends")
            except asyncio.TimeoutError:
                print("inner raises", inner.expired(), outer.expired(), me.cancelling())
            except asyncio.CancelledError:
                print("inner cancelled", inner.expired(), outer.expired(), me.cancelling())
                raise
            await asyncio.sleep(0.04)
            print("outer body ends")
    except asyncio.TimeoutError:
        print("outer raises", inner.expired(), outer.expired(), me.cancelling())
    print("cancelling", me.cancelling())


async def same_time():
    # Both in one round: the outermost raises TimeoutError, once.
    me = asyncio.current_task()
    when = asyncio.get_running_loop().time() + 0.04
    try:
        async with asyncio.timeout_at(when) as outer:
            async with asyncio.timeout_at(when) as inner:
                await asyncio.sleep(5)
    except asyncio.TimeoutError:
        print("same time", outer.expired(), inner.expired(), me.cancelling())


async def main():
    await nested(5, 0.04)
    await nested(0.04, 5)
    await nested(5, 5)
    await nested(0.08, 0.04)
    await nested(None, 0.04)
    await nested(0.04, None)
    await same_time()
    # wait_for within, and around.
    try:
        async with asyncio.timeout(0.04):
            await asyncio.wait_for(asyncio.sleep(5), 5)
    except asyncio.TimeoutError:
        print("timeout around wait_for")
    async with asyncio.timeout(5):
        try:
            await asyncio.wait_for(asyncio.sleep(5), 0.04)
        except asyncio.TimeoutError:
            print("wait_for within timeout")
    print(asyncio.current_task().cancelling())


asyncio.run(main())
