from not_runnable import not_runnable

format_exc = print_stack = extract_stack = format_tb = not_runnable("MicroPython has no traceback")
