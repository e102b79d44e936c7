#!/usr/bin/env python3
"""CPython's asyncio as the peer of ours, over TCP and TLS: every byte arrives once, and no registration is left.

CPython's clients at our server, then our clients at CPython's server, each over TCP and over TLS with a certificate made
for the run; 200 connections at once, chunks of random sizes (--seed), some reset, some half-closed. Then, with the same
certificate, a TLS server of ours that speaks first, and a client of ours that writes while its socket is full.
Last line: `N passed, N failed`.
"""

import argparse
import asyncio
import hashlib
import json
import pathlib
import random
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile

import own_network

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT = 120
CONNECTIONS = 200


class Mismatch(Exception):
    """What was counted is not what had to be."""


def expect(what, found, wanted):
    if found != wanted:
        raise Mismatch(f"{what}: {found}, expected {wanted}")


def make_certificate(folder):
    """A self-signed certificate for localhost, in DER for the firmware and PEM for CPython: paths of both and of the key."""
    key, pem, der, key_der = (folder / name for name in ("key.pem", "cert.pem", "cert.der", "key.der"))
    openssl = shutil.which("openssl")
    if openssl is None:
        raise Mismatch("openssl is not installed: apt-get install openssl")
    for command in (
        ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key],
        ["req", "-new", "-x509", "-key", key, "-out", pem, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        ["x509", "-in", pem, "-outform", "DER", "-out", der],
        ["ec", "-in", key, "-outform", "DER", "-out", key_der],
    ):  # fmt: skip
        subprocess.run([openssl, *command], check=True, capture_output=True)
    return pem, key, der, key_der


def free_ports(count):
    found = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in found]
    for server in found:
        server.close()
    return ports


