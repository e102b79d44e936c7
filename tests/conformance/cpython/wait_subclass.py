# Oracle: CPython
# Features: wait, future
# wait() gives the very objects that it was given, those of a script's own class too.
# mypy: ignore-errors
import asyncio


class Answer(asyncio.Future):
    pass


async def main():
    ready, open_one = Answer(), Answer()
    ready.set_result("ready")
    done, pending = await asyncio.wait([ready, open_one, ready], return_when=asyncio.FIRST_COMPLETED)
    print(ready in done, open_one in pending, len(done), len(pending))
    done, pending = await asyncio.wait([open_one], timeout=0.01)
    print(open_one in pending, len(done))
    open_one.set_result("now")
    done, pending = await asyncio.wait([open_one, ready])
    print(len(done), len(pending), sorted(answer.result() for answer in done))
    print(sorted([await ready, await open_one]))


asyncio.run(main())
