# Oracle: stock
# Which turn a gather's owner gets, seen from a task that counts turns beside it.
import asyncio

running = True


async def counter():
    turn = 0
    while running:
        print("turn", turn)
        turn += 1
        await asyncio.sleep_ms(0)


async def work(name, turns, fail):
    for n in range(turns):
        print("work", name, n)
        await asyncio.sleep_ms(0)
    print("work", name, "ends")
    if fail:
        raise ValueError(name)
    return name


async def main():
    global running
    for turns in ((0, 0), (2, 1), (1, 3)):
        for fail in (None, 0, 1):
            for return_exceptions in (False, True):
                print("turns", turns, "fail", fail, "return_exceptions", return_exceptions)
                running = True
                beside = asyncio.create_task(counter())
                aws = [work("ab"[i], turns[i], fail == i) for i in range(2)]
                try:
                    print(await asyncio.gather(*aws, return_exceptions=return_exceptions))
                except ValueError as er:
                    print("raised", er.args)
                await asyncio.sleep_ms(0)
                await asyncio.sleep_ms(0)
                running = False
                await beside


asyncio.run(main())
