# Debian's MicroPython tree carries no Berkeley DB.
MICROPY_PY_BTREE = 0

# mbedtls from outside of the tree: unix.mk gives the folder that holds it.
ifneq ($(MBEDTLS_PARENT),)
vpath %.c $(MBEDTLS_PARENT)
CFLAGS_EXTMOD += -I$(MBEDTLS_PARENT)/$(MBEDTLS_DIR)/include
endif

# What upstream's variant `coverage` refuses in a user module is refused here too.
$(BUILD)/module/%.o: CFLAGS += -Wmissing-declarations -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wshadow -Wuninitialized -Wunused-parameter
