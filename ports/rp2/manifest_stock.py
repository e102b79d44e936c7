# The firmware that ours is compared with: the same, and MicroPython's own asyncio package.
include("manifest_ours.py")
include("$(MPY_DIR)/extmod/asyncio")
