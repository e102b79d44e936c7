"""What the tests use of CPython's test_asyncio/utils.py, for the one loop that there is."""

import asyncio
import re
import unittest
from unittest import mock

from not_runnable import not_runnable
from one_loop import StandinLoop


def run_briefly(loop):
    async def once():
        pass

    task = loop.create_task(once())
    loop.run_until_complete(task)


def run_once(loop):
    loop.call_soon(loop.stop)
    loop.run_forever()


def run_until(loop, predicate, timeout=30):
    while not predicate():
        loop.run_until_complete(asyncio.sleep(0.001))


def MockCallback(**kwargs):
    return mock.Mock(spec=(), **kwargs)


class MockPattern:
    def __init__(self, pattern):
        self.pattern = pattern

    def __eq__(self, other):
        return bool(re.search(self.pattern, other))


class MockInstanceOf:
    def __init__(self, kind):
        self.kind = kind

    def __eq__(self, other):
        return isinstance(other, self.kind)


get_function_source = not_runnable("the source of a function")
run_test_server = run_test_unix_server = not_runnable("CPython's HTTP server in a thread")
dummy_ssl_context = unix_socket_path = run_test_server


class TestCase(unittest.TestCase):
    @staticmethod
    def close_loop(loop):
        loop.close()

    def set_event_loop(self, loop, *, cleanup=True):
        if cleanup:
            self.addCleanup(self.close_loop, loop)

    def new_test_loop(self, gen=None):
        # CPython's begins at zero; what it would ask of `gen` is when the insides of CPython's own loop set timers.
        loop = StandinLoop(asyncio.get_event_loop().time())
        asyncio.set_event_loop(loop)
        self.set_event_loop(loop)
        return loop
