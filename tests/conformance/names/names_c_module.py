# Oracle: stock
# Features: compat
# Stock's part in C is a module that programs import: it has the two classes.
import _asyncio
import asyncio

print(_asyncio.Task is asyncio.Task, _asyncio.TaskQueue is asyncio.core.TaskQueue)
print(_asyncio.__name__)
