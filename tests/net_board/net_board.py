#!/usr/bin/env python3
"""The board with a network as one side of connections, CPython and others on the host's loopback as the other.

    net_board.py --firmware build/qemu-MPS2_AN385_NET/firmware.elf --tree TREE --unix build/unix/micropython [NAME…]

After each program lwIP's pools hold as much as before it. Last line: `N passed, N failed, N skipped`.
"""

import argparse
import ast
import asyncio
import contextlib
import hashlib
import json
import pathlib
import random
import struct
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "net"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "names"))

import name_server
import own_network
import upstream_pairs
from boards.board import BoardError
from boards.raw_repl import Hang
from broker import Broker
from machine_in_network import NetBoard, Skipped, check, free_udp_port, reset

HERE = pathlib.Path(__file__).resolve().parent


async def one_client(port, index, numbers):
    """One of five kinds, by `index`; the kind."""
    data = numbers.randbytes(200 + numbers.randrange(4000))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    kind = "edrsb"[index % 5]
    try:
        if kind == "e":
            writer.write(struct.pack(">BI", ord("e"), len(data)) + data)
            check("echo", await reader.readexactly(len(data)), data)
            check("the end", await reader.read(), b"")
        elif kind == "d":
            writer.write(struct.pack(">BI", ord("d"), len(data)) + data)
            writer.write_eof()
            expected = struct.pack(">I", len(data)) + hashlib.sha256(data).digest()
            check("the answer to a half-close", await reader.read(), expected)
        elif kind == "r":
            writer.write(struct.pack(">BI", ord("e"), 2 * len(data)) + data)
            await reader.readexactly(100)
            reset(writer)
        elif kind == "s":
            await asyncio.sleep(1)
        else:
            data = numbers.randbytes(40000)
            writer.write(struct.pack(">BI", ord("e"), len(data)) + data)
            # The board's windows are full long before.
            await asyncio.sleep(1)
            check("echo after back-pressure", await reader.readexactly(len(data)), data)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return kind


async def load_server(ports):
    numbers = random.Random(1)
    *ports, last = ports
    kinds = await asyncio.gather(*[one_client(port, index, numbers) for index, port in enumerate(ports)])
    check("clients", len(kinds), 30)
    _, writer = await asyncio.open_connection("127.0.0.1", last)
    writer.write(struct.pack(">BI", ord("q"), 0))
    await writer.drain()
    writer.close()


async def test_server(board):
    """30 clients at once: echoes, half-closes, resets, silence, back-pressure; the server closes and listens again"""
    for _ in range(2):
        printed = await board.run((HERE / "board_server.py").read_text(), load_server)
        check("pools", printed["pools"], "as before")
        counts = dict(ast.literal_eval(printed["counts"]))
        # 18 of the 30 and the one that says "quit" are complete. The 12 others end early: 6 reset after an answer, so the board has accepted
        # them; a silent one that is gone before the board has heard of it is never accepted.
        broken = counts.pop("broken")
        check("counts", {key: counts[key] for key in ("open", "complete", "reported")}, {"open": 0, "complete": 19, "reported": 0})
        check(f"6 to 12 broken connections ({broken})", 6 <= broken <= 12, True)


async def serve_board(reader, writer):
    kind, length = struct.unpack(">BI", await reader.readexactly(5))
    if kind == ord("r"):
        writer.write(await reader.readexactly(100))
        await writer.drain()
        await asyncio.sleep(0.2)
        reset(writer)
        return
    first = await reader.readexactly(length // 2)
    writer.write(first)
    if kind == ord("h"):
        writer.write_eof()
        check("the other half", len(await reader.readexactly(length - len(first))), length - len(first))
    else:
        writer.write(await reader.readexactly(length - len(first)))
    writer.close()


async def test_clients(board):
    """12 clients on the board at once: echoes, resets and half-closes by the server"""
    server = await asyncio.start_server(serve_board, "127.0.0.1", 0)
    source = (HERE / "board_clients.py").read_text()
    source = source.replace("HOST_PORT = 0", f"HOST_PORT = {server.sockets[0].getsockname()[1]}")
    printed = await board.run(source, None)
    server.close()
    check("pools", printed["pools"], "as before")
    check("counts", dict(ast.literal_eval(printed["counts"])), {"complete": 8, "broken": 4, "wrong": 0})


async def test_names(board):
    """names are looked up while other tasks go on; a name server that says nothing"""
    script = HERE.parent / "names" / "lookups.py"
    try:
        server, source = await name_server.start(script, "10-0-2-15", "10-0-2-2")
    except OSError as error:
        raise Skipped(f"no port {name_server.PORT} for a name server: {error}") from error
    printed = await board.run(source, None)
    server.transport.close()
    check("pools", printed["pools"], "as before")
    check("output", board.output, script.with_suffix(".py.exp").read_text())
    check("the silent name was asked for", any(name.startswith("silent") for name in server.asked), True)


class Datagrams(asyncio.DatagramProtocol):
    """Keeps what comes in, and sends it back if `echoes`."""

    def __init__(self, echoes):
        self.echoes = echoes
        self.received = []
        self.news = asyncio.Event()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        self.received.append(data)
        self.news.set()
        if self.echoes:
            self.transport.sendto(data, peer)

    async def arrival(self, expected):
        while expected not in self.received:
            self.news.clear()
            await self.news.wait()

    async def ask(self, data, expected):
        """A datagram may get lost."""
        for _ in range(20):
            self.transport.sendto(data)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.arrival(expected), 1)
                return
        raise AssertionError(f"no answer to {data[:20]!r} of {len(data)} bytes")


