# Oracle: stock
# stop() ends run_forever at the next turn; a second stop does nothing; tasks stay for the next run.
import asyncio

loop = asyncio.get_event_loop()
loop.stop()


async def work(name, turns):
    for turn in range(turns):
        print(name, turn)
        await asyncio.sleep_ms(0)


async def stopper():
    await asyncio.sleep_ms(0)
    print("stop")
    loop.stop()
    loop.stop()
    print("stopper goes on")
    await asyncio.sleep_ms(0)
    print("stopper ends")


loop.create_task(work("a", 5))
loop.create_task(stopper())
print(loop.run_forever())
print("again")
loop.create_task(stopper())
loop.run_forever()
print("end")
