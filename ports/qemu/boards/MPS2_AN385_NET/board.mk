# The same machine with its Ethernet controller and lwIP; some 250 kB are left for the heap.
include boards/MPS2_AN385/board.mk
RAM_SIZE := 336K
NETWORK = lan9118
# Every class that the network carries.
MPY_ASYNCIO_FEATURES ?= board,udp