def make_reset(writer):
    """Ends the connection with a reset."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def send(writer, data, rng, totals):
    at = 0
    while at < len(data):
        size = rng.randint(1, 2000)
        writer.write(data[at : at + size])
        await writer.drain()
        at += size
        if rng.random() < 0.3:
            await asyncio.sleep(rng.random() / 100)
    totals["sent"] += len(data)


async def one_client(index, port, context, seed, totals):
    """Client `index` at our server: an echo, a reset in the middle of one, or (TCP alone) a half-close."""
    rng = random.Random(seed * 1000 + index)
    data = rng.randbytes(rng.randint(1, 8000))
    kind = "erd"[index % 3] if context is None else "eer"[index % 3]
    name = "localhost" if context else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
    writer.write(struct.pack(">cI", b"d" if kind == "d" else b"e", len(data)))
    if kind == "r":
        writer.write(data[: len(data) // 2])
        await writer.drain()
        await asyncio.sleep(rng.random() / 20)
        make_reset(writer)
        totals["reset"] += 1
        return
    if kind == "d":
        await send(writer, data, rng, totals)
        writer.write_eof()
        answer = await reader.read(-1)
        expect(f"answer of connection {index}", answer, struct.pack(">I", len(data)) + hashlib.sha256(data).digest())
    else:
        _, answer = await asyncio.gather(send(writer, data, rng, totals), reader.readexactly(len(data)))
        expect(f"echo of connection {index} is right", answer == data, True)
        expect(f"bytes behind the echo of connection {index}", await reader.read(-1), b"")
    totals["complete"] += 1
    writer.close()
    await writer.wait_closed()


async def status(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    line = await reader.readline()
    writer.close()
    return json.loads(line)


async def at_our_server(firmware, certificate, seed):
    pem, _, der, key_der = certificate or (None, None, "-", "-")
    port, control = free_ports(2)
    context = ssl.create_default_context(cafile=pem) if pem else None
    server = await asyncio.create_subprocess_exec(
        firmware, "-X", "heapsize=16M", HERE / "checked_server.py", str(port), str(control), str(der), str(key_der),
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        expect("the server's first line", await server.stdout.readline(), b"ready\n")
        totals = {"sent": 0, "complete": 0, "reset": 0}
        await asyncio.gather(*[one_client(index, port, context, seed, totals) for index in range(CONNECTIONS)])
        # Resets may still be on their way.
        counted = await status(control)
        while counted["open"] or counted["complete"] + counted["broken"] < CONNECTIONS:
            await asyncio.sleep(0.05)
            counted = await status(control)
        expect("complete connections", counted["complete"], totals["complete"])
        expect("connections that a reset ended", counted["broken"], totals["reset"])
        expect("failures at the exception handler", counted["reported"], 0)
        expect("no byte missing", counted["bytes"] >= totals["sent"], True)
        # The two servers' own.
        expect("registered streams", counted["registered"], 2)
        return f"{totals['complete']} complete, {totals['reset']} reset, {totals['sent']} bytes"
    finally:
        if server.returncode is None:
            server.kill()
        await server.wait()


async def at_cpython_server(firmware, certificate, seed):
    pem, key, der, _ = certificate or (None, None, "-", None)
    context = None
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, key)
    rng = random.Random(seed)
    totals = {"e": 0, "r": 0, "h": 0, "received": 0, "sent": 0, "wrong": 0}

    async def echo(reader, writer, length):
        left = length
        while left:
            data = await reader.read(min(left, rng.randint(1, 1500)))
            if not data:
                totals["wrong"] += 1
                break
            left -= len(data)
            totals["received"] += len(data)
            writer.write(data)
            await writer.drain()
            totals["sent"] += len(data)
            if rng.random() < 0.2:
                await asyncio.sleep(rng.random() / 100)

    async def serve(reader, writer):
        kind, length = struct.unpack(">cI", await reader.readexactly(5))
        totals[kind.decode()] += 1
        if kind == b"r":
            await echo(reader, writer, length // 2)
            make_reset(writer)
            return
        if kind == b"h":
            await echo(reader, writer, length // 2)
            writer.write_eof()
            rest = await reader.read(-1)
            totals["received"] += len(rest)
            totals["wrong"] += len(rest) != length - length // 2
        else:
            await echo(reader, writer, length)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=256, ssl=context)
    port = server.sockets[0].getsockname()[1]
    kinds = "er" if pem else "erh"
    clients = await asyncio.create_subprocess_exec(
        firmware, "-X", "heapsize=16M", HERE / "checked_clients.py", str(port), str(der), str(CONNECTIONS), str(seed), kinds,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        line, _ = await clients.communicate()
        expect("exit status of the clients", clients.returncode, 0)
    finally:
        if clients.returncode is None:
            clients.kill()
            await clients.wait()
        server.close()
    counted = json.loads(line)
    expect("connections", totals["e"] + totals["r"] + totals["h"], CONNECTIONS)
    expect("wrong at the server", totals["wrong"], 0)
    expect("wrong at the clients", counted["wrong"], 0)
    expect("ended connections", counted["complete"] + counted["broken"], CONNECTIONS)
    # A reset of a connection whose data was empty, or had all come back, may pass unnoticed.
    expect("no orderly connection broken", counted["broken"] <= totals["r"], True)
    expect("registered streams", counted["registered"], 0)
    return f"{counted['complete']} complete, {counted['broken']} reset, {totals['received']} bytes"


async def printed_by(firmware, script, certificate):
    """What a script of ours prints that gets a certificate and its key as arguments."""
    _, _, der, key_der = certificate
    run = await asyncio.create_subprocess_exec(
        firmware, "-X", "heapsize=64m", HERE / script, str(der), str(key_der), stdout=subprocess.PIPE
    )
    try:
        printed, _ = await run.communicate()
    finally:
        if run.returncode is None:
            run.kill()
            await run.wait()
    return printed.decode().splitlines()


async def server_first(firmware, certificate, seed):
    del seed
    printed = await printed_by(firmware, "tls_server_first.py", certificate)
    expect("printed", printed, ["40000", "b'end'", "b''", "registered 0"])
    return "40000 bytes in pieces of 7"


async def write_while_full(firmware, certificate, seed):
    del seed
    printed = await printed_by(firmware, "tls_write_while_full.py", certificate)
    expect("printed", printed, ["50000", "b'all'", "registered 0"])
    return "6000 blocks in order"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    args = parser.parse_args()
    firmware = args.firmware.resolve()
    if not firmware.is_file():
        sys.exit(f"{firmware}: no such firmware: make firmware")
    own_network.enter()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        certificate = make_certificate(pathlib.Path(folder))
        for name, case, given in (
            ("CPython's clients, our server, TCP", at_our_server, None),
            ("CPython's clients, our server, TLS", at_our_server, certificate),
            ("our clients, CPython's server, TCP", at_cpython_server, None),
            ("our clients, CPython's server, TLS", at_cpython_server, certificate),
            ("our client, our server that speaks first, TLS", server_first, certificate),
            ("our client that writes while its socket is full, TLS", write_while_full, certificate),
        ):
            try:
                text = asyncio.run(asyncio.wait_for(case(firmware, given, args.seed), TIMEOUT))
            except (Mismatch, OSError, EOFError, asyncio.TimeoutError) as problem:
                failed += 1
                print(f"FAIL {name}: seed {args.seed}: {type(problem).__name__}: {problem}", flush=True)
            else:
                passed += 1
                print(f"pass {name}: {text}", flush=True)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} 0\n")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
