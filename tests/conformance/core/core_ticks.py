# Oracle: stock
# Features: compat
# core.ticks is time.ticks_ms, ticks_add and ticks_diff come with it.
import time
from asyncio import core

a = core.ticks()
b = time.ticks_ms()
print(0 <= time.ticks_diff(b, a) < 1000)
print(core.ticks_diff(core.ticks_add(a, 77), a), core.ticks_diff(a, core.ticks_add(a, 77)))
