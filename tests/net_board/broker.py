"""A real MQTT broker on the loopback: mosquitto, from Debian."""

import asyncio
import os
import pathlib
import shutil
import socket
import subprocess

from machine_in_network import Skipped

WHERE = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"


class Broker:
    def __init__(self, folder):
        self.program = shutil.which("mosquitto", path=WHERE)
        if self.program is None:
            raise Skipped("no mosquitto here: tools/setup.sh net-board")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.config = pathlib.Path(folder) / "mosquitto.conf"
        self.config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n")
        pathlib.Path(folder).chmod(0o755)
        self.process = None

    def _spawn(self):
        self.process = subprocess.Popen([self.program, "-c", self.config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    async def start(self):
        self._spawn()
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            except OSError:
                await asyncio.sleep(0.05)
        raise AssertionError("mosquitto does not listen")

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
