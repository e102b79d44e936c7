"""A script on the emulated Pico, whose pins or line the emulator drives meanwhile."""

from .board import BoardError
from .raw_repl import RawRepl
from .rp2 import Rp2

TIMEOUT_S = 300


def run_driven(image, script, request, **constants):
    """What the script printed, and the emulator's answer to the request (rp2.mjs lists them)."""
    board = Rp2(image)
    board.start()
    try:
        repl = RawRepl(board)
        repl.enter()
        board.send(request)
        source = "".join(f"{key} = {value!r}\n" for key, value in constants.items()) + script.read_text()
        out, err = repl.run(source.encode(), TIMEOUT_S)
        if err:
            raise BoardError(f"{script.name}: {err.decode(errors='replace').strip().splitlines()[-1]}")
        return out.decode().strip(), board.answer(10)
    finally:
        board.stop()
