# Oracle: reasoned: neither stock nor CPython has deadline_ms()
# Features: deadlines
# A section that ends late is reported, and not cancelled; one that ends in time is not.
import asyncio

reports = []


def handler(loop, context):
    words = context["message"].split()
    # The number of microseconds differs each time.
    words[2] = "N"
    reports.append((" ".join(words), context["exception"], context["future"] is asyncio.current_task()))


async def main():
    asyncio.get_event_loop().set_exception_handler(handler)
    async with asyncio.deadline_ms(10000) as deadline:
        await asyncio.sleep_ms(1)
    print("in time", reports, deadline.late_us())

    async with asyncio.deadline_ms(1) as deadline:
        await asyncio.sleep_ms(20)
        print("goes on")
    print("late", reports, deadline.late_us() > 0)
    reports.clear()

    # The same object again; one that ends with an exception is reported too.
    try:
        async with deadline:
            print(deadline.late_us())
            await asyncio.sleep_ms(20)
            raise ValueError("its own")
    except ValueError as error:
        print(error, reports)
    reports.clear()

    # Sections in sections.
    async with asyncio.deadline_ms(10000), asyncio.deadline_ms(2):
        await asyncio.sleep_ms(20)
    print(reports)

    for ms in (-1, "1", None):
        try:
            asyncio.deadline_ms(ms)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error if isinstance(error, ValueError) else "")

    # A number that no int of C holds is named too, or is too large for the clock of the board.
    try:
        asyncio.deadline_ms(int("4294967296"))
    except OverflowError:
        print("too large")
    except ValueError as error:
        print("too large" if str(error).endswith("not 4294967296") else error)


asyncio.run(main())
