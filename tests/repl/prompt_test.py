#!/usr/bin/env python3
"""The prompt of asyncio.repl on a terminal of Linux: every key, both modes, and clients that behave badly.

    prompt_test.py --firmware build/unix/micropython [--result FILE]

Three tasks run beside it (program.py). Each test ends with the question whether they still do. Last line: `N passed, N failed`.
"""

import argparse
import os
import pathlib
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from boards.board import BoardError
from terminal import Terminal

HERE = pathlib.Path(__file__).resolve().parent
SIGN = b">>> "
RAW_SIGN = b"raw REPL; CTRL-B to exit\r\n>"
UP, DOWN, RIGHT, LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"
TESTS = []


class Wrong(Exception):
    """The message is for the reader of the test's output."""


def test(function):
    TESTS.append(function)
    return function


def check(condition, what):
    if not condition:
        raise Wrong(what)


class Prompt:
    def __init__(self, terminal):
        self.terminal = terminal

    def type(self, keys):
        self.terminal.write(keys)

    def answer(self, keys):
        """What comes between the line and the next prompt."""
        self.type(keys)
        return self.terminal.expect(SIGN)[: -len(SIGN)]

    def value(self, keys):
        """The last line of the answer."""
        lines = self.answer(keys).split(b"\r\n")
        return lines[-2].decode() if len(lines) > 1 else ""

    def expect_value(self, keys, wanted):
        found = self.value(keys)
        check(found == wanted, f"{keys!r} answers {found!r}, not {wanted!r}")

    def enter_raw(self):
        self.type(b"\x01")
        self.terminal.expect(RAW_SIGN)

    def leave_raw(self):
        self.type(b"\x02")
        self.terminal.expect(SIGN)

    def raw(self, source):
        """(output, error) of `source` in the raw REPL."""
        self.type(source + b"\x04")
        said = self.terminal.expect(b"\x04>")
        check(said.startswith(b"OK"), f"the raw REPL answers {said!r}")
        output, _, error = said[2:-2].partition(b"\x04")
        return output, error


@test
def values_and_statements(p):
    p.expect_value(b"1 + 1\r", "2")
    p.expect_value(b"x = 5\r", "x = 5")
    p.expect_value(b"x\r", "5")
    p.expect_value(b"'a' * 3\r", "'aaa'")
    check(b"ZeroDivisionError: divide by zero" in p.answer(b"1 / 0\r"), "no traceback")
    check(b"SyntaxError" in p.answer(b"1 +\r"), "no SyntaxError")
    p.expect_value(b"\r", "")


@test
def awaits(p):
    p.answer(b"async def f(value):\r    await asyncio.sleep_ms(20)\r    return value\r\r")
    p.expect_value(b"await f(42)\r", "42")
    p.answer(b"y = await f(7)\r")
    p.expect_value(b"y + 1\r", "8")
    check(b"awaitable: `await _` runs it" in p.answer(b"f(3)\r"), "a coroutine is not shown as awaitable")
    p.expect_value(b"await _\r", "3")
    p.expect_value(b"await asyncio.gather(f(1), f(2))\r", "[1, 2]")
    check(b"ValueError: 9" in p.answer(b"raise ValueError(await f(9))\r"), "no traceback")
    check(b"'await' outside function" in p.answer(b"exec('await f(1)')\r"), "await is let through elsewhere")


@test
def several_lines(p):
    p.type(b"for i in range(2):\r")
    check(p.terminal.expect(b"... ").endswith(b"\r\n... "), "no second sign")
    check(p.answer(b"    print('line', i)\r\r").endswith(b"line 0\r\nline 1\r\n"), "the loop has not run")
    p.expect_value(b"(1 +\r2)\r", "3")
    # Ctrl-D ends it, Ctrl-C throws it away.
    check(p.answer(b"if x:\r    print('ended')\r\x04").endswith(b"ended\r\n"), "Ctrl-D does not end a statement")
    check(b"never" not in p.answer(b"if x:\r    print('ne' + 'ver')\r\x03"), "Ctrl-C does not drop a statement")


