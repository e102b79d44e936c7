# Oracle: stock
# new_event_loop() forgets a task that waits for a ThreadSafeFlag, too: the flag is free for the next loop's tasks.
import asyncio


async def waiter(name, flag):
    await flag.wait()
    print(name, "woken")


async def leave_waiting(*flags):
    for flag in flags:
        asyncio.create_task(waiter("forgotten", flag))
    await asyncio.sleep_ms(1)


async def wait_and_set(flag):
    task = asyncio.create_task(waiter("next", flag))
    await asyncio.sleep_ms(1)
    flag.set()
    await asyncio.sleep_ms(20)
    print(task.done())


first = asyncio.ThreadSafeFlag()
second = asyncio.ThreadSafeFlag()
asyncio.run(leave_waiting(first, second))
asyncio.new_event_loop()
asyncio.run(wait_and_set(first))

# Set while there is no loop, it stays set.
second.set()
asyncio.run(asyncio.wait_for(waiter("later", second), 1))

# The same once more, in the loop after that.
asyncio.run(leave_waiting(first))
asyncio.new_event_loop()
asyncio.run(wait_and_set(first))
