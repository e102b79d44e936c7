# Oracle: stock
# BaseException kinds other than CancelledError go straight through run, whichever task raised them.
import asyncio


class Special(BaseException):
    pass


async def fail(error):
    await asyncio.sleep_ms(0)
    raise error


async def main(error):
    asyncio.create_task(fail(error))
    await asyncio.sleep_ms(100)
    print("never printed")


for error in (Special("s"), SystemExit(3), KeyboardInterrupt()):
    try:
        asyncio.run(main(error))
    except BaseException as er:
        print(type(er).__name__, er is error)
    asyncio.new_event_loop()
