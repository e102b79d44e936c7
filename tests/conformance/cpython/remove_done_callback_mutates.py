# Oracle: CPython
# Features: task-api
# remove_done_callback() compares, and a comparison may take callbacks off the list, add some or end the future.
import asyncio
import gc


class Callback:
    def __init__(self, name, on_compare=None, equal=False):
        self.name, self.on_compare, self.equal = name, on_compare, equal

    def __call__(self, future):
        print("called", self.name)

    def __eq__(self, other):
        act, self.on_compare = self.on_compare, None
        if act:
            act()
            gc.collect()
        return self.equal

    def __hash__(self):
        return 0


def fill():
    # What was freed too early is something else now.
    return [Callback(str(n)) for n in range(50)]


async def removes(count, equal):
    """The first comparison takes all callbacks off."""
    future = asyncio.Future()
    callbacks = []

    def take_off():
        for callback in callbacks:
            future.remove_done_callback(callback)
        fill()

    for n in range(count):
        callbacks.append(Callback(n, take_off if n == 0 else None, equal))
        future.add_done_callback(callbacks[n])
    future.remove_done_callback(Callback("none"))
    future.set_result(None)
    await asyncio.sleep(0)
    print("removes", count, equal)


async def adds():
    future = asyncio.Future()
    late = Callback("late")
    future.add_done_callback(Callback("first", lambda: future.add_done_callback(late)))
    future.add_done_callback(Callback("second"))
    print("removed", future.remove_done_callback(print))
    future.set_result(None)
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def ends():
    future = asyncio.Future()
    future.add_done_callback(Callback("first", lambda: future.set_result(1)))
    for n in range(3):
        future.add_done_callback(Callback(n))
    print("removed", future.remove_done_callback(print))
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def compares_again():
    """A comparison that looks for the same callback."""
    future = asyncio.Future()
    wanted = Callback("wanted", None, True)
    future.add_done_callback(Callback("first", lambda: print("inner", future.remove_done_callback(wanted))))
    future.add_done_callback(wanted)
    future.add_done_callback(Callback("last"))
    print("outer", future.remove_done_callback(wanted))
    future.set_result(1)
    await asyncio.sleep(0)


async def main():
    for count in range(1, 5):
        for equal in (False, True):
            await removes(count, equal)
    await adds()
    await ends()
    await compares_again()


asyncio.run(main())
