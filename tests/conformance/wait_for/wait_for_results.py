# Oracle: CPython
# wait_for gives the value, passes an exception on, raises TimeoutError, and with None waits forever.
import asyncio


async def work(seconds, result):
    await asyncio.sleep(seconds)
    if isinstance(result, Exception):
        raise result
    return result


async def attempt(name, aw, timeout):
    try:
        print(name, await asyncio.wait_for(aw, timeout))
    except asyncio.TimeoutError as er:
        print(name, "TimeoutError", er.args)
    except Exception as er:
        print(name, type(er).__name__, er.args)


async def main():
    await attempt("at once", work(0, 1), 10)
    await attempt("in time", work(0.02, 2), 10)
    await attempt("too late", work(10, 3), 0.02)
    await attempt("for ever", work(0.02, 4), None)
    await attempt("exception", work(0.02, ValueError("v")), 10)
    await attempt("exception, for ever", work(0.02, KeyError("k")), None)
    await attempt("own time-out", work(0.02, asyncio.TimeoutError("inner")), 10)
    task = asyncio.create_task(work(0.02, 5))
    await attempt("task", task, 10)
    await attempt("finished task", task, 10)
    print(task.done())
    task = asyncio.create_task(work(10, 6))
    await attempt("task too late", task, 0.02)
    print(task.done())


asyncio.run(main())
