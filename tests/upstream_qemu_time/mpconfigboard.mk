# A board of upstream's ports/qemu, with what it lacks: before 1.27 the clock and the time module; a place for libgcc's tables. Given as
# BOARD_DIR=, beside BOARD=; paths are from ports/qemu.

UPSTREAM_QEMU_TIME := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
include boards/$(BOARD)/mpconfigboard.mk
LDFLAGS += -T $(UPSTREAM_QEMU_TIME)/no_exidx.ld
ifneq ($(UPSTREAM_QEMU_LACKS_TIME),)
CFLAGS += -DMP_CONFIGFILE='"$(UPSTREAM_QEMU_TIME)/mpconfigport_time.h"'
SRC_C += $(UPSTREAM_QEMU_TIME)/ticks.c
endif
