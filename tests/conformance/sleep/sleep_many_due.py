# Oracle: stock
# More sleepers are due at once than become ready at a time: the round goes on with them, in order, and a cancelled one keeps its place.
import asyncio
import time

N = 30
tasks = []


async def sleeper(i):
    try:
        await asyncio.sleep_ms(20)
    except asyncio.CancelledError:
        print("cancelled", i)
        raise
    if i == 0:
        tasks[20].cancel()
        tasks[3].cancel()
        tasks.append(asyncio.create_task(late()))
    print(i, end=" ")
    await asyncio.sleep_ms(0)
    print("again", i, end=" ")
    if i == N - 1:
        print()


async def late():
    print("late")


async def main():
    for i in range(N):
        tasks.append(asyncio.create_task(sleeper(i)))
    await asyncio.sleep_ms(0)
    # However long it took them to go to sleep, all are due now.
    time.sleep_ms(200)
    await asyncio.gather(*tasks, return_exceptions=True)
    print("done", len(tasks))


asyncio.run(main())
