# Oracle: CPython
# Features: future, timers, timeout, task-group, wait, queue, sync
# Random programs of groups, deadlines, futures, shields, waits, events, queues and their kinds, semaphores, barriers, callbacks and cancellations: every
# event in the same order as on CPython. A line for each program, with a checksum of its trace; given two numbers, the traces of those from the one up to the other
# (`make fuzz-cpython` compares many).
# mypy: ignore-errors
import asyncio
import sys

try:
    import asyncio.taskgroups

    class Ordered(dict):
        def add(self, item):
            self[item] = None

        def discard(self, item):
            self.pop(item, None)

    class TaskGroup(asyncio.TaskGroup):
        # CPython cancels the tasks of a group in any order; here, so that traces can be compared, in that of their creation.
        def __init__(self):
            super().__init__()
            self._tasks = Ordered()

        # CPython 3.11 forgets to take its cancellation back if it came after the body's end; 3.13 doesn't.
        async def __aexit__(self, *args):
            before = self._parent_cancel_requested
            try:
                return await super().__aexit__(*args)
            finally:
                if self._parent_cancel_requested and not before and sys.version_info < (3, 13):
                    self._parent_task.uncancel()
except ImportError:
    TaskGroup = asyncio.TaskGroup


class Random:
    def __init__(self, seed):
        self.state = (seed * 2654435761 + 12345) % 2147483647 or 1

    def below(self, n):
        self.state = self.state * 48271 % 2147483647
        return self.state % n


def describe(error):
    if isinstance(error, asyncio.CancelledError):
        return "C"
    if hasattr(error, "exceptions"):
        return "[" + " ".join(describe(e) for e in error.exceptions) + "]"
    if isinstance(error, asyncio.TimeoutError):
        return "T"
    if isinstance(error, asyncio.InvalidStateError):
        return "I"
    return str(error.args[0]) if error.args else "?"


