"""What the machines that Unicorn runs have in common: a clock that counts instructions, sleep that takes no time, the serial line.

Unicorn is a processor without a machine: it executes instructions and knows no interrupts, timers or devices. A machine here is a class
on top of `Machine` (esp32_c3.py, cortex_m.py) that models those; it runs in a process of its own, with Unicorn's package on its
path, and speaks with unicorn_board.py: the serial line is standard input and output, questions come on a socket.

Time is counted in nanoseconds. Instructions run in slices; what changes within a slice (an alarm that is due, a byte that comes in) is seen
at its end, up to SLICE instructions late. When the processor waits for an interrupt, time jumps to the next alarm. What a slice had
executed when it ended early (at a wait, at the end of a handler) is not counted, as Unicorn doesn't tell it.
"""

import ctypes
import json
import os
import select
import sys

import unicorn

NS_PER_INSTRUCTION = 16
SLICE = 10_000
# How soon an interrupt that is held back is tried again: at once at first, so that the few instructions between two critical sections
# are not run over.
SHORTEST_SLICE = 2
# Within a slice time stands still; each look at a clock moves it on by this, so that a loop that waits for it ends.
NS_PER_LOOK = 64
# A sleep longer than this waits a moment for input before time jumps over it.
LONG_SLEEP_NS = 20 * 10**9
LONG_SLEEP_HOST_S = 0.05
NEVER = 1 << 62
NOWHERE = 0xFFFF_0000


class Reset(Exception):
    """The program has asked for a restart."""


class Registers:
    """A device's page of 4 kB: some registers do something, the others read as written."""

    base = 0

    def __init__(self, machine):
        self.machine = machine
        self.plain = {}

    def read(self, offset):
        return self.plain.get(offset, 0)

    def write(self, offset, value):
        self.plain[offset] = value


