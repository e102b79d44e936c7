# Oracle: CPython
# The examples of CPython's documentation for coroutines, gather() and wait_for().
import asyncio


async def nested():
    return 42


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def factorial(name, number):
    f = 1
    for i in range(2, number + 1):
        print(f"Task {name}: Compute factorial({number}), currently i={i}...")
        await asyncio.sleep(0.02)
        f *= i
    print(f"Task {name}: factorial({number}) = {f}")
    return f


async def eternity():
    await asyncio.sleep(3600)
    print("yay!")


async def main():
    print(await nested())
    task1 = asyncio.create_task(say_after(0.01, "hello"))
    task2 = asyncio.create_task(say_after(0.03, "world"))
    await task1
    await task2
    print(await asyncio.gather(factorial("A", 2), factorial("B", 3), factorial("C", 4)))
    try:
        await asyncio.wait_for(eternity(), timeout=0.01)
    except asyncio.TimeoutError:
        print("timeout!")


asyncio.run(main())
