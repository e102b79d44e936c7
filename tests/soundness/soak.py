# Everything at once, for as long as asked, with faults; prints the invariants that it has checked.
#
#   micropython soak.py SECONDS SEED            on the firmware of `make firmware-soundness`
#
# A population of tasks sleeps, switches, takes locks, waits for events, flags, tasks, gathers and timeouts, reads and writes
# streams (loopback) and objects, fails and is cancelled; threads set events and flags; now and then an allocation fails, Ctrl-C
# comes or the collector runs at every allocation. Names that a firmware does not have are left out. Each second:
#   - every task on the heap is in exactly one place, the one that it says it is in (soundness.check());
#   - what was started and has not ended is as many as the counters say;
#   - after each round, with all tasks ended: no task is left on the heap, no descriptor is open that was not before, and the heap
#     holds what it held after the first rounds;
#   - the reference program prints what it should.
import asyncio
import gc
import io
import os
import random
import sys
import time

import reference
import soundness

try:
    import _thread
except ImportError:
    _thread = None

chance = random.random
pick = random.choice
whole = random.randint
counts = {}
ended = started = 0
PORT = 20000 + int(sys.argv[2]) % 20000


def count(what, by=1):
    counts[what] = counts.get(what, 0) + by


def has(name):
    return hasattr(asyncio, name)


class Pipe(io.IOBase):
    """A stream of bytes within the process that is ready at times."""

    def __init__(self):
        self.data = b""

    def ioctl(self, request, arg):
        if request != 3:
            return -1
        ready = arg & 4 if chance() < 0.5 else 0
        return ready | (arg & 1 if self.data else 0)

    def read(self, n=-1):
        got, self.data = self.data[:n], self.data[n:]
        return got or None

    def readline(self):
        return self.read(10)

    def write(self, buf):
        if len(self.data) > 200:
            return None
        n = whole(1, len(buf))
        self.data += bytes(buf[:n])
        return n


