# Oracle: reasoned: docs/how-to/flash.md says what the bundle small lacks; no other firmware lacks it
# What a script reaches of the insides of stock is absent without the feature compat, and an attempt raises; what MicroPython documents is there.
import asyncio

if hasattr(asyncio, "core"):
    print("SKIP: the firmware has the feature compat")
    raise SystemExit


def attempt(name, act, *args):
    try:
        act(*args)
        print(name, "is there")
    except (AttributeError, ImportError, TypeError) as exc:
        print(name, type(exc).__name__)


async def work():
    await asyncio.sleep_ms(0)


def assign():
    asyncio.sleep_ms = None


async def main():
    task = asyncio.create_task(work())
    for name in "coro data state ph_key".split():
        attempt("Task." + name, getattr, task, name)
    await task
    stream = asyncio.StreamReader(None)
    for name in "s e out_buf awrite awritestr aclose".split():
        attempt("Stream." + name, getattr, stream, name)
    for primitive in (asyncio.Event, asyncio.Lock, asyncio.ThreadSafeFlag):
        attempt("remove", getattr, primitive(), "remove")


for name in "core event funcs lock stream TaskQueue ticks ticks_add ticks_diff".split():
    attempt(name, getattr, asyncio, name)
attempt("_asyncio", __import__, "_asyncio")
attempt("asyncio.core", __import__, "asyncio.core")
attempt("Task()", asyncio.Task, None)
attempt("assignment", assign)
asyncio.run(main())
documented = (
    "run create_task current_task sleep sleep_ms wait_for wait_for_ms gather Task Event Lock ThreadSafeFlag open_connection start_server "
    "Loop get_event_loop new_event_loop CancelledError TimeoutError StreamReader StreamWriter run_until_complete"
)
print("missing:", [name for name in documented.split() if not hasattr(asyncio, name)])