class Program:
    def __init__(self, seed):
        self.rng = Random(seed)
        self.trace = []
        self.tasks = []
        self.futures = []
        self.timeouts = []
        self.count = 0

    def log(self, *what):
        self.trace.append(" ".join(str(x) for x in what))

    def start(self, make, depth):
        self.count += 1
        name = self.count
        rng = Random(self.rng.below(1000000))
        task = make(self.run(name, rng, depth))
        self.tasks.append(task)
        if rng.below(4) == 0:
            task.add_done_callback(lambda t: self.log("callback", name, t.cancelled() or describe(t.exception() or ValueError("ok"))))
        else:
            task.add_done_callback(lambda t: t.cancelled() or t.exception())
        return task

    async def run(self, name, rng, depth):
        self.log("start", name)
        try:
            for _ in range(2 + rng.below(6)):
                await self.act(name, rng, depth)
        except BaseException as error:
            self.log("fail", name, describe(error))
            raise
        self.log("end", name)
        return name

    async def act(self, name, rng, depth):
        what = rng.below(26)
        if what < 3:
            for _ in range(rng.below(4)):
                await asyncio.sleep(0)
            self.log("slept", name)
        elif what == 3 and rng.below(2):
            raise ValueError(f"v{name}")
        elif what == 4 and depth:
            children = []
            async with TaskGroup() as group:
                for _ in range(1 + rng.below(3)):
                    children.append(self.start(group.create_task, depth - 1))
                for _ in range(rng.below(3)):
                    await self.act(name, rng, depth - 1)
            self.log("group", name, asyncio.current_task().cancelling())
        elif what == 5 and depth:
            try:
                async with TaskGroup() as group:
                    for _ in range(1 + rng.below(3)):
                        self.start(group.create_task, depth - 1)
                    for _ in range(rng.below(3)):
                        await self.act(name, rng, depth - 1)
            except Exception as error:
                self.log("caught", name, describe(error))
        elif what == 6 and depth:
            try:
                async with asyncio.timeout(1000 if rng.below(2) else 0) as cm:
                    self.timeouts.append(cm)
                    for _ in range(1 + rng.below(3)):
                        await self.act(name, rng, depth - 1)
            except asyncio.TimeoutError:
                self.log("timeout", name, cm.expired())
            self.log("left", name, cm.expired(), asyncio.current_task().cancelling())
        elif what == 7 and self.timeouts:
            cm = self.timeouts[rng.below(len(self.timeouts))]
            try:
                cm.reschedule(-1)
                self.log("reschedule", name)
            except RuntimeError as error:
                self.log("reschedule", name, error)
        elif what == 8:
            task = self.tasks[rng.below(len(self.tasks))]
            self.log("cancel", name, self.tasks.index(task) + 1, task.cancel())
        elif what == 9:
            future = asyncio.get_running_loop().create_future()
            self.futures.append(future)
            self.log("future", name)
            self.log("got", name, await (future if rng.below(2) else asyncio.shield(future)))
        elif what == 10 and self.futures:
            future = self.futures[rng.below(len(self.futures))]
            if not future.done():
                how = rng.below(3)
                if how == 0:
                    future.set_result(name)
                elif how == 1:
                    future.set_exception(ValueError(f"f{name}"))
                    future.exception()
                else:
                    future.cancel()
                self.log("settled", name, how)
        elif what == 11 and depth:
            try:
                for _ in range(2):
                    await self.act(name, rng, depth - 1)
            except asyncio.CancelledError:
                self.log("swallowed", name, asyncio.current_task().uncancel())
            except ValueError as error:
                self.log("handled", name, describe(error))
        elif what == 12 and depth:
            children = [self.start(asyncio.create_task, depth - 1) for _ in range(1 + rng.below(3))]
            mode = (asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED)[rng.below(3)]
            try:
                done, _ = await asyncio.wait(children, return_when=mode)
                self.log("waited", name, [c in done for c in children])
            finally:
                for child in children:
                    child.cancel()
        elif what == 13 and depth:
            child = self.start(asyncio.create_task, depth - 1)
            self.log("awaited", name, await (child if rng.below(2) else asyncio.shield(child)))

        elif what == 14 and depth:
            children = [self.start(asyncio.create_task, depth - 1) for _ in range(1 + rng.below(3))]
            for next_ended in asyncio.as_completed(children):
                try:
                    self.log("next", name, await next_ended)
                except ValueError as error:
                    self.log("next", name, describe(error))
        elif what == 15:
            loop = asyncio.get_running_loop()
            handle = loop.call_soon(self.log, "called soon", name)
            loop.call_soon(self.tasks[rng.below(len(self.tasks))].cancel)
            if rng.below(3) == 0:
                await asyncio.sleep(0)
                handle.cancel()
        elif what == 16:
            if rng.below(2):
                self.event.set()
                if rng.below(2):
                    self.event.clear()
            else:
                self.log("event", name, await self.event.wait())

        elif what == 17:
            async with self.semaphore:
                self.log("semaphore", name)
                await self.act(name, rng, depth)
            self.log("released", name)
        elif what == 18:
            if rng.below(2):
                await self.queue.put(name)
                self.log("put", name)
            else:
                self.log("got", name, await self.queue.get())
        elif what == 19:
            self.log("barrier", name)
            try:
                self.log("passed", name, await self.barrier.wait())
            except asyncio.BrokenBarrierError:
                self.log("broken", name)

        elif what == 20:
            if rng.below(3):
                await self.barrier.reset()
            else:
                await self.barrier.abort()
            self.log("reset", name, self.barrier.broken, self.barrier.n_waiting)
        elif what == 21:
            how = rng.below(4)
            if how == 0:
                self.jobs.put_nowait((rng.below(4), name))
                self.log("job", name)
            elif how == 1:
                await self.jobs.join()
                self.log("joined", name)
            else:
                self.log("took", name, await self.jobs.get())
                await asyncio.sleep(0)
                self.jobs.task_done()
        elif what == 22:
            if rng.below(4):
                await self.bounded.acquire()
                self.log("acquired", name, self.bounded.locked())
                await asyncio.sleep(0)
            try:
                self.bounded.release()
            except ValueError:
                self.log("released too often", name)
        elif what == 23:
            self.log("queue", name, self.queue.qsize(), self.queue.full(), self.queue.empty())
            try:
                if rng.below(2):
                    self.queue.put_nowait(name)
                else:
                    self.log("got at once", name, self.queue.get_nowait())
            except (asyncio.QueueFull, asyncio.QueueEmpty) as error:
                self.log(type(error).__name__, name)
        elif what == 24 and depth:
            try:
                await asyncio.shield(asyncio.shield(self.start(asyncio.create_task, depth - 1)))
            finally:
                self.log("shielded twice", name)
        elif what == 25:
            task = self.tasks[rng.below(len(self.tasks))]
            victim = self.tasks[rng.below(len(self.tasks))]

            def callback(task):
                self.log("cancels when done", name, victim.cancel())
            task.add_done_callback(callback)
            if rng.below(3) == 0:
                self.log("taken back", name, task.remove_done_callback(callback))

    async def main(self):
        self.semaphore, self.queue, self.barrier = asyncio.Semaphore(2), asyncio.Queue(2), asyncio.Barrier(2)
        self.jobs, self.bounded = asyncio.PriorityQueue(), asyncio.BoundedSemaphore(1)
        # The inner one of two shields is a future whose exception CPython reports when it is collected.
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        self.event = asyncio.Event()
        self.start(asyncio.create_task, 4)
        for _ in range(30):
            await asyncio.sleep(0)
        for _ in range(40):
            for future in self.futures:
                if not future.done():
                    future.set_result("end")
            self.event.set()
            for t in self.tasks:
                t.cancel()
            for _ in range(8):
                await asyncio.sleep(0)
            if all(t.done() for t in self.tasks):
                break
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for i, t in enumerate(self.tasks):
            self.log("task", i + 1, t.done() and (t.cancelled() or describe(t.exception() or ValueError("ok"))))


def run(seed):
    program = Program(seed)
    asyncio.run(program.main())
    return program.trace


if len(sys.argv) > 2:
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        print("program", seed)
        print("\n".join(run(seed)))
else:
    for seed in range(1, 61):
        trace = run(seed)
        checksum = 0
        for character in "\n".join(trace):
            checksum = (checksum * 31 + ord(character)) % 1000003
        print("program", seed, len(trace), checksum)
