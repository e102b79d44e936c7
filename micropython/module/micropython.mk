# The user module for ports that build with make. A builder says USER_C_MODULES=<this repository>/micropython.
#
# Variables that a builder may set:
#   MPY_ASYNCIO_TARGET    Rust's name of the target; by default derived from the C compiler's
#   MPY_ASYNCIO_FEATURES  cargo features, separated by commas: parity (what stock has), board, full, or single ones; see Cargo.toml.
#                         By default full for Linux, else board
#   MPY_ASYNCIO_PROFILE   cargo profile: release (speed) or board (size); by default by target
#   MPY_ASYNCIO_ARCHIVE   a prebuilt archive, for builders without Rust

MPY_ASYNCIO_DIR := $(USERMOD_DIR)

# The one list of the module's C sources: what lies beside this file and in its folders.
SRC_USERMOD_C += $(wildcard $(MPY_ASYNCIO_DIR)/*.c $(MPY_ASYNCIO_DIR)/*/*.c)
CFLAGS_USERMOD += -I$(MPY_ASYNCIO_DIR) -include $(MPY_ASYNCIO_DIR)/mpconfigasyncio.h
MPY_ASYNCIO_FEATURES ?= $(if $(findstring linux,$(shell $(CC) -dumpmachine)),full,board)
MPY_ASYNCIO_DEFINITIONS := $(shell python3 $(MPY_ASYNCIO_DIR)/features.py '$(MPY_ASYNCIO_FEATURES)')
$(if $(MPY_ASYNCIO_DEFINITIONS),,$(error mpy-asyncio: MPY_ASYNCIO_FEATURES=$(MPY_ASYNCIO_FEATURES) can't be used: see above))
CFLAGS_USERMOD += $(addprefix -D,$(MPY_ASYNCIO_DEFINITIONS))
# contract.h then checks that the archive fits.
MPY_ASYNCIO_PREBUILT ?= $(if $(MPY_ASYNCIO_ARCHIVE),1)
CFLAGS_USERMOD += $(if $(MPY_ASYNCIO_PREBUILT),-DMPY_ASYNCIO_PREBUILT=1)

MPY_ASYNCIO_MACHINE = $(shell $(CC) $(filter -m%,$(CFLAGS)) -dumpmachine)
MPY_ASYNCIO_TARGET ?= $(if $(findstring linux,$(MPY_ASYNCIO_MACHINE)),$(firstword $(subst -, ,$(MPY_ASYNCIO_MACHINE)))-unknown-linux-gnu)
MPY_ASYNCIO_PROFILE ?= $(if $(findstring linux,$(MPY_ASYNCIO_TARGET)),release,board)

# A cross compiler's own folders of headers, which bindgen's clang does not know.
MPY_ASYNCIO_SYSTEM_INCLUDES = $(if $(findstring linux,$(MPY_ASYNCIO_TARGET)),,$(shell \
	$(CC) $(filter -m% --specs=%,$(CFLAGS)) -E -Wp,-v -x c /dev/null 2>&1 | sed -n 's|^ \(/.*\)|-isystem \1|p'))

MPY_ASYNCIO_LIB := $(if $(MPY_ASYNCIO_ARCHIVE),$(MPY_ASYNCIO_ARCHIVE),$(BUILD)/libmpy_asyncio.a)
LDFLAGS_USERMOD += $(MPY_ASYNCIO_LIB)
# Debug mode and the trace are told when garbage is collected. Some ports link by the compiler, others by the linker itself,
# which is seen by the flags that they have added until the linking.
ifneq ($(filter MPY_ASYNCIO_DEBUG=1 MPY_ASYNCIO_STATS=1 MPY_ASYNCIO_TRACE=1,$(MPY_ASYNCIO_DEFINITIONS)),)
MPY_ASYNCIO_COMMA := ,
MPY_ASYNCIO_WL = $(if $(findstring linux,$(MPY_ASYNCIO_TARGET))$(findstring -Wl,$(value LDFLAGS)),-Wl$(MPY_ASYNCIO_COMMA))
LDFLAGS += $(foreach name,gc_collect_start gc_collect_end,$(MPY_ASYNCIO_WL)--wrap=$(name))
endif

# The archive rides on one object: a changed archive relinks, an unchanged one doesn't.
$(BUILD)/$(notdir $(MPY_ASYNCIO_DIR))/glue/bridge.o: $(MPY_ASYNCIO_LIB)

ifeq ($(MPY_ASYNCIO_ARCHIVE),)
.PHONY: mpy-asyncio-cargo
mpy-asyncio-cargo:

# What MicroPython's headers include has to be generated before they are read.
MPY_ASYNCIO_HEADERS := qstrdefs.generated.h moduledefs.h root_pointers.h $(if $(filter 1,$(MICROPY_ROM_TEXT_COMPRESSION)),compressed.data.h)
$(MPY_ASYNCIO_LIB): mpy-asyncio-cargo | $(addprefix $(BUILD)/genhdr/,$(MPY_ASYNCIO_HEADERS))
	$(if $(MPY_ASYNCIO_TARGET),,$(error mpy-asyncio: no Rust target known for '$(MPY_ASYNCIO_MACHINE)': set MPY_ASYNCIO_TARGET=))
	$(Q)MPY_ASYNCIO_CFLAGS='$(subst ','\'',$(CFLAGS) $(MPY_ASYNCIO_SYSTEM_INCLUDES))' MPY_ASYNCIO_CWD='$(CURDIR)' $(MPY_ASYNCIO_DIR)/cargo_build.sh \
		--target '$(MPY_ASYNCIO_TARGET)' --profile '$(MPY_ASYNCIO_PROFILE)' --features '$(MPY_ASYNCIO_FEATURES)' \
		--target-dir '$(abspath $(BUILD))/cargo' --output '$(abspath $@)'
endif
