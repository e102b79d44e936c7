# Oracle: stock
# Features: compat
# push() sets a task's data to None, so code sets data after pushing.
import asyncio


async def work():
    pass


task = asyncio.Task(work())
queue = asyncio.TaskQueue()
task.data = 5
print(task.data)
queue.push(task)
print(task.data)
task.data = queue
print(task.data is queue)
queue.pop()
print(task.data is queue)
