"""An ESP32-C3 for Unicorn, as far as the firmware of ports/esp32 needs one. Run by unicorn_board.py.

    python esp32_c3.py --image firmware.bin --control FD [--serial uart|usb]

Modelled: the image format (as the second-stage boot loader reads it), SRAM at its two addresses, flash, the interrupt matrix with priorities
and threshold, SYSTIMER unit 0 with its three comparators, UART0, USB-Serial-JTAG, GPIO with edges and levels, a wire
from GPIO 4 to GPIO 5, the mask-ROM functions that the firmware calls.

Left out:
- Cycles and caches: each instruction takes 16 ns; those of a slice that ends at a WFI are not counted (unicorn_machine.py).
- The second-stage boot loader, flash as a device, memory protection (PMP, PMS), watchpoints.
- Clocks: the registers that set them read as written, and what is waited for there is ready at once. SYSTIMER runs at 16 MHz whatever they say.
- The serial lines' speed: bytes take no time, a FIFO is never full. USB packets are fetched at once, or with --serial uart never:
  there is no host then.
- Watchdogs, the second SYSTIMER unit, DMA, analogue parts, radio, every other peripheral: their registers read as written.
"""

import argparse
import math
import pathlib
import socket
import struct

import unicorn
from unicorn import riscv_const as reg
from unicorn_machine import NEVER, Machine, Registers, Reset

SRAM_BYTES = 0x60000
ROM, ROM_BYTES = 0x4000_0000, 0x60000
PERIPHERALS, PERIPHERALS_BYTES = 0x6000_0000, 0x10_0000
UART0, GPIO, IO_MUX = 0x6000_0000, 0x6000_4000, 0x6000_9000
SYSTIMER, USB, INTERRUPTS = 0x6002_3000, 0x6004_3000, 0x600C_2000
WORD = 0xFFFF_FFFF
NS_PER_TICK = 62.5
RETURN = b"\x82\x80"
NO_OPERATION = struct.pack("<I", 0x13)

SOURCE_GPIO, SOURCE_UART0, SOURCE_USB, SOURCE_SYSTIMER = 16, 21, 26, 37
CSR_MSTATUS, CSR_MTVEC, CSR_MEPC, CSR_MCAUSE = (
    reg.UC_RISCV_REG_MSTATUS,
    reg.UC_RISCV_REG_MTVEC,
    reg.UC_RISCV_REG_MEPC,
    reg.UC_RISCV_REG_MCAUSE,
)
MIE, MPIE, MPP = 1 << 3, 1 << 7, 3 << 11


class Uart(Registers):
    base = UART0
    FIFO, RAW, STATUS_OF_INTERRUPTS, ENABLE, CLEAR, STATUS, CONF1, ID = 0x00, 0x04, 0x08, 0x0C, 0x10, 0x1C, 0x24, 0x80
    RX_FULL, TX_EMPTY, TX_DONE = 1 << 0, 1 << 1, 1 << 14
    BYTES = 128

    def __init__(self, machine, connected):
        super().__init__(machine)
        self.connected = connected
        self.fifo = bytearray()

    def receive(self, data):
        """Takes what fits."""
        room = self.BYTES - len(self.fifo)
        self.fifo += data[:room]
        del data[:room]

    def raw(self):
        full = len(self.fifo) >= max(1, self.plain.get(self.CONF1, 0) & 0x1FF)
        return self.TX_EMPTY | self.TX_DONE | (self.RX_FULL if full else 0)

    def interrupts(self):
        return self.raw() & self.plain.get(self.ENABLE, 0)

    def read(self, offset):
        if offset == self.FIFO:
            return self.fifo.pop(0) if self.fifo else 0
        if offset == self.RAW:
            return self.raw()
        if offset == self.STATUS_OF_INTERRUPTS:
            return self.interrupts()
        if offset == self.STATUS:
            return len(self.fifo)
        if offset == self.ID:
            # Bit 31, "update", is done at once.
            return self.plain.get(offset, 0) & 0x7FFF_FFFF
        return super().read(offset)

    def write(self, offset, value):
        if offset != self.FIFO:
            super().write(offset, value)
        elif self.connected:
            self.machine.say(value & 0xFF)