@test
def cursor_keys(p):
    p.expect_value(b"34" + LEFT + LEFT + b"12" + RIGHT + RIGHT + b"5\r", "12345")
    p.expect_value(b"23\x1b[H1\x1b[F4\r", "1234")
    p.expect_value(b"23\x1bOH1\x1bOF4\r", "1234")
    p.expect_value(b"23\x1b[1~1\x1b[4~4\r", "1234")
    p.expect_value(b"23\x1b[7~1\x1b[8~4\r", "1234")
    p.expect_value(b"1923" + LEFT * 3 + b"\x1b[3~\r", "123")
    p.expect_value(b"129\x083\x7f\x7f34\r", "134")
    # A key with a modifier, an unknown one, and an escape that is broken off.
    p.expect_value(b"23\x1b[1;5D1\r", "213")
    p.expect_value(b"1\x1b[99z2\x1bx3\r", "123")


@test
def control_keys(p):
    p.expect_value(b"23\x011\x054\r", "1234")
    p.expect_value(b"13\x022\x06\x064\r", "1234")
    p.expect_value(b"1293" + LEFT * 2 + b"\x04\r", "123")
    p.expect_value(b"12999" + LEFT * 3 + b"\x0b\r", "12")
    p.expect_value(b"99912" + LEFT * 2 + b"\x15\r", "12")
    p.expect_value(b"1 + some_name\x172\r", "3")


@test
def characters_of_several_bytes(p):
    p.expect_value("len('äöü')\r".encode(), "3")
    p.expect_value("'äxü'".encode() + LEFT * 2 + b"\x7f" + "ö\r".encode(), "'\\xe4\\xf6\\xfc'")


@test
def history(p):
    p.answer(b"'first'\r")
    p.answer(b"'second'\r")
    p.expect_value(UP + UP + b"\r", "'first'")
    p.expect_value(UP + UP + UP + DOWN + b"\r", "'second'")
    p.expect_value(b"7" + UP + DOWN + b"5\r", "5")
    p.expect_value(b"\x10\x10\x10\x0e + '!'\r", "'second!'")
    for number in range(20):
        p.answer(b"%d\r" % number)
    p.expect_value(UP * 30 + b"\r", "12")


@test
def completion(p):
    check(p.answer(b"asyncio.print_t\t\x03").endswith(b"asyncio.print_tasks\r\n"), "the only name is not completed")
    # One of several: what they have in common, then the list of them, and the line again.
    p.type(b"asyncio.sle\t")
    p.terminal.expect(b"asyncio.sleep")
    check(b"sleep_ms" in p.answer(b"\t"), "no list of names")
    check(p.terminal.expect(b"\x1b[K") == b"asyncio.sleep\x1b[K", "the line is not shown again")
    p.answer(b"\x03")
    p.expect_value(b"(1 \t+ 2)\r", "3")
    check(p.answer(b"\t\x03").endswith(b"    \r\n"), "no indentation on an empty line")
    p.answer(b"no_such_name_x\t\x03")


@test
def paste_mode(p):
    p.type(b"\x05")
    p.terminal.expect(b"paste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ")
    p.type(b"def g():\r\n    a = 1\r\n\r\n    return a\nprint('pasted', g())\n")
    check(p.answer(b"\x04").endswith(b"pasted 1\r\n"), "what was pasted has not run")
    p.type(b"\x05print('ne' + 'ver')\r")
    check(b"never" not in p.answer(b"\x03"), "Ctrl-C does not drop a paste")


@test
def ctrl_c_interrupts_what_was_typed(p):
    check(p.answer(b"12 + 3\x03").endswith(b"12 + 3\r\n"), "Ctrl-C does not drop the line")
    p.type(b"while True: pass\r\r")
    p.terminal.expect(b"... \r\n")
    # The keys that end and stop a program of the shell.
    p.type(b"\x1c\x1a")
    check(b"KeyboardInterrupt" in p.answer(b"\x03"), "an endless loop goes on")
    p.type(b"await asyncio.sleep(1000)\r")
    p.terminal.expect(b"1000)\r\n")
    check(b"KeyboardInterrupt" in p.answer(b"\x03"), "an endless wait goes on")
    p.answer(b"async def stubborn():\r    try:\r        print('beg' + 'un')\r        await asyncio.sleep(1000)\r    finally:\r        print('cleaned up')\r\r")
    p.type(b"await stubborn()\r")
    p.terminal.expect(b"begun\r\n")
    check(b"cleaned up" in p.answer(b"\x03"), "`finally` has not run")


