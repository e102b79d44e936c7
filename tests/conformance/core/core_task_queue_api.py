# Oracle: stock
# Features: compat
# TaskQueue by hand: peek, push, pop, remove, with and without ticks.
import asyncio
from asyncio import core


async def work():
    pass


def name(task):
    return None if task is None else tasks.index(task)


tasks = [asyncio.Task(work()) for _ in range(6)]
queue = asyncio.TaskQueue()
print(queue.peek())
try:
    queue.pop()
except IndexError:
    print("IndexError")
for task in tasks[:4]:
    queue.push(task)
print(name(queue.peek()), name(queue.peek()))
queue.remove(tasks[0])
queue.remove(tasks[2])
print(name(queue.pop()), name(queue.pop()), queue.peek())
now = core.ticks()
for index, ahead in ((0, 500), (1, 100), (2, 500), (3, 300), (4, 100), (5, 0)):
    queue.push(tasks[index], core.ticks_add(now, ahead))
print(core.ticks_diff(tasks[3].ph_key, now))
queue.remove(tasks[3])
print([name(queue.pop()) for _ in range(5)], queue.peek())
print(isinstance(tasks[0], core.Task), type(queue) is core.TaskQueue)
