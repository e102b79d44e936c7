# Oracle: stock
# Which turn each party of wait_for gets, seen from a task that counts turns beside it.
import asyncio

running = True


async def counter():
    turn = 0
    while running:
        print("turn", turn)
        turn += 1
        await asyncio.sleep_ms(0)


async def work(turns, fail):
    for n in range(turns):
        print("work", n)
        await asyncio.sleep_ms(0)
    print("work ends")
    if fail:
        raise ValueError("work")
    return "result"


async def main():
    global running
    for turns in (0, 1, 3):
        for fail in (False, True):
            print("turns", turns, "fail", fail)
            running = True
            beside = asyncio.create_task(counter())
            try:
                print(await asyncio.wait_for_ms(work(turns, fail), 10000))
            except ValueError as er:
                print("raised", er.args)
            running = False
            await beside


asyncio.run(main())
