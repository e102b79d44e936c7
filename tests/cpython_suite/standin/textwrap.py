from not_runnable import not_runnable

dedent = not_runnable("a child process of CPython")