class UsbSerialJtag(Registers):
    base = USB
    EP1, EP1_CONF, RAW, STATUS_OF_INTERRUPTS, ENABLE, CLEAR = 0x00, 0x04, 0x08, 0x0C, 0x10, 0x14
    WRITE_DONE, ROOM, RECEIVED = 1 << 0, 1 << 1, 1 << 2
    INT_RECEIVED, INT_FETCHED = 1 << 2, 1 << 3
    PACKET = 64

    def __init__(self, machine, connected):
        super().__init__(machine)
        self.connected = connected
        self.raw = 0
        self.packet = bytearray()
        self.under_way = False
        self.fifo = bytearray()

    def receive(self, data):
        if data and not self.fifo:
            self.fifo += data[: self.PACKET]
            del data[: self.PACKET]
            self.raw |= self.INT_RECEIVED

    def interrupts(self):
        return self.raw & self.plain.get(self.ENABLE, 0)

    def read(self, offset):
        if offset == self.EP1:
            return self.fifo.pop(0) if self.fifo else 0
        if offset == self.EP1_CONF:
            room = not self.under_way and len(self.packet) < self.PACKET
            return (self.ROOM if room else 0) | (self.RECEIVED if self.fifo else 0)
        if offset == self.RAW:
            return self.raw
        if offset == self.STATUS_OF_INTERRUPTS:
            return self.interrupts()
        return super().read(offset)

    def write(self, offset, value):
        if offset == self.EP1:
            if not self.under_way and len(self.packet) < self.PACKET:
                self.packet.append(value & 0xFF)
                if len(self.packet) == self.PACKET:
                    self._send()
        elif offset == self.EP1_CONF:
            if value & self.WRITE_DONE and self.packet:
                self._send()
        elif offset == self.CLEAR:
            self.raw &= ~value
        else:
            super().write(offset, value)

    def _send(self):
        if not self.connected:
            self.under_way = True
            return
        for byte in self.packet:
            self.machine.say(byte)
        self.packet.clear()
        self.raw |= self.INT_FETCHED


class SysTimer(Registers):
    base = SYSTIMER
    CONF, OP, TARGET, TARGET_CONF, VALUE, LOAD = 0x00, 0x04, 0x1C, 0x34, 0x40, 0x50
    ENABLE, RAW, CLEAR, STATUS_OF_INTERRUPTS = 0x64, 0x68, 0x6C, 0x70
    COMPARATORS = 3
    UPDATE, VALID, PERIODIC = 1 << 30, 1 << 29, 1 << 30
    PERIOD_MASK = (1 << 26) - 1

    def __init__(self, machine):
        super().__init__(machine)
        self.raw = 0
        self.latched = 0
        self.loaded = [None] * self.COMPARATORS

    def ticks(self):
        return int(self.machine.clock_ns() / NS_PER_TICK)

    def enabled(self, comparator):
        return self.plain.get(self.CONF, 0) >> (24 - comparator) & 1

    def due(self):
        """(ticks, comparator) of those that will strike."""
        return [(at, i) for i, at in enumerate(self.loaded) if at is not None and self.enabled(i)]

    def next_ns(self):
        return min((int(at * NS_PER_TICK) + 63 for at, _ in self.due()), default=NEVER)

    def update(self):
        now = int(self.machine.now_ns / NS_PER_TICK)
        for at, i in self.due():
            if at <= now:
                self.raw |= 1 << i
                conf = self.plain.get(self.TARGET_CONF + 4 * i, 0)
                self.loaded[i] = now + (conf & self.PERIOD_MASK) if conf & self.PERIODIC else None

    def interrupts(self):
        return self.raw & self.plain.get(self.ENABLE, 0)

    def read(self, offset):
        if offset == self.OP:
            return self.VALID
        if offset == self.VALUE:
            return self.latched >> 32
        if offset == self.VALUE + 4:
            return self.latched & 0xFFFF_FFFF
        if offset == self.RAW:
            return self.raw
        if offset == self.STATUS_OF_INTERRUPTS:
            return self.interrupts()
        return super().read(offset)

    def write(self, offset, value):
        if offset == self.OP:
            if value & self.UPDATE:
                self.latched = self.ticks()
            return
        if offset == self.CLEAR:
            self.raw &= ~value
            return
        super().write(offset, value)
        index = (offset - self.LOAD) // 4
        if 0 <= index < self.COMPARATORS and value & 1:
            conf = self.plain.get(self.TARGET_CONF + 4 * index, 0)
            if conf & self.PERIODIC:
                self.loaded[index] = self.ticks() + (conf & self.PERIOD_MASK)
            else:
                high = self.plain.get(self.TARGET + 8 * index, 0)
                self.loaded[index] = high << 32 | self.plain.get(self.TARGET + 8 * index + 4, 0)


