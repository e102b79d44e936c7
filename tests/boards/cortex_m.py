"""The Cortex-M machines of ports/qemu for Unicorn: a second opinion on the images that QEMU runs. Run by unicorn_board.py.

    python cortex_m.py --machine MPS2_AN385|MICROBIT --image firmware.elf --control FD

Modelled: memory, PRIMASK, taking an interrupt and returning from it, and of each board what its board.c touches: the serial port, the clock, the
alarm, the fast counter, the reset.

Left out:
- Cycles: each instruction takes 16 ns; those of a slice that ends early are not counted (unicorn_machine.py).
- Priorities, so interrupts don't nest; the interrupt number in IPSR; handler mode: LR holds an address of this model's instead of
  EXC_RETURN. Faults, SysTick and the other system exceptions end the run, with a message.
- The serial line's speed: bytes take no time.
"""

import argparse
import pathlib
import socket
import struct

import unicorn
from unicorn import arm_const as reg
from unicorn_machine import NEVER, Machine, Registers, Reset

DEVICES, DEVICES_BYTES = 0x4000_0000, 0x10_0000
SYSTEM, SYSTEM_BYTES = 0xE000_0000, 0x10_0000
# What a handler returns to.
RETURN_PAGE = 0x1FFF_F000
FRAME = (
    reg.UC_ARM_REG_R0,
    reg.UC_ARM_REG_R1,
    reg.UC_ARM_REG_R2,
    reg.UC_ARM_REG_R3,
    reg.UC_ARM_REG_R12,
    reg.UC_ARM_REG_LR,
    reg.UC_ARM_REG_PC,
    reg.UC_ARM_REG_XPSR,
)
XPSR_THUMB, XPSR_ALIGNED = 1 << 24, 1 << 9
SYSTEM_RESET_REQUEST = 1 << 2


class SystemControl(Registers):
    base = 0xE000_E000
    ENABLE, VECTORS_AND_RESET = 0x100, 0xD0C

    def write(self, offset, value):
        if offset == self.ENABLE:
            value |= self.plain.get(offset, 0)
        elif offset == self.VECTORS_AND_RESET and value & SYSTEM_RESET_REQUEST:
            self.machine.stop_with(Reset())
        super().write(offset, value)


class FastCounter(Registers):
    """MPS2's timer 0: counts down."""

    base = 0x4000_0000
    VALUE = 0x04
    NS_PER_TICK = 40

    def read(self, offset):
        if offset == self.VALUE:
            return 0xFFFF_FFFF - self.machine.clock_ns() // self.NS_PER_TICK & 0xFFFF_FFFF
        return super().read(offset)


class DualTimer(Registers):
    """MPS2's alarm: the first half of the dual timer, one shot."""

    base = 0x4000_2000
    LOAD, CONTROL, INT_CLEAR = 0x00, 0x08, 0x0C
    NS_PER_TICK = 40
    interrupt = 10

    def __init__(self, machine):
        super().__init__(machine)
        self.at_ns = NEVER
        self.active = False

    def update(self):
        if self.at_ns <= self.machine.now_ns:
            self.at_ns = NEVER
            self.active = True

    def write(self, offset, value):
        if offset == self.LOAD:
            self.at_ns = self.machine.clock_ns() + value * self.NS_PER_TICK
        elif offset == self.INT_CLEAR:
            self.active = False
        super().write(offset, value)


class CmsdkUart(Registers):
    base = 0x4000_4000
    DATA, STATE, INT_CLEAR = 0x00, 0x04, 0x0C
    RX_FULL = 1 << 1
    interrupt = 0

    @property
    def active(self):
        return bool(self.machine.received)

    def update(self):
        pass

    def read(self, offset):
        if offset == self.DATA:
            return self.machine.received.pop(0) if self.machine.received else 0
        if offset == self.STATE:
            return self.RX_FULL if self.machine.received else 0
        return super().read(offset)

    def write(self, offset, value):
        if offset == self.DATA:
            self.machine.say(value & 0xFF)
        else:
            super().write(offset, value)


