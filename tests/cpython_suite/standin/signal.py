SIGINT = 2
from not_runnable import not_runnable

getsignal = signal = raise_signal = default_int_handler = not_runnable("signals are CPython's")
