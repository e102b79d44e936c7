# Oracle: stock
# Features: compat
# TimeoutError is an Exception of the module's own, no OSError.
import asyncio

print(issubclass(asyncio.TimeoutError, OSError), asyncio.TimeoutError is asyncio.core.TimeoutError)
print(asyncio.TimeoutError.__name__, asyncio.CancelledError.__name__)
print(asyncio.CancelledError is asyncio.core.CancelledError)
print(asyncio.TimeoutError("text").args, asyncio.CancelledError(1, 2).args)
