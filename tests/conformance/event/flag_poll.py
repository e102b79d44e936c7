# Oracle: stock
# Features: compat
# A flag is a stream: pollable through select, ioctl(3) tells its state, other requests give -1.
import asyncio
import select

flag = asyncio.ThreadSafeFlag()
print(flag.ioctl(3, 1), flag.ioctl(3, 5), flag.ioctl(4, 0), flag.ioctl(10, 0))
flag.set()
print(flag.ioctl(3, 1), flag.ioctl(3, 4), flag.ioctl(3, 5), flag.ioctl(4, 0))

poller = select.poll()
poller.register(flag, select.POLLIN)
print([(item[0] is flag, item[1]) for item in poller.poll(0)])
flag.clear()
print(poller.poll(0))
poller.unregister(flag)
