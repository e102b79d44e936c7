# Oracle: reasoned: neither stock nor CPython has set_idle()
# Features: idle
# The function gets the time to the next deadline when nothing is ready; it may sleep, set events and create tasks.
import asyncio
import time

loop = asyncio.get_event_loop()
calls = []


async def main():
    loop.set_idle(calls.append)
    await asyncio.sleep_ms(0)
    print("ready", calls)
    await asyncio.sleep_ms(30)
    # One call for each wait, which another wake may cut into two.
    print("a deadline", len(calls) >= 1, all(0 < us <= 30000 for us in calls))

    # It sleeps beyond the deadline: the sleeper runs right then, and time has passed.
    loop.set_idle(lambda us: time.sleep_us(us + 20000))
    began = time.ticks_ms()
    await asyncio.sleep_ms(20)
    print("slept", time.ticks_diff(time.ticks_ms(), began) >= 40)

    # Without a deadline it gets None; what it sets wakes the loop.
    event = asyncio.Event()
    seen = []

    def setter(us):
        seen.append(us)
        event.set()

    loop.set_idle(setter)
    await event.wait()
    print("no deadline", seen)

    # A task that it creates runs at once.
    event.clear()
    created = []

    async def work():
        created.append("ran")
        event.set()

    def creator(us):
        if not created:
            asyncio.create_task(work())

    loop.set_idle(creator)
    await event.wait()
    print(created)

    # A task that it cancels gets the exception at once, also the one that had its turn last.
    task = asyncio.current_task()

    def canceller(us):
        loop.set_idle(None)
        task.cancel()

    loop.set_idle(canceller)
    began = time.ticks_ms()
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        print("cancelled", time.ticks_diff(time.ticks_ms(), began) < 20000)

    loop.set_idle(None)
    calls.clear()
    await asyncio.sleep_ms(5)
    print("none", calls)
    for wrong in (1, "f"):
        try:
            loop.set_idle(wrong)
        except TypeError as error:
            print(error)


asyncio.run(main())


# What it raises ends the run.
async def fails():
    def raises(us):
        loop.set_idle(None)
        raise ValueError("idle")

    loop.set_idle(raises)
    await asyncio.sleep_ms(20)


try:
    asyncio.run(fails())
except ValueError as error:
    print("raised", error)
asyncio.new_event_loop()


# If it drops all tasks, nothing is left to wait for.
def drops(us):
    loop.set_idle(None)
    asyncio.new_event_loop()


loop.set_idle(drops)
asyncio.create_task(asyncio.sleep(30))
loop.run_forever()
print("dropped")
