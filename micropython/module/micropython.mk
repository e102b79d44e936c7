# The user module for ports that build with make. A builder says USER_C_MODULES=<this repository>/micropython.
#
# Variables that a builder may set:
#   MPY_ASYNCIO_TARGET    Rust's name of the target; by default rust_target.sh derives it from the C compiler and its flags
#   MPY_ASYNCIO_FEATURES  cargo features, separated by commas: small (what MicroPython documents), parity (what stock has), board, full,
#                         or single ones; see Cargo.toml. By default full for Linux (with a Rust older than 1.88 most), else board
#   MPY_ASYNCIO_PROFILE   cargo profile: release (speed) or board (size); by default by target
#   MPY_ASYNCIO_ARCHIVE   a prebuilt archive, for builders without Rust
#
# A port includes this file before it has set its compiler and flags: whatever depends on them is a recursive variable or stands
# in a recipe.

MPY_ASYNCIO_DIR := $(USERMOD_DIR)

# The one list of the module's C sources: what lies beside this file and in its folders.
SRC_USERMOD_C += $(wildcard $(MPY_ASYNCIO_DIR)/*.c $(MPY_ASYNCIO_DIR)/*/*.c)
CFLAGS_USERMOD += -I$(MPY_ASYNCIO_DIR) -include $(MPY_ASYNCIO_DIR)/mpconfigasyncio.h

