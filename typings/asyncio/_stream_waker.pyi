"""Stub only: this name stands in `asyncio` itself."""

class StreamWaker:
    """What a stream calls when it may be ready to be read or written, or may have failed. Until then the loop leaves the stream alone: it is
    not asked, and the processor sleeps. Feature `stream-wakes`, not in CPython.

    A stream of your own has one as its attribute `waker`. Any other object gets one by `StreamReader(object, waker=…)`. One waker is for
    one object. A stream with a descriptor (on unix: sockets, pipes, standard input) does not need one.

    The call, `waker()`, takes any arguments and ignores them, so a waker serves as the handler of a pin, a timer or a UART, also of a hard
    interrupt. For any context. O(1); it takes no heap."""

    def __init__(self) -> None:
        """Heap: one block."""

    def __call__(self, *args: object) -> None: ...
