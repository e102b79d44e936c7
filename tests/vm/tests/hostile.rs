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

fn run(program: &str, collect_always: bool) {
    vm(|vm| {
        vm.exec(PRELUDE);
        vm.exec(program);
        vm.collect_always(collect_always);
        println!("{}", vm.try_exec("asyncio.run(main())").unwrap_or_else(|text| text));
        vm.check_loop("it");
    });
}

/// Two tests of a program: as it is, and with the collector running at every allocation.
macro_rules! hostile {
    ($(#[$attribute:meta])* $name:ident, $program:literal) => {
        mod $name {
            #[test]
            $(#[$attribute])*
            fn as_it_is() {
                super::run($program, false);
            }
            #[test]
            $(#[$attribute])*
            fn collecting_always() {
                super::run($program, true);
            }
        }
    };
}

hostile!(
    steps_awaitables_by_hand_and_ends,
    "
async def stepping(make, end):
    next(make())
    if end == 'raise':
        raise ValueError('text')
    return 'a value'
async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    waits = (lambda: asyncio.sleep_ms(5), lambda: asyncio.sleep_ms(0), lambda: asyncio.Event().wait(),
        lambda: asyncio.ThreadSafeFlag().wait(), lock.acquire,
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
"
);

hostile!(
    iterates_over_awaitables,
    "
async def main():
    event = asyncio.Event()
    event.set()
    for make in (lambda: asyncio.sleep_ms(5), event.wait, lambda: asyncio.gather(asleep(), asleep(3))):
        try_(list, make())
        await asyncio.sleep_ms(1)
    await busy()
"
);

hostile!(
    steps_one_awaitable_by_hand_and_awaits_another,
    "
async def twice(first, second):
    next(first)
    await second
async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(twice(asyncio.sleep_ms(a), asyncio.sleep_ms(b))) for a in (0, 3, 9) for b in (0, 3, 9)]
    tasks += [asyncio.create_task(twice(event.wait(), asyncio.sleep_ms(3))),
        asyncio.create_task(twice(asyncio.sleep_ms(3), event.wait()))]
    await asyncio.sleep_ms(1)
    for task in tasks[::2]:
        task.cancel()
    await busy()
    event.set()
    await busy()
"
);

hostile!(
    queues_the_running_task_and_goes_on,
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
"
);

hostile!(
    queues_tasks_that_are_done,
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
"
);

hostile!(
    takes_another_task_for_the_current_one,
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
        for make in (lambda: asyncio.sleep_ms(1), lambda: asyncio.Event().wait(), lambda: asyncio.wait_for(asleep(), 1)):
            if isinstance(try_(setattr, core, 'cur_task', other), Exception):
                continue
            try_(next, make())
            core.cur_task = me
    await busy()
    print(try_(repr, await asyncio.gather(done, failed, return_exceptions=True)))
"
);

hostile!(
    declares_tasks_done,
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
"
);

hostile!(
    replaces_the_state_of_tasks_that_are_waited_for,
    "
async def main():
    for value in (True, core.TaskQueue(), print):
        for seen in (False, True):
            target = asyncio.create_task(asleep(30))
            waiters = [asyncio.create_task(asyncio.wait_for(target, 1) if n % 2 else asyncio.gather(target, return_exceptions=True))
                for n in range(6)]
            await asyncio.sleep_ms(1)
            if seen:
                print(target.state)
            target.state = value
            for waiter in waiters[::2]:
                try_(core._task_queue.push, waiter)
            for waiter in waiters[1:]:
                waiter.cancel()
            await busy()
    async def getting(queue):
        return await queue.get()
    for value in (None, False, True):
        queue = asyncio.Queue()
        getters = [asyncio.create_task(getting(queue)) for n in range(3)]
        await asyncio.sleep_ms(1)
        for getter in getters:
            getter.state = value
            queue.put_nowait(getter)
        await busy()
        print(await asyncio.gather(*getters, return_exceptions=True))
"
);

hostile!(
    changes_the_callbacks_that_are_compared,
    "
class Callback:
    def __init__(self, act):
        self.act = act
    def __call__(self, task):
        self.act()
    def __eq__(self, other):
        self.act()
        collect()
        return True
async def main():
    for kind in range(4):
        future = asyncio.Future()
        known = []
        def act():
            if kind == 0:
                for callback in known[:]:
                    known.remove(callback)
                    future.remove_done_callback(callback)
            elif kind == 1 and len(known) < 9:
                known.append(Callback(act))
                future.add_done_callback(known[-1])
            elif kind == 2:
                try_(future.set_result, 1)
            elif kind == 3:
                future.cancel()
        known.extend([Callback(act) for n in range(4)])
        for callback in known[:]:
            future.add_done_callback(callback)
        print(try_(future.remove_done_callback, print))
        await busy()
"
);

hostile!(
    steps_a_gather_from_its_own_arguments,
    "
class Stepping:
    def __getattr__(self, name):
        print(try_(next, gathers[0]))
        collect()
        raise AttributeError(name)
async def main():
    global gathers
    failed = asyncio.create_task(failing())
    await busy()
    for children in ((Stepping(), failed), (failed, Stepping()), (asleep(), Stepping())):
        gathers = [asyncio.gather(*children)]
        try:
            print(await gathers[0])
        except Exception as exc:
            print(exc)
        await busy()
"
);

hostile!(
    puts_anything_into_task_state,
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
"
);

hostile!(
    puts_anything_into_task_data,
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
"
);

hostile!(
    resumes_a_coroutine_that_the_loop_owns,
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
"
);

hostile!(
    makes_tasks_wait_for_each_other,
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
"
);

hostile!(
    cancels_and_runs_from_callbacks,
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
"
);

hostile!(
    subclasses_everything,
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
"
);

hostile!(
    replaces_the_loop_and_the_module_under_itself,
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
"
);

hostile!(
    queues_the_running_task_while_its_stream_is_asked_how_to_poll_it,
    "
import io
class Stream(io.IOBase):
    def ioctl(self, request, arg):
        if request == 3:
            return arg
        core._task_queue.push(core.cur_task, core.ticks_add(core.ticks(), 3))
        return -1
async def reading(make):
    await make(asyncio.StreamReader(Stream()))
    await asyncio.sleep_ms(9)
async def main():
    for make in (lambda s: s.read(1), lambda s: s.readline(), lambda s: s.readinto(bytearray(3))):
        asyncio.create_task(reading(make))
    await busy()
"
);

hostile!(
    names_another_wait_in_task_data_than_where_the_task_waits,
    "
import io
class Stream(io.IOBase):
    ready = 0
    def ioctl(self, request, arg):
        return arg & self.ready if request == 3 else -1
async def parked(wait, data):
    try:
        wait()
        core.cur_task.data = data
        yield
    except asyncio.CancelledError:
        pass
    await asyncio.sleep_ms(6)
    await asyncio.sleep_ms(6)
async def main():
    queues = []
    def in_stream():
        core._io_queue.queue_read(stream)
    def in_queue():
        queues.append(core.TaskQueue())
        queues[-1].push(core.cur_task)
    others = [asyncio.create_task(asleep(5)) for n in range(3)]
    await asyncio.sleep_ms(0)
    lock = asyncio.Lock()
    await lock.acquire()
    for wait in (in_stream, in_queue):
        for data in (None, asyncio.Event(), asyncio.ThreadSafeFlag(), lock, others[0], core.TaskQueue(), core._io_queue,
                asyncio.gather(*others), asyncio.wait_for(others[1], 1), asyncio.StreamReader(Stream()), 3):
            stream = Stream()
            task = asyncio.create_task(parked(wait, data))
            await asyncio.sleep_ms(1)
            try_(task.cancel)
            await asyncio.sleep_ms(1)
            stream.ready = 3
            for queue in queues:
                try_(lambda: core._task_queue.push(queue.pop()))
            queues.clear()
            await asyncio.sleep_ms(1)
            collect()
    await busy()
"
);

hostile!(
    changes_what_is_being_written_and_keeps_what_it_was_given,
    "
import io
data = bytearray(200)
kept = []
class Stream(io.IOBase):
    def __init__(self, how):
        self.how = how
    def ioctl(self, request, arg):
        return arg if request == 3 else -1
    def write(self, buf):
        kept.append(buf)
        if self.how == 'shrink':
            data[:] = b''
            collect()
        elif self.how == 'grow':
            data.extend(bytes(1000))
            collect()
        elif self.how == 'write':
            if len(kept) < 20:
                writer.write(b'more')
        elif self.how == 'close':
            writer.wait_closed()
        elif self.how == 'much':
            return 10000
        elif self.how == 'none':
            return None
        elif self.how == 'text':
            return 'text'
        return 1
    def close(self):
        pass
async def main():
    global data, writer
    for how in ('shrink', 'grow', 'write', 'close', 'much', 'none', 'text'):
        for n in range(3):
            writer = asyncio.StreamWriter(Stream(how))
            data = bytearray(b'x' * 200)
            try_(writer.write, data)
            try_(writer.write, b'text' * 50)
            try_(writer.write, data)
            try:
                await asyncio.wait_for_ms(writer.drain(), 5)
            except Exception:
                pass
            collect()
            for buf in kept:
                bytes(buf)
            kept.clear()
    await busy()
"
);

hostile!(
    ends_a_read_from_within,
    "
import io
class Stream(io.IOBase):
    def __init__(self, how):
        self.how = how
        self.left = 60
    def ioctl(self, request, arg):
        return arg if request == 3 else -1
    def read(self, n=-1):
        if self.how == 'throw':
            try_(read.throw, ValueError)
        elif self.how == 'step':
            try_(next, read)
        elif self.how == 'raise':
            raise ValueError('on purpose')
        elif self.how == 'read':
            try_(next, reader.read(3))
        elif self.how == 'number':
            return 7
        elif self.how == 'more':
            return b'x' * (n + 1000)
        collect()
        self.left -= 1
        return b'a line\\n'[self.left % 7:][:1] if self.left > 0 else b''
    def readline(self):
        return self.read(1)
    def readinto(self, buf):
        buf[0] = self.read(1)[0]
        return 1
async def main():
    global read, reader
    for how in ('', 'throw', 'step', 'raise', 'read', 'number', 'more'):
        for make in (lambda: reader.read(20), lambda: reader.read(), lambda: reader.readline(), lambda: reader.readexactly(30),
                lambda: reader.readinto(bytearray(10))):
            reader = asyncio.StreamReader(Stream(how))
            read = make()
            try:
                await asyncio.wait_for_ms(read, 5)
            except Exception as exc:
                pass
            collect()
    await busy()
"
);

hostile!(
    lets_a_datagram_protocol_misuse_its_transport,
    "
import io
class Socket(io.IOBase):
    full = 0
    asked = 0
    def ioctl(self, request, arg):
        # Not forever: the clock of these tests goes on when nothing is ready.
        Socket.asked += 1
        return (arg & 5 if Socket.asked < 200 else 0) if request == 3 else -1
    def setblocking(self, flag):
        pass
    def recvfrom(self, n):
        collect()
        return b'datagram', ('peer', 1)
    def sendto(self, data, address):
        collect()
        # Whoever sends again while it sends comes here again.
        Socket.full += 1
        if Socket.full % 3 == 0 and transports:
            transports[-1].sendto(bytearray(b'within'), address)
        if Socket.full % 2:
            raise OSError(11)
    def close(self):
        for transport in transports:
            transport.close()
            transport.abort()
transports = []
class Protocol:
    def __init__(self, misuse):
        self.misuse = misuse
    def connection_made(self, transport):
        transports.append(transport)
        transport.set_write_buffer_limits(high=20)
        for number in range(6):
            transport.sendto(b'datagram %d' % number, ('peer', number))
        self.misuse(transport)
    def datagram_received(self, data, addr):
        self.misuse(transports[-1])
    def error_received(self, exc):
        self.misuse(transports[-1])
    def pause_writing(self):
        self.misuse(transports[-1])
    def resume_writing(self):
        self.misuse(transports[-1])
    def connection_lost(self, exc):
        self.misuse(transports[-1])
        transports[-1].sendto(b'the end', ('peer', 1))
def swaps(transport):
    transport.set_protocol(Protocol(lambda transport: transport.abort()))
async def opens(misuse):
    loop = asyncio.get_event_loop()
    opening = loop.create_datagram_endpoint(lambda: Protocol(misuse), sock=Socket())
    task = asyncio.create_task(opening)
    try:
        next(opening)
    except BaseException:
        pass
    await asyncio.sleep_ms(1)
    for step in (lambda: next(opening), lambda: opening.throw(ValueError), lambda: next(opening)):
        try_(step)
    task.cancel()
    try:
        await task
    except BaseException:
        pass
async def main():
    loop = asyncio.get_event_loop()
    loop.set_exception_handler(lambda loop, context: None)
    for misuse in (
        lambda transport: transport.close(),
        lambda transport: transport.abort(),
        lambda transport: transport.sendto(b'x' * 30, ('peer', 1)),
        lambda transport: transport.set_write_buffer_limits(0, 0),
        swaps,
        lambda transport: 1 // 0,
        lambda transport: asyncio.new_event_loop(),
    ):
        Socket.full = Socket.asked = 0
        await opens(misuse)
        for transport in transports:
            transport.abort()
            transport.close()
            transport.sendto(b'late', None)
        await asyncio.sleep_ms(2)
        transports.clear()
"
);

hostile!(
    uses_a_thread_safe_queue_in_every_wrong_way,
    "
async def get(queue):
    return await queue.get()
async def put(queue, item):
    await queue.put(item)
async def main():
    queue = asyncio.ThreadSafeQueue(1)
    getters = [asyncio.create_task(get(queue)) for _ in range(4)]
    await asyncio.sleep_ms(1)
    getters[1].cancel()
    queue.put_nowait([1])
    getters[0].cancel()
    try_(queue.put_nowait, 2)
    await asyncio.sleep_ms(1)
    collect()
    waits = queue.put('x')
    try_(next, waits)
    try_(waits.throw, ValueError('on purpose'))
    try_(queue.throw, ValueError('on purpose'))
    try_(next, queue)
    putters = [asyncio.create_task(put(queue, [n])) for n in range(4)]
    await asyncio.sleep_ms(1)
    for task in putters[:2]:
        task.cancel()
    try_(queue.get_nowait)
    collect()
    try_(asyncio.ThreadSafeQueue, -1)
    try_(asyncio.ThreadSafeQueue, 1 << 60)
    gotten = queue.get()
    asyncio.create_task(gotten)
    try_(asyncio.create_task, queue)
    asyncio.new_event_loop()
    queue.put_nowait(9)
    try_(queue.get_nowait)
"
);

hostile!(
    edges_whose_pin_does_as_it_likes,
    "
class Pin:
    IRQ_FALLING = 1
    IRQ_RISING = 2
    handler = None
    calls = 0
    def irq(self, handler=None, trigger=0, hard=False):
        Pin.calls += 1
        if Pin.calls % 3 == 0:
            raise ValueError('on purpose')
        if handler is None and self.handler:
            self.handler(self)
        self.handler = handler
        collect()
    def __call__(self):
        if self.handler:
            try_(self.handler.close)
        return 1
async def waits(make):
    return await make()
async def main():
    pin = Pin()
    for debounce in (0, 1):
        for _ in range(4):
            edges = try_(asyncio.Edges, pin, None, debounce)
            if isinstance(edges, Exception):
                continue
            task = asyncio.create_task(waits(edges.wait))
            other = asyncio.create_task(waits(lambda: asyncio.wait_edge(pin, 2, debounce)))
            await asyncio.sleep_ms(1)
            handler = pin.handler
            if handler:
                try_(handler, pin)
                try_(handler)
                try_(handler, 1, 2, 3)
            await asyncio.sleep_ms(1)
            other.cancel()
            try_(edges.close)
            try_(edges.close)
            if handler:
                try_(handler, pin)
            for left in (task, other):
                try:
                    await left
                except BaseException:
                    pass
"
);

/// What callbacks raise goes to the default exception handler, which needs no key but the message, and the loop goes on.
#[test]
fn default_handler_takes_what_callbacks_raise() {
    vm(|vm| {
        vm.exec(PRELUDE);
        vm.exec(
            "
seen = []
def fails(*args):
    raise ValueError('on purpose')
async def main():
    loop = asyncio.get_event_loop()
    loop.call_soon(fails)
    loop.call_later(0.001, fails)
    loop.call_soon_threadsafe(fails)
    future = asyncio.Future()
    future.add_done_callback(fails)
    future.set_result(1)
    await asyncio.sleep_ms(3)
    failed = asyncio.Future()
    failed.set_exception(ValueError('on purpose'))
    for context in ({'message': 'hi'}, {'message': 'hi', 'future': failed}, {'message': 'hi', 'exception': ValueError('hi')}):
        loop.call_exception_handler(context)
    seen.append(1)
",
        );
        vm.try_exec("asyncio.run(main())").expect("the loop goes on");
        vm.try_exec("assert seen == [1]").expect("all of it has run");
        vm.check_loop("it");
    });
}
