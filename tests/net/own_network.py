"""A network of its own for a test: loopback alone, so that no port is taken and nothing leaves the machine."""

import ctypes
import errno
import fcntl
import os
import socket
import struct

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
INTERFACE = struct.Struct("16sh22x")


def enter():
    """Moves this process and its children there; where the system doesn't allow it, says so and stays."""
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWNET | CLONE_NEWUSER
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0:
        code = ctypes.get_errno()
        print(f"note: no network of its own ({errno.errorcode.get(code, code)}): the machine's loopback is used")
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        name, state = INTERFACE.unpack(fcntl.ioctl(control, SIOCGIFFLAGS, INTERFACE.pack(b"lo", 0)))
        fcntl.ioctl(control, SIOCSIFFLAGS, INTERFACE.pack(name, state | IFF_UP))
