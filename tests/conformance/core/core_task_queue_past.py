# Oracle: stock
# Features: compat
# A script's own TaskQueue orders by the ticks that it was given, also where these have long passed.
import asyncio

core = asyncio.core


async def work():
    pass


def name_of(task):
    return next(name for name, known in tasks.items() if known is task)


tasks = {}
queue = core.TaskQueue()
now = core.ticks()
for name, ms in (("now", 0), ("past", -100_000), ("long past", -1_000_000), ("soon", 100), ("past too", -100_000)):
    tasks[name] = core.Task(work(), globals())
    queue.push(tasks[name], core.ticks_add(now, ms))
    print(name, core.ticks_diff(tasks[name].ph_key, now) // 1000)
while queue.peek():
    print(name_of(queue.pop()))
