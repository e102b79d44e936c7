# Oracle: CPython
# Features: stream-api
# IncompleteReadError and LimitOverrunError: what they are, what they hold, and how they print.
import asyncio


def shown(error):
    print(type(error).__name__, "|", error, "|", repr(error), "|", isinstance(error, (EOFError, OSError, ValueError)), isinstance(error, EOFError))


for partial, expected in ((b"abc", 7), (b"", 1), (b"abc", None), (b"ab\n", 3)):
    error = asyncio.IncompleteReadError(partial, expected)
    shown(error)
    print(error.partial, error.expected)
    try:
        raise error
    except EOFError as caught:
        print(caught is error, error.partial is partial)

for message, consumed in (("Separator is not found, and chunk exceed the limit", 64), ("", 0)):
    overrun = asyncio.LimitOverrunError(message, consumed)
    shown(overrun)
    print(overrun.consumed)
    try:
        raise overrun
    except Exception as caught_too:
        print(caught_too is overrun)

print(issubclass(asyncio.IncompleteReadError, EOFError), issubclass(asyncio.IncompleteReadError, OSError))
print(issubclass(asyncio.LimitOverrunError, Exception), issubclass(asyncio.LimitOverrunError, (EOFError, OSError, ValueError)))
