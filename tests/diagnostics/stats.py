# asyncio.stats(): what it counts, on a program whose every step is known.
import asyncio

before = asyncio.stats()
# Its "late" depends on a feature: late.py.
print(sorted(key for key in before if key != "late"))
print(sorted(before["wakes"]), before["tasks"], before["longest_step"])


async def sleeper():
    for _ in range(3):
        await asyncio.sleep_ms(50)


async def waiter(event):
    await event.wait()


async def locker(lock):
    async with lock:
        pass


async def spinner():
    for _ in range(5):
        await asyncio.sleep_ms(0)


async def for_ever(flag):
    await flag.wait()


def by_name(stats):
    return {task["name"]: task for task in stats["tasks"]}


async def main():
    event, flag, lock = asyncio.Event(), asyncio.ThreadSafeFlag(), asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(coro) for coro in (sleeper(), waiter(event), locker(lock), spinner(), for_ever(flag))]
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
    now = by_name(asyncio.stats())
    for name in sorted(now):
        print(name, now[name]["state"], now[name]["waits_on"], now[name]["steps"])
    event.set()
    flag.set()
    lock.release()
    for task in tasks:
        await task
    after = asyncio.stats()
    print([task["name"] for task in after["tasks"]])
    wakes = {key: after["wakes"][key] - before["wakes"][key] for key in after["wakes"]}
    for key in sorted(wakes):
        print(key, wakes[key])
    print(after["switches"] - before["switches"], after["rounds"] > before["rounds"], after["waits"] >= 3)
    print(after["idle_us"] > 0, after["total_us"] >= after["idle_us"], after["longest_step_us"] >= 0, after["streams"])
    print(by_name(after)["main"]["time_us"] >= 0, by_name(after)["main"]["waits_on"])


asyncio.run(main())

