class _Manager:
    def __init__(self, generator):
        self.generator = generator

    def __enter__(self):
        return next(self.generator)

    def __exit__(self, kind, exception, traceback):
        if exception is None:
            try:
                next(self.generator)
            except StopIteration:
                return False
            raise RuntimeError("generator did not stop")
        try:
            self.generator.throw(exception)
        except StopIteration:
            return True
        except BaseException as raised:
            if raised is exception:
                return False
            raise
        raise RuntimeError("generator did not stop")


def contextmanager(function):
    return lambda *args, **kwargs: _Manager(function(*args, **kwargs))


class suppress:
    def __init__(self, *kinds):
        self.kinds = kinds

    def __enter__(self):
        return self

    def __exit__(self, kind, exception, traceback):
        return exception is not None and isinstance(exception, self.kinds)
