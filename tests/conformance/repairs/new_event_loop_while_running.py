# Repairs: new_event_loop() inside a running loop hangs (#19718). Fails on stock.
# Oracle: reasoned: the four shapes that end on stock too, and the one that hangs there
# new_event_loop() inside a running loop forgets the tasks; the run ends as soon as nothing is left. micropython-lib's aiorepl
# ends a program that way on Ctrl-D.
import asyncio


async def background(name):
    while True:
        await asyncio.sleep_ms(1)


async def prompt():
    await asyncio.sleep_ms(5)
    asyncio.new_event_loop()
    print("prompt ends")


async def waits_for_prompt():
    asyncio.create_task(background("a"))
    await asyncio.create_task(prompt())
    return "main goes on"


async def gathers():
    await asyncio.gather(background("a"), prompt(), background("b"))


async def waits_forever():
    asyncio.create_task(prompt())
    await asyncio.Event().wait()


async def sleeps():
    asyncio.create_task(prompt())
    while True:
        await asyncio.sleep(1)


async def is_prompt_itself():
    asyncio.create_task(background("a"))
    await prompt()
    await asyncio.sleep_ms(1)
    return "main ends"


async def waits_for_dropped():
    task = asyncio.create_task(background("a"))
    await asyncio.sleep_ms(1)
    asyncio.new_event_loop()
    await task
    return "main ends"


async def later():
    await asyncio.sleep_ms(2)
    print("begun after it, and ended")


async def begins_more():
    asyncio.new_event_loop().create_task(later())
    await asyncio.sleep_ms(1)
    await asyncio.Event().wait()


for main in (waits_for_prompt, waits_forever, sleeps, gathers, is_prompt_itself, waits_for_dropped, begins_more):
    print(asyncio.run(main()))
loop = asyncio.get_event_loop()
loop.create_task(background("a"))
loop.create_task(prompt())
print(loop.run_forever())
try:
    asyncio.current_task()
except RuntimeError:
    print("no task")
print(asyncio.run(is_prompt_itself()))
