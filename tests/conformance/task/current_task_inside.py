# Oracle: CPython
# current_task() is the running task; outside of one it raises.
import asyncio

try:
    asyncio.current_task()
except RuntimeError as er:
    print("RuntimeError", er.args[0])


async def child():
    me = asyncio.current_task()
    await asyncio.sleep(0)
    return me is asyncio.current_task(), me


async def main():
    me = asyncio.current_task()
    task = asyncio.create_task(child())
    same, seen = await task
    print(same, seen is task, seen is me, me is asyncio.current_task())
    same, seen = await child()
    print(same, seen is me)
    return me


me = asyncio.run(main())
print(me.done())
try:
    asyncio.current_task()
except RuntimeError as er:
    print("RuntimeError", er.args[0])
