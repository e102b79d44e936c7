"""The module `asyncio` that the tests see: ours, with what CPython has around its many loops reduced to the one of ours."""

import asyncio as real

from fed_reader import StreamReader
from not_runnable import Missing

Loop = real.Loop


class StandinLoop:
    """A loop as CPython's tests make them; `origin` is what its clock shows as zero."""

    def __init__(self, origin=0):
        self.origin = origin
        self.closed = False
        self.factory = None

    def __getattr__(self, name):
        if not name.startswith("_") and hasattr(Loop, name):
            return getattr(Loop, name)
        raise Missing("there is no loop.%s" % name)

    @property
    def _ready(self):
        first = real.core._task_queue.peek()
        # What is no task has its turn without a time.
        return first is not None and (
            not isinstance(first, real.Task) or real.core.ticks_diff(first.ph_key, real.core.ticks()) <= 0
        )

    def time(self):
        return Loop.time() - self.origin

    def call_at(self, when, callback, *args):
        return Loop.call_at(when + self.origin, callback, *args)

    def create_task(self, coro, *, name=None, context=None):
        if self.factory is not None:
            task = self.factory(self, coro)
            if name is not None:
                task.set_name(name)
            return task
        return Task(coro, name=name, context=context)

    def set_task_factory(self, factory):
        self.factory = factory

    def get_task_factory(self):
        return self.factory

    def close(self):
        self.closed = True

    def is_closed(self):
        return self.closed

    def get_exception_handler(self):
        return Loop.get_exception_handler()

    def set_exception_handler(self, handler):
        Loop.set_exception_handler(handler and (lambda loop, context: handler(self, context)))


class _TaskClass:
    kind = real.Task

    def __call__(self, coro, *, loop=None, name=None, context=None):
        if context is not None:
            raise Missing("MicroPython has no contextvars")
        task = real.create_task(coro)
        if name is not None:
            task.set_name(str(name))
        return task

    def __getitem__(self, kind):
        raise Missing("MicroPython has no generic aliases")


Task = _TaskClass()


class _FutureClass:
    kind = real.Future

    def __call__(self, *, loop=None):
        return real.Future()

    def __getitem__(self, kind):
        raise Missing("MicroPython has no generic aliases")

    def __getattr__(self, name):
        return getattr(real.Future, name)

    __name__ = "Future"


Future = _FutureClass()


def plain(kind):
    if type(kind) is tuple:
        return tuple(plain(one) for one in kind)
    return getattr(kind, "kind", kind) if type(kind) in (_TaskClass, _FutureClass) else kind


def same(first, second):
    """`is`, but that each stand-in is the one loop."""
    loops = (StandinLoop, type)
    if type(first) is not type(second) and type(first) in loops and type(second) in loops and Loop in (first, second):
        return True
    return first is second


class _Policy:
    def get_event_loop(self):
        return _Module.get_event_loop()


class AbstractEventLoopPolicy:
    pass


class _Module:
    """Attributes of a class: what isn't here is the real module's."""

    __name__ = "asyncio"
    Task = _PyTask = Task
    Future = _PyFuture = Future
    BaseEventLoop = StandinLoop
    StreamReader = StreamReader
    AbstractEventLoopPolicy = AbstractEventLoopPolicy
    policy = _Policy()
    current = None

    def __getattr__(self, name):
        # Which of two implementations in CPython: here is one.
        if name.startswith(("_C", "_c_")):
            raise AttributeError(name)
        if not name.startswith("_") and hasattr(real, name):
            return getattr(real, name)
        raise Missing("there is no asyncio.%s" % name)

    def new_event_loop(self):
        loop = StandinLoop()
        if _Module.current is None:
            _Module.current = loop
        return loop

    def get_event_loop(self):
        if _Module.current is None:
            _Module.current = StandinLoop()
        return _Module.current

    def get_running_loop(self):
        real.get_running_loop()
        return self.get_event_loop()

    def set_event_loop(self, loop):
        _Module.current = loop

    def set_event_loop_policy(self, policy):
        _Module.policy = policy or _Policy()

    def get_event_loop_policy(self):
        return _Module.policy

    def set_child_watcher(self, watcher):
        pass

    def current_task(self, loop=None):
        try:
            return real.current_task()
        except RuntimeError:
            if loop is None:
                raise

    def all_tasks(self, loop=None):
        try:
            return real.all_tasks()
        except RuntimeError:
            if loop is None:
                raise

        async def ask():
            return real.all_tasks() - {real.current_task()}

        return real.run(ask())

    def sleep(self, seconds, result=None):
        """`result` is CPython's alone: a test of as_completed, say, only uses it. Those of sleep() itself are left out."""

        async def sleep():
            await real.sleep(seconds)
            return result

        return real.sleep(seconds) if result is None else sleep()

    def ensure_future(self, awaitable, *, loop=None):
        return real.ensure_future(awaitable)

    def create_task(self, coro, *, name=None, context=None):
        return Task(coro, name=name, context=context)

    def run_coroutine_threadsafe(self, coro, loop):
        return real.run_coroutine_threadsafe(coro, Loop)


module = _Module()
# CPython spreads these names over files of its package.
_Module.tasks = _Module.futures = _Module.coroutines = _Module.taskgroups = _Module.locks = module
