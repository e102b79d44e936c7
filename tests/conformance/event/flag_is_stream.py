# Oracle: stock
# Features: compat
# A ThreadSafeFlag is an io.IOBase, as code that takes streams may ask.
import asyncio
import io

flag = asyncio.ThreadSafeFlag()
print(isinstance(flag, io.IOBase), issubclass(asyncio.ThreadSafeFlag, io.IOBase))
print(isinstance(asyncio.Event(), io.IOBase))


class Flag(asyncio.ThreadSafeFlag):
    def greet(self):
        return "hello"


flag = Flag()
print(isinstance(flag, io.IOBase), isinstance(flag, asyncio.ThreadSafeFlag), flag.greet(), hasattr(flag, "read"))
flag.set()


async def main():
    await flag.wait()
    print("awaited")


asyncio.run(main())
