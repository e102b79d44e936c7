# Oracle: stock
# Loop is a class without bound methods; get_event_loop takes legacy arguments.
import asyncio

loop = asyncio.get_event_loop()
print(loop is asyncio.Loop, loop is asyncio.get_event_loop(16, 16), loop is asyncio.get_event_loop(runq_len=1, waitq_len=2))
print(asyncio.new_event_loop() is loop)
print(loop.close())


async def work(value):
    await asyncio.sleep_ms(0)
    return value


print(loop.run_until_complete(work(1)))
print(asyncio.Loop.run_until_complete(loop.create_task(work(2))))
for wrong in (3, None, "text"):
    try:
        loop.run_until_complete(wrong)
    except TypeError:
        print("TypeError")
