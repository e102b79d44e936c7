# From ThreadSafeFlag.set() in a hard interrupt to the task that waits, in an otherwise idle loop: the latency.
import asyncio
import machine

flag, stamps, count = asyncio.ThreadSafeFlag(), [0] * ROUNDS, 0


def strike(timer):
    global count
    if count < ROUNDS:
        stamps[count] = clock()
        count += 1
        flag.set()


async def main():
    latencies = [0] * ROUNDS
    timer = machine.Timer(-1)
    timer.init(period=20, mode=machine.Timer.PERIODIC, callback=strike, hard=True)
    for n in range(ROUNDS):
        await flag.wait()
        latencies[n] = clock() - stamps[n]
    timer.deinit()
    latencies.sort()
    figure(latencies[ROUNDS // 2], 1)
    samples("wake latency", latencies)


asyncio.run(main())
