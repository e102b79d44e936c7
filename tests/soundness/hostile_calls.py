# Calls whatever asyncio has, with whatever there is: every name that dir() shows, with arguments that raise, lie, are of the
# wrong type or belong to another loop, while allocations fail, Ctrl-C comes and the stack ends.
#
#   micropython hostile_calls.py FIRST COUNT [show]      episodes FIRST … FIRST+COUNT-1; `show` tells each step
#
# An episode is determined by its number (and by timing). Each may end in any exception; after each the loop must run the
# reference program. Left out are names of other modules, methods of containers, which iterate over a task without end, as with
# stock, and what runs a function in another thread, which MicroPython's own objects don't stand where there is no GIL.
import asyncio
import errno
import gc
import io
import random
import sys

import reference
import soundness

SHOW = len(sys.argv) > 3
LEFT_OUT = ("sys", "select", "to_thread", "run_in_executor", "fromkeys", "ticks", "ticks_add", "ticks_diff")
CONTAINERS = (set, frozenset, dict, list, tuple, str, bytes, bytearray)
KEYWORDS = ("timeout", "return_exceptions", "name", "loop", "coro", "context", "return_when", "maxsize", "value", "n", "initial",
    "host", "port", "ssl", "backlog", "server_hostname", "mask", "clear", "parties", "lock", "debug", "msg", "limit", "aw", "sock",
    "local_addr", "remote_addr", "family", "allow_broadcast", "addr", "high", "low", "default", "waker", "priority")
EXCEPTIONS = (ValueError, KeyboardInterrupt, asyncio.CancelledError, StopIteration, MemoryError, GeneratorExit, SystemExit,
    OSError, RuntimeError, asyncio.TimeoutError, StopAsyncIteration, IndexError, AttributeError)
METHODS = ("send", "throw", "close", "ioctl", "read", "readinto", "readline", "write", "__iter__", "__next__", "__await__",
    "__call__", "__len__", "__bool__", "__hash__", "__eq__", "__lt__", "__gt__", "__contains__", "__getitem__", "__aenter__",
    "__aexit__", "__aiter__", "__anext__", "__enter__", "__exit__", "__del__", "__add__", "remove", "append", "pop", "push",
    "setblocking", "connect", "accept", "fileno", "acquire", "release", "set", "wait", "cancel", "done", "__str__", "__int__",
    "recvfrom", "sendto", "connection_made", "datagram_received", "error_received", "connection_lost", "pause_writing")

modules = [asyncio] + [getattr(asyncio, name) for name in dir(asyncio) if type(getattr(asyncio, name)) is type(sys)]
originals = []
functions, classes, objects = [], [], []
for module in modules:
    for name in dir(module):
        if name in LEFT_OUT or name.startswith("__"):
            continue
        value = getattr(module, name)
        originals.append((module, name, value))
        if isinstance(value, type):
            if value not in classes:
                classes.append(value)
        elif callable(value):
            if value not in functions:
                functions.append(value)
        elif type(value) is not type(sys):
            objects.append(value)
objects.append(asyncio.get_event_loop())

chance = random.random
pick = random.choice
whole = random.randint
bag = []


def raising(exc):
    def method(self, *args, **kwargs):
        raise exc("on purpose")

    return method


def lying():
    def method(self, *args, **kwargs):
        return thing(2)

    return method


def acting():
    """A method that comes back into the module, while that may walk over a list: with what it was called with, or anything."""

    def method(self, *args, **kwargs):
        if whole(0, 3) == 0 and depth[0] < 3:
            depth[0] += 1
            try:
                return changes(self) if chance() < 0.5 else call()
            finally:
                depth[0] -= 1
        return thing(2)

    return method


depth = [0]


