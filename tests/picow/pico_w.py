"""The emulated Pico W: rp2040py with the image as it is flashed, its REPL on USB, its radio on this machine's loopback."""

import asyncio
import dataclasses
import pathlib
import queue
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from boards.board import Board, BoardError
from boards.elf_symbols import Symbols
from host_network import HostNetwork
from rp2040py.boards import BOARDS
from rp2040py.device.base_device import BaseDevice
from rp2040py.external.cyw43.chip import Cyw43439

BOOT_TIMEOUT_S = 300
# lwIP's, with a queue of the free elements each. A connection that has ended stays for two minutes, in TCP_PCB.
POOLS = ("UDP_PCB", "TCP_PCB", "TCP_PCB_LISTEN", "TCP_SEG", "PBUF", "PBUF_POOL")

# Where a connection has the next one's address: behind two addresses (IPv4 or IPv6), the number of the interface, and three bytes of options.
NEXT_OF_PCB = 52


class PicoW(Board):
    # A second of the emulated board's work takes a minute and more.
    slowness = 100

    def __init__(self, image):
        self.image = pathlib.Path(image)
        self.symbols = Symbols(self.image.with_suffix(".elf"))
        self.received = queue.SimpleQueue()
        self.network = None
        spec = dataclasses.replace(BOARDS["pico_w"], image=self.image, extras=(lambda: self,))
        self.device = BaseDevice(board=spec)
        self.device.cdc.on_serial_data = lambda data: self.received.put(bytes(data))

    def attach(self, rp2040):
        """Called by rp2040py: the chip of the radio, on this network."""
        chip = Cyw43439()
        chip.attach(rp2040)
        chip.bus.nat_bridge = self.network = HostNetwork(rp2040, chip.bus.queue_rx_ethernet_frame)

    def start(self):
        """Boots as far as the first prompt."""
        try:
            self.device.start_async(BOOT_TIMEOUT_S).result(BOOT_TIMEOUT_S)
        except TimeoutError as error:
            raise BoardError(f"no USB within {BOOT_TIMEOUT_S} s: {self.diagnose()}") from error
        self.within(self.network.listen())
        self.write(b"\r\n")
        self.await_prompt(BOOT_TIMEOUT_S)

    def within(self, coroutine):
        """Runs it between two instructions of the emulated processor."""
        return self.device.simulator.call(coroutine, BOOT_TIMEOUT_S)

    def read(self, timeout):
        try:
            data = self.received.get(timeout=max(0, timeout))
            while not self.received.empty():
                data += self.received.get()
            return data
        except queue.Empty:
            if not self.device.simulator.executing:
                raise BoardError(
                    f"the emulator has ended: {self.device.simulator.engine_room_error!r}"
                ) from None
            return b""

    def write(self, data):
        self.within(self._write(data))

    async def _write(self, data):
        for byte in data:
            while self.device.cdc.tx_fifo.full:
                await asyncio.sleep(0)
            self.device.cdc.send_serial_byte(byte)

    def stop(self):
        self.device.stop()

    def diagnose(self):
        mcu = self.device.mcu
        return f"{self.symbols.describe(mcu.core.pc)}; {mcu.clock.nanos / 1e9:.3f} s of emulated time"

    def seconds(self):
        """Emulated time since the boot."""
        return self.device.mcu.clock.nanos / 1e9

    def pools(self):
        """How many elements of each of lwIP's pools are free; a connection that only waits for late packets counts as free."""
        return self.within(self._pools())

    async def _pools(self):
        free = {name: self._length(f"memp_tab_{name}") for name in POOLS}
        free["TCP_PCB"] += self._length("tcp_tw_pcbs", NEXT_OF_PCB)
        return free

    def _length(self, head, next_at=0):
        word = self.device.mcu.read_uint32
        length, at = 0, word(self.symbols.all[head][0])
        while at:
            length, at = length + 1, word(at + next_at)
        return length