@test
def what_is_typed_ahead_waits(p):
    p.type(b"await asyncio.sleep_ms(100)\r")
    p.answer(b"40 + 2\r")
    check(p.terminal.expect(SIGN).endswith(b"42\r\n>>> "), "what was typed ahead is lost")
    # Several statements, and one of them awaits.
    p.type(b"await asyncio.sleep_ms(100)\r")
    p.type(b"50 + 3\rawait asyncio.sleep_ms(1)\r")
    p.answer(b"60 + 4\r")
    p.terminal.expect(b"53\r\n")
    p.terminal.expect(b"64\r\n>>> ")


@test
def banner(p):
    check(b"MicroPython v" in p.answer(b"\x02"), "Ctrl-B shows no banner")


@test
def raw_repl(p):
    p.enter_raw()
    check(p.raw(b"print(1 + 2)") == (b"3\r\n", b""), "print")
    check(p.raw(b"x = 3\nx") == (b"", b""), "the raw REPL prints no values")
    output, error = p.raw(b"print('a')\n1/0")
    check(output == b"a\r\n" and b"ZeroDivisionError" in error, f"error: {output!r} {error!r}")
    check(p.raw(b"await asyncio.sleep_ms(20)\nprint('later')") == (b"later\r\n", b""), "await")
    check(p.raw(b"1/0\x03print(5)") == (b"5\r\n", b""), "Ctrl-C drops what has come")
    # mpremote asks for a soft reset: the tasks go on.
    p.type(b"\x04")
    said = p.terminal.expect(RAW_SIGN)
    check(b"OK\r\nMPY: soft reboot\r\n" in said, f"soft reset: {said!r}")
    p.leave_raw()


