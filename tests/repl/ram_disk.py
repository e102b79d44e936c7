# A FAT file system in RAM, for a board without flash.
import vfs


class RamDisk:
    SIZE = 512

    def __init__(self, blocks):
        self.data = bytearray(blocks * self.SIZE)

    def readblocks(self, block, buf, offset=0):
        start = block * self.SIZE + offset
        buf[:] = memoryview(self.data)[start : start + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        start = block * self.SIZE + offset
        self.data[start : start + len(buf)] = buf

    def ioctl(self, command, arg):
        if command == 4:
            return len(self.data) // self.SIZE
        if command == 5:
            return self.SIZE
        return 0


disk = RamDisk(160)
vfs.VfsFat.mkfs(disk)
vfs.mount(vfs.VfsFat(disk), "/")
