# The unix port on other Linux machines than this one, for `make versions`: built here, and run here or by qemu-user. Needs a C compiler
# for the machine with its libc, which Debian can't have beside each other for all three: no part of make test.

LINUX_MACHINES := i686 armv7 aarch64
# Their libffi is no package here.
LINUX_FLAGS_i686 := MICROPY_FORCE_32BIT=1
LINUX_FLAGS_armv7 := CROSS_COMPILE=arm-linux-gnueabihf-
LINUX_FLAGS_aarch64 := CROSS_COMPILE=aarch64-linux-gnu-
# As much heap as 64 bits have by default, which the tests are written for.
LINUX_HEAP_i686 := -X heapsize=2M
LINUX_HEAP_armv7 := -X heapsize=2M
LINUX_RUN_armv7 := qemu-arm -L /usr/arm-linux-gnueabihf
LINUX_RUN_aarch64 := qemu-aarch64 -L /usr/aarch64-linux-gnu
linux_out = $(BUILD_ROOT)/linux-$(1)$(VERSION_SUFFIX)

.PHONY: $(LINUX_MACHINES:%=linux-%)
$(LINUX_MACHINES:%=linux-%): linux-%: mpy-cross unix-mbedtls
	@$(ROOT)/tools/logged_build.sh $(patsubst $(ROOT)/%,%,$(call linux_out,$*))/micropython $(call linux_out,$*).log \
		$(MAKE) --no-print-directory -j$(JOBS) -C $(MICROPYTHON_DIR)/ports/unix BUILD=$(call linux_out,$*) $(UNIX_FLAGS) \
			MICROPY_PY_FFI=0 $(LINUX_FLAGS_$*)
	@printf '#!/bin/sh\nexec %s "%s" %s "$$@"\n' '$(LINUX_RUN_$*)' '$(call linux_out,$*)/micropython' '$(LINUX_HEAP_$*)' >$(call linux_out,$*)/run
	@chmod +x $(call linux_out,$*)/run
