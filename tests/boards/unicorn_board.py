"""Boards that Unicorn emulates: a model in a process of its own (esp32_c3.py, cortex_m.py), its REPL on pipes, questions on a socket."""

import json
import os
import select
import socket
import subprocess
import tempfile
import typing
from pathlib import Path

from .board import Board, BoardError
from .elf_symbols import Symbols

ROOT = Path(__file__).resolve().parents[2]
# tools/setup.sh unicorn makes it.
PYTHON = Path(os.environ.get("MPY_ASYNCIO_CACHE", ROOT / ".cache")) / "unicorn/bin/python"
HERE = Path(__file__).resolve().parent


class Model(typing.NamedTuple):
    script: str
    options: tuple
    image: str
    make: str


# The boards by name. Those of ports/qemu run here too, for a second opinion on the same images.
UNICORN_BOARDS = {
    "ESP32_C3": Model("esp32_c3.py", (), "esp32-ESP32_C3{stock}/firmware.bin", "esp32"),
    "ESP32_C3_USB": Model("esp32_c3.py", ("--serial", "usb"), "esp32-ESP32_C3{stock}/firmware.bin", "esp32"),
    **{
        f"{machine}_UNICORN": Model(
            "cortex_m.py", ("--machine", machine), f"qemu-{machine}{{stock}}/firmware.elf", f"qemu BOARD={machine}"
        )
        for machine in ("MPS2_AN385", "MICROBIT")
    },
}


class UnicornBoard(Board):
    # Of the emulated processor's speed, which is that of QEMU's tests.
    slowness = 4
    lacks: typing.ClassVar = {
        "os": "it needs an operating system",
        "socket": "it needs a network",
        "_thread": "it needs threads",
    }

    def __init__(self, name, image):
        """`image`: what UNICORN_BOARDS names; firmware.elf is wanted beside it."""
        self.model = UNICORN_BOARDS[name]
        self.image = Path(image)
        self.process = None
        self.control = None

    def start(self):
        if not PYTHON.exists():
            raise BoardError("Unicorn is not installed: run tools/setup.sh unicorn")
        if not self.image.is_file():
            raise BoardError(f"{self.image}: no such image: make firmware PORT={self.model.make}")
        self.control, theirs = socket.socketpair()
        command = [str(PYTHON), str(HERE / self.model.script), *self.model.options]
        command += ["--image", str(self.image), "--control", str(theirs.fileno())]
        self.complaints = tempfile.TemporaryFile()
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.complaints}
        with theirs:
            self.process = subprocess.Popen(command, bufsize=0, pass_fds=[theirs.fileno()], **pipes)

    def read(self, timeout):
        if self.process is None:
            raise BoardError("the emulator is not running")
        output = self.process.stdout
        if not select.select([output], [], [], max(0, timeout))[0]:
            return b""
        data = os.read(output.fileno(), 65536)
        if not data:
            raise BoardError(f"the emulator has ended: {self.diagnose()}")
        return data

    def write(self, data):
        try:
            self.process.stdin.write(data)
        except BrokenPipeError:
            raise BoardError(f"the emulator has ended: {self.diagnose()}") from None

    def stop(self):
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.complaints, self.control):
            stream.close()
        self.process = None

    def diagnose(self):
        words = []
        if self.process.poll() is None:
            state = self._state()
            if state is None:
                words.append("the emulator doesn't answer")
            else:
                doing = "asleep" if state["asleep"] else "running"
                words.append(f"{doing}, program counter {self._describe(state['pc'])}")
                words.append(f"{state['ns'] / 1e9:.3f} s of emulated time")
        else:
            words.append(f"exit status {self.process.wait()}")
        self.complaints.seek(0)
        words += self.complaints.read().decode(errors="replace").strip().splitlines()[-3:]
        return "; ".join(words)

    def _state(self, timeout=5):
        try:
            self.control.sendall(b"?")
        except BrokenPipeError:
            return None
        if not select.select([self.control], [], [], timeout)[0]:
            return None
        return json.loads(self.control.recv(65536) or "null")

    def _describe(self, address):
        elf = self.image.with_suffix(".elf")
        return Symbols(elf).describe(address) if elf.is_file() else f"{address:#010x}"
