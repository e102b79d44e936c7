# A flag set in a hard interrupt is recorded as such.
import asyncio
import io

try:
    import machine

    timer = machine.Timer(-1)
except (ImportError, AttributeError):
    print("SKIP: no machine.Timer here")
    raise SystemExit


async def main():
    flag = asyncio.ThreadSafeFlag()
    asyncio.trace.start()
    timer.init(mode=machine.Timer.ONE_SHOT, period=5, callback=lambda timer: flag.set(), hard=True)
    await flag.wait()
    timer.init(mode=machine.Timer.ONE_SHOT, period=5, callback=lambda timer: flag.set(), hard=False)
    await flag.wait()
    flag.set()
    asyncio.trace.stop()
    timer.deinit()


asyncio.run(main())
stream = io.StringIO()
asyncio.trace.dump(stream)
for line in stream.getvalue().split("\n"):
    if " set " in line:
        _, _, _, by, interrupt, name = line.split(" ")
        print(name, "interrupt" if interrupt == "1" else "task" if by != "0" else "outside")
asyncio.trace.clear()
