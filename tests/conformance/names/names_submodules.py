# Oracle: stock
# Features: compat
# The submodules import as stock's do, by every form of import.
import asyncio
import asyncio.core
import asyncio.event
import asyncio.funcs
import asyncio.lock
from asyncio.core import Task, TaskQueue
from asyncio.event import Event, ThreadSafeFlag
from asyncio.funcs import gather, wait_for, wait_for_ms
from asyncio.lock import Lock

print(asyncio.core.Task is Task, asyncio.TaskQueue is TaskQueue)
print(asyncio.event.Event is Event, asyncio.Event is Event, asyncio.ThreadSafeFlag is ThreadSafeFlag)
print(asyncio.gather is gather, asyncio.wait_for is wait_for, asyncio.wait_for_ms is wait_for_ms)
print(asyncio.lock.Lock is Lock, asyncio.Lock is Lock)
