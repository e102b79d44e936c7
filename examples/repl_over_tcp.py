# A prompt over the network, beside a task.
#
#   build/unix/micropython examples/repl_over_tcp.py 127.0.0.1 2323 PASSWORD
#   stty raw -echo; nc 127.0.0.1 2323; stty sane          the client; Ctrl-D ends it
#
# Who has the password can do everything that the program can. It goes over the network as it is, and so does all that is typed: use
# this in a network that you trust, or on 127.0.0.1 behind ssh. There is no address by default.
# The firmware needs the feature `repl`: make firmware MPY_ASYNCIO_FEATURES=full,diagnostics

import asyncio
import sys

TRIES = 3
SECONDS_TO_LOG_IN = 30


# Takes the same time whatever the password is, so that the time tells nothing of it.
def is_same(given, wanted):
    different = len(given) ^ len(wanted)
    for i in range(len(given)):
        different |= given[i] ^ wanted[i % len(wanted)]
    return different == 0


async def read_password(stream):
    given = b""
    while len(given) < 100:
        key = await stream.readexactly(1)
        if key in (b"\r", b"\n"):
            break
        given += key
    return given


async def log_in(stream, password):
    for _ in range(TRIES):
        stream.write(b"password: ")
        await stream.drain()
        if is_same(await read_password(stream), password):
            stream.write(b"\r\n")
            return True
        # Guessing takes time.
        await asyncio.sleep(1)
        stream.write(b"\r\nwrong\r\n")
    return False


async def serve(stream, _, password):
    try:
        if await asyncio.wait_for(log_in(stream, password), SECONDS_TO_LOG_IN):
            await asyncio.repl.run(stream)
    except (OSError, EOFError, asyncio.TimeoutError):
        pass
    finally:
        stream.close()
        await stream.wait_closed()


async def main(address, port, password):
    counter = 0
    async with await asyncio.start_server(lambda reader, writer: serve(reader, writer, password), address, port):
        print("a prompt on", address, port)
        while True:
            counter += 1
            await asyncio.sleep(1)


if len(sys.argv) != 4 or not sys.argv[3]:
    print("usage: repl_over_tcp.py ADDRESS PORT PASSWORD")
else:
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()))
