# Oracle: stock
# A traceback names the line of the `await` that raised, also where the expression goes on in the next line.
import asyncio
import io
import sys


async def fails():
    await asyncio.sleep_ms(0)
    raise ValueError("x")


def takes(*args, **kwargs):
    return args


class Failing:
    async def __aenter__(self):
        pass

    async def __aexit__(self, *args):
        await fails()


async def in_call():
    return takes(await fails(),
        sys.version)  # fmt: skip


async def in_list():
    return [
        await fails(),
        takes(1),
    ]


async def in_sum():
    return (await fails()
        + takes(2))  # fmt: skip


async def in_keywords():
    takes(a=await fails(),
        b=sys.version)  # fmt: skip


async def in_finally():
    try:
        raise KeyError
    finally:
        await fails()


async def in_manager():
    async with Failing():
        return 3


async def main():
    for case in (in_call, in_list, in_sum, in_keywords, in_finally, in_manager):
        try:
            await case()
        except ValueError as error:
            out = io.StringIO()
            sys.print_exception(error, out)
            # Without the name of the file, which a board does not know, and without stock's own code.
            lines = [line.split(", ")[1:] for line in out.getvalue().split("\n") if "line" in line and "run_until" not in line]
            print(lines)


asyncio.run(main())
