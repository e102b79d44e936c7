"""What CPython's test_asyncio uses of unittest, on MicroPython.

assertRaisesRegex compares the class alone: the texts of errors are no promise of ours.
"""

import asyncio
import re

from not_runnable import NotRunnable
from one_loop import plain, same


class SkipTest(Exception):
    pass


def skip(reason):
    def decorate(thing):
        def skipped(*args, **kwargs):
            raise SkipTest(reason)

        return skipped

    return decorate


def skipUnless(condition, reason):
    return skipIf(not condition, reason)


def skipIf(condition, reason):
    return skip(reason) if condition else lambda thing: thing


def main():
    pass


class _Raises:
    def __init__(self, expected):
        self.expected = expected
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, kind, exception, traceback):
        if exception is None:
            raise AssertionError("not raised: %r" % (self.expected,))
        self.exception = exception
        return isinstance(exception, self.expected)


class _SubTest:
    def __enter__(self):
        return self

    def __exit__(self, kind, exception, traceback):
        if exception is not None and self.parameters:
            print("in subTest", self.parameters)
        return False


class TestCase:
    def __init__(self):
        self._cleanups = []

    def setUp(self):
        pass

    def tearDown(self):
        pass

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def addCleanup(self, function, *args, **kwargs):
        self._cleanups.append((function, args, kwargs))

    def doCleanups(self):
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            function(*args, **kwargs)

    def run_test(self, name):
        self.setUp()
        try:
            getattr(self, name)()
        finally:
            self.tearDown()
            self.doCleanups()

    def skipTest(self, reason):
        raise SkipTest(reason)

    def subTest(self, message=None, **parameters):
        test = _SubTest()
        test.parameters = parameters
        return test

    def fail(self, message=""):
        raise AssertionError(message)

    def _check(self, holds, text, message):
        if not holds:
            raise AssertionError(text if message is None else "%s: %s" % (text, message))

    def assertEqual(self, first, second, msg=None):
        self._check(first == second, "%r == %r" % (first, second), msg)

    assertListEqual = assertTupleEqual = assertSetEqual = assertDictEqual = assertCountEqual = assertEqual

    def assertNotEqual(self, first, second, msg=None):
        self._check(first != second, "%r != %r" % (first, second), msg)

    def assertAlmostEqual(self, first, second, places=7, msg=None, delta=None):
        # Milliseconds are what the clock of a board has. It moves while a test runs, so that what is seen of it comes later where other
        # programs have the processor; what the tests tell apart lies 50 ms apart at least.
        least = max(delta or 0, 10**-places, 0.002)
        self._check(-least <= second - first <= max(least, 0.03), "%r is almost %r" % (first, second), msg)

    def assertTrue(self, value, msg=None):
        self._check(value, "%r is true" % (value,), msg)

    def assertFalse(self, value, msg=None):
        self._check(not value, "%r is false" % (value,), msg)

    def assertIs(self, first, second, msg=None):
        self._check(same(first, second), "%r is %r" % (first, second), msg)

    def assertIsNot(self, first, second, msg=None):
        self._check(first is not second, "%r is not %r" % (first, second), msg)

    def assertIsNone(self, value, msg=None):
        self._check(value is None, "%r is None" % (value,), msg)

    def assertIsNotNone(self, value, msg=None):
        self._check(value is not None, "%r is not None" % (value,), msg)

    def assertIn(self, value, container, msg=None):
        self._check(value in container, "%r in %r" % (value, container), msg)

    def assertNotIn(self, value, container, msg=None):
        self._check(value not in container, "%r not in %r" % (value, container), msg)

    def assertIsInstance(self, value, kind, msg=None):
        kind = plain(kind)
        self._check(isinstance(value, kind), "%r is a %r" % (value, kind), msg)

    def assertNotIsInstance(self, value, kind, msg=None):
        kind = plain(kind)
        self._check(not isinstance(value, kind), "%r is no %r" % (value, kind), msg)

    def assertLess(self, first, second, msg=None):
        self._check(first < second, "%r < %r" % (first, second), msg)

    def assertLessEqual(self, first, second, msg=None):
        self._check(first <= second, "%r <= %r" % (first, second), msg)

    def assertGreater(self, first, second, msg=None):
        self._check(first > second, "%r > %r" % (first, second), msg)

    def assertGreaterEqual(self, first, second, msg=None):
        self._check(first >= second, "%r >= %r" % (first, second), msg)

    def assertRaises(self, expected, function=None, *args, **kwargs):
        raises = _Raises(expected)
        if function is None:
            return raises
        with raises:
            function(*args, **kwargs)

    def assertRaisesRegex(self, expected, pattern, function=None, *args, **kwargs):
        return self.assertRaises(expected, function, *args, **kwargs)

    def assertWarns(self, *args, **kwargs):
        raise NotRunnable("MicroPython has no warnings")

    assertWarnsRegex = assertWarns

    def assertLogs(self, *args, **kwargs):
        raise NotRunnable("there is no logger")

    assertNoLogs = assertLogs

    def assertRegex(self, text, pattern, msg=None):
        try:
            found = re.search(pattern, text)
        except ValueError:
            raise NotRunnable("a pattern that MicroPython's re has not")
        self._check(found, "%r matches %r" % (text, pattern), msg)


class IsolatedAsyncioTestCase(TestCase):
    async def asyncSetUp(self):
        pass

    async def asyncTearDown(self):
        pass

    def addAsyncCleanup(self, function, *args, **kwargs):
        self._cleanups.append((function, args, kwargs))

    async def _run(self, name):
        await self.asyncSetUp()
        try:
            result = getattr(self, name)()
            if result is not None:
                await result
        finally:
            await self.asyncTearDown()
            while self._cleanups:
                function, args, kwargs = self._cleanups.pop()
                result = function(*args, **kwargs)
                if hasattr(result, "send") or hasattr(result, "__next__"):
                    await result

    def run_test(self, name):
        self.setUp()
        try:
            asyncio.run(self._run(name))
        finally:
            self.tearDown()


from . import mock
