# Oracle: CPython
# Features: all-tasks
# Runner: several coroutines on one loop; what is left over is cancelled when it closes.
import asyncio


async def work(name, delay=0):
    await asyncio.sleep(delay)
    return name


async def leaves_behind(kept):
    async def left(name):
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print(name, "is cancelled")
            raise
    kept.append(asyncio.create_task(left("a task")))
    await asyncio.sleep(0)


async def fail():
    raise ValueError("main")


kept = []
with asyncio.Runner() as runner:
    print(runner.run(work(1)), runner.run(work(2)))
    try:
        runner.run(fail())
    except ValueError as error:
        print("ValueError", error)
    runner.run(leaves_behind(kept))
    print("before close", [task.done() for task in kept])
    print(runner.get_loop().is_running())
print("after close", [task.cancelled() for task in kept])
coro = work(4)
for ask in runner.get_loop, lambda: runner.run(coro):
    try:
        ask()
    except RuntimeError as error:
        print("RuntimeError", error)
coro.close()
runner.close()


async def nested():
    coro = work(3)
    try:
        asyncio.Runner().run(coro)
    except RuntimeError:
        print("not within a loop")
    coro.close()

asyncio.run(nested())