class Machine:
    # Memory and the place to start are the subclass's: it calls load() from reset().
    WFI = b""

    def __init__(self, control):
        self.now_ns = 0
        self.looks = 0
        self.asleep = False
        self.returning = False
        self.trouble = None
        self.received = bytearray()
        self.output = bytearray()
        self.input_open = True
        self.control = control
        self.buffers = []
        self.uc = None

    # What a machine has to have.

    def reset(self):
        """Build self.uc and put everything to its state at power-on."""
        raise NotImplementedError

    def next_alarm_ns(self):
        """When the next timer fires, NEVER without one."""
        raise NotImplementedError

    def update(self):
        """Let the devices see the time, and self.received."""
        raise NotImplementedError

    def pending(self):
        """The interrupt that would be taken now if the processor let interrupts in, or None."""
        raise NotImplementedError

    def takes_interrupts(self):
        raise NotImplementedError

    def take(self, interrupt):
        raise NotImplementedError

    def leave_handler(self):
        """What the end of an interrupt's handler does that Unicorn doesn't do itself: such a machine sets self.returning and stops."""
        raise NotImplementedError

    def pc(self):
        raise NotImplementedError

    def set_pc(self, address):
        raise NotImplementedError

    # What machines use.

    def map_memory(self, address, size, *aliases):
        """RAM, seen at one address or at several."""
        buffer = ctypes.create_string_buffer(size)
        self.buffers.append(buffer)
        for at in (address, *aliases):
            self.uc.mem_map_ptr(at, size, unicorn.UC_PROT_ALL, ctypes.addressof(buffer))

    def map_devices(self, base, size, devices):
        """The pages of `devices` among others that read as written."""
        pages = {(device.base - base) >> 12: device for device in devices}
        others = Registers(self)

        def read(uc, offset, width, data):
            del uc, width, data
            device = pages.get(offset >> 12)
            return others.read(offset) if device is None else device.read(offset & 0xFFF)

        def write(uc, offset, width, value, data):
            del uc, width, data
            device = pages.get(offset >> 12)
            if device is None:
                others.write(offset, value)
            else:
                device.write(offset & 0xFFF, value)

        self.uc.mmio_map(base, size, read, None, write, None)

    def clock_ns(self):
        """The time, for a device that the program looks at."""
        self.looks += 1
        return self.now_ns + self.looks * NS_PER_LOOK

    def load(self, address, data):
        """Write code or data; the wait instructions in it are found."""
        self.uc.mem_write(address, data)
        at = data.find(self.WFI)
        while at >= 0:
            if at % 2 == 0:
                self.uc.hook_add(unicorn.UC_HOOK_CODE, self._at_wfi, begin=address + at, end=address + at)
            at = data.find(self.WFI, at + 1)

    def _at_wfi(self, uc, address, size, data):
        del size, data
        self.asleep = True
        self.resume_at = address + len(self.WFI)
        uc.emu_stop()

    def stop_with(self, trouble):
        """End the slice, and the run: `trouble` says why."""
        self.trouble = trouble
        self.uc.emu_stop()

    def say(self, byte):
        """Output; it leaves at the end of the slice."""
        self.output.append(byte)

    def flush(self):
        while self.output:
            del self.output[: os.write(1, self.output)]

    def poll(self, timeout=0):
        """Let output out, and input and questions in, waiting up to `timeout` seconds."""
        self.flush()
        sources = [self.control, *([0] if self.input_open and len(self.received) < 4096 else [])]
        ready = select.select(sources, [], [], timeout)[0]
        if 0 in ready:
            data = os.read(0, 4096)
            self.received += data
            self.input_open = bool(data)
            if not data:
                raise SystemExit
        if self.control in ready:
            question = self.control.recv(4096)
            if not question:
                raise SystemExit
            self.control.sendall(json.dumps(self.state()).encode() + b"\n")

    def state(self):
        return {"pc": self.resume_at if self.asleep else self.pc(), "asleep": self.asleep, "ns": self.now_ns}

    def _sleep(self):
        """Until an interrupt is pending."""
        while True:
            self.poll()
            self.update()
            if self.pending() is not None:
                break
            alarm = self.next_alarm_ns()
            if alarm - self.now_ns > LONG_SLEEP_NS:
                self.poll(None if alarm >= NEVER else LONG_SLEEP_HOST_S)
                self.update()
                if self.pending() is not None:
                    break
            self.now_ns = max(self.now_ns, alarm)
        self.asleep = False
        self.set_pc(self.resume_at)

    def _run_slice(self, instructions):
        self.uc.emu_start(self.entry(self.pc()), NOWHERE, count=instructions)
        looked_ns, self.looks = self.looks * NS_PER_LOOK, 0
        if self.trouble is not None:
            trouble, self.trouble = self.trouble, None
            if isinstance(trouble, Exception):
                raise trouble
            raise SystemExit(f"{trouble}, at {self.pc():#010x}")
        if self.asleep or self.returning:
            self.now_ns += looked_ns
        else:
            self.now_ns += max(instructions * NS_PER_INSTRUCTION, looked_ns)
        if self.asleep:
            self._sleep()
        elif self.returning:
            self.returning = False
            self.leave_handler()

    def entry(self, pc):
        """`pc` as emu_start wants it."""
        return pc

    def run(self):
        self.reset()
        while True:
            try:
                self.poll()
                self.update()
                interrupt = self.pending()
                instructions = SLICE
                if interrupt is not None:
                    if self.takes_interrupts():
                        self.take(interrupt)
                    else:
                        instructions = SHORTEST_SLICE
                else:
                    until_alarm = (self.next_alarm_ns() - self.now_ns) // NS_PER_INSTRUCTION + 1
                    instructions = max(SHORTEST_SLICE, min(instructions, until_alarm))
                self._run_slice(instructions)
            except Reset:
                self.flush()
                self.reset()
            except unicorn.UcError as error:
                self.flush()
                sys.exit(f"Unicorn: {error}, at {self.pc():#010x}")