class Gpio(Registers):
    base = GPIO
    OUT, OUT_SET, OUT_CLEAR, ENABLE, ENABLE_SET, ENABLE_CLEAR, IN = 0x04, 0x08, 0x0C, 0x20, 0x24, 0x28, 0x3C
    STATUS, STATUS_SET, STATUS_CLEAR, CPU_STATUS, PIN = 0x44, 0x48, 0x4C, 0x5C, 0x74
    PINS = 22
    WIRE = (4, 5)
    RISING, FALLING, ANY, LOW, HIGH = 1, 2, 3, 4, 5
    OPEN_DRAIN = 1 << 2
    PULL_UP = 1 << 8

    def __init__(self, machine, io_mux):
        super().__init__(machine)
        self.io_mux = io_mux
        self.out = self.enable = self.status = self.levels = 0

    def _drives(self, pin):
        """What `pin` puts on its line: True, False, or None."""
        high = bool(self.out >> pin & 1)
        open_drain = self.plain.get(self.PIN + 4 * pin, 0) & self.OPEN_DRAIN
        return None if not self.enable >> pin & 1 or (open_drain and high) else high

    def _level(self, pin):
        line = self.WIRE if pin in self.WIRE else (pin,)
        driven = [level for level in map(self._drives, line) if level is not None]
        if driven:
            return all(driven)
        return any(self.io_mux.read(4 + 4 * other) & self.PULL_UP for other in line)

    def _kind(self, pin):
        return self.plain.get(self.PIN + 4 * pin, 0) >> 7 & 7

    def settle(self):
        """Bring the lines to what drives them, and note the edges."""
        for pin in range(self.PINS):
            level, before = self._level(pin), bool(self.levels >> pin & 1)
            kind = self._kind(pin)
            if level != before:
                self.levels ^= 1 << pin
                if kind == self.ANY or kind == (self.RISING if level else self.FALLING):
                    self.status |= 1 << pin
            if kind == (self.HIGH if level else self.LOW):
                self.status |= 1 << pin

    def interrupts(self):
        enabled = 0
        for pin in range(self.PINS):
            if self.plain.get(self.PIN + 4 * pin, 0) >> 13 & 1:
                enabled |= 1 << pin
        return self.status & enabled

    def read(self, offset):
        if offset == self.OUT:
            return self.out
        if offset == self.ENABLE:
            return self.enable
        if offset == self.IN:
            return self.levels
        if offset == self.STATUS:
            return self.status
        if offset == self.CPU_STATUS:
            return self.interrupts()
        return super().read(offset)

    def write(self, offset, value):
        if offset == self.OUT:
            self.out = value
        elif offset == self.OUT_SET:
            self.out |= value
        elif offset == self.OUT_CLEAR:
            self.out &= ~value
        elif offset == self.ENABLE:
            self.enable = value
        elif offset == self.ENABLE_SET:
            self.enable |= value
        elif offset == self.ENABLE_CLEAR:
            self.enable &= ~value
        elif offset == self.STATUS:
            self.status = value
        elif offset == self.STATUS_SET:
            self.status |= value
        elif offset == self.STATUS_CLEAR:
            self.status &= ~value
        else:
            super().write(offset, value)
        self.settle()