def changes(callback):
    """Changes who waits for a task or future in use, and collects what that has freed."""
    tasks = [what for what in bag if isinstance(what, (asyncio.Task, asyncio.Future))]
    for task in tasks:
        kind = whole(0, 4)
        if kind == 0:
            task.remove_done_callback(callback)
        elif kind == 1:
            task.add_done_callback(callback)
        elif kind == 2 and isinstance(task, asyncio.Task):
            task.state = pick((True, None, False, asyncio.core.TaskQueue()))
        elif kind == 3:
            task.cancel()
        elif isinstance(task, asyncio.Future) and not task.done():
            task.set_result(callback)
    gc.collect()
    return chance() < 0.5


def odd_class(base):
    """A subclass of `base`, some of whose methods raise, lie or come back into the module."""
    body = {}
    for _ in range(whole(0, 6)):
        kind = chance()
        body[pick(METHODS)] = raising(pick(EXCEPTIONS)) if kind < 0.6 else lying() if kind < 0.8 else acting()
    if chance() < 0.1:
        body["__getattr__"] = raising(pick(EXCEPTIONS))
    if chance() < 0.3:
        body["__init__"] = raising(ValueError) if chance() < 0.2 else lambda self, *args: None
    return type("Odd", base, body)


class Stream(io.IOBase):
    def __init__(self):
        self.odds = chance()

    def ioctl(self, request, arg):
        if chance() < self.odds * 0.3:
            raise pick(EXCEPTIONS)("on purpose")
        if request == 3:
            return arg if chance() < 0.5 else 0
        return -1

    def _some(self, n):
        if chance() < self.odds * 0.3:
            raise pick(EXCEPTIONS)("on purpose")
        if chance() < 0.1:
            return pick((None, 7, "text", b"x" * 1000))
        return b"a line\n"[: whole(0, 7)]

    def read(self, n=-1):
        return self._some(n)

    def readline(self):
        return self._some(-1)

    def readinto(self, buf):
        got = self._some(len(buf))
        if type(got) is bytes and len(got) <= len(buf):
            buf[: len(got)] = got
            return len(got)
        return got

    def write(self, buf):
        if chance() < 0.1:
            # MicroPython's own io.IOBase hands over a bytearray that lies on the C stack: nobody may keep that.
            bag.append(bytes(buf) if type(buf) is bytearray else buf)
        return self._some(-1) if chance() < 0.1 else len(buf)

    # As a socket for datagrams.
    def setblocking(self, flag):
        if chance() < 0.1:
            return thing(2)
        return None

    def recvfrom(self, n):
        if chance() < 0.3:
            raise OSError(errno.EAGAIN)
        return (self._some(n), thing(2)) if chance() < 0.9 else thing(2)

    def sendto(self, buf, addr):
        if chance() < 0.5:
            raise OSError(errno.EAGAIN)
        return self.write(buf)


class Datagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        bag.append(transport)
        transport.sendto(b"datagram", thing(2))

    def datagram_received(self, data, addr):
        pick(bag).sendto(data, addr)


async def asleep(ms):
    await asyncio.sleep_ms(ms)
    return pick(bag) if bag else ms


async def failing(exc):
    if chance() < 0.5:
        await asyncio.sleep_ms(0)
    raise exc("on purpose")


async def stubborn():
    for _ in range(3):
        try:
            await asyncio.sleep_ms(1)
        except asyncio.CancelledError:
            pass


async def awaiting(what):
    return await what


def foreign():
    for _ in range(whole(0, 3)):
        yield thing(2)


def closed(coro):
    coro.close()
    return coro


def stepped(coro):
    try:
        next(coro)
    except BaseException:  # noqa: S110
        pass
    return coro


PLAIN = (None, True, False, 0, -1, 1, 2, 3, 255, 2**31, -(2**31), 2**63, 2**70, 0.001, -1.5, float("nan"), float("inf"), "",
    "127.0.0.1", b"", b"bytes", (), (1, 2), print, len, int, object, ValueError, asyncio, Ellipsis, NotImplemented)


def make(cls):
    try:
        return cls(*[thing(3) for _ in range(pick((0, 0, 0, 1, 1, 2, 3)))])
    except Exception as exc:
        return exc


