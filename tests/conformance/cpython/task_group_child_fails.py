# Oracle: CPython
# Features: task-group
# A task of a group that fails: the others and the body are cancelled, and the failures come as one ExceptionGroup.
import asyncio


def show(error):
    if isinstance(error, asyncio.CancelledError):
        return "CancelledError"
    if hasattr(error, "exceptions"):
        return f"{type(error).__name__}({error.message}: {', '.join(show(inner) for inner in error.exceptions)})"
    return f"{type(error).__name__}({error.args[0]})"


async def work(name, delay, error=None, cleanup=0, late_error=None):
    try:
        await asyncio.sleep(delay)
        if error:
            raise error
        print(name, "ends")
    except asyncio.CancelledError:
        # CPython cancels the tasks of a group in any order.
        if name:
            print(name, "is cancelled")
        if cleanup:
            await asyncio.sleep(cleanup)
            print(name, "has cleaned up")
        if late_error:
            raise late_error
        raise


async def attempt(title, body):
    print(title)
    task = asyncio.current_task()
    try:
        await body()
        print("  no error")
    except BaseException as error:
        print(" ", show(error))
    print("  cancelling", task.cancelling())


async def in_body():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work("a", 0.04, ValueError("a fails")))
        tg.create_task(work("b", 5, cleanup=0.04))
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("the body is cancelled")
            raise


async def after_body():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work("b", 5))
        tg.create_task(work("a", 0.04, ValueError("a fails")))
        print("body ends")


async def while_cancelled():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work("a", 0.04, ValueError("first")))
        tg.create_task(work(None, 5, late_error=KeyError("in clean-up")))
        tg.create_task(work("c", 5, cleanup=0.04, late_error=TypeError("late")))
        await asyncio.sleep(5)


async def at_once():
    async with asyncio.TaskGroup() as tg:
        for i in range(3):
            tg.create_task(work(i, 0, ValueError(str(i))))


async def body_swallows():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work("a", 0.04, ValueError("a fails")))
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("swallowed")
        print("body goes on")


async def ends_before_start():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work("a", 0, ValueError("a fails")))
        await asyncio.sleep(0.04)
        tg.create_task(work("never", 0))


async def main():
    await attempt("in the body", in_body)
    await attempt("body swallows", body_swallows)
    await attempt("while others are cancelled", while_cancelled)
    await attempt("create after failure", ends_before_start)
    for title, body in ("after the body", after_body), ("at once", at_once):
        # CPython 3.11 forgets to take back its own cancellation here: a task of its own shows nothing of that.
        print(title)
        try:
            await asyncio.create_task(body())
        except BaseException as error:
            print(" ", show(error))


asyncio.run(main())
