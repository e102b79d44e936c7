# Oracle: stock
# new_event_loop() forgets the queued tasks; the exception handler stays.
import asyncio


async def work(name):
    print("work", name)
    await asyncio.sleep_ms(0)


async def main():
    await asyncio.sleep_ms(20)
    print("main")


def handler(loop, context):
    pass


asyncio.create_task(work("forgotten"))
asyncio.get_event_loop().set_exception_handler(handler)
loop = asyncio.new_event_loop()
print(loop.get_exception_handler() is handler)
asyncio.create_task(work("kept"))
asyncio.run(main())