def endpoint(depth):
    factory = Datagrams if chance() < 0.8 else odd_class((Datagrams,)) if chance() < 0.5 else thing(depth + 1)
    return asyncio.get_event_loop().create_datagram_endpoint(factory, sock=Stream())


def thing(depth=0):
    """Any object."""
    kind = whole(0, 15)
    if kind < 3 and bag:
        return pick(bag)
    if kind == 3 or depth > 2:
        return pick(PLAIN)
    if kind == 4:
        return make(odd_class(()))
    if kind == 5:
        return make(odd_class((pick(classes),)))
    if kind == 6:
        return make(pick(classes))
    if kind == 7:
        return pick((asleep(whole(0, 3)), failing(pick(EXCEPTIONS)), stubborn(), foreign(), awaiting(thing(depth + 1))))
    if kind == 8:
        return closed(asleep(1)) if chance() < 0.5 else stepped(awaiting(thing(depth + 1)))
    if kind == 9:
        if chance() < 0.2:
            return endpoint(depth)
        return Stream()
    if kind == 10:
        return pick(objects)
    if kind == 11:
        return pick((pick(EXCEPTIONS), pick(EXCEPTIONS)("on purpose")))
    if kind == 12:
        return pick((bytearray(whole(0, 9)), [thing(depth + 1), thing(depth + 1)], {thing_key(): thing(depth + 1)}, {1, 2}))
    if kind == 13:
        return pick((pick(functions), lambda *args, **kwargs: thing(2), raising(pick(EXCEPTIONS)), foreign))
    if kind == 14:
        task = asyncio.create_task(asleep(whole(0, 3)))
        return task
    return pick(classes)


def thing_key():
    return pick(("message", "exception", "future", 1, None))


def a_callable():
    kind = whole(0, 9)
    if kind < 3:
        return pick(functions)
    if kind < 4:
        return pick(classes)
    if kind < 5:
        # Not bound: the first argument may be of any class, or of a subclass.
        cls = pick(classes)
        fun = getattr(cls, pick(dir(cls)))
        own = chance() < 0.5 and make(odd_class((cls,)))
        return (lambda *args, **kwargs: fun(own, *args, **kwargs)) if own else fun
    owner = pick(objects) if kind < 6 or not bag else pick(bag)
    if type(owner) in CONTAINERS or isinstance(owner, type) and owner not in classes:
        owner = pick(objects)
    names = [name for name in dir(owner) if name not in LEFT_OUT]
    return getattr(owner, pick(names)) if names else owner


def arguments():
    return [thing() for _ in range(pick((0, 0, 1, 1, 1, 2, 2, 3, 4)))]


def call():
    fun = a_callable()
    args = arguments()
    kwargs = {}
    while chance() < 0.15:
        kwargs[pick(KEYWORDS)] = thing()
    if SHOW:
        show("call", fun, args, kwargs)
    return fun(*args, **kwargs)


def attribute():
    owner = pick(objects + classes + modules) if chance() < 0.3 or not bag else pick(bag)
    names = dir(owner) + ["data", "state", "coro", "ph_key", "cur_task", "_task_queue", "_io_queue", "new"]
    name = pick([name for name in names if name not in LEFT_OUT])
    kind = whole(0, 3)
    if SHOW:
        show("attribute", kind, owner, name)
    if kind < 2:
        return getattr(owner, name)
    if owner in (sys, io, random, gc):
        return None
    if kind == 2:
        setattr(owner, name, thing())
        return None
    delattr(owner, name)
    return None


def callbacks():
    """Done callbacks that act when they are compared, of a future that others wait for too."""
    future = pick([what for what in bag if isinstance(what, (asyncio.Task, asyncio.Future))] or [asyncio.Future()])
    bag.append(future)
    body = {"__call__": acting(), "__eq__": acting(), "__hash__": lambda self: 1}
    known = [type("Callback", (), body)() for _ in range(whole(1, 4))]
    if SHOW:
        show("callbacks", len(known), future)
    for callback in known:
        future.add_done_callback(callback)
    return future.remove_done_callback(pick(known + [thing()]))


