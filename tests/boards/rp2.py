"""The emulated Raspberry Pi Pico: rp2.mjs in a process of its own, its REPL on pipes, its control requests on a socket."""

import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .board import Board, BoardError
from .elf_symbols import Symbols

ROOT = Path(__file__).resolve().parents[2]
EMULATOR = Path(os.environ.get("MPY_ASYNCIO_CACHE", ROOT / ".cache")) / "rp2-emulator"
FETCH = ROOT / "ports/rp2/emulator/fetch.py"
SCRIPT = Path(__file__).with_name("rp2.mjs")

BOOT_TIMEOUT_S = 30


class Rp2(Board):
    # How much longer a script takes here than on the chip, at most; for timeouts.
    slowness = 8
    lacks = {
        "_thread": "threads run on the second core, which the emulator hasn't got",
        "socket": "a Pico has no network",
        "ssl": "a Pico has no network",
    }

    def __init__(self, image, usb=False):
        """`image`: firmware.uf2 or .bin; `usb`: its REPL is on USB (RPI_PICO), not on UART0 (RPI_PICO_EMU)."""
        self.image = Path(image)
        self.usb = usb
        self.process = None
        self.control = None

    def start(self):
        """Boots as far as the first prompt: a Ctrl-C before it would stop the boot script that mounts the file system."""
        if shutil.which("node") is None:
            raise BoardError("node is not installed: run tools/setup.sh rp2-emulator")
        if not self.image.is_file():
            raise BoardError(f"{self.image}: no such image: make firmware PORT=rp2 BOARD=RPI_PICO_EMU")
        if subprocess.run([sys.executable, str(FETCH), str(EMULATOR)], check=False).returncode != 0:
            raise BoardError(f"the emulator could not be fetched into {EMULATOR}: see above")
        self.control, theirs = socket.socketpair()
        command = ["node", str(SCRIPT), "--image", str(self.image), "--modules", str(EMULATOR)]
        command += ["--bootrom", str(EMULATOR / "bootrom.bin"), "--control", str(theirs.fileno())]
        if self.usb:
            command.append("--usb")
        self.complaints = tempfile.TemporaryFile()
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.complaints}
        with theirs:
            self.process = subprocess.Popen(command, bufsize=0, pass_fds=[theirs.fileno()], **pipes)
        if self.usb:
            # The banner and the first prompt are gone before USB is up: ask for another prompt.
            self.write(b"\r\n")
        self.await_prompt(BOOT_TIMEOUT_S)

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
        self.process.stdin.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdout, self.complaints, self.control):
            stream.close()
        self.process = None

    def diagnose(self):
        words = []
        if self.process.poll() is None:
            try:
                stats = self.ask({"do": "stats"}, 5)
                where = self._describe(stats["pc"])
                words.append(f"{'asleep' if stats['asleep'] else 'running'} at {where}")
                words.append(f"{stats['nanos'] / 1e9:.3f} s of emulated time")
            except BoardError as error:
                words.append(str(error))
        else:
            words.append(f"exit status {self.process.wait()}")
        self.complaints.seek(0)
        words += self.complaints.read().decode(errors="replace").strip().splitlines()[-3:]
        return "; ".join(words)

    def _describe(self, address):
        elf = self.image.with_suffix(".elf")
        return Symbols(elf).describe(address) if elf.is_file() else f"{address:#010x}"

    def ask(self, request, timeout):
        """Sends the emulator a request (rp2.mjs lists them); its answer."""
        self.send(request)
        return self.answer(timeout)

    def send(self, request):
        try:
            self.control.sendall(json.dumps(request).encode() + b"\n")
        except BrokenPipeError:
            raise BoardError("the emulator has ended") from None

    def answer(self, timeout):
        deadline = time.monotonic() + timeout
        line = b""
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.control], [], [], left)[0]:
                raise BoardError(f"no answer from the emulator within {timeout} s")
            part = self.control.recv(65536)
            if not part:
                raise BoardError("the emulator has closed its control socket")
            line += part
        reply = json.loads(line)
        if "error" in reply:
            raise BoardError(f"the emulator: {reply['error']}")
        return reply
