# Oracle: stock
# Features: compat
# uasyncio is the old name of the same things.
import asyncio
import uasyncio

for name in "run create_task sleep_ms Event Lock gather wait_for_ms Task CancelledError ThreadSafeFlag core".split():
    print(name, getattr(uasyncio, name) is getattr(asyncio, name))


async def main():
    await uasyncio.sleep_ms(0)
    return "ran"


print(uasyncio.run(main()))
