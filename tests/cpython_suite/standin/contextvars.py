from not_runnable import not_runnable

ContextVar = not_runnable("MicroPython has no contextvars")
copy_context = Context = ContextVar