class IoMux(Registers):
    base = IO_MUX
    gpio = None

    def write(self, offset, value):
        super().write(offset, value)
        self.gpio.settle()


class TimerGroup(Registers):
    """Timer group 0, whose only use here is to measure the slow clock at start-up: it is measured at once."""

    base = 0x6001_F000
    CALIBRATION, CALIBRATION_RESULT = 0x68, 0x6C
    READY = 1 << 15
    # 1,024 of its cycles are so many of the crystal's.
    RESULT = 301_176 << 7

    def read(self, offset):
        if offset == self.CALIBRATION:
            return super().read(offset) | self.READY
        return self.RESULT if offset == self.CALIBRATION_RESULT else super().read(offset)


class InterruptMatrix(Registers):
    base = INTERRUPTS
    SOURCES = 62
    SOURCE_STATUS, ENABLE, EIP, PRIORITY, THRESHOLD = 0xF8, 0x104, 0x110, 0x114, 0x194

    def read(self, offset):
        if offset in (self.SOURCE_STATUS, self.SOURCE_STATUS + 4):
            return self.machine.sources() >> 8 * (offset - self.SOURCE_STATUS) & 0xFFFF_FFFF
        return super().read(offset)

    def chosen(self, sources):
        """The processor's interrupt that the active `sources` lead to, or None."""
        enabled = self.plain.get(self.ENABLE, 0)
        threshold = max(1, self.plain.get(self.THRESHOLD, 0))
        best = None
        while sources:
            source = sources & -sources
            sources ^= source
            number = self.plain.get(4 * (source.bit_length() - 1), 0) & 31
            priority = self.plain.get(self.PRIORITY + 4 * number, 0)
            if enabled >> number & 1 and priority >= threshold and (best is None or priority > best[0]):
                best = (priority, number)
        return best and best[1]


def without_pmp(code):
    """`code` with its writes to pmpcfg0 … 3 made no-ops: with memory protection on, Unicorn reports faults where there are none (when the
    two halves of an instruction lie in different words)."""
    code = bytearray(code)
    for csr in range(0x3A0, 0x3A4):
        for source in range(32):
            write = struct.pack("<I", csr << 20 | source << 15 | 1 << 12 | 0x73)
            code[:] = code.replace(write, NO_OPERATION)
    return bytes(code)


