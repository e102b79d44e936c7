"""A DNS server for tests, on port 53 of the loopback: enter a network of its own first (tests/net/own_network.py).

`<a>-<b>-<c>-<d>.test` has that address, `slow-<…>.test` too, after a second. Of a name that begins with `silent` it says nothing, any
other name does not exist.
"""

import asyncio
import re
import socket
import struct

PORT = 53
NAME_ERROR = 3
IPV4, IN = 1, 1
SLOW_S = 1


class NameServer(asyncio.DatagramProtocol):
    """The names asked for are in `asked`."""

    def __init__(self):
        self.asked = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += 1 + data[at]
        question = data[12 : at + 5]
        kind = struct.unpack_from(">H", data, at + 1)[0]
        name = ".".join(labels)
        self.asked.append(name)
        if name.startswith("silent"):
            return
        match = re.fullmatch(r"(?:slow-)?(\d+)-(\d+)-(\d+)-(\d+)\.test", name)
        answers = b""
        if match and kind == IPV4:
            address = ".".join(match.groups())
            # A pointer to the name, the type, the class, a time to live of 0: no later look-up is answered from memory.
            answers = struct.pack(">HHHIH", 0xC00C, IPV4, IN, 0, 4) + socket.inet_aton(address)
        reply = (
            data[:2]
            + struct.pack(">HHHHH", 0x8180 | (0 if match else NAME_ERROR), 1, bool(answers), 0, 0)
            + question
            + answers
        )
        delay = SLOW_S if name.startswith("slow-") else 0
        asyncio.get_running_loop().call_later(delay, self.transport.sendto, reply, peer)


async def echo_line(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()


class EchoDatagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        self.transport.sendto(data, peer)


async def start(script, own, host):
    """The server, and the text of `script` with the names of `own` and of `host`, and with the port of an echo server there, of TCP and UDP.
    OSError if a port is not to be had."""
    loop = asyncio.get_running_loop()
    _, server = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", PORT))
    echo = await asyncio.start_server(echo_line, "127.0.0.1", 0)
    port = echo.sockets[0].getsockname()[1]
    await loop.create_datagram_endpoint(EchoDatagrams, local_addr=("127.0.0.1", port))
    source = script.read_text().replace('OWN_NAME = "127-0-0-1', f'OWN_NAME = "{own}')
    source = source.replace('PEER_NAME = "127-0-0-1', f'PEER_NAME = "{host}').replace(
        "PEER_PORT = 0", f"PEER_PORT = {port}"
    )
    return server, source
