import gc

from not_runnable import not_runnable

SHORT_TIMEOUT = 30.0
LONG_TIMEOUT = 300.0


def gc_collect():
    gc.collect()
    gc.collect()


catch_unraisable_exception = not_runnable("sys.unraisablehook")
captured_stderr = not_runnable("MicroPython's sys.stderr can't be replaced")


def requires_working_socket(*args, **kwargs):
    return lambda thing: thing
