# Free heap after boot, and what `import asyncio` takes of it. Prints two numbers.
import gc

gc.collect()
free = gc.mem_free()
import asyncio  # noqa: E402, F401 # the import is what is measured

gc.collect()
print(free, free - gc.mem_free())