def by_hand():
    what = pick(bag) if bag else thing()
    kind = whole(0, 7)
    if SHOW:
        show("by hand", kind, what)
    if kind == 0:
        return next(what)
    if kind == 1:
        return what.send(None)
    if kind == 2:
        return what.throw(pick(EXCEPTIONS))
    if kind == 3:
        return what.close()
    if kind == 4:
        return [value for value, _ in zip(what, range(4))]
    if kind == 5:
        return asyncio.create_task(what)
    if kind == 6:
        return str(what)
    return what == thing() or what.cancel()


async def waiting():
    what = pick(bag) if bag else thing()
    kind = whole(0, 4)
    if SHOW:
        show("await", kind, what)
    if kind == 0:
        async with what:
            await asyncio.sleep_ms(0)
    elif kind == 1:
        async for _ in what:
            break
    elif kind == 2:
        return await asyncio.wait_for_ms(what, whole(0, 2))
    else:
        # Awaited by a task of its own, which is cancelled if it takes long.
        task = asyncio.create_task(awaiting(what))
        await asyncio.sleep_ms(whole(0, 2))
        task.cancel()
        return task
    return None


def show(*what):
    try:
        print("   ", *what)
    except BaseException:
        print("    (what can't be printed)")


async def steps(count):
    for _ in range(count):
        kind = whole(0, 10)
        try:
            if kind == 10:
                got = callbacks()
            elif kind < 5:
                got = call()
            elif kind < 6:
                got = attribute()
            elif kind < 7:
                got = by_hand()
            elif kind < 9:
                got = await waiting()
            else:
                got = await asyncio.sleep_ms(whole(0, 1))
                gc.collect()
        except Exception as exc:
            got = exc
        except asyncio.CancelledError as exc:
            got = exc
        if SHOW and isinstance(got, BaseException):
            show("    ", repr(got))
        bag.append(got)
        if len(bag) > 24:
            bag.pop(whole(0, 23))


def episode():
    if chance() < 0.4:
        asyncio.get_event_loop().set_exception_handler(lambda loop, context: chance() < 0.9 or call())
    kind = whole(0, 9)
    if kind == 0:
        soundness.fail_allocation(whole(0, 400))
    elif kind == 1:
        soundness.interrupt(whole(0, 2000))
    elif kind == 2:
        soundness.stack_limit(whole(3000, 60000))
    soundness.collect_every(1 if chance() < 0.15 else 0)
    soundness.interrupt_in(1500)
    if chance() < 0.15:
        # Outside of the loop.
        for _ in range(10):
            try:
                bag.append(call())
            except Exception as exc:
                bag.append(exc)
    asyncio.run(steps(whole(5, 40)))


def restore():
    for module, name, value in originals:
        try:
            if getattr(module, name) is value:
                continue
        except AttributeError:
            pass
        if name != "cur_task":
            setattr(module, name, value)


def main():
    first, count = int(sys.argv[1]), int(sys.argv[2])
    print("names:", len(functions), "functions,", len(classes), "classes")
    ends = {}
    used_at_first = 0
    for number in range(first, first + count):
        print("episode", number)
        random.seed(number)
        bag.clear()
        end = "its end"
        try:
            try:
                episode()
            except BaseException as exc:
                end = type(exc).__name__
            reference.no_faults()
        except KeyboardInterrupt:
            # The fault that was to come within the episode came right behind it.
            reference.no_faults()
        soundness.collect_every(0)
        restore()
        bag.clear()
        ends[end] = ends.get(end, 0) + 1
        for attempt in range(3):
            try:
                reference.check("episode {}".format(number))
                break
            except KeyboardInterrupt:
                # One that was on its way.
                if attempt == 2:
                    raise
        gc.collect()
        if number == first + 20:
            used_at_first = gc.mem_alloc()
    if count > 200 and gc.mem_alloc() > used_at_first + 64 * 1024:
        raise AssertionError("the heap grew from {} to {} bytes".format(used_at_first, gc.mem_alloc()))
    print("ended by", ends)
    print("done", count)


main()
