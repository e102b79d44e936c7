"""What ends a test that asks for what is CPython's alone."""


class NotRunnable(BaseException):
    pass


class Missing(AttributeError):
    """A name that neither ours nor the stand-in has."""


def not_runnable(what):
    def refuse(*args, **kwargs):
        raise NotRunnable(what)

    return refuse
