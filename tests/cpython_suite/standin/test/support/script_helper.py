from not_runnable import not_runnable

assert_python_ok = not_runnable("a child process of CPython")
