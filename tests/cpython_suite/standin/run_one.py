"""Runs one test of a file of CPython's: run_one.py FOLDER MODULE CLASS TEST real|leaping. Its last line says how it ended."""

import sys

FOLDER, MODULE, CLASS, TEST, CLOCK = sys.argv[1:]
sys.path.insert(0, __file__.rsplit("/", 1)[0])
sys.path.insert(0, FOLDER)

import asyncio as real
import builtins

# Names of CPython's builtins that MicroPython has elsewhere or not at all.
builtins.TimeoutError = real.TimeoutError
builtins.ConnectionError = builtins.ConnectionResetError = builtins.BrokenPipeError = OSError

import _clock

if CLOCK == "leaping":
    _clock.begin_leaps()

import one_loop
from not_runnable import Missing, NotRunnable

_isinstance = isinstance
builtins.isinstance = lambda value, kind: _isinstance(value, one_loop.plain(kind))
sys.modules["asyncio"] = one_loop.module

import unittest

try:
    module = __import__(MODULE)
    TestClass = getattr(module, CLASS)
    if not isinstance(TestClass, type):
        TestClass()
    TestClass.setUpClass()
    TestClass().run_test(TEST)
    result = "pass"
except unittest.SkipTest as skipped:
    result = "not runnable: skipped by itself: %s" % (skipped,)
except (NotRunnable, Missing) as missing:
    result = "not runnable: %s" % (missing,)
except SyntaxError as refused:
    sys.print_exception(refused)
    result = "not runnable: MicroPython's compiler: %s" % (refused,)
except BaseException as failure:
    sys.print_exception(failure)
    result = "fail: %s: %s" % (type(failure).__name__, failure)
print("RESULT", result.replace("\n", " "))
