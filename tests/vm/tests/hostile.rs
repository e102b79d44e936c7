//! Programs that do to the loop what nobody should. Each ends in an exception or goes on; none crashes,
//! and the loop runs another program afterwards.

use vm::vm;

const PRELUDE: &str = "
import asyncio
from asyncio import core
async def asleep(ms=20, value='a value'):
    await asyncio.sleep_ms(ms)
    return value
async def failing():
    raise ValueError('on purpose')
def foreign():
    yield
def try_(fun, *args):
    try:
        return fun(*args)
    except Exception as exc:
        return exc
async def busy():
    for n in range(12):
        asyncio.create_task(asleep(3 + n % 4))
        await asyncio.sleep_ms(2)
        collect()
";

/// `what` the program does, and its `main()`.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "steps awaitables by hand and ends",
        "
async def stepping(make, end):
    next(make())
    if end == 'raise':
        raise ValueError('text')
    return 'a value'
async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    waits = (lambda: asyncio.sleep_ms(5), lambda: asyncio.sleep_ms(0), asyncio.Event, asyncio.ThreadSafeFlag, lambda: lock,
        lambda: asyncio.wait_for(asleep(), 1), lambda: asyncio.gather(asleep(), asleep(3)),
        lambda: asyncio.create_task(asleep(9)))
    tasks = []
    for make in waits:
        for end in ('return', 'raise'):
            tasks.append(asyncio.create_task(stepping(make, end)))
    await busy()
    for task in tasks:
        task.cancel()
    await busy()
",
    ),
    (
        "iterates over awaitables",
        "
async def main():
    event = asyncio.Event()
    event.set()
    for make in (lambda: asyncio.sleep_ms(5), lambda: event, lambda: asyncio.gather(asleep(), asleep(3))):
        try_(list, make())
        await asyncio.sleep_ms(1)
    await busy()
",
    ),
    (
        "steps one awaitable by hand and awaits another",
        "
async def twice(first, second):
    next(first)
    await second
async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(twice(asyncio.sleep_ms(a), asyncio.sleep_ms(b))) for a in (0, 3, 9) for b in (0, 3, 9)]
    tasks += [asyncio.create_task(twice(event, asyncio.sleep_ms(3))), asyncio.create_task(twice(asyncio.sleep_ms(3), event))]
    await asyncio.sleep_ms(1)
    for task in tasks[::2]:
        task.cancel()
    await busy()
    event.set()
    await busy()