BURST = 40


async def test_udp(board):
    """UDP endpoints on the board, as the client and as the server: pieces, a cut-off, no memory, nobody there, a burst that is lost in part"""
    loop = asyncio.get_running_loop()
    echo, served = await loop.create_datagram_endpoint(lambda: Datagrams(True), local_addr=("127.0.0.1", 0))

    async def ask_board(ports):
        remote = ("127.0.0.1", board.udp_port)
        transport, client = await loop.create_datagram_endpoint(lambda: Datagrams(False), remote_addr=remote)
        for size in (1, 100, 1472):
            data = random.Random(size).randbytes(size)
            await client.ask(data, data)
        data = random.Random(3000).randbytes(3000)
        await client.ask(data, data[:1472])
        await client.ask(b"busy", b"busy")
        client.received.clear()
        burst = [b"burst %d" % number for number in range(BURST)]
        for data in burst:
            transport.sendto(data)
        await client.ask(b"still there", b"still there")
        answered = [data for data in client.received if data in burst]
        check(f"some of the burst are lost, not all ({len(answered)})", 0 < len(answered) < BURST, True)
        await client.ask(b"quit", b"quit")
        transport.close()

    source = (HERE / "board_udp.py").read_text().replace("HOST_PORT = 0", f"HOST_PORT = {echo.get_extra_info('sockname')[1]}")
    printed = await board.run(source.replace("DEAD_PORT = 0", f"DEAD_PORT = {free_udp_port()}"), ask_board)
    echo.close()
    check("pools", printed["pools"], "as before")
    check("output", board.output, UDP)
    check("the long one came whole", max(map(len, served.received)), 3000)


UDP = """\
answers 20
cut True
too long ['OSError']
after True
nobody []
ready
lost [None, None, None]
errors ['OSError']
"""


async def test_upstream(board):
    """upstream's own tests between the board and a unix firmware, each as the server and as the client"""
    await upstream_pairs.run_all(board, options.tree, options.unix)


async def test_mqtt(board):
    """an MQTT client on the board and mosquitto, which is started again meanwhile: 20 messages of QoS 1 come back"""
    with tempfile.TemporaryDirectory() as folder:
        broker = Broker(folder)
        await broker.start()

        async def start_again(ports):
            broker.stop()
            await asyncio.sleep(0.5)
            await broker.start()

        source = (HERE / "board_mqtt.py").read_text().replace("HOST_PORT = 0", f"HOST_PORT = {broker.port}")
        try:
            printed = await board.run(source, start_again)
        finally:
            broker.stop()
    check("pools", printed["pools"], "as before")
    check("messages", printed["received"], "20 sessions 2")
    check("other tasks ran", printed["others"], "True")


GARBAGE = [
    b"\x00\xff" * 40 + b"\n",
    b"GET\n",
    b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
    b"POST /sum HTTP/1.1\r\nContent-Length: x\r\n\r\n",
]
WEB_CLIENTS, WEB_REQUESTS = 12, 20