class FpgaCounter(Registers):
    base = 0x4002_8000
    COUNTER = 0x18

    def read(self, offset):
        if offset == self.COUNTER:
            return self.machine.clock_ns() // 1000 & 0xFFFF_FFFF
        return super().read(offset)


class NordicUart(Registers):
    base = 0x4000_2000
    RX_READY, TX_READY, INT_SET, RX, TX = 0x108, 0x11C, 0x304, 0x518, 0x51C
    INT_RX_READY = 1 << 2
    interrupt = 2

    def __init__(self, machine):
        super().__init__(machine)
        self.byte = None

    def update(self):
        if self.byte is None and self.machine.received:
            self.byte = self.machine.received.pop(0)
            self.plain[self.RX_READY] = 1

    @property
    def active(self):
        return bool(self.plain.get(self.RX_READY) and self.plain.get(self.INT_SET, 0) & self.INT_RX_READY)

    def read(self, offset):
        if offset == self.RX:
            byte, self.byte = self.byte or 0, None
            self.update()
            return byte
        return super().read(offset)

    def write(self, offset, value):
        super().write(offset, value)
        if offset == self.TX:
            self.machine.say(value & 0xFF)
            self.plain[self.TX_READY] = 1


class NordicTimer(Registers):
    CAPTURE, COMPARED, INT_SET, PRESCALER, CC = 0x40, 0x140, 0x304, 0x510, 0x540
    INT_COMPARED_0 = 1 << 16
    CHANNELS = 4

    def __init__(self, machine, base, interrupt):
        super().__init__(machine)
        self.base = base
        self.interrupt = interrupt
        self.at_ns = NEVER

    def _ns_per_tick(self):
        return 62.5 * 2 ** self.plain.get(self.PRESCALER, 0)

    def update(self):
        if self.at_ns <= self.machine.now_ns:
            self.at_ns = NEVER
            self.plain[self.COMPARED] = 1

    @property
    def active(self):
        return bool(self.plain.get(self.COMPARED) and self.plain.get(self.INT_SET, 0) & self.INT_COMPARED_0)

    def write(self, offset, value):
        super().write(offset, value)
        channel = (offset - self.CAPTURE) // 4
        if 0 <= channel < self.CHANNELS and value:
            self.plain[self.CC + 4 * channel] = int(self.machine.clock_ns() / self._ns_per_tick()) & 0xFFFF_FFFF
        elif offset == self.CC:
            now = int(self.machine.now_ns / self._ns_per_tick())
            # The comparison is for equality: what has just gone comes round again.
            ticks = (value - now - 1 & 0xFFFF_FFFF) + 1
            self.at_ns = int((now + ticks) * self._ns_per_tick()) + 1


