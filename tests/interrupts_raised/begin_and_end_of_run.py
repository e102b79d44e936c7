# 1,000 real SIGINTs at random moments around short runs, many of them just as run() begins or ends: the loop never says that it is
# still running. Each is sent by a shell, as in conformance/repairs/keyboard_interrupt_at_random.py.
import asyncio
import os
import random
import time

ROUNDS = 1000

pipe = "/tmp/mpy-asyncio-%d" % (time.time_ns() // 1000)
sender = "while read count; do while [ $count -gt 0 ]; do count=$((count - 1)); done; kill -INT $PPID; done"
os.system("mkfifo %s; (%s) < %s > /dev/null 2>&1 &" % (pipe, sender, pipe))
signals = open(pipe, "w")  # noqa: SIM115 (open as long as the script runs)
os.remove(pipe)


def rounds():
    run = asyncio.run_until_complete
    running = interrupts = 0
    while interrupts < ROUNDS:
        try:
            signals.write("%d\n" % random.randrange(300))
            while True:
                # It ends at once, and allocates nothing: MicroPython's heap stands no interrupt that jumps out of it.
                run(None)
        except KeyboardInterrupt:
            interrupts += 1
        except RuntimeError as error:
            print(error)
            running += 1
            break
    return interrupts, running


random.seed(1)
print(*rounds())
