"""The functions of an ELF file (32 or 64 bits, little endian), to name an address."""

import bisect
import struct

SYMBOL_TABLE = 2
TYPE_FUNCTION = 2


class Symbols:
    def __init__(self, path):
        image = path.read_bytes()
        self.all = {}
        if image[:4] == b"\x7fELF":
            self._load(image, is64=image[4] == 2)
        self.functions = sorted((address & ~1, name) for name, (address, kind) in self.all.items() if kind == TYPE_FUNCTION)

    def _load(self, image, is64):
        sections_at = struct.unpack_from("<Q" if is64 else "<I", image, 40 if is64 else 32)[0]
        entry_size, count = struct.unpack_from("<HH", image, 58 if is64 else 46)
        form = "<IIQQQQIIQQ" if is64 else "<IIIIIIIIII"
        sections = [struct.unpack_from(form, image, sections_at + i * entry_size) for i in range(count)]
        for _, kind, _, _, offset, size, link, _, _, symbol_size in sections:
            if kind != SYMBOL_TABLE:
                continue
            names_at = sections[link][4]
            for at in range(offset, offset + size, symbol_size):
                if is64:
                    name, info, _, _, value, _ = struct.unpack_from("<IBBHQQ", image, at)
                else:
                    name, value, _, info, _, _ = struct.unpack_from("<IIIBBH", image, at)
                start = names_at + name
                text = image[start : image.index(b"\0", start)].decode()
                if text:
                    self.all[text] = (value, info & 15)

    def _at(self, address):
        at = bisect.bisect_right(self.functions, (address, "\uffff")) - 1
        return self.functions[at] if at >= 0 else None

    def function(self, address):
        found = self._at(address)
        return found[1] if found else f"{address:#x}"

    def describe(self, address):
        """`0x1234 (function+0x12)`."""
        found = self._at(address)
        return f"{address:#x} ({found[1]}+{address - found[0]:#x})" if found else f"{address:#x}"
