# Oracle: stock
# Methods and functions of one or two arguments: the wrong number of them, keywords, calls by way of the class and of a subclass.
import asyncio


def outcome(name, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
        print(name, "returned")
    except Exception as er:
        print(name, type(er).__name__)


async def nothing():
    pass


class Counted(asyncio.Event):
    def set(self):
        print("set")
        super().set()


async def main():
    event = asyncio.Event()
    lock = asyncio.Lock()
    task = asyncio.create_task(nothing())
    for name, call in (
        ("Event.set", event.set),
        ("Event.clear", event.clear),
        ("Lock.release", lock.release),
        ("Task.done", task.done),
        ("Task.cancel", task.cancel),
    ):
        outcome(name + " with an argument", call, 1, 2, 3)
        outcome(name + " with a keyword", call, other=1)
    outcome("sleep_ms without", asyncio.sleep_ms)
    outcome("sleep_ms with a keyword", asyncio.sleep_ms, 1, other=1)
    outcome("create_task without", asyncio.create_task)
    outcome("create_task with three", asyncio.create_task, 1, 2, 3)

    outcome("by way of the class", asyncio.Event.set, event)
    print(event.is_set())
    outcome("by way of the class without", asyncio.Event.set)
    method = event.clear
    method()
    print(event.is_set(), callable(method), callable(asyncio.Event.wait))
    outcome("a name that it has not", lambda: event.no_such_name)

    counted = Counted()
    counted.set()
    print(counted.is_set(), await counted.wait())
    await task


asyncio.run(main())
