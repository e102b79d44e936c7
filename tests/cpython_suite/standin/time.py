"""MicroPython's time, whose monotonic() and sleep() follow the loop's clock where a test leaps over what it waits for."""

from _clock import leap, leaps, now
from utime import *
from utime import sleep as _sleep


def monotonic():
    return now()


perf_counter = monotonic


def sleep(seconds):
    if leaps():
        leap(seconds)
    else:
        _sleep(seconds)
