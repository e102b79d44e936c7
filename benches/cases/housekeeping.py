# One call of WHAT while TASKS tasks sleep: it is no step of the loop, and nothing else runs meanwhile.
import asyncio

if not hasattr(asyncio, WHAT.split(".")[0]):
    print("SKIP this asyncio has no", WHAT)
    raise SystemExit


async def sleeper(ms):
    await asyncio.sleep_ms(ms)


async def begin():
    kept = [asyncio.create_task(sleeper(60000 + n * 7919 % 53)) for n in range(TASKS)]
    await asyncio.sleep_ms(0)
    return kept


def new_event_loop():
    kept = asyncio.run(begin())
    start = clock()
    asyncio.new_event_loop()
    figure(clock() - start, 1)
    return kept


def all_tasks():
    async def main():
        kept = await begin()
        start = clock()
        found = asyncio.all_tasks()
        figure(clock() - start, 1)
        if len(found) != TASKS + 1:
            raise ValueError(len(found))
        return kept

    asyncio.run(main())
    asyncio.new_event_loop()


def runner_close():
    runner = asyncio.Runner()
    kept = runner.run(begin())
    start = clock()
    runner.close()
    figure(clock() - start, 1)
    return kept


{"new_event_loop": new_event_loop, "all_tasks": all_tasks, "Runner.close": runner_close}[WHAT]()
