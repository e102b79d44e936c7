"""Random programs of urgent tasks, and a model of the loop that runs them: what each priority means, by its definition.

The model keeps no lent priorities. It computes them anew from who waits for whom whenever anything has changed. A program is a list of
tasks, a task is (priority, operations); task 0 is the main one. An operation is a tuple:

    ("sleep", ms, urgent)  sleep_ms(ms, priority=urgent); 0 only lets the others run
    ("pass", ms)           the clock goes on: time passes in no other way but when nothing is ready
    ("spawn", n)           create_task of task n
    ("wait", e, urgent)    events[e].wait(priority=urgent)
    ("set", e) ("clear", e)
    ("acquire", l) ("release", l)     a Lock or, for an odd number, a Semaphore(1)
    ("await", n)           await of task n, if it has been created
    ("priority", n, p)     tasks[n].priority = p, if it has been created
"""

import random

EVENTS = 2
LOCKS = 4
LAST_ROUNDS = 60
# As often as they stand here.
KINDS = "sleep sleep sleep pass wait set clear acquire acquire release await priority".split()


def operations(rng, tasks, own):
    found, held = [], []
    for _ in range(rng.randint(1, 9)):
        kind = rng.choice(KINDS)
        if kind == "sleep":
            found.append(("sleep", rng.choice([0, 0, 1, 2, 3]), rng.random() < 0.3))
        elif kind == "pass":
            found.append(("pass", rng.randint(1, 3)))
        elif kind == "wait":
            found.append(("wait", rng.randrange(EVENTS), rng.random() < 0.4))
        elif kind in ("set", "clear"):
            found.append((kind, rng.randrange(EVENTS)))
        elif kind == "acquire":
            # Always in the same order, so that no two tasks wait for each other's.
            above = range(held[-1] + 1 if held else 0, LOCKS)
            if above:
                held.append(rng.choice(above))
                found.append(("acquire", held[-1]))
        elif kind == "release" and held:
            found.append(("release", held.pop()))
        elif kind == "await":
            other = rng.randrange(1, tasks)
            if other != own:
                found.append(("await", other))
        elif kind == "priority":
            found.append(("priority", rng.randrange(tasks), rng.choice([0, 0, 1, 2, 3])))
    found += [("release", lock) for lock in reversed(held)]
    return found


