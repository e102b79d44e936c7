"""The machines of ports/qemu: firmware.elf in QEMU, its serial port on a pipe, its monitor on a socket."""

import collections
import json
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import typing

from .board import Board, BoardError
from .elf_symbols import Symbols

# Where tools/setup.sh leaves the emulators that can't be installed beside what the machine has.
UNPACKED = pathlib.Path(
    os.environ.get("MPY_ASYNCIO_CACHE", pathlib.Path(__file__).resolve().parents[2] / ".cache"), "qemu/usr/bin"
)

MACHINES = {
    "MICROBIT": ["qemu-system-arm", "-machine", "microbit"],
    "MPS2_AN385": ["qemu-system-arm", "-machine", "mps2-an385"],
    "MPS2_AN385_FILES": ["qemu-system-arm", "-machine", "mps2-an385"],
    "MPS2_AN385_NET": ["qemu-system-arm", "-machine", "mps2-an385"],
    "MPS2_AN500": ["qemu-system-arm", "-machine", "mps2-an500"],
    # Of upstream's ports/qemu only; the second is larger there than the board is.
    "SABRELITE": ["qemu-system-arm", "-machine", "sabrelite", "-m", "128M"],
    "UPSTREAM_MICROBIT": [
        *["qemu-system-arm", "-machine", "microbit"],
        *["-global", "nrf51-soc.flash-size=1048576", "-global", "nrf51-soc.sram-size=262144"],
    ],
    "VIRT_RV32": ["qemu-system-riscv32", "-machine", "virt", "-bios", "none"],
    "SIM_XTENSA": ["qemu-system-xtensa", "-machine", "sim", "-cpu", "dc233c"],
}

# With -icount shift=0 each instruction takes one nanosecond of the machine's time.
INSTRUCTIONS_PER_S = 1_000_000_000
TICKS_CPU_HZ = {
    "MICROBIT": 16_000_000,
    "MPS2_AN385": 25_000_000,
    "MPS2_AN385_FILES": 25_000_000,
    "MPS2_AN385_NET": 25_000_000,
    "MPS2_AN500": 25_000_000,
    "SABRELITE": 1_000_000,
    "UPSTREAM_MICROBIT": 16_000_000,
    "VIRT_RV32": 10_000_000,
    "SIM_XTENSA": 10_000_000,
}

# How an instruction looks in the log that -d exec writes, one by one.
LOGGED_INSTRUCTION = b"Trace "


