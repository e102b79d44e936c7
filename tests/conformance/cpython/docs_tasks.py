# Oracle: CPython
# Features: future, wait
# The examples of CPython's documentation for tasks: references to background tasks, cancellation, shield(), as_completed(), wait().
import asyncio


async def some_coro(param):
    await asyncio.sleep(0.01 * (3 - param))
    return param


async def background():
    background_tasks = set()
    for i in range(3):
        task = asyncio.create_task(some_coro(param=i))
        # Add task to the set. This creates a strong reference.
        background_tasks.add(task)
        # To prevent keeping references to finished tasks forever, make each task remove its own reference after completion.
        task.add_done_callback(background_tasks.discard)
    print(len(background_tasks))
    await asyncio.sleep(0.2)
    print(len(background_tasks))


async def cancel_me():
    print("cancel_me(): before sleep")
    try:
        # Wait for 1 hour
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("cancel_me(): cancel sleep")
        raise
    finally:
        print("cancel_me(): after sleep")


async def cancellation():
    # Create a "cancel_me" Task
    task = asyncio.create_task(cancel_me())
    # Wait for a moment
    await asyncio.sleep(0.04)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("main(): cancel_me is cancelled now")


async def shielded():
    task = asyncio.create_task(some_coro(0))
    res = await asyncio.shield(task)
    print(res)


async def completed():
    for coro in asyncio.as_completed([some_coro(i) for i in range(3)]):
        earliest_result = await coro
        print(earliest_result >= 0)


async def waited():
    task = asyncio.create_task(some_coro(1))
    done, pending = await asyncio.wait({task})
    if task in done:
        print("Everything will work as expected now.", len(pending))


for example in background, cancellation, shielded, completed, waited:
    asyncio.run(example())
