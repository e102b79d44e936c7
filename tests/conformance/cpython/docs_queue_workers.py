# Oracle: CPython
# Features: queue
# The documentation's example of workers at a queue; its random times are a list here, and no elapsed time is printed.
import asyncio


async def worker(name, queue):
    while True:
        sleep_for = await queue.get()
        await asyncio.sleep(sleep_for)
        queue.task_done()
        print(f"{name} has slept for {sleep_for:.2f} seconds")


async def main():
    queue = asyncio.Queue()
    for sleep_for in (0.05, 0.11, 0.2, 0.03, 0.04):
        queue.put_nowait(sleep_for)
    tasks = []
    for i in range(3):
        task = asyncio.create_task(worker(f"worker-{i}", queue))
        tasks.append(task)
    await queue.join()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print("====")
    print("queue is empty:", queue.empty())


asyncio.run(main())
