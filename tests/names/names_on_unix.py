#!/usr/bin/env python3
"""Names on the unix firmware: lookups.py against a name server of our own, in a network and with a resolv.conf of its own.

    names_on_unix.py --firmware build/unix/micropython

Last line: `N passed, N failed, N skipped`.
"""

import argparse
import asyncio
import ctypes
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "net"))

import name_server
import own_network

SCRIPT = pathlib.Path(__file__).resolve().parent / "lookups.py"
TIMEOUT = 60
CLONE_NEWNS = 0x20000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000

# The loop keeps the pipe that wakes it, from the first stream on.
BEGIN = """
import asyncio, os, time
async def first():
    transport, _ = await asyncio.get_event_loop().create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    transport.close()
    await asyncio.sleep_ms(10)
asyncio.run(first())
descriptors = len(os.listdir("/proc/self/fd"))
"""
# A thread that asks a silent server has a socket until it gives up.
END = """
for _ in range(200):
    left = len(os.listdir("/proc/self/fd")) - descriptors
    if left == 0:
        break
    time.sleep_ms(100)
print("descriptors left:", left)
"""


class Unavailable(Exception):
    """Why the test can't run here."""


def own_resolver(folder):
    """The loopback is where this process and its children look up names."""
    libc = ctypes.CDLL(None, use_errno=True)
    own = pathlib.Path(folder) / "resolv.conf"
    own.write_text("nameserver 127.0.0.1\noptions timeout:5 attempts:1\n")
    for call in (
        lambda: libc.unshare(CLONE_NEWNS),
        lambda: libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None),
        lambda: libc.mount(
            str(own).encode(), os.path.realpath("/etc/resolv.conf").encode(), None, MS_BIND, None
        ),
    ):
        if call() != 0:
            raise Unavailable(f"no resolv.conf of its own: {os.strerror(ctypes.get_errno())}")


async def run(firmware, folder):
    """What is wrong, or None."""
    try:
        server, source = await name_server.start(SCRIPT, "127-0-0-1", "127-0-0-1")
    except OSError as error:
        raise Unavailable(f"no port {name_server.PORT} for a name server: {error}") from error
    script = pathlib.Path(folder) / SCRIPT.name
    script.write_text(BEGIN + source + END)
    process = await asyncio.create_subprocess_exec(
        firmware, script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(), TIMEOUT)
    except asyncio.TimeoutError:
        process.kill()
        return f"no end after {TIMEOUT} s"
    expected = SCRIPT.with_suffix(".py.exp").read_text() + "descriptors left: 0\n"
    if out.decode() != expected:
        return f"{out.decode()}\ninstead of\n{expected}"
    if not any(name.startswith("silent") for name in server.asked):
        return "the silent name was not asked for"
    return None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    args = parser.parse_args()
    passed = failed = skipped = 0
    with tempfile.TemporaryDirectory() as folder:
        try:
            own_network.enter()
            own_resolver(folder)
            problem = asyncio.run(run(args.firmware.resolve(), folder))
            passed, failed = int(not problem), int(bool(problem))
            print(f"FAIL names: {problem}" if problem else "pass names: looked up while other tasks go on")
        except Unavailable as reason:
            skipped = 1
            print(f"skip names: {reason}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} {skipped}\n")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
