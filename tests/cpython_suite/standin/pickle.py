from not_runnable import not_runnable

HIGHEST_PROTOCOL = 5
dumps = loads = not_runnable("MicroPython has no pickle")
