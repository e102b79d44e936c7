# Oracle: reasoned: stock's modules keep no names, so only ours can lose them
# Features: compat
# Where an assignment finds no memory, the names that the module itself keeps are still kept.
import asyncio
import micropython

core = asyncio.core
core.mark = 0
if not hasattr(micropython, "heap_lock"):
    print("SKIP: no micropython.heap_lock")
    raise SystemExit


def assign_without_memory(names):
    """Assigns until the table has to grow; whether that failed."""
    for name in names:
        micropython.heap_lock()
        try:
            setattr(core, name, 1)
        except MemoryError:
            return True
        finally:
            micropython.heap_unlock()
    return False


async def main():
    print(assign_without_memory(["name_of_many_%d" % number for number in range(200)]))
    task = asyncio.current_task()
    core.cur_task = None
    try:
        asyncio.current_task()
        print("kept by nobody")
    except RuntimeError:
        print("none")
    core.cur_task = task
    print(asyncio.current_task() is task)


asyncio.run(main())
