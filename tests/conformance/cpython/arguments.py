# Oracle: CPython
# Features: future, timers, timeout, task-group, wait
# Arguments that don't fit: TypeError.
# mypy: ignore-errors
import asyncio


async def nothing():
    pass


async def main():
    loop = asyncio.get_running_loop()
    group, future = asyncio.TaskGroup(), loop.create_future()
    task = asyncio.create_task(nothing())
    coro = nothing()
    attempts = [
        lambda: asyncio.create_task(coro, nam="x"),
        lambda: asyncio.create_task(coro, "x"),
        lambda: loop.call_soon(),
        lambda: loop.call_soon(print, name="x"),
        lambda: loop.call_later("soon", print),
        lambda: loop.call_later(1),
        lambda: loop.call_at(1, print, when=2),
        lambda: task.cancel(1, 2),
        lambda: task.cancel(message="x"),
        lambda: task.add_done_callback(),
        lambda: task.add_done_callback(print, kontext=None),
        lambda: task.set_name(),
        lambda: task.result(1),
        lambda: future.set_result(),
        lambda: future.set_exception("no exception"),
        lambda: asyncio.Future(1),
        lambda: asyncio.timeout(),
        lambda: asyncio.timeout("soon"),
        lambda: asyncio.TaskGroup(1),
        lambda: asyncio.shield(),
        lambda: asyncio.shield(5),
        lambda: asyncio.wait(),
    ]
    for i, attempt in enumerate(attempts):
        try:
            attempt()
            print(i, "accepted")
        except TypeError:
            print(i, "TypeError")
    async with group:
        try:
            group.create_task(coro, title="x")
        except TypeError:
            print("TypeError")
    await coro


asyncio.run(main())