@test
def raw_paste(p):
    p.enter_raw()
    p.type(b"\x05A\x01")
    check(p.terminal.expect(b"\x01\x80\x00\x01") == b"R\x01\x80\x00\x01", "no window")
    source = b"print('x' * 3)\n" + b"# a comment that fills some windows\n" * 20
    said = b""
    for at in range(0, len(source), 128):
        p.type(source[at : at + 128])
        if at + 128 <= len(source):
            said += p.terminal.expect(b"\x01")
    check(said == b"\x01" * (len(source) // 128), "flow control")
    p.type(b"\x04")
    check(p.terminal.expect(b"\x04>") == b"\x04xxx\r\n\x04\x04>", "the output")
    # Half a paste that is dropped.
    p.type(b"\x05A\x01")
    p.terminal.expect(b"\x01\x80\x00\x01")
    p.type(b"print('ne' + 'ver'\x03")
    check(b"KeyboardInterrupt" in p.terminal.expect(b"\x04>"), "Ctrl-C does not drop a paste")
    p.type(b"\x05B\x01")
    check(p.terminal.expect(b">").endswith(b"R\x00>"), "an unknown kind of paste is not refused")
    check(p.raw(b"print('fine')") == (b"fine\r\n", b""), "afterwards")
    p.leave_raw()


@test
def a_coroutine_stays_a_task(p):
    p.answer(b"async def who(): return asyncio.current_task() in asyncio.all_tasks()\r\r")
    p.expect_value(b"await who()\r", "True")
    p.answer(b"t = asyncio.create_task(who())\r")
    p.expect_value(b"await t\r", "True")
    check(p.answer(b"asyncio.print_tasks()\r").count(b"\r\nbeat ") == 3, "print_tasks does not show the tasks")


@test
def garbage(p):
    chance = random.Random(23)
    # All but Ctrl-D, which ends the program.
    noise = bytes(chance.choice([byte for byte in range(256) if byte != 4]) for _ in range(3000))
    for at in range(0, len(noise), 100):
        p.type(noise[at : at + 100])
        # The terminal's own buffer must not fill.
        p.terminal.said += p.terminal.read(0.01) if p.terminal.said is not None else b""
    p.type(b"\x03\x03\x02\r\x03\x03\x02")
    p.type(b"\x03'the end of' + ' the noise'\r")
    p.terminal.expect(b"'the end of the noise'\r\n" + SIGN)


@test
def the_collector_finds_everything(p):
    p.answer(b"import gc; keep = [bytearray(1000) for i in range(50)]; x = gc.collect()\r")
    for number in range(10):
        p.answer(b"x = gc.collect(); s = 'a' + str(%d); x = gc.collect()\r" % number)
        p.expect_value(b"s\r", f"'a{number}'")


def tasks_run(p):
    """Each task has gone on."""
    before = p.value(b"counts[:]\r")
    p.answer(b"await asyncio.sleep_ms(120)\r")
    after = p.value(b"counts[:]\r")
    grown = [new > old for old, new in zip(eval(before), eval(after), strict=True)]
    check(all(grown), f"a task stands still: {before}, then {after}")


def in_a_program(firmware, function):
    terminal = Terminal(firmware, HERE / "program.py")
    terminal.start()
    try:
        terminal.expect(b"tasks run\r\n" + SIGN)
        prompt = Prompt(terminal)
        prompt.answer(b"x = 1\r")
        function(prompt)
        tasks_run(prompt)
    finally:
        terminal.stop()


# Programs of their own.

# The terminal's mode changes late, as on a busy machine.
SLOW_MODE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <termios.h>
#include <unistd.h>
int tcsetattr(int fd, int actions, const struct termios *mode) {
    usleep(50000);
    return ((int (*)(int, int, const struct termios *))dlsym(RTLD_NEXT, "tcsetattr"))(fd, actions, mode);
}
"""


@test
def ctrl_c_that_follows_the_echo_interrupts(firmware):
    with tempfile.TemporaryDirectory() as folder:
        source, library = pathlib.Path(folder, "slow.c"), pathlib.Path(folder, "slow.so")
        source.write_text(SLOW_MODE)
        subprocess.run(["gcc", "-shared", "-fPIC", source, "-o", library, "-ldl"], check=True)
        terminal = Terminal("/usr/bin/env", f"LD_PRELOAD={library}")
        terminal.command += [str(firmware), str(HERE / "program.py")]
        terminal.start()
        try:
            terminal.expect(b"tasks run\r\n" + SIGN)
            prompt = Prompt(terminal)
            for statement, echo in (
                (b"exec('while True: pass')\r", b"pass')\r\n"),
                (b"while True: pass\r\r", b"... \r\n"),
                (b"while True: pass\r\x04", b"... \r\n"),
                (b"\x05while True: pass\x04", b"pass\r\n"),
            ):
                prompt.type(statement)
                terminal.expect(echo)
                check(b"KeyboardInterrupt" in prompt.answer(b"\x03"), f"{statement!r} goes on")
            prompt.enter_raw()
            prompt.type(b"while True: pass\x04")
            terminal.expect(b"OK")
            prompt.type(b"\x03")
            check(b"KeyboardInterrupt" in terminal.expect(b"\x04>"), "in the raw REPL")
            prompt.leave_raw()
            tasks_run(prompt)
        finally:
            terminal.stop()


ENDS = """
import asyncio
async def main():
    asyncio.repl.start()
    await asyncio.sleep(1000)
try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("the program is interrupted")
print("its end")
"""

@test
def a_signal_does_not_jump_out_of_the_line(firmware):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(ENDS)
        script.flush()
        terminal = Terminal(firmware, script.name)
        terminal.start()
        try:
            terminal.expect(SIGN)
            terminal.write(b"#" + b"a" * 2000)
            terminal.expect(b"a" * 2000)
            # Nobody reads what it shows, until it waits in the middle of that.
            for _ in range(12):
                terminal.write(b"\x01b\x7f")
                time.sleep(0.02)
            os.kill(terminal.process, signal.SIGINT)
            time.sleep(0.2)
            said, _ = terminal.ended()
            check(said.endswith(b"\x1b[K\x1b[02001Dthe program is interrupted\r\nits end\r\n"), f"ends with {said[-100:]!r}")
        finally:
            terminal.stop()


AHEAD_OF_THE_END = """
import asyncio, time
async def main():
    async def serve(reader, writer):
        await asyncio.repl.run(reader)
        before = time.ticks_ms()
        await asyncio.sleep_ms(20)
        print("slept", time.ticks_diff(time.ticks_ms(), before) >= 19)
        over.set()
    over = asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(b"await asyncio.sleep_ms(20)\\r1\\r2\\r\\x04")
    await writer.drain()
    await over.wait()
print(">>> ")
asyncio.run(main())
"""


@test
def what_is_typed_ahead_ends_the_prompt(firmware):
    own_program(firmware, AHEAD_OF_THE_END.replace("PORT", str(free_port())), [], b"slept True")


WITHOUT_HEAP = """
import asyncio, micropython
async def main():
    asyncio.repl.start()
    await asyncio.sleep_ms(50)
    micropython.heap_lock()
    before = micropython.mem_total() if hasattr(micropython, "mem_total") else 0
    for i in range(20):
        await asyncio.sleep_ms(5)
    micropython.heap_unlock()
    print("no heap while it waits")
asyncio.run(main())
"""

TWICE = """
import asyncio
async def main():
    asyncio.repl.start()
    await asyncio.sleep_ms(20)
    try:
        await asyncio.repl.run()
    except RuntimeError as error:
        print("second:", error)
asyncio.run(main())
"""

CANCELLED = """
import asyncio, sys
async def main():
    task = asyncio.repl.start()
    await asyncio.sleep_ms(20)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    try:
        asyncio.repl.run(1)
    except Exception as error:
        print(type(error).__name__)
asyncio.run(main())
"""

EXITS = """
import asyncio
async def main():
    asyncio.repl.start()
    await asyncio.sleep(1000)
asyncio.run(main())
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_program(firmware, source, keys, wanted):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(source)
        script.flush()
        terminal = Terminal(firmware, script.name)
        terminal.start()
        try:
            terminal.expect(SIGN)
            for key in keys:
                terminal.write(key)
            said, _ = terminal.ended()
            check(wanted in said, f"says {said!r}, and not {wanted!r}")
        finally:
            terminal.stop()


@test
def ctrl_d_ends_the_program(firmware):
    own_program(firmware, ENDS, [b"\x04"], b"the program is interrupted\r\nits end\r\n")


@test
def system_exit_ends_the_program(firmware):
    own_program(firmware, EXITS, [b"raise SystemExit\r"], b"raise SystemExit\r\n")


@test
def waits_without_heap(firmware):
    own_program(firmware, WITHOUT_HEAP, [], b"no heap while it waits")


@test
def the_console_has_one_prompt(firmware):
    own_program(firmware, TWICE, [], b"second: ")


@test
def can_be_cancelled(firmware):
    own_program(firmware, CANCELLED, [], b"cancelled\r\nOSError\r\n")


NO_STREAMS = """
import asyncio
async def main():
    asyncio.repl.start()
    await asyncio.sleep_ms(20)
    for thing in (object(), 5, None, b"bytes"):
        try:
            await asyncio.repl.run(asyncio.StreamReader(thing))
        except OSError as error:
            print("refused", thing)
asyncio.run(main())
"""


@test
def a_stream_on_no_stream_is_refused(firmware):
    own_program(firmware, NO_STREAMS, [], b"refused b'bytes'")


# A client without a prompt, whose descriptor is that of the closed one. What it sends must not be executed.
CLOSED = """
import asyncio, socket, time
executed = []
async def main():
    writers = []
    # The number of its descriptor is for the second client's own end.
    filler = socket.socket()
    async def serve(reader, writer):
        writers.append(writer)
        if len(writers) == 1:
            await asyncio.repl.run(reader)
            print("prompt over")
            before = time.ticks_ms()
            await asyncio.sleep_ms(20)
            print("slept", time.ticks_diff(time.ticks_ms(), before) >= 19)
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    async def client():
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(b"executed.append(1)\\r")
        await writer.drain()
        return reader
    first = await client()
    while len(executed) < 1:
        await asyncio.sleep_ms(1)
    await writers[0].wait_closed()
    filler.close()
    second = await client()
    await asyncio.sleep_ms(50)
    print("executed", len(executed))
print(">>> ")
asyncio.run(main())
"""


@test
def a_prompt_ends_when_its_stream_is_closed(firmware):
    own_program(firmware, CLOSED.replace("PORT", str(free_port())), [], b"prompt over\r\nslept True\r\nexecuted 1\r\n")


ON_A_STREAM = """
import asyncio, socket, sys
async def serve(reader, writer):
    await asyncio.repl.run(reader)
    print("client gone")
    writer.close()
    await writer.wait_closed()
async def main():
    global n
    n = 0
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    print("serves")
    while True:
        n += 1
        await asyncio.sleep_ms(10)
asyncio.run(main())
"""


@test
def a_hostile_client_of_a_stream(firmware):
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(ON_A_STREAM)
        script.flush()
        terminal = Terminal(firmware, script.name)
        terminal.command.append(str(port))
        terminal.start()

        def connect():
            client = socket.create_connection(("127.0.0.1", port), timeout=20)
            return client, client.makefile("rb")

        def until(lines, end):
            said = bytearray()
            while not said.endswith(end):
                more = lines.read(1)
                if not more:
                    raise Wrong(f"closed behind {bytes(said)!r}")
                said += more
            return bytes(said)

        try:
            terminal.expect(b"serves\r\n")
            # What is printed goes to the client, and not to the console.
            client, lines = connect()
            until(lines, SIGN)
            client.sendall(b"print('to', 'me')\r")
            check(b"to me\r\n" in until(lines, SIGN), "print does not reach the client")
            client.sendall(b"import sys; sys.stdout.write('written') and None\r")
            check(b"written" in until(lines, SIGN).split(b"\r\n", 1)[1], "sys.stdout does not reach the client")
            # What another thread prints is not the prompt's.
            client.sendall(b"import _thread, time; _thread.start_new_thread(print, ('by a', 'thread')) and None; time.sleep_ms(100)\r")
            check(b"by a thread" not in until(lines, SIGN), "what a thread prints reaches the client")
            terminal.expect(b"by a thread\r\n")
            client.sendall(b"asyncio.print_tasks()\r")
            check(b"\r\nserve " in until(lines, SIGN), "print_tasks does not reach the client")
            client.sendall(b"1/0\r")
            check(b"ZeroDivisionError" in until(lines, SIGN), "no traceback")
            # Much at once: it comes whole.
            client.sendall(b"\x05for i in range(30): print('x' * 10000)\r\x04")
            said = until(lines, SIGN)
            check(said.count(b"x") == 300001, f"{said.count(b'x') - 1} of 300000 bytes")
            # Two clients have a prompt each.
            other, other_lines = connect()
            until(other_lines, SIGN)
            other.sendall(b"'oth' + 'er'\r")
            check(b"'other'" in until(other_lines, SIGN), "a second client")
            client.sendall(b"'fir")
            other.sendall(b"await asyncio.sleep(1000)\r")
            until(other_lines, b"1000)\r\n")
            client.sendall(b"st'\r")
            check(b"'first'" in until(lines, SIGN), "the first client")
            # One closes in the middle of an await, one resets in the middle of a paste.
            other.close()
            other_lines.close()
            terminal.expect(b"client gone\r\n")
            client.sendall(b"\x01")
            until(lines, RAW_SIGN)
            client.sendall(b"\x05A\x01print('half a pas")
            until(lines, b"\x01\x80\x00\x01")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            lines.close()
            client.close()
            terminal.expect(b"client gone\r\n")
            # One that sends much and reads nothing, and goes.
            client, lines = connect()
            client.sendall(os.urandom(200000).replace(b"\x04", b""))
            lines.close()
            client.close()
            terminal.expect(b"client gone\r\n")
            # Ctrl-D ends the client's prompt only.
            client, lines = connect()
            until(lines, SIGN)
            client.sendall(b"n\r")
            first = int(until(lines, SIGN).split(b"\r\n")[1])
            client.sendall(b"await asyncio.sleep_ms(100)\rn\r")
            until(lines, SIGN)
            check(int(until(lines, SIGN).split(b"\r\n")[1]) > first, "the task stands still")
            client.sendall(b"\x04")
            terminal.expect(b"client gone\r\n")
            lines.close()
            client.close()
        finally:
            terminal.stop()


@test
def the_example_over_tcp(firmware):
    port = free_port()
    terminal = Terminal(firmware, HERE.parent.parent / "examples/repl_over_tcp.py")
    terminal.command += ["127.0.0.1", str(port), "open sesame"]
    terminal.start()
    try:
        terminal.expect(b"a prompt on 127.0.0.1")

        def said_to(*lines):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
                for line in lines:
                    client.sendall(line)
                client.shutdown(socket.SHUT_WR)
                return b"".join(iter(lambda: client.recv(4096), b""))

        wrong = said_to(b"open\r", b"open sesame and more\r", b"\r")
        check(wrong.count(b"wrong") == 3 and SIGN not in wrong, f"wrong passwords: {wrong!r}")
        right = said_to(b"open sesame\r", b"6 * 7\r")
        check(b"\r\n42\r\n" + SIGN in right, f"the right password: {right!r}")
    finally:
        terminal.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    parser.add_argument("tests", nargs="*", help="only these")
    args = parser.parse_args()
    failed = 0
    chosen = [function for function in TESTS if not args.tests or function.__name__ in args.tests]
    for function in chosen:
        try:
            if function.__code__.co_varnames[0] == "p":
                in_a_program(args.firmware, function)
            else:
                function(args.firmware)
        except (Wrong, BoardError, OSError, SyntaxError) as problem:
            failed += 1
            print(f"FAIL {function.__name__}: {problem}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{len(chosen) - failed} {failed}\n")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
