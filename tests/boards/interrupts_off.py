"""How long a Cortex-M program keeps interrupts off: counted in QEMU's log, which has a line for each executed instruction.

The log has no registers. So PRIMASK is followed by the instructions that change it: `cpsid i` sets it and `cpsie i` clears it, and
`msr PRIMASK, Rn` gives it back the value that it had before the `cpsid` that it belongs to, since sections nest.
"""

import collections
import dataclasses
import struct

LOGGED = b"Trace "
# QEMU logs a block, then finds that an interrupt is pending, and does not execute it.
NOT_EXECUTED = b"Stopped execution"
OFF, ON, RESTORE = "off", "on", "restore"
ENTER = "asyncio_enter_critical"


@dataclasses.dataclass
class Stretches:
    """Those that one function began: how many, the shortest and the longest."""

    count: int = 0
    shortest: int = 1 << 30
    longest: int = 0

    def add(self, instructions):
        self.count += 1
        self.shortest = min(self.shortest, instructions)
        self.longest = max(self.longest, instructions)


class Code:
    """The instructions of an image that switch interrupts off or on."""

    def __init__(self, path):
        self.image = path.read_bytes()
        table, entry_size, count = struct.unpack_from("<I10xHH", self.image, 28)
        headers = [struct.unpack_from("<IIIII", self.image, table + i * entry_size) for i in range(count)]
        self.parts = [(address, size, offset) for kind, offset, _, address, size in headers if kind == 1 and size]

    def effect(self, address):
        """OFF, ON, RESTORE or None."""
        for start, size, offset in self.parts:
            if start <= address <= start + size - 4:
                first, second = struct.unpack_from("<HH", self.image, offset + address - start)
                if first & ~0xF == 0xF380 and second == 0x8810:
                    return RESTORE
                return {0xB672: OFF, 0xB662: ON}.get(first)
        return None


def executed(log_path):
    """The addresses of the executed instructions, in their order."""
    last = None
    with open(log_path, "rb") as log:
        for line in log:
            if line.startswith(LOGGED):
                if last is not None:
                    yield last
                last = int(line.split(b"/", 2)[1], 16)
            elif line.startswith(NOT_EXECUTED):
                last = None
    if last is not None:
        yield last


def stretches(log_path, image, symbols):
    """{function that has begun it: Stretches}. The instruction that switches interrupts on again belongs to a stretch. A section of the
    module is named after the function that has asked for it."""
    effect_at = {}
    function_at = {}
    code = Code(image)
    found = collections.defaultdict(Stretches)
    depth = length = 0
    began = None
    for address in executed(log_path):
        effect = effect_at.get(address, "")
        if effect == "":
            effect = effect_at[address] = code.effect(address)
            function_at[address] = symbols.function(address)
        if depth:
            length += 1
            if began == ENTER:
                began = function_at[address]
        if effect == OFF:
            if not depth:
                length = 0
                began = function_at[address]
            depth += 1
        elif effect is not None and depth:
            depth = 0 if effect == ON else depth - 1
            if not depth:
                found[began].add(length)
    return found
