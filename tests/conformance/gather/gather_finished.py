# Oracle: CPython
# gather of tasks that have finished already: values, exceptions, and a mixture with running ones.
import asyncio


async def work(n, fail=False):
    if fail:
        raise ValueError(n)
    return n


async def slow(n):
    await asyncio.sleep(0.04)
    print("slow", n)
    return n


async def main():
    done = asyncio.create_task(work(1))
    failed = asyncio.create_task(work(2, True))
    await done
    try:
        await failed
    except ValueError as er:
        print("failed", er.args)
    print(await asyncio.gather(done, slow(3)))
    try:
        print(await asyncio.gather(done, failed, slow(4)))
    except ValueError as er:
        print("raised", er.args)
    results = await asyncio.gather(failed, slow(5), done, return_exceptions=True)
    print([r.args if isinstance(r, ValueError) else r for r in results])
    await asyncio.sleep(0.1)


asyncio.run(main())
