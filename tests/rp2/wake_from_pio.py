# A PIO program raises an interrupt whose hard handler sets a flag.
import asyncio
import rp2

flag = asyncio.ThreadSafeFlag()


@rp2.asm_pio()
def interrupt_after_pull():
    pull(block)  # noqa: F821 # PIO instructions
    irq(rel(0))  # noqa: F821


machine = rp2.StateMachine(0, interrupt_after_pull, freq=1_000_000)
machine.irq(lambda _: flag.set(), hard=True)
machine.active(1)


async def ask(times):
    for _ in range(times):
        machine.put(0)
        await asyncio.sleep_ms(3)


async def main():
    asyncio.create_task(ask(5))
    for _ in range(5):
        await asyncio.wait_for_ms(flag.wait(), 1000)
    print("5 wakes from PIO")
    machine.active(0)


asyncio.run(main())