class World:
    def __init__(self):
        self.locks = [asyncio.Lock() for _ in range(3)]
        self.events = [asyncio.Event() for _ in range(3)]
        self.flag = asyncio.ThreadSafeFlag()
        self.tasks = []
        self.server = None
        self.over = False
        self.queue = asyncio.Queue(3) if has("Queue") else None
        self.semaphore = asyncio.Semaphore(2) if has("Semaphore") else None
        self.flags = asyncio.EventFlags() if has("EventFlags") else None
        self.condition = asyncio.Condition() if has("Condition") else None

    async def echo(self, reader, writer):
        try:
            while True:
                line = await reader.readline()
                if not line or self.over:
                    break
                writer.write(line)
                await writer.drain()
        finally:
            writer.close()
            await writer.wait_closed()

    async def act(self, depth):
        kind = whole(0, 15)
        if kind == 0:
            await asyncio.sleep_ms(whole(0, 20))
        elif kind == 1:
            for _ in range(whole(1, 20)):
                await asyncio.sleep_ms(0)
                count("switches")
        elif kind == 2:
            async with pick(self.locks):
                count("locks")
                await asyncio.sleep_ms(whole(0, 2))
        elif kind == 3:
            event = pick(self.events)
            if chance() < 0.6:
                event.set()
                event.clear()
            else:
                await asyncio.wait_for_ms(event.wait(), whole(0, 10))
                count("events")
        elif kind == 4:
            await asyncio.wait_for_ms(self.act(depth + 1), whole(0, 10))
            count("timeouts met")
        elif kind == 5 and depth < 3:
            aws = [self.act(depth + 1) for _ in range(whole(0, 4))]
            if self.tasks and chance() < 0.3:
                aws.append(pick(self.tasks))
            await asyncio.gather(*aws, return_exceptions=chance() < 0.7)
            count("gathers")
        elif kind == 6 and depth < 3:
            task = self.start(depth + 1)
            if chance() < 0.5:
                await task
        elif kind == 7 and self.tasks:
            pick(self.tasks).cancel()
            count("cancels")
        elif kind == 8:
            raise pick((ValueError, OSError, asyncio.CancelledError, MemoryError))("on purpose")
        elif kind == 9:
            pipe = Pipe()
            stream = asyncio.StreamReader(pipe)
            stream.write(b"some bytes\n" * whole(1, 20))
            await asyncio.wait_for_ms(asyncio.gather(stream.drain(), stream.read(whole(1, 30))), 20)
            count("stream reads")
        elif kind == 10 and self.server:
            await asyncio.wait_for_ms(self.client(), 200)
        elif kind == 11 and self.tasks:
            await asyncio.wait_for_ms(pick(self.tasks), whole(0, 20))
        elif kind == 12 and self.queue:
            if chance() < 0.5:
                await asyncio.wait_for_ms(self.queue.put(depth), whole(0, 10))
            else:
                await asyncio.wait_for_ms(self.queue.get(), whole(0, 10))
            count("queue items")
        elif kind == 13 and self.semaphore:
            async with self.semaphore:
                await asyncio.sleep_ms(whole(0, 2))
            count("semaphores")
        elif kind == 14 and self.flags:
            if chance() < 0.5:
                self.flags.set(1 << whole(0, 3))
            else:
                await asyncio.wait_for_ms(self.flags.wait_any(5, clear=True), whole(0, 10))
                count("event flags")
        elif kind == 15 and has("TaskGroup") and depth < 3:
            async with asyncio.TaskGroup() as group:
                for _ in range(whole(0, 3)):
                    group.create_task(self.act(depth + 1))
            count("task groups")
        if has("timeout") and chance() < 0.05:
            async with asyncio.timeout(0.005):
                await self.act(depth + 1)

    async def client(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        try:
            for _ in range(whole(1, 4)):
                writer.write(b"x" * whole(0, 300) + b"\n")
                await writer.drain()
                await reader.readline()
                count("lines echoed")
        finally:
            writer.close()
            await writer.wait_closed()

    async def life(self, depth):
        global ended
        try:
            for _ in range(whole(1, 6)):
                await self.act(depth)
        finally:
            ended += 1

    def start(self, depth):
        global started
        task = asyncio.create_task(self.life(depth))
        # One that is cancelled before its first turn never counts itself.
        started += 1
        self.tasks.append(task)
        if len(self.tasks) > 60:
            self.tasks.pop(whole(0, 59))
        return task

    async def flag_waiter(self):
        while not self.over:
            await self.flag.wait()
            count("flags")

    async def main(self, ms, with_server):
        if with_server:
            self.server = await asyncio.start_server(self.echo, "127.0.0.1", PORT)
            count("servers")
        asyncio.create_task(self.flag_waiter())
        end = time.ticks_add(time.ticks_ms(), ms)
        while time.ticks_diff(end, time.ticks_ms()) > 0:
            for _ in range(whole(1, 10)):
                self.start(0)
            await asyncio.sleep_ms(whole(1, 10))
            if chance() < 0.1:
                _, ready, asleep = soundness.check()
                count("checks")
                counts["most tasks at once"] = max(counts.get("most tasks at once", 0), ready + asleep)


def setting(world, ms):
    """A thread: sets what may be set from there."""
    end = time.ticks_add(time.ticks_ms(), ms)
    while time.ticks_diff(end, time.ticks_ms()) > 0:
        world.flag.set()
        world.events[0].set()
        world.events[0].clear()
        time.sleep_ms(3)
    world.done = True


async def close(world, open_before):
    """Ends all that is left of a round. Tasks that nobody kept end by themselves: connections do in time."""
    world.over = True
    if world.server:
        world.server.close()
        await world.server.wait_closed()
    world.flag.set()
    for turn in range(1000):
        for task in world.tasks:
            if not task.done():
                task.cancel()
        await asyncio.sleep_ms(2)
        if turn >= 50 and descriptors() <= open_before:
            break


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def one_round(open_before):
    world = World()
    ms = whole(200, 1000)
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: count("failures reported"))
    fault = pick(("none", "none", "memory", "interrupt", "collector", "stack"))
    threads = _thread and fault in ("none", "interrupt") and chance() < 0.5
    world.done = not threads
    if threads:
        _thread.start_new_thread(setting, (world, ms))
        count("threads")
    # One at once: those behind it meet what it left.
    if fault == "memory":
        soundness.fail_allocation(whole(0, 20000))
    elif fault == "interrupt":
        soundness.interrupt(whole(0, 50000))
    elif fault == "collector":
        soundness.collect_every(whole(1, 50))
    elif fault == "stack":
        soundness.stack_limit(whole(6000, 60000))
    try:
        asyncio.run(world.main(ms, chance() < 0.7))
    except BaseException as exc:
        count("rounds ended by " + type(exc).__name__)
    hit = soundness.fail_allocation(-1) if fault == "memory" else soundness.interrupt(-1) if fault == "interrupt" else fault != "none"
    if hit:
        count("faults: " + fault)
    soundness.collect_every(0)
    reference.no_faults()
    soundness.check()
    try:
        asyncio.run(close(world, open_before))
    except BaseException as exc:
        count("ends ended by " + type(exc).__name__)
    while not world.done:
        time.sleep_ms(1)
    soundness.check()
    return fault


def deep(n):
    # Overwrites what has been left on the stack.
    return n and deep(n - 1)


def main():
    seconds, seed = int(sys.argv[1]), int(sys.argv[2])
    random.seed(seed)
    end = time.time() + seconds
    rounds = 0
    at_first = None
    shown = time.time()
    while time.time() < end:
        before = descriptors()
        fault = one_round(before)
        reference.check("round {}".format(rounds))
        rounds += 1
        deep(40)
        gc.collect()
        now = (gc.mem_alloc(), descriptors(), soundness.count(asyncio.Task))
        if rounds == 20:
            at_first = now
        # MicroPython's own accept() and socket() lose one whose object there is no memory for; a script that is interrupted
        # between two of its lines, or can't call close() for lack of stack, loses its own.
        if now[1] > before:
            count("descriptors left by rounds with a fault of kind " + fault, now[1] - before)
        if at_first:
            # A dead word of the stack may hold a world and all that it refers to for a while, but not ever more of them.
            assert now[0] < at_first[0] + 64 * 1024, ("heap", at_first, now)
            assert now[1] <= at_first[1] + 8, ("descriptors", at_first, now)
        if time.time() - shown >= 60:
            shown = time.time()
            print("round", rounds, "heap", now[0], "descriptors", now[1], "tasks", now[2], "started", started)
    print("rounds {}, tasks {} (ended by themselves {})".format(rounds, started, ended))
    print("first and last (heap in use, descriptors, tasks on the heap):", at_first, now)
    for what in sorted(counts):
        print("   ", counts[what], what)
    print("kept: each task in exactly one place; heap; descriptors; the reference program after each round")


main()
