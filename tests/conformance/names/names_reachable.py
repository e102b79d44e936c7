# Oracle: stock
# Features: compat
# Every public name is where stock has it.
import asyncio

PUBLIC = (
    "CancelledError Event Lock Loop Task TaskQueue ThreadSafeFlag TimeoutError create_task current_task gather "
    "get_event_loop new_event_loop run run_until_complete sleep sleep_ms wait_for wait_for_ms "
    "StreamReader StreamWriter open_connection start_server core __version__"
)
for name in PUBLIC.split():
    print(name, hasattr(asyncio, name))
print("Stream", hasattr(asyncio, "Stream"))
print(type(asyncio.__version__), len(asyncio.__version__), asyncio.__name__)
for name in ("nonsense", "_nonsense"):
    try:
        getattr(asyncio, name)
    except AttributeError:
        print("AttributeError")
