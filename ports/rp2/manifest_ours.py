# What both firmwares freeze: the port's own boot code (file system, PIO assembler) and nothing of micropython-lib.
freeze("$(PORT_DIR)/modules")