def generate(number):
    """Program number `number`, always the same."""
    rng = random.Random(number)
    count = rng.randint(3, 8)
    tasks = [(rng.choice([0, 0, 1, 1, 2, 3]), operations(rng, count, own)) for own in range(count)]
    main = []
    for own in range(1, count):
        main += [("spawn", own)] + [("sleep", 0, False)] * rng.choice([0, 0, 0, 1, 2])
    for turn in range(LAST_ROUNDS):
        main += [("set", turn % EVENTS), ("sleep", turn % 3 // 2, False)]
    tasks[0] = (0, main)
    return tasks


class Task:
    def __init__(self, number, own, steps):
        self.number = number
        self.own = own
        self.steps = steps
        self.urgent_wait = False
        # What the task waits for: None, ("task", other), ("lock", lock) or ("event", number).
        self.waits_for = None
        self.done = False
        # The priority with which the task is ready or sleeps, else None.
        self.queued_with = None
        self.due = None


class Lock:
    def __init__(self):
        self.holder = None
        self.taken = False
        self.waiters = []


class Model:
    def __init__(self, program):
        self.program = program
        self.tasks = [None] * len(program)
        self.events = [False] * EVENTS
        self.event_waiters = [[] for _ in range(EVENTS)]
        self.locks = [Lock() for _ in range(LOCKS)]
        self.task_waiters = [[] for _ in program]
        self.urgent, self.current, self.next = [], [], []
        # Those that sleep, in the order in which they began.
        self.sleepers = []
        self.now = 0
        self.log = []

    # What a priority means.

    def holder(self, task):
        if task.waits_for is None:
            return None
        kind, what = task.waits_for
        if kind == "task":
            return self.tasks[what]
        return self.locks[what].holder if kind == "lock" else None

    def priorities(self):
        alive = [task for task in self.tasks if task and not task.done]
        found = {task: max(task.own, int(task.urgent_wait)) for task in alive}
        changes = True
        while changes:
            changes = False
            for task in alive:
                holder = self.holder(task)
                if holder in found and found[holder] < found[task]:
                    found[holder] = found[task]
                    changes = True
        return found

    def insert(self, task, priority):
        task.queued_with = priority
        if priority == 0:
            self.next.append(task)
            return
        place = len(self.urgent)
        while place > 0 and self.urgent[place - 1].queued_with < priority:
            place -= 1
        self.urgent.insert(place, task)

    def settle(self):
        """Moves the ready tasks and the sleepers whose priority has changed."""
        for task, priority in self.priorities().items():
            if task.queued_with is None or task.queued_with == priority:
                continue
            if task in self.sleepers:
                self.sleepers.remove(task)
                self.sleepers.append(task)
                task.queued_with = priority
                continue
            for queue in (self.urgent, self.current, self.next):
                if task in queue:
                    queue.remove(task)
            self.insert(task, priority)

    def wake(self, are_urgent):
        """Makes the sleepers ready that are due, the urgent ones or the others."""
        for task in sorted(self.sleepers, key=lambda task: task.due):
            if task.due <= self.now and (task.queued_with > 0) == are_urgent:
                self.sleepers.remove(task)
                self.make_ready(task)

    def make_ready(self, task):
        task.waits_for = None
        self.insert(task, self.priorities()[task])
        self.settle()

    def take_most_urgent(self, waiters):
        priorities = self.priorities()
        found = max(waiters, key=lambda task: priorities[task])
        waiters.remove(found)
        return found

    # What the operations do. One that suspends yields.

    def create(self, number, priority):
        task = self.tasks[number] = Task(number, priority, self.steps(number))
        self.make_ready(task)

    def suspend(self, task, what):
        task.waits_for = what
        self.settle()

    def acquire(self, number, task):
        lock = self.locks[number]
        if lock.taken:
            lock.waiters.append(task)
            self.suspend(task, ("lock", number))
            yield
        lock.taken = True
        lock.holder = task
        self.settle()

    def release(self, number):
        lock = self.locks[number]
        lock.holder = None
        lock.taken = bool(lock.waiters)
        if lock.waiters:
            heir = self.take_most_urgent(lock.waiters)
            lock.holder = heir
            self.make_ready(heir)
        self.settle()

    def steps(self, own):
        for place, (kind, *args) in enumerate(self.program[own][1]):
            task = self.tasks[own]
            self.log.append(f"{own}.{place}")
            if kind == "sleep":
                task.urgent_wait = args[1]
                if args[0] == 0:
                    self.make_ready(task)
                else:
                    task.due = self.now + args[0]
                    task.queued_with = self.priorities()[task]
                    self.sleepers.append(task)
                yield
            elif kind == "pass":
                self.now += args[0]
            elif kind == "spawn":
                self.create(args[0], self.program[args[0]][0])
            elif kind == "wait":
                if not self.events[args[0]]:
                    self.event_waiters[args[0]].append(task)
                    task.urgent_wait = args[1]
                    self.suspend(task, ("event", args[0]))
                    yield
            elif kind == "set":
                self.events[args[0]] = True
                waiters, self.event_waiters[args[0]] = self.event_waiters[args[0]], []
                for waiter in waiters:
                    self.make_ready(waiter)
            elif kind == "clear":
                self.events[args[0]] = False
            elif kind == "acquire":
                yield from self.acquire(args[0], task)
            elif kind == "release":
                self.release(args[0])
            elif kind == "await":
                other = self.tasks[args[0]]
                if other and not other.done:
                    self.task_waiters[args[0]].append(task)
                    self.suspend(task, ("task", args[0]))
                    yield
            elif self.tasks[args[0]]:
                self.tasks[args[0]].own = args[1]
                self.settle()
        self.log.append(f"{own}.end")

    def end(self, task):
        task.done = True
        waiters, self.task_waiters[task.number] = self.task_waiters[task.number], []
        for waiter in waiters:
            self.make_ready(waiter)
        self.settle()

    def run(self):
        """The trace of the program, as the firmware must print it."""
        self.create(0, 0)
        while not self.tasks[0].done:
            self.wake(are_urgent=True)
            if not self.urgent and not self.current:
                self.wake(are_urgent=False)
                self.current, self.next = self.next, []
                if not self.current:
                    assert self.sleepers, "nothing is ready, and the main task has not ended"
                    self.now = min(task.due for task in self.sleepers)
                    continue
            task = (self.urgent or self.current).pop(0)
            task.queued_with = None
            task.urgent_wait = False
            try:
                next(task.steps)
            except StopIteration:
                self.end(task)
        return " ".join(self.log)


FIRMWARE_SCRIPT = """
import asyncio

asyncio.core._test_clock_add(0, True)


def run(program):
    tasks = [None] * len(program)
    events = [asyncio.Event() for _ in range(EVENTS)]
    locks = [asyncio.Semaphore(1) if n % 2 else asyncio.Lock() for n in range(LOCKS)]
    log = []

    async def body(own):
        for place, op in enumerate(program[own][1]):
            kind = op[0]
            log.append("%d.%d" % (own, place))
            if kind == "sleep":
                await asyncio.sleep_ms(op[1], priority=op[2])
            elif kind == "pass":
                asyncio.core._test_clock_add(op[1] * 1000, True)
            elif kind == "spawn":
                tasks[op[1]] = asyncio.create_task(body(op[1]), priority=program[op[1]][0])
            elif kind == "wait":
                await events[op[1]].wait(priority=op[2])
            elif kind == "set":
                events[op[1]].set()
            elif kind == "clear":
                events[op[1]].clear()
            elif kind == "acquire":
                await locks[op[1]].acquire()
            elif kind == "release":
                locks[op[1]].release()
            elif kind == "await":
                if tasks[op[1]]:
                    await tasks[op[1]]
            elif tasks[op[1]]:
                tasks[op[1]].priority = op[2]
        log.append("%d.end" % own)

    async def main():
        tasks[0] = asyncio.current_task()
        await body(0)

    asyncio.run(main())
    asyncio.new_event_loop()
    return " ".join(log)


for program in PROGRAMS:
    print(run(program))
"""


def script(programs):
    """A script that prints the trace of each of `programs`."""
    return f"EVENTS = {EVENTS}\nLOCKS = {LOCKS}\nPROGRAMS = {programs!r}\n{FIRMWARE_SCRIPT}"
