# A board of upstream's ports/qemu, with the clock and the time module that this port lacks before 1.27. Given as BOARD_DIR=, beside
# BOARD=; paths are from ports/qemu.

UPSTREAM_QEMU_TIME := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
include boards/$(BOARD)/mpconfigboard.mk
CFLAGS += -DMP_CONFIGFILE='"$(UPSTREAM_QEMU_TIME)/mpconfigport_time.h"'
SRC_C += $(UPSTREAM_QEMU_TIME)/ticks.c
LDFLAGS += -T $(UPSTREAM_QEMU_TIME)/no_exidx.ld