async def ask_web(reader, writer, method, path, body=b""):
    """(status, body)"""
    writer.write(f"{method} {path} HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    status = int((await reader.readline()).split()[1])
    length = int((await reader.readline()).split()[1])
    await reader.readline()
    return status, await reader.readexactly(length)


async def web_client(port, index, asked):
    numbers = random.Random(index)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(WEB_REQUESTS):
        terms = [numbers.randrange(1000) for _ in range(numbers.randrange(1, 40))]
        for request, answer in (
            (("GET", "/"), (200, b"<h1>board</h1>")),
            (("POST", "/sum", json.dumps(terms).encode()), (200, str(sum(terms)).encode())),
            (("GET", "/fail"), (500, b"failed")),
            (("GET", "/none"), (404, b"not found")),
        ):
            check(request, await ask_web(reader, writer, *request), answer)
            asked.append(request)
    writer.write(b"GET /events HTTP/1.1\r\n\r\n")
    asked.append("/events")
    check("events", (await reader.read()).count(b"data: "), 5)
    writer.close()


async def vandal(port, index):
    """Sends garbage, or goes in the middle of a request or of an answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    if index < len(GARBAGE):
        writer.write(GARBAGE[index])
        # The server closes, perhaps by a reset: not all was read.
        with contextlib.suppress(ConnectionError):
            check("the answer to garbage", await reader.read(), b"")
    elif index == len(GARBAGE):
        writer.write(b"POST /sum HTTP/1.1\r\nContent-Length: 10\r\n\r\n12")
        await writer.drain()
        await asyncio.sleep(0.2)
        reset(writer)
    else:
        writer.write(b"GET /events HTTP/1.1\r\n\r\n")
        await reader.readline()
        reset(writer)
    writer.close()


async def load_web(ports):
    asked = []
    *ports, last = ports[: WEB_CLIENTS + len(GARBAGE) + 3]
    clients = [web_client(port, index, asked) for index, port in enumerate(ports[:WEB_CLIENTS])]
    vandals = [vandal(port, index) for index, port in enumerate(ports[WEB_CLIENTS:])]
    await asyncio.gather(*clients, *vandals)
    check("requests", len(asked), WEB_CLIENTS * (4 * WEB_REQUESTS + 1))
    reader, writer = await asyncio.open_connection("127.0.0.1", last)
    check("quit", await ask_web(reader, writer, "POST", "/quit"), (200, b"bye"))
    writer.close()


async def test_web(board):
    """a web server on the board: 12 keep-alive clients, 972 requests, beside garbage and resets in the middle"""
    printed = await board.run((HERE / "board_web.py").read_text(), load_web)
    check("pools", printed["pools"], "as before")
    # The request that ends the server counts too, and that of the peer which resets during the answer.
    check("requests", int(printed["requests"]), WEB_CLIENTS * (4 * WEB_REQUESTS + 1) + 2)
    check("other tasks ran", printed["others"], "True")


async def test_three_tasks(board):
    """examples/three_tasks.py on the board: frames that are posted to the host, a serial line that changes their rate"""
    frames = []

    async def collect(reader, writer):
        path = (await reader.readline()).split()[1].decode()
        await reader.readline()
        frames.append((int(path.removeprefix("/frame/")), int(await reader.readline())))
        await asyncio.sleep(0.02)
        writer.write(f"HTTP/1.0 200 got {path}\r\n".encode())
        await writer.drain()
        writer.close()

    async def operator(ports):
        for line in (b"rate 40\n", b"nonsense\n", b"rate 200\n"):
            await asyncio.sleep(0.7)
            board.board.write(line)

    server = await asyncio.start_server(collect, "127.0.0.1", 0)
    example = (HERE.parents[1] / "examples/three_tasks.py").read_text()
    tasks = example.split("# The other ends")[0].replace('"127.0.0.1", port', '"10.0.2.2", port')
    port = server.sockets[0].getsockname()[1]
    rest = (HERE / "board_three_tasks.py").read_text().replace("TRACED = False", f"TRACED = {options.trace is not None}")
    printed = await board.run(f"{tasks}\nHOST_PORT = {port}\n{rest}", operator)
    server.close()
    if options.trace:
        options.trace.write_text(board.output)
    check("pools", printed["pools"], "as before")
    check("rate", printed["rate"], "200")
    check("an unknown command is named", "UART: unknown command ['nonsense']" in board.output, True)
    check("answered, beats", (printed["answered"], printed["beats"]), ("True", "True"))
    check("posted", int(printed["posted"]), len(frames))
    check("frames in order", [number for number, _ in frames], list(range(1, len(frames) + 1)))
    check("their content", all(position == number % 64 for number, position in frames), True)


async def send_back(reader, writer):
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()
    writer.close()


async def test_faults(board):
    """the network goes down, the address changes, the heap is full: one error for one stream, and the loop goes on"""
    server = await asyncio.start_server(send_back, "127.0.0.1", 0)
    source = DHCP_ONCE + (HERE / "board_faults.py").read_text()
    printed = await board.run(source.replace("HOST_PORT = 0", f"HOST_PORT = {server.sockets[0].getsockname()[1]}"), None)
    server.close()
    check("output", board.output, FAULTS)
    check("pools", printed["pools"], "as before")


# lwIP keeps the record of its DHCP client from then on, and what it has sent, until the peer's hardware address is known.
DHCP_ONCE = """
lan.ifconfig("dhcp")
lan.ifconfig(("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.2"))
time.sleep_ms(2500)
pools_before = pools_used()
"""
FAULTS = """\
before: echo
connect while down: an error
while down: OSError
others ran while down: True
up again: late
leased address: echo
reader: OSError
fixed address: echo
full heap: reads without memory: True
memory again: echo
"""


FAILURES = (AssertionError, BoardError, Hang, OSError, EOFError)


def run(test, firmware):
    """Why the test failed, or None. One that failed is run once more: on a busy host the emulated controller loses frames, and a client may
    find its connection closed."""
    board = None
    try:
        board = NetBoard(firmware)
        asyncio.run(test(board))
        return None
    except FAILURES as problem:
        output = getattr(problem, "output", b"").decode(errors="replace")
        return f"{problem!r} {output}"
    finally:
        if board is not None:
            board.board.stop()


TESTS = {
    "clients": test_clients,
    "server": test_server,
    "names": test_names,
    "udp": test_udp,
    "upstream": test_upstream,
    "mqtt": test_mqtt,
    "web": test_web,
    "three_tasks": test_three_tasks,
    "faults": test_faults,
}

# What a soak repeats: connections come and go, are reset, get garbage, and run out of memory.
SOAKED = (test_server, test_clients, test_udp, test_web, test_faults)
STATE = """
for _ in range(100):
    if pools_used()["TCP_PCB"] == 0:
        break
    time.sleep_ms(100)
time.sleep_ms(1000)
import gc
gc.collect()
print("heap", gc.mem_alloc())
print("used", sorted(pools_used().items()))
"""


def soak(firmware, minutes):
    """The tests again and again on one board, which is never started anew. What lwIP's pools and the heap hold is the same at the end."""
    board = NetBoard(firmware)
    try:
        asyncio.run(board.run(DHCP_ONCE, None, pools=False))
        before = asyncio.run(board.run(STATE, None, pools=False))
        end, rounds, disturbed = time.monotonic() + 60 * minutes, 0, 0
        while time.monotonic() < end:
            for test in SOAKED:
                try:
                    asyncio.run(test(board))
                except FAILURES as problem:
                    print(f"again {test.__name__}: {problem!r}", flush=True)
                    disturbed += 1
                    board.interrupt()
                    asyncio.run(test(board))
            rounds += 1
            after = asyncio.run(board.run(STATE, None, pools=False))
            print(f"round {rounds}: heap {after['heap']} bytes, pools as {before['used'] == after['used'] and 'before'}", flush=True)
            check("pools", after["used"], before["used"])
            check("heap", after["heap"], before["heap"])
    finally:
        board.board.stop()
    print(f"{rounds} rounds of {len(SOAKED)} tests, {disturbed} repeated; at the end as before: heap {before['heap']} bytes, pools {before['used']}")


# Set by main().
options = None


def main():
    global options
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    parser.add_argument("tests", nargs="*", metavar="NAME", help="only these, such as `names`")
    parser.add_argument("--minutes", type=float, help="a soak instead: the tests again and again on one board")
    parser.add_argument("--trace", type=pathlib.Path, help="file for the trace of `three_tasks`; the firmware has the feature `trace`")
    parser.add_argument("--tree", type=pathlib.Path, required=True, help="MicroPython's source tree")
    parser.add_argument("--unix", type=pathlib.Path, required=True, help="a unix firmware")
    options = args = parser.parse_args()
    own_network.enter()
    if args.minutes:
        soak(args.firmware, args.minutes)
        return 0
    passed = failed = skipped = 0
    for test in [test for name, test in TESTS.items() if not args.tests or name in args.tests]:
        try:
            problem = run(test, args.firmware)
            if problem:
                print(f"again {test.__name__}: {problem}", flush=True)
                problem = run(test, args.firmware)
        except Skipped as reason:
            skipped += 1
            print(f"skip {test.__name__}: {reason}", flush=True)
            continue
        if problem:
            failed += 1
            print(f"FAIL {test.__name__}: {problem}", flush=True)
        else:
            passed += 1
            print(f"pass {test.__name__}: {test.__doc__}", flush=True)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} {skipped}\n")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