MPY_ASYNCIO_FOUND_TARGET = $(or $(MPY_ASYNCIO_TARGET),$(shell $(MPY_ASYNCIO_DIR)/rust_target.sh $(CC) $(filter -m% --target=%,$(CFLAGS))))
MPY_ASYNCIO_ALL = $(if $(MPY_ASYNCIO_PREBUILT)$(shell \
	cargo=`$(MPY_ASYNCIO_DIR)/cargo_build.sh --target '$(MPY_ASYNCIO_FOUND_TARGET)' --find 2>/dev/null` && \
	MPY_ASYNCIO_RUST_PATH=$${cargo%/*} $(MPY_ASYNCIO_DIR)/../../tools/find_rust.sh '' 88),full,most)
MPY_ASYNCIO_IS_LINUX = $(findstring linux,$(MPY_ASYNCIO_FOUND_TARGET))

# The features are decided once, in this file: C includes it, and the archive's recipe reads its first line. Changed features
# rebuild what depends on them.
MPY_ASYNCIO_CHOSEN := $(BUILD)/genhdr/mpy_asyncio_features.h
QSTR_GLOBAL_DEPENDENCIES += $(MPY_ASYNCIO_CHOSEN)
# Released without its Rust half, the module has archives beside it, one for each target.
MPY_ASYNCIO_ARCHIVES := $(wildcard $(MPY_ASYNCIO_DIR)/../archives)
MPY_ASYNCIO_PREBUILT ?= $(if $(MPY_ASYNCIO_ARCHIVE)$(MPY_ASYNCIO_ARCHIVES),1)
.PHONY: mpy-asyncio-always
mpy-asyncio-always:
$(MPY_ASYNCIO_CHOSEN): mpy-asyncio-always
	$(Q)mkdir -p $(@D)
	$(Q)python3 $(MPY_ASYNCIO_DIR)/features.py --header $@ $(if $(MPY_ASYNCIO_PREBUILT),--prebuilt) \
		'$(or $(MPY_ASYNCIO_FEATURES),$(if $(MPY_ASYNCIO_IS_LINUX),$(MPY_ASYNCIO_ALL),board))'

# Debug mode and the trace are told when garbage is collected. Some ports link by the compiler, others by the linker itself,
# which the flags for their linking tell.
MPY_ASYNCIO_COMMA := ,
MPY_ASYNCIO_WL = $(if $(PROG)$(findstring -Wl,$(value LDFLAGS) $(value CFLAGS)),-Wl$(MPY_ASYNCIO_COMMA))
MPY_ASYNCIO_WRAPPED = $(if $(shell grep -E 'MPY_ASYNCIO_(DEBUG|STATS|TRACE) 1' $(MPY_ASYNCIO_CHOSEN)),gc_collect_start gc_collect_end)
# What is printed at a prompt goes to the prompt's stream (repl.c).
MPY_ASYNCIO_WRAPPED += $(if $(shell grep 'MPY_ASYNCIO_REPL 1' $(MPY_ASYNCIO_CHOSEN)),mp_hal_stdout_tx_strn$(if $(MPY_ASYNCIO_IS_LINUX),_cooked))
MPY_ASYNCIO_WRAPS = $(foreach name,$(MPY_ASYNCIO_WRAPPED),$(MPY_ASYNCIO_WL)--wrap=$(name))

# The archive stands behind the objects, and behind libgcc: it brings arithmetic of its own. A program's link line ends with LDFLAGS; a
# firmware's has LDFLAGS in front, and ends with LIBS, which a port may set after this file.
MPY_ASYNCIO_LIB := $(if $(MPY_ASYNCIO_ARCHIVE),$(MPY_ASYNCIO_ARCHIVE),$(BUILD)/libmpy_asyncio.a)
LDFLAGS += $(if $(PROG),$(MPY_ASYNCIO_WRAPS) $(MPY_ASYNCIO_LIB))
%.elf %.axf: LIBS += $(MPY_ASYNCIO_WRAPS) $(MPY_ASYNCIO_LIB)

# The archive rides on one object: a changed archive relinks, an unchanged one doesn't.
$(BUILD)/$(notdir $(MPY_ASYNCIO_DIR))/glue/bridge.o: $(MPY_ASYNCIO_LIB)

ifneq ($(MPY_ASYNCIO_ARCHIVE),)
else ifneq ($(MPY_ASYNCIO_ARCHIVES),)
MPY_ASYNCIO_FITTING = $(MPY_ASYNCIO_ARCHIVES)/$(MPY_ASYNCIO_FOR)/libmpy_asyncio.a
$(MPY_ASYNCIO_LIB): $(wildcard $(MPY_ASYNCIO_ARCHIVES)/*/libmpy_asyncio.a) | $(MPY_ASYNCIO_CHOSEN)
	$(if $(eval MPY_ASYNCIO_FOR := $(MPY_ASYNCIO_FOUND_TARGET))$(MPY_ASYNCIO_FOR),,$(error mpy-asyncio: no Rust target, see the line above))
	$(if $(wildcard $(MPY_ASYNCIO_FITTING)),,$(error mpy-asyncio: no archive for $(MPY_ASYNCIO_FOR): there are \
		$(notdir $(wildcard $(MPY_ASYNCIO_ARCHIVES)/*)); build from the sources))
	$(Q)mkdir -p '$(@D)' && cp '$(MPY_ASYNCIO_FITTING)' '$@'
else
# A cross compiler's own folders of headers, which bindgen's clang does not know.
MPY_ASYNCIO_IS_NATIVE = $(if $(CROSS_COMPILE),,$(MPY_ASYNCIO_IS_LINUX))
MPY_ASYNCIO_SYSTEM_INCLUDES = $(if $(MPY_ASYNCIO_IS_NATIVE),,$(shell \
	$(CC) $(filter -m% --specs=%,$(CFLAGS)) -E -Wp,-v -x c /dev/null 2>&1 | sed -n 's|^ \(/.*\)|-isystem \1|p'))

# What MicroPython's headers include has to be generated before they are read.
MPY_ASYNCIO_HEADERS := qstrdefs.generated.h moduledefs.h root_pointers.h $(if $(filter 1,$(MICROPY_ROM_TEXT_COMPRESSION)),compressed.data.h)
$(MPY_ASYNCIO_LIB): mpy-asyncio-always | $(addprefix $(BUILD)/genhdr/,$(MPY_ASYNCIO_HEADERS)) $(MPY_ASYNCIO_CHOSEN)
	$(if $(eval MPY_ASYNCIO_FOR := $(MPY_ASYNCIO_FOUND_TARGET))$(MPY_ASYNCIO_FOR),,$(error mpy-asyncio: no Rust target, see the line above))
	$(Q)features=$$(sed -n '1s/^.. Features: //p' $(MPY_ASYNCIO_CHOSEN)); \
		MPY_ASYNCIO_CFLAGS='$(subst ','\'',$(CFLAGS) $(if $(MPY_ASYNCIO_IS_NATIVE),,$(MPY_ASYNCIO_SYSTEM_INCLUDES)))' \
		MPY_ASYNCIO_CWD='$(CURDIR)' $(MPY_ASYNCIO_DIR)/cargo_build.sh --target '$(MPY_ASYNCIO_FOR)' \
		--profile '$(or $(MPY_ASYNCIO_PROFILE),$(if $(findstring linux,$(MPY_ASYNCIO_FOR)),release,board))' --features "$$features" \
		--target-dir '$(abspath $(BUILD))/cargo' --output '$(abspath $@)'
endif
