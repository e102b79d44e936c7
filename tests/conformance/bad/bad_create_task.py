# Oracle: stock
# What is no coroutine is refused with TypeError, and the loop goes on.
import asyncio


async def work():
    return "still running"


def attempt(name, function, *args):
    try:
        function(*args)
        print(name, "accepted")
    except Exception as er:
        print(name, type(er).__name__)


async def attempt_await(name, function, *args):
    try:
        await function(*args)
        print(name, "accepted")
    except Exception as er:
        print(name, type(er).__name__)


async def main():
    for wrong in (3, None, "text", object(), work, [1]):
        attempt("create_task", asyncio.create_task, wrong)
    await attempt_await("wait_for", asyncio.wait_for, 3, 1)
    await attempt_await("wait_for none", asyncio.wait_for, 3, None)
    await attempt_await("wait_for_ms", asyncio.wait_for_ms, "x", 1)
    await attempt_await("gather", asyncio.gather, 3)
    attempt("create_task()", asyncio.create_task)
    attempt("Event(1)", asyncio.Event, 1)
    attempt("Lock(1)", asyncio.Lock, 1)
    attempt("Task()", asyncio.Task)
    print(await asyncio.create_task(work()))


for wrong in (3, None, "text"):
    attempt("run", asyncio.run, wrong)
asyncio.run(main())
