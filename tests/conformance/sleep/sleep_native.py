# Oracle: stock
# A sleep that a coroutine of native code awaits, itself or through others, and one that awaits native code.
import asyncio

# Compiled apart: without the native emitter MicroPython refuses the decorator, and with it the whole script.
NATIVE = """
import micropython

@micropython.native
async def native(level):
    if level == 0:
        return await asyncio.sleep_ms(1)
    return await bytecode(level - 1)
"""

compiled = {"asyncio": asyncio}
try:
    exec(NATIVE, compiled)  # noqa: S102
except SyntaxError:
    print("SKIP: this MicroPython compiles no native code")
    raise SystemExit


async def bytecode(level):
    if level == 0:
        return await asyncio.sleep_ms(0)
    return await native(level - 1)


compiled["bytecode"] = bytecode
native = compiled["native"]


async def main():
    for level in range(5):
        print(level, await native(level), await bytecode(level))
    print(await asyncio.gather(*[(native, bytecode)[i % 2](i // 2) for i in range(8)]))


asyncio.run(main())
