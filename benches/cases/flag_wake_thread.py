# From ThreadSafeFlag.set() in another thread to the task that waits, in an otherwise idle loop: the latency.
import _thread
import asyncio
import time


def setter(flag, stamps, seen):
    for n in range(ROUNDS):
        # Two sets before one wake would be one wake.
        while seen[0] < n:
            time.sleep_ms(1)
        time.sleep_ms(2)
        stamps[n] = clock()
        flag.set()


async def main():
    flag, stamps, seen, latencies = asyncio.ThreadSafeFlag(), [0] * ROUNDS, [0], [0] * ROUNDS
    _thread.start_new_thread(setter, (flag, stamps, seen))
    for n in range(ROUNDS):
        await flag.wait()
        latencies[n] = clock() - stamps[n]
        seen[0] = n + 1
    latencies.sort()
    figure(latencies[ROUNDS // 2], 1)
    samples("wake latency", latencies)


asyncio.run(main())
