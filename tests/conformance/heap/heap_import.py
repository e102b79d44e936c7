# Oracle: reasoned: stock takes about 4 kB; issue 2 asks for 0
# Features: compat
# `import asyncio` takes no heap, and neither does a look at the names in it.
import gc

# The names exist already, so that the module's own dictionary doesn't grow in between.
asyncio = before = after = None
gc.collect()
before = gc.mem_alloc()
import asyncio  # noqa: E402, F811

after = gc.mem_alloc()
print("import", after - before)
before = gc.mem_alloc()
asyncio.sleep_ms
asyncio.wait_for
asyncio.Event
asyncio.core
asyncio.core.Task
after = gc.mem_alloc()
print("names", after - before)
