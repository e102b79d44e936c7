"""The emulated Raspberry Pi Pico as a board of the test runner: rp2.mjs in a process of its own, and its control socket."""

import json
import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EMULATOR = Path(os.environ.get("MPY_ASYNCIO_CACHE", ROOT / ".cache")) / "rp2-emulator"
SCRIPT = Path(__file__).with_name("rp2.mjs")


class Rp2:
    """A Pico that boots `image` (.uf2 or .bin); `usb` says that its REPL is on USB instead of UART0."""

    # The wall-clock time that one second of a real board's work takes here, for time-outs.
    slowness = 8

    def __init__(self, image, usb=False):
        self.image = Path(image)
        self.usb = usb
        self.process = None
        self.control = None

    def start(self):
        if not self.image.is_file():
            raise FileNotFoundError(f"{self.image}: no such image: build it with make firmware PORT=rp2")
        if not (EMULATOR / "whole").is_file():
            subprocess.run([sys.executable, str(ROOT / "ports/rp2/emulator/fetch.py"), str(EMULATOR)], check=True)
        self.control, theirs = socket.socketpair()
        command = ["node", str(SCRIPT), "--image", str(self.image), "--modules", str(EMULATOR)]
        command += ["--bootrom", str(EMULATOR / "bootrom.bin"), "--control", str(theirs.fileno())]
        if self.usb:
            command.append("--usb")
        with theirs:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                pass_fds=[theirs.fileno()],
            )

    def read(self, timeout):
        """What the firmware has printed, b"" if nothing comes within `timeout` seconds; EOFError when it has ended."""
        output = self.process.stdout
        if not select.select([output], [], [], timeout)[0]:
            return b""
        data = os.read(output.fileno(), 65536)
        if not data:
            raise EOFError(f"the emulator has ended: {self.diagnose()}")
        return data

    def write(self, data):
        self.process.stdin.write(data)

    def stop(self):
        if self.process is None:
            return
        self.process.stdin.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdout, self.process.stderr, self.control):
            stream.close()
        self.process = None

    def diagnose(self):
        """One line for a test that got no answer: where the firmware is, and what the emulator complained of."""
        words = []
        if self.process.poll() is None:
            try:
                stats = self.ask({"do": "stats"}, 2)
                doing = "asleep" if stats["asleep"] else "running"
                words.append(f"{doing} at 0x{stats['pc']:08x}, {stats['nanos'] / 1e9:.3f} s of emulated time")
            except TimeoutError:
                words.append("the emulator doesn't answer")
        else:
            words.append(f"exit status {self.process.returncode}")
        if select.select([self.process.stderr], [], [], 0)[0]:
            complaint = os.read(self.process.stderr.fileno(), 65536).decode(errors="replace").strip()
            words += complaint.splitlines()[-3:]
        return "; ".join(words)

    def ask(self, request, timeout):
        """Sends the emulator a request (rp2.mjs lists them) and waits for its answer."""
        self.send(request)
        return self.answer(timeout)

    def send(self, request):
        self.control.sendall(json.dumps(request).encode() + b"\n")

    def answer(self, timeout):
        deadline = time.monotonic() + timeout
        line = b""
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.control], [], [], left)[0]:
                raise TimeoutError(f"no answer from the emulator within {timeout} s")
            part = self.control.recv(65536)
            if not part:
                raise EOFError("the emulator closed its control socket")
            line += part
        reply = json.loads(line)
        if "error" in reply:
            raise ValueError(reply["error"])
        return reply
