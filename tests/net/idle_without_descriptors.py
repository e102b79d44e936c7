# A program that has no descriptor left when it waits for the first time waits all the same, and wakes by a thread.
import asyncio
import socket
import struct
import time

import ffi

try:
    import _thread
except ImportError:
    _thread = None

RLIMIT_NOFILE = 7
LIMIT = 40

ffi.open(None).func("i", "setrlimit", "ip")(RLIMIT_NOFILE, struct.pack("QQ", LIMIT, LIMIT))
hoard = []
try:
    while True:
        hoard.append(socket.socket())
except OSError:
    print("no more")


def later(flag):
    time.sleep_ms(20)
    flag.set()


async def main():
    await asyncio.sleep_ms(10)
    print("slept")
    flag = asyncio.ThreadSafeFlag()
    if _thread:
        _thread.start_new_thread(later, (flag,))
    else:
        flag.set()
    await flag.wait()
    print("woken")
    hoard.pop().close()
    hoard.pop().close()
    await asyncio.sleep_ms(10)
    print("slept")


asyncio.run(main())