class Monitor:
    """QEMU's machine protocol (QMP), for the human monitor's commands."""

    def __init__(self, path, timeout=10):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(path)
        self.lines = self.socket.makefile("r")
        self.lines.readline()
        self._execute("qmp_capabilities")

    def _execute(self, command, **arguments):
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            line = self.lines.readline()
            if not line:
                raise BoardError("QEMU's monitor has closed")
            answer = json.loads(line)
            if "error" in answer:
                raise BoardError(f"QEMU: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def human(self, line):
        return self._execute("human-monitor-command", **{"command-line": line})

    def nudge(self):
        """Let QEMU look at its inputs again. A serial port that the firmware enables after bytes have come in does not ask for
        them: they stay in the pipe until something else wakes QEMU's main loop. Not while a program runs: with `icount` the
        machine's time may jump."""
        self._execute("query-status")


class QemuBoard(Board):
    lacks: typing.ClassVar = {
        "os": "it needs an operating system",
        "socket": "it needs a network",
        "_thread": "it needs threads",
    }

    def __init__(self, machine, firmware, icount=None, forwarded=None, paused=False, forwarded_udp=None):
        """`icount`: let the machine's time follow its instructions, 2**icount nanoseconds each, and jump over idle time, so
        that a run does not depend on how busy the host is; None: the host's time. While such a machine waits for input, days
        of its time may pass.
        `forwarded`: for a machine with a network, a dict from TCP ports of the host's loopback to those of the machine, whose own
        way to that loopback is 10.0.2.2.
        `forwarded_udp`: the same of UDP ports.
        `paused`: the machine stands still until the monitor's command `cont`."""
        self.machine = machine
        self.forwarded = forwarded
        self.forwarded_udp = forwarded_udp or {}
        self.firmware = firmware
        self.icount = icount
        self.paused = paused
        self.process = None
        self.monitor = None
        self.folder = None
        self.symbols = None
        if icount is not None:
            self.CLOCK = "time.ticks_cpu()"
            self.UNIT = "instructions"
            self.UNITS_PER_COUNT = INSTRUCTIONS_PER_S / TICKS_CPU_HZ[machine] / 2**icount

    def start(self):
        emulator, *options = MACHINES[self.machine]
        path = shutil.which(emulator, path=f"{os.environ.get('PATH', os.defpath)}:{UNPACKED}")
        if path is None:
            raise BoardError(f"{emulator} is not installed: run tools/setup.sh qemu")
        command = [path, *options]
        if not self.firmware.is_file():
            raise BoardError(f"{self.firmware}: no such firmware: make firmware PORT=qemu BOARD={self.machine}")
        self.folder = tempfile.mkdtemp(prefix="qemu-")
        monitor_path = os.path.join(self.folder, "monitor")
        self.log_path = os.path.join(self.folder, "log")
        command = [*command, "-nodefaults", "-display", "none", "-kernel", str(self.firmware), "-serial", "stdio"]
        # Upstream's ports/qemu opens its console so as it starts: without a host that answers this is a fault.
        command += ["-semihosting"]
        command += ["-qmp", f"unix:{monitor_path},server=on,wait=off", "-D", self.log_path]
        if self.forwarded is not None:
            ports = [f"hostfwd=tcp:127.0.0.1:{host}-:{board}" for host, board in self.forwarded.items()]
            ports += [f"hostfwd=udp:127.0.0.1:{host}-:{board}" for host, board in self.forwarded_udp.items()]
            command += ["-nic", ",".join(["user", "model=lan9118", *ports])]
        if self.icount is not None:
            command += ["-icount", f"shift={self.icount},sleep=off"]
        if self.paused:
            command += ["-S"]
        self.complaints = os.path.join(self.folder, "stderr")
        with open(self.complaints, "wb") as stderr:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, bufsize=0
            )
        os.set_blocking(self.process.stdout.fileno(), False)
        deadline = time.monotonic() + 10
        while self.monitor is None:
            try:
                self.monitor = Monitor(monitor_path)
            except (FileNotFoundError, ConnectionRefusedError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise BoardError(self._ended()) from None
                time.sleep(0.02)

    def _ended(self):
        self.process.kill()
        with open(self.complaints, encoding="utf-8", errors="replace") as stderr:
            return f"QEMU has ended with status {self.process.wait()}: {stderr.read().strip()}"

    def read(self, timeout):
        if self.process is None:
            raise BoardError("QEMU is not running")
        select.select([self.process.stdout], [], [], max(0, timeout))
        data = self.process.stdout.read(65536)
        if data == b"":
            raise BoardError(self._ended())
        return data or b""

    def nudge(self):
        self.monitor.nudge()

    def write(self, data):
        try:
            self.process.stdin.write(data)
        except BrokenPipeError:
            raise BoardError(self._ended()) from None

    def stop(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None
        if self.monitor is not None:
            self.monitor.lines.close()
            self.monitor.socket.close()
            self.monitor = None
        if self.folder is not None:
            shutil.rmtree(self.folder)
            self.folder = None

    def diagnose(self):
        if self.symbols is None:
            self.symbols = Symbols(self.firmware)
        registers = self.monitor.human("info registers")
        pc = re.search(r"(?:R15=|^ pc +)([0-9a-f]+)", registers, re.MULTILINE)
        caller = re.search(r"(?:R14=|x1/ra +)([0-9a-f]+)", registers)
        if pc is None:
            return f"QEMU shows no program counter:\n{registers}"
        text = f"program counter {self.symbols.describe(int(pc[1], 16))}"
        if caller:
            text += f", return address {self.symbols.describe(int(caller[1], 16) & ~1)}"
        return text

    def log_instructions(self, on):
        """Begin or end writing a line for each executed instruction."""
        self.monitor.human(f"singlestep {'on' if on else 'off'}")
        self.monitor.human("log exec,nochain" if on else "log none")

    def logged_functions(self, marker):
        """The instructions in the log, by function, from each call of the function `marker` to the next one."""
        if self.symbols is None:
            self.symbols = Symbols(self.firmware)
        marker_address = b"%08x" % (self.symbols.all[marker][0] & ~1)
        parts = []
        with open(self.log_path, "rb") as log:
            for line in log:
                if line.startswith(LOGGED_INSTRUCTION):
                    address = line.split(b"/", 2)[1]
                    if address == marker_address:
                        parts.append(collections.Counter())
                    if parts:
                        parts[-1][address] += 1
        return [self._by_function(part) for part in parts[:-1]]

    def _by_function(self, counts):
        functions = collections.Counter()
        for address, count in counts.items():
            functions[self.symbols.function(int(address, 16))] += count
        return functions