",
    ),
    (
        "queues the running task and goes on",
        "
async def queued(delay, end):
    core._task_queue.push(core.cur_task, core.ticks_add(core.ticks(), delay))
    if end == 'sleep':
        await asyncio.sleep_ms(4)
    elif end == 'yield':
        await asyncio.sleep_ms(0)
    elif end == 'raise':
        raise ValueError('text')
    elif end == 'wait':
        await asyncio.wait_for_ms(asleep(), 4)
    return 'a value'
async def main():
    tasks = [asyncio.create_task(queued(delay, end)) for delay in (0, 6) for end in ('return', 'raise', 'sleep', 'yield', 'wait')]
    await busy()
    for task in tasks:
        task.cancel()
    await busy()
",
    ),
    (
        "queues tasks that are done",
        "
async def main():
    tasks = [asyncio.create_task(failing()), asyncio.create_task(asleep(0))]
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in tasks:
        try_(core._task_queue.push, task)
        try_(core._task_queue.push, task, core.ticks_add(core.ticks(), 5))
        try_(asyncio.core.TaskQueue().push, task)
        task.cancel()
    await busy()
    print(await asyncio.gather(*tasks, return_exceptions=True))
",
    ),
    (
        "takes another task for the current one",
        "
async def main():
    me = core.cur_task
    done = asyncio.create_task(asleep(0))
    failed = asyncio.create_task(failing())
    await asyncio.gather(done, failed, return_exceptions=True)
    sleeper = asyncio.create_task(asleep())
    waiter = asyncio.create_task(asyncio.wait_for(asleep(), 10))
    await asyncio.sleep_ms(1)
    for other in (done, failed, sleeper, waiter, core.Task(asleep()), None):
        for make in (lambda: asyncio.sleep_ms(1), asyncio.Event, lambda: asyncio.wait_for(asleep(), 1)):
            if isinstance(try_(setattr, core, 'cur_task', other), Exception):
                continue
            try_(next, make())
            core.cur_task = me
    await busy()
    print(try_(repr, await asyncio.gather(done, failed, return_exceptions=True)))
",
    ),
    (
        "declares tasks done",
        "
async def declaring(value):
    core.cur_task.state = value
    await asyncio.sleep_ms(1)
    return 'a value'
async def main():
    tasks = [asyncio.create_task(declaring(value)) for value in (True, False, None)]
    sleepers = [asyncio.create_task(asleep()) for n in range(4)]
    event = asyncio.Event()
    waiters = [asyncio.create_task(asyncio.wait_for(event.wait(), 1)) for n in range(4)]
    await asyncio.sleep_ms(2)
    for task, value in zip(sleepers + waiters, (None, False, True, None) * 2):
        task.state = value
    await busy()
    print(await asyncio.wait_for(asyncio.gather(*tasks[:2], *sleepers, return_exceptions=True), 1))
    event.set()
    await busy()
",
    ),
    (
        "puts anything into Task.state",
        "
async def main():
    other = asyncio.create_task(asleep(2))
    things = (3, 'text', (), core._task_queue, core.TaskQueue(), other, core.Task(asleep()), asyncio.wait_for(other, 1),
        asyncio.gather(other), asyncio.Event(), asyncio.Lock(), asyncio.sleep_ms(3), asleep, core, lambda task, data: None)
    for thing in things:
        tasks = [asyncio.create_task(asleep(1)) for n in range(3)]
        await asyncio.sleep_ms(0)
        for task in tasks:
            try_(setattr, task, 'state', thing)
        try:
            await asyncio.wait_for_ms(tasks[0], 3)
        except Exception:
            pass
        try:
            await asyncio.wait_for(asyncio.gather(tasks[1], tasks[1], return_exceptions=True), 1)
        except Exception:
            pass
        try_(tasks[2].cancel)
        collect()
    await busy()
",
    ),
    (
        "puts anything into Task.data",
        "
class Removing:
    def __init__(self, how):
        self.how = how
    def remove(self, task):
        if self.how == 'raise':
            raise ValueError('on purpose')
        if self.how == 'cancel':
            task.data = None
            task.cancel()
        if self.how == 'done':
            task.state = False
        if self.how == 'queue':
            core.TaskQueue().push(task)
        if self.how == 'sleep':
            core._task_queue.push(task, core.ticks_add(core.ticks(), 5))
        if self.how == 'ready':
            core._task_queue.push(task)
async def parked():
    while True:
        yield
async def main():
    other = asyncio.create_task(asleep(200))
    things = [Removing(how) for how in ('', 'raise', 'cancel', 'done', 'queue', 'sleep', 'ready')]
    things += [3, 'text', core._task_queue, core.TaskQueue(), other, core.Task(asleep()), asyncio.wait_for(other, 1),
        asyncio.gather(other), asyncio.Event(), asyncio.ThreadSafeFlag(), asyncio.Lock(), asyncio.sleep_ms(3), ValueError, ValueError()]
    for thing in things:
        event = asyncio.Event()
        tasks = [asyncio.create_task(asleep(1)), asyncio.create_task(asyncio.wait_for(event.wait(), 1)),
            asyncio.create_task(parked()), asyncio.create_task(asleep(0))]
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        for task in tasks:
            try_(setattr, task, 'data', thing)
        for task in tasks:
            try_(task.cancel)
        await asyncio.sleep_ms(3)
        event.set()
        collect()
    await busy()
",
    ),
    (
        "resumes a coroutine that the loop owns",
        "
async def main():
    for coro in (asleep(5), asleep(0), failing(), asyncio.sleep_ms(5)):
        task = asyncio.create_task(coro)
        for n in range(3):
            try_(getattr(coro, 'send', next), None)
        await asyncio.sleep_ms(0)
        for n in range(3):
            try_(getattr(coro, 'send', next), None)
        try_(getattr(coro, 'close', print))
        try_(getattr(coro, 'throw', print), ValueError)
        twin = asyncio.create_task(coro)
        await asyncio.sleep_ms(7)
    await busy()
",
    ),
    (
        "makes tasks wait for each other",
        "
tasks = {}
async def waits_for(name):
    await tasks[name]
async def main():
    for name, other in (('a', 'b'), ('b', 'c'), ('c', 'a'), ('d', 'd')):
        tasks[name] = asyncio.create_task(waits_for(other))
    await asyncio.sleep_ms(1)
    tasks['a'].cancel()
    await asyncio.sleep_ms(1)
    print([tasks[name].done() for name in 'abcd'])
    await busy()
",
    ),
    (
        "cancels and runs from callbacks",
        "
async def main():
    victim = asyncio.create_task(asleep())
    def handler(loop, context):
        victim.cancel()
        context['future'].cancel()
        try_(asyncio.run, asleep())
        try_(asyncio.new_event_loop)
        try_(asyncio.create_task, asleep(1))
    asyncio.get_event_loop().set_exception_handler(handler)
    asyncio.create_task(failing())
    told = asyncio.create_task(asleep(1))
    told.state = lambda task, data: (task.cancel(), victim.cancel(), core._task_queue.push(task))
    await busy()
    asyncio.get_event_loop().set_exception_handler(None)
",
    ),
    (
        "subclasses everything",
        "
class Event(asyncio.Event):
    def __init__(self):
        try_(lambda: self.set())
        try_(lambda: self.is_set())
class Flag(asyncio.ThreadSafeFlag):
    def ioctl(self, request, arg):
        return 'text'
class Lock(asyncio.Lock): pass
class Task(core.Task): pass
class Queue(core.TaskQueue): pass
async def main():
    for make in (Event, Flag, Lock, Queue, lambda: Task(asleep())):
        thing = make()
        for name in ('wait', 'acquire'):
            if hasattr(thing, name):
                asyncio.create_task(asyncio.wait_for_ms(getattr(thing, name)(), 3))
        for name in ('set', 'clear', 'release', 'cancel', 'pop', 'peek', 'done'):
            if hasattr(thing, name):
                try_(getattr(thing, name))
        try_(Queue().push, thing)
        try_(core._task_queue.push, thing)
        try_(core._task_queue.remove, thing)
    await busy()
",
    ),
    (
        "replaces the loop and the module under itself",
        "
async def main():
    import sys
    asyncio.create_task(asleep(5))
    sleeper = asyncio.create_task(asleep())
    await asyncio.sleep_ms(1)
    try_(asyncio.new_event_loop)
    for name in ('sleep_ms', 'run', 'core', 'create_task'):
        kept = getattr(asyncio, name)
        delattr(asyncio, name)
        setattr(asyncio, name, 3)
        setattr(asyncio, name, kept)
    for name in ('cur_task', '_task_queue', 'Task'):
        try_(delattr, core, name)
    modules = dict(sys.modules)
    for name in modules:
        if name.startswith('asyncio'):
            del sys.modules[name]
    import asyncio as again
    sleeper.cancel()
    await again.sleep_ms(1)
",
    ),
];

#[test]
fn none_of_it_crashes_the_loop() {
    for (what, program) in PROGRAMS {
        println!("a program that {what}");
        vm(|vm| {
            vm.exec(PRELUDE);
            vm.exec(program);
            let outcome = vm.try_exec("asyncio.run(main())");
            println!("{}", outcome.unwrap_or_else(|text| text));
            vm.check_loop(&format!("a program that {what}"));
        });
    }
}

#[test]
fn nor_with_the_collector_running_at_every_allocation() {
    for (what, program) in PROGRAMS {
        println!("a program that {what}");
        vm(|vm| {
            vm.exec(PRELUDE);
            vm.exec(program);
            vm.collect_always(true);
            let outcome = vm.try_exec("asyncio.run(main())");
            println!("{}", outcome.unwrap_or_else(|text| text));
            vm.check_loop(&format!("a program that {what}"));
        });
    }
}
