# What the processor executes for 1000 switches between 10 tasks, without a prompt and beside an idle one, on a firmware with the feature repl
# (tests/repl/idle_prompt_test.py): `tests/run.py --board MPS2_AN385_FILES --firmware firmware.elf --icount benches/qemu/idle_prompt.py`.
import asyncio


async def spin():
    while True:
        await asyncio.sleep_ms(0)


async def switches(name):
    for _ in range(3):
        await asyncio.sleep_ms(0)
    mark("start")
    for _ in range(10):
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
    mark(name)


async def main():
    tasks = [asyncio.create_task(spin()) for _ in range(9)]
    await switches("without a prompt")
    tasks.append(asyncio.repl.start())
    await asyncio.sleep_ms(0)
    # A mark begins a line.
    print()
    await switches("beside a prompt")
    for task in tasks:
        task.cancel()
    await asyncio.sleep_ms(0)


asyncio.run(main())
