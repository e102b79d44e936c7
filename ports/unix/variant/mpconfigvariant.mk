# Debian's MicroPython tree carries no Berkeley DB.
MICROPY_PY_BTREE = 0
