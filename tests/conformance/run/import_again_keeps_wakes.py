# Oracle: reasoned: stock's second import makes another module; here there is one loop, and what was set in it is not lost
# A script takes asyncio out of sys.modules and imports it again, while a set event stands among the wakes.
import asyncio
import sys

if not hasattr(sys, "modules"):
    print("SKIP: this port has no sys.modules")
    raise SystemExit


async def waits(event, name):
    await event.wait()
    print(name, "woken")


async def first(event):
    asyncio.create_task(waits(event, "first"))
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)


async def second(event):
    await asyncio.sleep_ms(1)
    event.clear()
    asyncio.create_task(waits(event, "second"))
    await asyncio.sleep_ms(1)
    event.set()
    await asyncio.sleep_ms(1)


event = asyncio.Event()
asyncio.run(first(event))
event.set()
for name in list(sys.modules):
    if name.startswith("asyncio"):
        del sys.modules[name]
del asyncio
import asyncio  # noqa: E402

asyncio.run(second(event))
