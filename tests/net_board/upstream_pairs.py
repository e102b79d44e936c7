"""Upstream's network tests of asyncio, unmodified: the board as one instance of `multi_net`, a unix firmware as the other, then the
other way round; and those of `net_hosted` on the board alone."""

import asyncio
import socket
import subprocess
import tempfile
import threading

from machine_in_network import Skipped, check

# What upstream's runner offers the scripts, as far as these use it. The first instance says when the second one may start.
MULTITEST = """
class multitest:
    @staticmethod
    def globals(**names):
        pass
    @staticmethod
    def get_network_ip():
        return None
    @staticmethod
    def next():
        print("ready")
    @staticmethod
    def skip():
        print("SKIP")
        raise SystemExit
IP = "{ip}"
"""
PORT = "PORT = 8000"
NOTHING_LEFT = """
for _ in range(100):
    left = pools_used()["TCP_PCB"], pools_used()["HEAP"]
    if left == (0, 0):
        break
    time.sleep_ms(100)
print("left", *left)
"""
TIMEOUT = 30


def script(path, instance, ip, port):
    text = path.read_text()
    check(f"{path.name} has its port", text.count(PORT), 1)
    return MULTITEST.replace("{ip}", ip) + text.replace(PORT, f"PORT = {port}") + f"\ninstance{instance}()\n"


def expected(path, instance):
    """What an instance prints, from upstream's file, which has one after the other."""
    parts = path.with_name(path.name + ".exp").read_text().split(f"--- instance{instance} ---\n")
    return parts[1].split("\n--- instance")[0].strip("\n")


def run_on_unix(unix, source, said, processes):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(source)
        file.flush()
        printed = []
        with subprocess.Popen([unix, file.name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            processes.append(process)
            giving_up = threading.Timer(TIMEOUT, process.kill)
            giving_up.start()
            for line in process.stdout:
                printed.append(line.rstrip("\n"))
                if printed[-1] == "ready":
                    said()
            giving_up.cancel()
    return printed


async def on_unix(unix, source, said=None, processes=None):
    """What the program printed. `said` is set as soon as it is ready; `processes` gets its process."""
    loop = asyncio.get_running_loop()

    def ready():
        if said:
            loop.call_soon_threadsafe(said.set)

    return await loop.run_in_executor(None, run_on_unix, unix, source, ready, [] if processes is None else processes)


def compare(path, instance, printed):
    """False if the instance skips."""
    if "SKIP" in printed:
        return False
    check(f"{path.name}, instance {instance}", "\n".join(line for line in printed if line != "ready"), expected(path, instance))
    return True


async def board_serves(board, unix, path):
    async def client(ports):
        client.printed = await on_unix(unix, script(path, 1, "127.0.0.1", ports[0]))

    await board.run(script(path, 0, "", 8000), client, pools=False)
    return compare(path, 1, client.printed) and compare(path, 0, board.output.splitlines())


async def board_connects(board, unix, path):
    said = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    processes = []
    serving = asyncio.ensure_future(on_unix(unix, script(path, 0, "", port), said, processes))
    await asyncio.wait_for(said.wait(), TIMEOUT)
    await board.run(script(path, 1, "10.0.2.2", port), None, pools=False)
    if "SKIP" in board.output:
        processes[0].kill()
    served = await serving
    return compare(path, 1, board.output.splitlines()) and compare(path, 0, served)


async def alone(board, path):
    await board.run(path.read_text(), None, pools=False)
    if "SKIP" in board.output:
        return False
    check(path.name, board.output, path.with_name(path.name + ".exp").read_text())
    return True


async def run_all(board, tree, unix):
    if not unix.is_file():
        raise Skipped(f"{unix}: no unix firmware for the other side")
    run, skipped = [], []
    for name, test, found in (
        ("serves", lambda path: board_serves(board, unix, path), "multi_net/asyncio_tcp*.py"),
        ("connects", lambda path: board_connects(board, unix, path), "multi_net/asyncio_tcp*.py"),
        ("alone", lambda path: alone(board, path), "net_hosted/asyncio_*.py"),
    ):
        for path in sorted((tree / "tests").glob(found)):
            (run if await test(path) else skipped).append(f"{path.stem} {name}")
    print(f"     {len(run)} run; the script prints SKIP: {', '.join(skipped) or 'none'}", flush=True)
    check("number of runs", len(run) > 10, True)
    # A script may leave its connection to the soft reset, which closes it: so this is not asked after each.
    printed = await board.run(NOTHING_LEFT, None)
    check("connections and memory left", printed["left"], "0 0")
