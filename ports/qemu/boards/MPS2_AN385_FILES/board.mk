# The same machine with MicroPython's file systems: a script mounts one on a block device of its own, in RAM.
include boards/MPS2_AN385/board.mk
RAM_SIZE := 384K
MICROPY_VFS_FAT = 1
