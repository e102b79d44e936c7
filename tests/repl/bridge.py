"""A board's serial port as a terminal device, which programs such as mpremote open."""

import os
import pty
import select
import threading
import tty

WAIT_S = 0.02
# A reader on a busy machine may be slow; a device that nobody has open is never read.
PATIENCE_S = 5


class Bridge:
    def __init__(self, board):
        """`board` runs. Nobody else reads or writes it from now on, except between pause() and resume()."""
        self.board = board
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        self.port = os.ttyname(self.slave)
        self.ends = False
        self.threads = [threading.Thread(target=self._to_host), threading.Thread(target=self._to_board)]
        for thread in self.threads:
            thread.start()

    def _to_host(self):
        while not self.ends:
            data = self.board.read(WAIT_S)
            while data and not self.ends:
                if not select.select([], [self.master], [], PATIENCE_S)[1]:
                    # Nobody reads: what a serial line without a listener says is lost.
                    break
                data = data[os.write(self.master, data) :]

    def _to_board(self):
        while not self.ends:
            try:
                data = os.read(self.master, 4096)
            except (BlockingIOError, OSError):
                data = b""
            if data:
                self.board.write(data)
            else:
                threading.Event().wait(0.002)

    def close(self):
        self.ends = True
        for thread in self.threads:
            thread.join()
        os.close(self.slave)
        os.close(self.master)
