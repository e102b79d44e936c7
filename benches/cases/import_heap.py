# Heap that `import asyncio` takes, with the first use of its names.
import gc

asyncio = before = after = names = None
gc.collect()
before = gc.mem_alloc()
import asyncio  # noqa: E402, F811

after = gc.mem_alloc()
names = asyncio.Event, asyncio.Lock, asyncio.wait_for, asyncio.gather
figure(after - before, 1)
