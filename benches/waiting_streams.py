#!/usr/bin/env python3
"""What waiting streams cost on the emulated board with a network, stock beside ours: instructions.

    waiting_streams.py --ours build/qemu-MPS2_AN385_NET/firmware.elf --stock build/qemu-MPS2_AN385_NET-stock/firmware.elf

`sockets`: connections of lwIP with a peer that says nothing. `asked`: streams that cannot tell, so the loop asks them. A round has ten
tasks that are ready. `asleep`: one second in which nothing happens.
"""

import argparse
import pathlib
import socket
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/net"))

import own_network
from boards.qemu import QemuBoard
from run import MARKS_ALONE, SerialRunner, clocked, executed

SCRIPT = pathlib.Path(__file__).resolve().parent / "qemu/waiting_streams.py"
BEGIN = """
import network
lan = network.LAN()
lan.active(True)
lan.ifconfig(("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.2"))
"""
# lwIP on this board has memory for some 40 connections.
COUNTS = {"sockets": (0, 10, 35), "asked": (0, 10, 100, 400)}
ROUNDS = 30
SLEEPERS = 20
TIMEOUT = 300
MACHINE = "MPS2_AN385_NET"


def silent_peer():
    """The port of a server that accepts and says nothing."""
    server = socket.create_server(("127.0.0.1", 0), backlog=64)
    kept = []

    def accept():
        while True:
            kept.append(server.accept())

    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1]


def source(port, what, counts, rounds, sleeps):
    values = f"WHAT, COUNTS, ROUNDS, PORT, SLEEPS = {what!r}, {counts!r}, {rounds}, {port}, {sleeps}\n"
    return (values + BEGIN + SCRIPT.read_text()).encode()


def on(firmware):
    # A forwarded port is what gives the machine its network.
    return SerialRunner(QemuBoard(MACHINE, firmware, 0, {0: 8000}))


def rounds_of(firmware, what, port):
    """{streams: instructions of a round}"""
    runner = on(firmware)
    try:
        figures = clocked(runner, source(port, what, COUNTS[what], ROUNDS, False), TIMEOUT)
    finally:
        runner.stop()
    return {int(name): figure / ROUNDS for name, figure in figures if name != "start"}


def asleep(firmware, port, count):
    runner = on(firmware)
    try:
        [(_, overhead)] = executed(runner, MARKS_ALONE, TIMEOUT)
        *_, (_, functions) = executed(runner, source(port, "sockets", (count,), 0, True), TIMEOUT)
    finally:
        runner.stop()
    return functions.total() - overhead.total()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", type=pathlib.Path, required=True)
    parser.add_argument("--stock", type=pathlib.Path, required=True)
    args = parser.parse_args()
    own_network.enter()
    port = silent_peer()
    for what, counts in COUNTS.items():
        stock, ours = rounds_of(args.stock, what, port), rounds_of(args.ours, what, port)
        for count in counts:
            print(f"{what} {count}: stock {stock[count]:.0f}, ours {ours[count]:.0f} instructions a round", flush=True)
    for name, firmware in (("stock", args.stock), ("ours", args.ours)):
        without, with_streams = asleep(firmware, port, 0), asleep(firmware, port, SLEEPERS)
        print(f"asleep {name}: {without} instructions a second without streams, {with_streams} with {SLEEPERS} silent sockets", flush=True)


if __name__ == "__main__":
    main()
