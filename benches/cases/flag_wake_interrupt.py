# From ThreadSafeFlag.set() in a hard interrupt to the task that waits, in an otherwise idle loop: the latency.
import asyncio
import machine

PERIOD_MS = 20
flag, stamps, count = asyncio.ThreadSafeFlag(), [0] * ROUNDS, 0


def strike(source):
    global count
    if count < ROUNDS:
        stamps[count] = clock()
        count += 1
        flag.set()


def every_period_by_timer():
    timer = machine.Timer(-1)
    timer.init(period=PERIOD_MS, mode=machine.Timer.PERIODIC, callback=strike, hard=True)
    return timer.deinit


def every_period_by_pio(rp2):
    """The RP2040's timers call back from no hard interrupt; a state machine that counts down does."""

    @rp2.asm_pio()
    def count_down():
        pull(block)  # PIO instructions
        mov(y, osr)
        wrap_target()
        mov(x, y)
        label("down")
        jmp(x_dec, "down")
        irq(rel(0))
        wrap()

    kilohertz = 100
    counter = rp2.StateMachine(0, count_down, freq=kilohertz * 1000)
    counter.irq(strike, hard=True)
    counter.active(1)
    counter.put(PERIOD_MS * kilohertz)
    return lambda: counter.active(0)


async def main():
    latencies = [0] * ROUNDS
    try:
        import rp2
    except ImportError:
        end = every_period_by_timer()
    else:
        end = every_period_by_pio(rp2)
    for n in range(ROUNDS):
        await flag.wait()
        latencies[n] = clock() - stamps[n]
    end()
    latencies.sort()
    figure(latencies[ROUNDS // 2], 1)
    samples("wake latency", latencies)


asyncio.run(main())