class CortexM(Machine):
    WFI = b"\x30\xbf"
    CPU = 0
    RAM_BYTES = 0
    FLASH_BYTES = 0

    def __init__(self, image, control):
        super().__init__(control)
        self.image = image

    def devices(self):
        raise NotImplementedError

    def reset(self):
        self.uc = unicorn.Uc(unicorn.UC_ARCH_ARM, unicorn.UC_MODE_THUMB | unicorn.UC_MODE_MCLASS)
        self.uc.ctl_set_cpu_model(self.CPU)
        self.buffers.clear()
        self.asleep = False
        self.in_handler = False
        self.map_memory(0, self.FLASH_BYTES)
        self.map_memory(0x2000_0000, self.RAM_BYTES)
        self.map_memory(RETURN_PAGE, 0x1000)
        self.uc.hook_add(unicorn.UC_HOOK_CODE, self._at_return, begin=RETURN_PAGE, end=RETURN_PAGE + 0xFFF)
        self.uc.hook_add(unicorn.UC_HOOK_INTR, self._exception)
        self.control_block = SystemControl(self)
        self.map_devices(SYSTEM, SYSTEM_BYTES, [self.control_block])
        devices = self.devices()
        self.map_devices(DEVICES, DEVICES_BYTES, devices)
        self.interrupting = [device for device in devices if hasattr(device, "active")]
        self.alarms = [device for device in devices if hasattr(device, "at_ns")]
        self._load_image()
        stack, start = struct.unpack("<II", self.uc.mem_read(0, 8))
        self.uc.reg_write(reg.UC_ARM_REG_SP, stack)
        self.set_pc(start & ~1)

    def _load_image(self):
        """The loaded parts of an ELF file, at their addresses in flash."""
        table, entry_size, count = struct.unpack_from("<I10xHH", self.image, 28)
        for i in range(count):
            kind, offset, _, address, size = struct.unpack_from("<IIIII", self.image, table + i * entry_size)
            if kind == 1 and size:
                self.load(address, self.image[offset : offset + size])

    def _exception(self, uc, number, data):
        del uc, data
        self.stop_with(f"processor exception {number}")

    def pc(self):
        return self.uc.reg_read(reg.UC_ARM_REG_PC)

    def set_pc(self, address):
        self.uc.reg_write(reg.UC_ARM_REG_PC, address | 1)

    def entry(self, pc):
        return pc | 1

    def next_alarm_ns(self):
        return min(device.at_ns for device in self.alarms)

    def update(self):
        for device in self.interrupting:
            device.update()

    def pending(self):
        enabled = self.control_block.read(SystemControl.ENABLE)
        numbers = [device.interrupt for device in self.interrupting if device.active and enabled >> device.interrupt & 1]
        return min(numbers, default=None)

    def takes_interrupts(self):
        return not self.in_handler and not self.uc.reg_read(reg.UC_ARM_REG_PRIMASK) & 1

    def take(self, interrupt):
        uc = self.uc
        frame = [uc.reg_read(register) for register in FRAME]
        stack = uc.reg_read(reg.UC_ARM_REG_SP)
        frame[7] = (frame[7] | XPSR_THUMB) & ~XPSR_ALIGNED
        if stack & 4:
            frame[7] |= XPSR_ALIGNED
        stack = (stack & ~7) - 32
        uc.mem_write(stack, struct.pack("<8I", *frame))
        uc.reg_write(reg.UC_ARM_REG_SP, stack)
        uc.reg_write(reg.UC_ARM_REG_LR, RETURN_PAGE | 1)
        # No condition of an interrupted IT block holds for the handler.
        uc.reg_write(reg.UC_ARM_REG_XPSR, XPSR_THUMB)
        self.set_pc(struct.unpack("<I", uc.mem_read(4 * (16 + interrupt), 4))[0] & ~1)
        self.in_handler = True

    def _at_return(self, uc, address, size, data):
        del address, size, data
        self.returning = True
        uc.emu_stop()

    def leave_handler(self):
        uc = self.uc
        stack = uc.reg_read(reg.UC_ARM_REG_SP)
        frame = struct.unpack("<8I", uc.mem_read(stack, 32))
        for register, value in zip(FRAME[:6], frame, strict=False):
            uc.reg_write(register, value)
        uc.reg_write(reg.UC_ARM_REG_SP, stack + 32 + (4 if frame[7] & XPSR_ALIGNED else 0))
        self.set_pc(frame[6] & ~1)
        uc.reg_write(reg.UC_ARM_REG_XPSR, frame[7] & ~XPSR_ALIGNED)
        self.in_handler = False


class Mps2An385(CortexM):
    CPU = reg.UC_CPU_ARM_CORTEX_M3
    FLASH_BYTES = RAM_BYTES = 4 << 20

    def devices(self):
        return [FastCounter(self), DualTimer(self), CmsdkUart(self), FpgaCounter(self)]


class Microbit(CortexM):
    CPU = reg.UC_CPU_ARM_CORTEX_M0
    FLASH_BYTES, RAM_BYTES = 256 << 10, 16 << 10

    def devices(self):
        return [NordicUart(self), NordicTimer(self, 0x4000_8000, 8), NordicTimer(self, 0x4000_9000, 9)]


MACHINES = {"MPS2_AN385": Mps2An385, "MICROBIT": Microbit}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--machine", choices=MACHINES, required=True)
    parser.add_argument("--image", type=pathlib.Path, required=True)
    parser.add_argument("--control", type=int, required=True)
    args = parser.parse_args()
    MACHINES[args.machine](args.image.read_bytes(), socket.socket(fileno=args.control)).run()


if __name__ == "__main__":
    main()
