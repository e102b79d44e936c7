# Oracle: CPython
# Features: future, all-tasks, debug
# Names that programs for CPython ask for.
import asyncio


async def coroutine():
    return 1


def function():
    pass


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(coroutine())
    future = loop.create_future()
    print([asyncio.isfuture(each) for each in (task, future, 1, asyncio.Task, asyncio.Event())])
    print([asyncio.iscoroutinefunction(each) for each in (coroutine, function, 1)])
    print(task.get_loop() is loop, future.get_loop() is loop)
    print(loop.is_running(), loop.is_closed())
    for method in (task.set_result, task.set_exception):
        try:
            method(ValueError())
        except RuntimeError:
            print("RuntimeError")
    future.set_result(2)
    try:
        future.set_exception(None)
    except asyncio.InvalidStateError:
        print("InvalidStateError")
    print(await task, await future)
    return loop.get_debug()


print(asyncio.run(main(), debug=True))
print(asyncio.run(main(), debug=False))
