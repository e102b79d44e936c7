#!/usr/bin/env python3
"""The network of an emulated Pico W, CPython on the host's loopback as the other side.

    picow.py build/…/firmware.uf2 [NAME…]

The board boots once, and the programs run one after the other. After each, lwIP's pools hold as much as before it, and each byte that went over
the air is one that a program sent. Emulated seconds take minutes. Last line: `N passed, N failed`.
"""

import argparse
import ast
import asyncio
import pathlib
import random
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "net_board"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "names"))

from boards.board import BoardError
from boards.raw_repl import CTRL_C, Hang, RawRepl
from name_server import NameServer
from net_board import Datagrams, serve_board
from pico_w import PicoW

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_S = 900
# Emulated: lwIP acknowledges after a quarter of a second at the latest.
LAST_PACKETS_S = 0.3
# What comes before the board has accepted may be dropped, and rp2040py's network sends nothing twice. Some milliseconds of emulated time.
ACCEPTED_S = 0.5
HOST = "10.0.0.1"


def check(name, found, expected):
    if found != expected:
        raise AssertionError(f"{name}: {found!r} instead of {expected!r}")


class Session:
    """A Pico W; after `start` it has joined the network."""

    def __init__(self, image):
        self.board = PicoW(image)
        self.network = self.board.network

    def start(self):
        say("boots")
        self.board.start()
        self.repl = RawRepl(self.board)
        self.repl.enter(100)
        say("joins the network, which takes the firmware of its radio")
        out = self._run((HERE / "board_connect.py").read_text(), None)
        check("address", out, ["address 10.0.0.2"])

    def _run(self, source, on_data):
        out, error = self.repl.run(source.encode(), TIMEOUT_S, on_data)
        if error:
            raise AssertionError(error.decode(errors="replace"))
        return out.decode().splitlines()

    async def run(self, source, peer=None):
        """What the program printed, by the first word of each line; `peer` runs when it has said that it is ready."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        seen = bytearray()

        def on_data(data):
            seen.extend(data)
            if b"ready" in seen:
                loop.call_soon_threadsafe(ready.set)

        self.network.carried.clear()
        self.before = self.board.pools()
        program = loop.run_in_executor(None, self._run, source, on_data)
        waits = asyncio.ensure_future(ready.wait())
        await asyncio.wait([program, waits], return_when=asyncio.FIRST_COMPLETED)
        waits.cancel()
        if peer and ready.is_set():
            try:
                await peer()
            except BaseException:
                # The program still has the serial line.
                self.board.write(CTRL_C)
                await asyncio.wait([program])
                raise
        printed = dict(line.split(maxsplit=1) for line in await program if " " in line)
        self.repl.run(b"import gc; gc.collect()", TIMEOUT_S)
        # The last packets are still on their way.
        end = self.board.seconds() + LAST_PACKETS_S
        while (self.lost() or self.network.open_connections()) and self.board.seconds() < end:
            await asyncio.sleep(0.1)
        check("elements that lwIP's pools have lost", self.lost(), {})
        check("connections of the host", self.network.open_connections(), 0)
        return printed

    def lost(self):
        """How many elements of lwIP's pools are in use that were free before the program."""
        now = self.board.pools()
        return {name: free - now[name] for name, free in self.before.items() if now[name] < free}

    def tidy(self):
        """Closes what a program that failed has left open."""
        self.repl.run(b"import asyncio, gc; asyncio.new_event_loop(); server = None; gc.collect()", TIMEOUT_S)
        self.board.within(self.network.drop_connections())

    def carried(self, from_board, protocol="tcp"):
        """How many bytes of data went over the air."""
        return sum(
            len(piece.data)
            for piece in self.network.carried
            if (piece.from_board, piece.protocol) == (from_board, protocol)
        )


def program(name, **values):
    """The text of a program, with the values that it leaves to its test."""
    path = HERE / name if (HERE / name).exists() else HERE.parent / "net_board" / name
    source = path.read_text().replace("10.0.2.2", HOST)
    for key, value in values.items():
        assert f"\n{key} = 0\n" in source
        source = source.replace(f"\n{key} = 0\n", f"\n{key} = {value}\n")
    return source


CLIENTS = 3
# An echo, a reset by the host, a half-close: five bytes say which and how long.
SIZES = [500 + 217 * index for index in range(CLIENTS)]


