# Oracle: CPython
# Exceptions pass through awaits with finally and except as in plain calls.
import asyncio


async def bottom():
    try:
        await asyncio.sleep(0)
        raise ValueError("bottom")
    finally:
        print("bottom finally")


async def middle():
    try:
        await bottom()
    except ValueError as er:
        print("middle", er.args)
        await asyncio.sleep(0)
        raise KeyError("middle")
    finally:
        await asyncio.sleep(0)
        print("middle finally")


async def main():
    try:
        await middle()
    except KeyError as er:
        print("main", er.args)
    try:
        await asyncio.create_task(middle())
    except KeyError as er:
        print("main, by task", er.args)


asyncio.run(main())
