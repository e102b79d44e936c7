# Repairs: new_event_loop() inside a running loop hangs (#19718). Fails on stock.
# Oracle: reasoned: api.md section 2
# new_event_loop() inside a running loop raises RuntimeError and changes nothing; outside it works.
import asyncio


async def other():
    await asyncio.sleep_ms(20)
    print("other ends")


async def main():
    task = asyncio.create_task(other())
    try:
        asyncio.new_event_loop()
        print("accepted")
    except RuntimeError:
        print("RuntimeError")
    await asyncio.sleep_ms(0)
    await task
    return "main ends"


print(asyncio.run(main()))
asyncio.new_event_loop()
print(asyncio.run(main()))
