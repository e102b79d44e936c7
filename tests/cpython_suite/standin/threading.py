import _thread
import time

_main = _thread.get_ident()
get_ident = _thread.get_ident


class Thread:
    def __init__(self, target=None, args=(), kwargs=None, daemon=None):
        self.target, self.args, self.kwargs = target, args, kwargs or {}
        self.ended = True

    def _run(self):
        try:
            self.run()
        finally:
            self.ended = True

    def run(self):
        self.target(*self.args, **self.kwargs)

    def start(self):
        self.ended = False
        _thread.start_new_thread(self._run, ())

    def join(self, timeout=None):
        while not self.ended:
            time.sleep_ms(1)

    def is_alive(self):
        return not self.ended


class _Ident:
    def __init__(self, ident):
        self.ident = ident

    def __eq__(self, other):
        return self.ident == other.ident


def current_thread():
    return _Ident(_thread.get_ident())


def main_thread():
    return _Ident(_main)


class Event:
    def __init__(self):
        self._set = False

    def set(self):
        self._set = True

    def is_set(self):
        return self._set

    def wait(self, timeout=None):
        while not self._set:
            time.sleep_ms(1)
        return True


class Lock:
    def __init__(self):
        self._lock = _thread.allocate_lock()

    def __enter__(self):
        self._lock.acquire()

    def __exit__(self, *args):
        self._lock.release()


class Barrier:
    def __init__(self, parties):
        self.parties = parties
        self.waiting = 0

    def wait(self):
        self.waiting += 1
        while self.waiting < self.parties:
            time.sleep_ms(1)
