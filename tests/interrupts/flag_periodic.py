# One wake for each set, in order, when the waiter keeps up.
import asyncio
import machine

sent = 0


async def main():
    flag = asyncio.ThreadSafeFlag()

    def beat(timer):
        global sent
        sent += 1
        flag.set()

    timer = machine.Timer(-1, freq=100, callback=beat, hard=True)
    seen = []
    while len(seen) < 20:
        await flag.wait()
        seen.append(sent)
    timer.deinit()
    print(seen)


asyncio.run(main())
