from not_runnable import not_runnable


def skip_unless_bind_unix_socket(thing):
    return not_runnable("MicroPython has no sockets of the file system")