class Esp32C3(Machine):
    WFI = struct.pack("<I", 0x10500073)

    def __init__(self, image, serial, names, control):
        super().__init__(control)
        self.image = image
        self.serial = serial
        self.names = names

    def reset(self):
        self.uc = unicorn.Uc(unicorn.UC_ARCH_RISCV, unicorn.UC_MODE_RISCV32)
        self.buffers.clear()
        self.asleep = False
        self.map_memory(0x3FC8_0000, SRAM_BYTES, 0x4038_0000)
        self.map_memory(0x3C00_0000, 0x40_0000)
        self.map_memory(0x4200_0000, 0x40_0000)
        self.map_memory(ROM, ROM_BYTES)
        self.uc.mem_write(ROM, RETURN * (ROM_BYTES // len(RETURN)))
        self.uc.hook_add(unicorn.UC_HOOK_CODE, self._rom_call, begin=ROM, end=ROM + ROM_BYTES - 1)
        self.uc.hook_add(unicorn.UC_HOOK_INTR, self._exception)
        self._devices()
        self.set_pc(self._load_image())

    def _devices(self):
        self.uart = Uart(self, self.serial == "uart")
        self.usb = UsbSerialJtag(self, self.serial == "usb")
        self.timer = SysTimer(self)
        self.io_mux = IoMux(self)
        self.gpio = Gpio(self, self.io_mux)
        self.io_mux.gpio = self.gpio
        self.matrix = InterruptMatrix(self)
        devices = [self.uart, self.usb, self.timer, self.io_mux, self.gpio, self.matrix]
        self.map_devices(PERIPHERALS, PERIPHERALS_BYTES, [*devices, TimerGroup(self)])

    def _load_image(self):
        """The segments of firmware.bin; returns the entry point."""
        magic, segments, _, _, entry = struct.unpack_from("<BBBBI", self.image)
        if magic != 0xE9:
            raise SystemExit("the image does not begin with 0xe9: it is no ESP32 application image")
        at = 24
        for _ in range(segments):
            address, size = struct.unpack_from("<II", self.image, at)
            if address:
                self.load(address, without_pmp(self.image[at + 8 : at + 8 + size]))
            at += 8 + size
        return entry

    def _rom_call(self, uc, address, size, data):
        del size, data
        name = self.names.get(address, "?")
        call = ROM_CALLS.get(name)
        if call is None:
            self.stop_with(f"the mask-ROM function {name} ({address:#010x}) is not modelled")
            return
        result = call(self, *(uc.reg_read(reg.UC_RISCV_REG_A0 + i) for i in range(4)))
        uc.reg_write(reg.UC_RISCV_REG_A0, result & 0xFFFF_FFFF)
        if name in RETURN_64_BITS:
            uc.reg_write(reg.UC_RISCV_REG_A1, result >> 32)

    def _exception(self, uc, number, data):
        del uc, data
        self.stop_with(f"processor exception {number}")

    def pc(self):
        return self.uc.reg_read(reg.UC_RISCV_REG_PC)

    def set_pc(self, address):
        self.uc.reg_write(reg.UC_RISCV_REG_PC, address)

    def sources(self):
        """The peripheral interrupts that are active, one bit each."""
        active = 0
        for source, device in ((SOURCE_GPIO, self.gpio), (SOURCE_UART0, self.uart), (SOURCE_USB, self.usb)):
            if device.interrupts():
                active |= 1 << source
        return active | self.timer.interrupts() << SOURCE_SYSTIMER

    def next_alarm_ns(self):
        return self.timer.next_ns()

    def update(self):
        self.timer.update()
        if self.received:
            (self.uart if self.serial == "uart" else self.usb).receive(self.received)

    def pending(self):
        return self.matrix.chosen(self.sources())

    def takes_interrupts(self):
        return self.uc.reg_read(CSR_MSTATUS) & MIE

    def take(self, interrupt):
        status = self.uc.reg_read(CSR_MSTATUS)
        self.uc.reg_write(CSR_MEPC, self.pc())
        self.uc.reg_write(CSR_MCAUSE, 1 << 31 | interrupt)
        self.uc.reg_write(CSR_MSTATUS, (status | MPP | MPIE) & ~MIE)
        self.set_pc((self.uc.reg_read(CSR_MTVEC) & ~0xFF) + 4 * interrupt)


def _reset(machine, *_):
    machine.stop_with(Reset())
    return 0


def _nothing(*_):
    return 0


def _reset_reason(*_):
    return 1  # power-on


def _memset(machine, to, byte, size, *_):
    machine.uc.mem_write(to, bytes([byte & 0xFF]) * size)
    return to


def _memcpy(machine, to, origin, size, *_):
    machine.uc.mem_write(to, bytes(machine.uc.mem_read(origin, size)))
    return to


def _udivdi3(machine, low, high, divisor_low, divisor_high):
    del machine
    return (high << 32 | low) // (divisor_high << 32 | divisor_low)


def _memcmp(machine, one, other, size, *_):
    one, other = machine.uc.mem_read(one, size), machine.uc.mem_read(other, size)
    return WORD & ((one > other) - (one < other))


def _strncmp(machine, one, other, size, *_):
    for at in range(size):
        (a,), (b,) = machine.uc.mem_read(one + at, 1), machine.uc.mem_read(other + at, 1)
        if a != b or a == 0:
            return WORD & (a - b)
    return 0


# The processor has no floating point: what the compiler calls for it is in the mask ROM too. Python's numbers have more than twice the bits of
# a C float, so to round the result of one operation once more is to round it right.


def _float(bits):
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def _double(low, high):
    return struct.unpack("<d", struct.pack("<II", low, high))[0]


def _float_bits(value):
    try:
        return struct.unpack("<I", struct.pack("<f", value))[0]
    except OverflowError:
        return 0x7F80_0000 if value > 0 else 0xFF80_0000


def _double_bits(value):
    return struct.unpack("<Q", struct.pack("<d", value))[0]


def _divided(a, b):
    if b:
        return a / b
    return math.nan if math.isnan(a) or a == 0 else math.copysign(math.inf, a) * math.copysign(1, b)


def _of_floats(operation):
    return lambda _, a, b, *rest: _float_bits(operation(_float(a), _float(b)))


def _compared(unordered):
    """How one float compares with another; `unordered` if it doesn't."""

    def call(_, a, b, *rest):
        a, b = _float(a), _float(b)
        return WORD & (unordered if math.isnan(a) or math.isnan(b) else (a > b) - (a < b))

    return call


def _unordered(_, a, b, *rest):
    return int(math.isnan(_float(a)) or math.isnan(_float(b)))


def _truncated(least, most):
    """A float as an integer, within limits."""

    def call(_, bits, *rest):
        value = _float(bits)
        if math.isnan(value):
            return 0
        return int(min(max(value, least), most)) & (1 << 64) - 1

    return call


def _signed(word):
    return word - (word >> 31 << 32)


def _floatundisf(_, low, high, *rest):
    value = high << 32 | low
    # What is cut off decides the rounding, so something of it stays.
    cut = max(0, value.bit_length() - 40)
    return _float_bits(float((value >> cut) | bool(value & (1 << cut) - 1)) * 2.0**cut)


ROM_CALLS = {
    "__addsf3": _of_floats(lambda a, b: a + b),
    "__subsf3": _of_floats(lambda a, b: a - b),
    "__mulsf3": _of_floats(lambda a, b: a * b),
    "__divsf3": _of_floats(_divided),
    "__eqsf2": _compared(1),
    "__nesf2": _compared(1),
    "__ltsf2": _compared(1),
    "__lesf2": _compared(1),
    "__gtsf2": _compared(-1),
    "__gesf2": _compared(-1),
    "__unordsf2": _unordered,
    "__fixsfsi": _truncated(-(2**31), 2**31 - 1),
    "__fixunssfsi": _truncated(0, 2**32 - 1),
    "__fixunssfdi": _truncated(0, 2**64 - 1),
    "__floatsisf": lambda _, word, *rest: _float_bits(_signed(word)),
    "__floatunsisf": lambda _, word, *rest: _float_bits(word),
    "__floatundisf": _floatundisf,
    "__floatsidf": lambda _, word, *rest: _double_bits(_signed(word)),
    "__extendsfdf2": lambda _, bits, *rest: _double_bits(_float(bits)),
    "__truncdfsf2": lambda _, low, high, *rest: _float_bits(_double(low, high)),
    "__clzsi2": lambda _, word, *rest: 32 - word.bit_length(),
    "__udivdi3": _udivdi3,
    "memcmp": _memcmp,
    "memmove": _memcpy,
    "strncmp": _strncmp,
    "esp_rom_regi2c_read": _nothing,
    "ets_delay_us": _nothing,
    "ets_update_cpu_frequency": _nothing,
    "memcpy": _memcpy,
    "memset": _memset,
    "rom_i2c_readReg": _nothing,
    "rom_i2c_writeReg": _nothing,
    "rtc_get_reset_reason": _reset_reason,
    "software_reset": _reset,
}
RETURN_64_BITS = {"__udivdi3", "__fixunssfdi", "__floatsidf", "__extendsfdf2"}


def rom_names(elf):
    """Names of the mask ROM's functions by address, from the symbols of firmware.elf."""
    from elf_symbols import Symbols

    return {address: name for name, (address, _) in Symbols(elf).all.items() if ROM <= address < ROM + ROM_BYTES}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--image", type=pathlib.Path, required=True)
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--serial", choices=["uart", "usb"], default="uart")
    args = parser.parse_args()
    control = socket.socket(fileno=args.control)
    names = rom_names(args.image.with_suffix(".elf"))
    Esp32C3(args.image.read_bytes(), args.serial, names, control).run()


if __name__ == "__main__":
    main()
