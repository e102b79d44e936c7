# Oracle: reasoned: stock's uasyncio is a module of another name, without submodules
# Features: compat
# Submodules can still be imported after a script has replaced a name of the module, by the old name too.
import asyncio

asyncio.sleep_ms = asyncio.sleep_ms
asyncio.mark = 1
import asyncio.core  # noqa: E402
import uasyncio  # noqa: E402
import uasyncio.core  # noqa: E402
from uasyncio.stream import Stream  # noqa: E402

print(uasyncio.core is asyncio.core, Stream is asyncio.StreamReader)
print(uasyncio.mark)