async def test_clients(session):
    """three clients on the board at once: an echo, a reset by the host, a half-close"""
    server = await asyncio.start_server(serve_board, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    printed = await session.run(
        program("board_clients.py", HOST_PORT=port).replace("range(12)", f"range({CLIENTS})")
    )
    server.close()
    check("counts", dict(ast.literal_eval(printed["counts"])), {"complete": 2, "broken": 1, "wrong": 0})
    check("bytes to the host", session.carried(True), 5 * CLIENTS + sum(SIZES))
    check("bytes to the board", session.carried(False), SIZES[0] + 100 + SIZES[2] // 2)


async def connect(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.sleep(ACCEPTED_S)
    return reader, writer


async def one_line(port, line):
    reader, writer = await connect(port)
    writer.write(struct.pack(">BI", ord("e"), len(line)))
    await writer.drain()
    # So that the line is a packet of its own.
    await asyncio.sleep(ACCEPTED_S)
    writer.write(line)
    check("echo", await reader.readexactly(len(line)), line)
    check("the end", await reader.read(), b"")
    writer.close()
    await writer.wait_closed()


async def test_server(session):
    """a server on the board, reached from outside: three clients at once, one more, the server closes"""
    port = session.network.tcp_port
    lines = [random.Random(index).randbytes(40) for index in range(CLIENTS + 1)]

    async def peer():
        await asyncio.gather(*[one_line(port, line) for line in lines[:CLIENTS]])
        await one_line(port, lines[-1])
        reader, writer = await connect(port)
        writer.write(struct.pack(">BI", ord("q"), 0))
        check("the end", await reader.read(), b"")
        writer.close()

    printed = await session.run(program("board_server.py"), peer)
    counts = {"open": 0, "complete": CLIENTS + 2, "broken": 0, "bytes": 40 * (CLIENTS + 1), "reported": 0}
    check("counts", dict(ast.literal_eval(printed["counts"])), counts)
    check("bytes to the host", session.carried(True), 40 * (CLIENTS + 1))
    check("bytes to the board", session.carried(False), 45 * (CLIENTS + 1) + 5)


LINES = [b"line %d\n" % number for number in range(5)]


async def test_line(session):
    """lines come back, each when the last one has"""

    async def peer():
        reader, writer = await connect(session.network.tcp_port)
        for line in LINES:
            writer.write(line)
            check("echo", await reader.readline(), line)
        writer.write_eof()
        check("the end", await reader.read(), b"")
        writer.close()

    printed = await session.run(program("board_line.py"), peer)
    check("lines", printed["lines"], str(len(LINES)))
    pieces = [piece for piece in session.network.carried if piece.protocol == "tcp"]
    check("pieces", [piece.data for piece in pieces], [line for line in LINES for _ in range(2)])
    times = sorted(
        (went.nanos - came.nanos) / 1e6 for came, went in zip(pieces[::2], pieces[1::2], strict=True)
    )
    say(f"from a line to its echo: {times[0]:.2f} to {times[-1]:.2f} ms of emulated time")


async def test_udp(session):
    """UDP endpoints on the board, as the client and as the server"""
    loop = asyncio.get_running_loop()
    echo, _ = await loop.create_datagram_endpoint(lambda: Datagrams(True), local_addr=("127.0.0.1", 0))
    sizes = (1, 100, 1000)

    async def peer():
        remote = ("127.0.0.1", session.network.udp_port)
        transport, client = await loop.create_datagram_endpoint(lambda: Datagrams(False), remote_addr=remote)
        for data in [*(random.Random(size).randbytes(size) for size in sizes), b"quit"]:
            transport.sendto(data)
            await client.arrival(data)
        transport.close()

    printed = await session.run(program("board_udp.py", HOST_PORT=echo.get_extra_info("sockname")[1]), peer)
    echo.close()
    check("answers", printed["answers"], "3")
    carried = 1 + 100 + 700 + sum(sizes) + len(b"quit")
    check("bytes each way", [session.carried(way, "udp") for way in (True, False)], [carried, carried])


async def echo_line(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()


async def test_name(session):
    """a name is looked up while another task goes on; an unknown one is an OSError"""
    loop = asyncio.get_running_loop()
    transport, names = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    session.network.name_server = transport.get_extra_info("sockname")[1]
    server = await asyncio.start_server(echo_line, "127.0.0.1", 0)
    printed = await session.run(program("board_name.py", HOST_PORT=server.sockets[0].getsockname()[1]))
    server.close()
    transport.close()
    check("printed", printed, {"others": "True", "answer": "b'hello\\n'", "unknown": "OSError"})
    check("asked for", sorted(set(names.asked)), ["nothing.test", "slow-10-0-0-1.test"])


async def test_told(session):
    """tasks wait for a silent peer and for a connection: the loop asks no socket"""
    silent = asyncio.Event()

    async def say_at_last(reader, writer):
        await silent.wait()
        writer.write(b"at last\n")
        writer.close()

    async def peer():
        silent.set()

    server = await asyncio.start_server(say_at_last, "127.0.0.1", 0)
    printed = await session.run(program("board_told.py", HOST_PORT=server.sockets[0].getsockname()[1]), peer)
    server.close()
    check("printed", printed, {"waiting": "2", "asked": "[]", "line": "b'at last\\n'"})


TESTS = {
    "clients": test_clients,
    "server": test_server,
    "line": test_line,
    "udp": test_udp,
    "name": test_name,
    "told": test_told,
}

began = time.monotonic()


def say(text):
    print(f"[{time.monotonic() - began:4.0f} s] {text}", flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    parser.add_argument("tests", nargs="*", metavar="NAME", help="only these, such as `name`")
    args = parser.parse_args()
    if not args.image.is_file() or not args.image.with_suffix(".elf").is_file():
        parser.error(
            f"{args.image}: no such image, or no .elf beside it: make firmware PORT=rp2 BOARD=RPI_PICO_W MICROPYTHON_DIR="
        )
    if unknown := set(args.tests) - TESTS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: no such test: {', '.join(TESTS)}")
    tests = [test for name, test in TESTS.items() if not args.tests or name in args.tests]
    passed = failed = 0
    session = Session(args.image)
    try:
        session.start()
        for test in tests:
            say(test.__doc__)
            try:
                asyncio.run(test(session))
                passed += 1
                print(f"pass {test.__name__}", flush=True)
            except (AssertionError, EOFError, OSError) as problem:
                failed += 1
                print(f"FAIL {test.__name__}: {problem!r}", flush=True)
                session.tidy()
    except (AssertionError, BoardError, Hang) as problem:
        failed += len(tests) - passed - failed
        print(f"FAIL {problem!r} {getattr(problem, 'output', b'')!r}", flush=True)
    finally:
        say(f"{session.board.seconds():.1f} s of emulated time")
        session.board.stop()
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
