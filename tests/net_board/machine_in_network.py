"""The emulated board with a network: programs run on it, one after the other, beside peers on the host's loopback."""

import asyncio
import contextlib
import pathlib
import socket
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from boards.qemu import QemuBoard
from boards.raw_repl import RawRepl

MACHINE = "MPS2_AN385_NET"
TIMEOUT = 60

BEGIN = """
import network, time
lan = network.LAN()
lan.active(True)
lan.ifconfig(("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.2"))
def pools_used():
    return {name: used for name, (used, _, _) in lan.statistics().items()}
pools_before = pools_used()
"""

# A connection that the board closed stays until the peer has agreed, and then twice TCP_MSL.
END = """
import gc
gc.collect()
for _ in range(150):
    if pools_used() == pools_before:
        break
    time.sleep_ms(100)
print("pools", "as before" if pools_used() == pools_before else (pools_before, pools_used()))
"""


# QEMU accepts on each forwarded port with a backlog of one: each client has a port of its own.
CLIENTS = 31


def free_ports():
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(CLIENTS)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def free_udp_port():
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check(name, found, expected):
    if found != expected:
        raise AssertionError(f"{name}: {found!r} instead of {expected!r}")


def reset(writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Skipped(Exception):
    """Why a test can't run here."""


class NetBoard:
    """Programs on the board, one after the other, each after a soft reset. `output` is what the last one printed."""

    def __init__(self, firmware):
        self.ports = free_ports()
        self.udp_port = free_udp_port()
        forwarded = dict.fromkeys(self.ports, 8000)
        self.board = QemuBoard(MACHINE, firmware, None, forwarded, forwarded_udp={self.udp_port: 8000})
        self.board.start()
        self.repl = RawRepl(self.board)
        self.repl.enter(20)

    def _run(self, source, on_data, end):
        self.repl.soft_reset(20)
        out, error = self.repl.run((BEGIN + source + end).encode(), TIMEOUT, on_data)
        if error:
            raise AssertionError(error.decode(errors="replace"))
        lines = out.decode().splitlines()
        self.output = "".join(f"{line}\n" for line in lines if not line.startswith("pools "))
        return dict(line.split(maxsplit=1) for line in lines if " " in line)

    def interrupt(self):
        """To the prompt, whatever the program does."""
        self.repl.enter(20)

    async def run(self, source, peer, pools=True):
        """What the program printed, by the first word of each line; `peer` runs when it has said that it is ready. `pools`: the line with
        that word tells whether lwIP's hold as much as before, if need be after a while."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        seen = bytearray()

        def on_data(data):
            seen.extend(data)
            if b"ready" in seen:
                loop.call_soon_threadsafe(ready.set)

        program = loop.run_in_executor(None, self._run, source, on_data, END if pools else "")
        waits = asyncio.ensure_future(ready.wait())
        await asyncio.wait([program, waits], return_when=asyncio.FIRST_COMPLETED)
        waits.cancel()
        if peer and ready.is_set():
            try:
                await asyncio.wait_for(peer(self.ports), TIMEOUT)
            except BaseException:
                # The program still has the serial line: to its end, or until it is given up.
                await asyncio.wait([program])
                raise
        return await program
