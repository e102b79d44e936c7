# The front door: `make help` lists what there is.
#
# Fragments (micropython/*.mk, ports/<port>/<port>.mk, tests/*.mk, benches/*.mk) add ports and suites:
#   a port       names itself: target firmware-<port>, which builds into $(OUT); BOARDS_<port> lists its boards, the first
#                being the default, and BOARDS_OF_TREE_<port> is set while others are in a tree that is not fetched yet; LOOPS_<port>
#                narrows ASYNCIO where not both can be built.
#   a test suite adds its target to TEST_TARGETS, and to TEST_SETUP the groups of tools/setup.sh that it needs beside its
#                firmware's; tools/run_suites.py says how it reports its results.
# `## text` after a target is its line in `make help`.

ROOT := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
BUILD_ROOT := $(ROOT)/build
CACHE := $(ROOT)/.cache
TEST_RESULTS := $(BUILD_ROOT)/test-results
MICROPYTHON_DEFAULT := 1.26.1

PORT ?= unix
# Many servers and containers have a PORT of their own in the environment.
ifeq ($(origin PORT),environment)
PORT := unix
endif
ASYNCIO ?= ours
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
FETCH := $(ROOT)/micropython/fetch.sh
SETUP := $(ROOT)/tools/setup.sh

# A tree of the user's own tells its version itself.
ifneq ($(MICROPYTHON_DIR),)
override MICROPYTHON_DIR := $(abspath $(MICROPYTHON_DIR))
MICROPYTHON_IS_FETCHED :=
ifeq ($(filter help,$(MAKECMDGOALS)),)
override MICROPYTHON_VERSION := $(shell $(FETCH) version '$(MICROPYTHON_DIR)' 2>&1)
ifneq ($(word 2,$(MICROPYTHON_VERSION)),)
$(error $(patsubst error:%,%,$(MICROPYTHON_VERSION)))
endif
endif
else
MICROPYTHON_VERSION ?= $(MICROPYTHON_DEFAULT)
MICROPYTHON_DIR := $(ROOT)/micropython/upstream/$(MICROPYTHON_VERSION)
MICROPYTHON_IS_FETCHED := yes
endif

# What a build folder's name says: <port>[-<board>][-<version>][-stock], the usual case left out.
VERSION_SUFFIX := $(if $(filter-out $(MICROPYTHON_DEFAULT),$(MICROPYTHON_VERSION)),-$(MICROPYTHON_VERSION))
STOCK_SUFFIX := $(if $(filter stock,$(ASYNCIO)),-stock)
OUT = $(BUILD_ROOT)/$(PORT)$(addprefix -,$(BOARD))$(VERSION_SUFFIX)$(STOCK_SUFFIX)

# The cargo found on this machine; empty until `make setup` has run on one that has none.
ifeq ($(CARGO),)
CARGO := $(shell $(ROOT)/tools/find_rust.sh)
endif
ifneq ($(CARGO),)
RUSTC ?= $(dir $(CARGO))rustc
export CARGO RUSTC
endif

# All names that this machine's Rust can build; tests/run.py reads it.
export MPY_ASYNCIO_FULL := $(if $(shell MPY_ASYNCIO_RUST_PATH='$(patsubst %/,%,$(dir $(CARGO)))' $(ROOT)/tools/find_rust.sh '' 88),full,most)

# Upstream's tree stays as it was unpacked: Python leaves no __pycache__ there, and git doesn't take this repository's
# commit for MicroPython's.
export PYTHONDONTWRITEBYTECODE := 1
export GIT_CEILING_DIRECTORIES := $(ROOT)/micropython
export MPY_ASYNCIO_CACHE := $(CACHE)

# What cargo compiles for one firmware (bindgen, core) serves the next.
export MPY_ASYNCIO_TARGET_DIR := $(BUILD_ROOT)/cargo

# Upstream's build asks for these even when nothing is required from micropython-lib.
MPY_LIB_DIR := $(BUILD_ROOT)/empty-micropython-lib

TEST_TARGETS :=
PORTS := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard $(foreach port,$(notdir $(wildcard $(ROOT)/ports/*)),$(ROOT)/ports/$(port)/$(port).mk))))))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

include $(wildcard $(ROOT)/micropython/*.mk $(ROOT)/ports/*/*.mk $(ROOT)/tests/*.mk $(ROOT)/benches/*.mk $(ROOT)/tools/*.mk)

ifeq ($(BOARD),)
override BOARD := $(firstword $(BOARDS_$(PORT)))
endif
comma := ,
space := $(subst ,, )
listed = $(subst $(space),$(comma)$(space),$(strip $(1)))

# An unknown value ends make before anything is built.
ifeq ($(filter help clean distclean,$(MAKECMDGOALS)),)
ifeq ($(filter $(PORT),$(PORTS)),)
$(error PORT=$(PORT) is unknown: one of $(call listed,$(PORTS)))
endif
ifeq ($(filter $(ASYNCIO),$(or $(LOOPS_$(PORT)),ours stock)),)
$(error ASYNCIO=$(ASYNCIO) is unknown for PORT=$(PORT): one of $(call listed,$(or $(LOOPS_$(PORT)),ours stock)))
endif
# Boards of a tree that is still to be fetched are known after that.
ifeq ($(or $(if $(BOARD),,none),$(BOARDS_OF_TREE_$(PORT)),$(filter $(BOARD),$(BOARDS_$(PORT)))),)
$(error BOARD=$(BOARD) is unknown for PORT=$(PORT): $(if $(BOARDS_$(PORT)),one of $(call listed,$(BOARDS_$(PORT))),this port has no boards))
endif
ifneq ($(MICROPYTHON_IS_FETCHED),)
ifeq ($(shell awk '$$1 == "$(MICROPYTHON_VERSION)"' $(ROOT)/micropython/versions),)
$(error MICROPYTHON_VERSION=$(MICROPYTHON_VERSION) is unknown: one of $(shell $(FETCH) versions); or give MICROPYTHON_DIR=)
endif
endif
endif

.PHONY: help
help: ## list the targets
	@echo 'make TARGET [PORT=$(subst $(space),|,$(PORTS))] [BOARD=…] [ASYNCIO=ours|stock] [MICROPYTHON_VERSION=…] [MICROPYTHON_DIR=…]'
	@sed -n 's/^\([a-z0-9-]*\):[^#=]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  %-22s %s\n", $$1, $$2 }'
	@$(foreach port,$(PORTS),$(if $(BOARDS_$(port)),echo 'Boards of $(port): $(call listed,$(wordlist 1,5,$(BOARDS_$(port))))$(if $(word 6,$(BOARDS_$(port))), …)';))
	@echo 'MicroPython: $(shell $(FETCH) versions) (default $(MICROPYTHON_DEFAULT)), or MICROPYTHON_DIR=/your/micropython'

.PHONY: setup
setup: ## install the Debian packages that the unix firmware needs and this machine lacks
	@$(SETUP) unix

# A second make sees the tools that set-up has just installed.
.PHONY: firmware
firmware: ## build the firmware of PORT= BOARD= ASYNCIO=
	@$(SETUP) $(PORT)
	@$(if $(BOARDS_OF_TREE_$(PORT)),$(MAKE) --no-print-directory micropython,:)
	@$(MAKE) --no-print-directory firmware-$(PORT)

SCRIPT ?= examples/hello.py
.PHONY: run
run: ## run SCRIPT= (default examples/hello.py) on the unix firmware
	@test '$(PORT)' = unix || { echo 'error: PORT=$(PORT): make run runs a script on unix only; a board takes it by mpremote run' >&2; exit 1; }
	@test -f '$(SCRIPT)' || { echo "error: SCRIPT=$(SCRIPT): no such file" >&2; exit 1; }
	@$(MAKE) --no-print-directory firmware PORT=unix BOARD=
	@'$(BUILD_ROOT)/unix$(VERSION_SUFFIX)$(STOCK_SUFFIX)/micropython' '$(SCRIPT)'

# What the linker makes of each port, in $(OUT).
ELF_NAMES := micropython firmware.elf
.PHONY: size
size: ## flash and RAM of PORT= BOARD=, ours and stock's (PORT=qemu: of each board), and by function since BASE= (default: the last tag)
	@$(MAKE) --no-print-directory $(if $(filter qemu,$(PORT)),size-qemu,size-pair)
	@$(MAKE) --no-print-directory size-change ASYNCIO=ours
.PHONY: size-pair
size-pair:
	@$(MAKE) --no-print-directory firmware ASYNCIO=stock
	@$(MAKE) --no-print-directory firmware ASYNCIO=ours
	@$(MAKE) --no-print-directory size-table ASYNCIO=ours
.PHONY: size-table
size-table:
	@$(ROOT)/tools/firmware_size.sh $(firstword $(wildcard $(addprefix $(OUT)/,$(ELF_NAMES)))) $(OUT) \
		$(firstword $(wildcard $(addprefix $(OUT)-stock/,$(ELF_NAMES)))) $(OUT)-stock

# The commit that sizes are compared with is built in a folder of its own, from the same MicroPython.
BASE ?= $(shell git -C $(ROOT) describe --tags --abbrev=0 2>/dev/null)
BASE_COMMIT = $(shell git -C $(ROOT) rev-parse --verify --quiet '$(BASE)^{commit}')
BASE_TREE = $(BUILD_ROOT)/base/$(BASE_COMMIT)
SIZE_BOARD = $(or $(BOARD),$(if $(filter qemu,$(PORT)),$(firstword $(QEMU_MACHINES))))
size_elf = $(firstword $(wildcard $(addprefix $(1)/$(PORT)$(addprefix -,$(SIZE_BOARD))$(VERSION_SUFFIX)/,$(ELF_NAMES))))
.PHONY: size-change
size-change:
ifeq ($(strip $(BASE)),)
	@echo 'no difference by function: this repository has no tag; BASE=<commit> names what to compare with'
else
	@test -n '$(BASE_COMMIT)' || { echo 'error: BASE=$(BASE): git knows no such commit' >&2; exit 1; }
	@$(MAKE) --no-print-directory firmware BOARD=$(SIZE_BOARD)
	@test -d $(BASE_TREE) || { mkdir -p $(BASE_TREE).new && git -C $(ROOT) archive $(BASE_COMMIT) | tar -x -C $(BASE_TREE).new && \
		ln -s $(CACHE) $(BASE_TREE).new/.cache && mv $(BASE_TREE).new $(BASE_TREE); }
	@echo 'building $(BASE), in $(BASE_TREE:$(ROOT)/%=%) …'
	@$(MAKE) --no-print-directory -C $(BASE_TREE) firmware PORT=$(PORT) BOARD=$(SIZE_BOARD) ASYNCIO=ours \
		MICROPYTHON_DIR=$(MICROPYTHON_DIR) MICROPYTHON_DEFAULT=$(MICROPYTHON_DEFAULT) BASE= >/dev/null
	@$(MAKE) --no-print-directory size-by-function BOARD=$(SIZE_BOARD)
endif
.PHONY: size-by-function
size-by-function:
	@python3 $(ROOT)/tools/flash_by_function.py $(call size_elf,$(BASE_TREE)/build) $(call size_elf,$(BUILD_ROOT))

# Suites at a time. More than one is for a machine that does nothing else: some drive real peers.
SUITE_JOBS ?= 1
# These run on emulators whose clock counts instructions, or only build: a busy machine changes none of their results. The first is done
# before another suite needs its firmware.
TEST_BESIDE ?= test-rp2-upstream test-esp32-c3 test-esp32-standin test-xtensa-abi test-fpu test-pins test-uart test-real-time test-latency \
	test-cortex-m-unicorn test-from-interrupts test-driver test-make-ports test-oldest-rust test-small test-cpython-boards \
	test-features-alone test-rust-host test-publish test-loom test-dist
.PHONY: test
test: ## run every test suite; ends with `N passed, N failed`
	@$(SETUP) unix $(TEST_SETUP)
	@python3 $(ROOT)/tools/run_suites.py --jobs $(SUITE_JOBS) --beside '$(TEST_BESIDE)' --results '$(TEST_RESULTS)' --make '$(MAKE) --no-print-directory' $(TEST_TARGETS)

SCHEDULER_FEATURES := $(if $(filter full,$(MPY_ASYNCIO_FULL)),--features bounded-queue)
.PHONY: test-unit
test-unit: ## the scheduler's own tests, by cargo
	@$(if $(SCHEDULER_FEATURES),,echo 'test-unit: the bounded queue is left out: heapless needs Rust 1.88')
	@cd $(ROOT) && tools/cargo_suite.sh $(TEST_RESULTS)/unit --quiet $(SCHEDULER_FEATURES)
TEST_TARGETS := test-unit $(TEST_TARGETS)

.PHONY: lint
lint: ## check the format and lints of Rust, Python and shell, the typing stubs, and the version
	@$(SETUP) lint
	@$(MAKE) --no-print-directory --keep-going lint-shell lint-python lint-types lint-structure lint-rust

.PHONY: lint-rust lint-python lint-types lint-shell lint-structure
# What the firmware compiles is linted against the headers and flags of the unix firmware.
lint-rust:
	cd $(ROOT) && $(CARGO) fmt --all --check
	cd $(ROOT)/tests/rust/fuzz && $(CARGO) fmt --check
	@# What Rust 1.85 lacks: of functions clippy knows it (rust-version), of syntax it is what edition 2021 doesn't parse.
	cd $(ROOT) && ! $(CARGO) fmt --all --check -- --config edition=2021 2>&1 | grep -A 4 '^error'
	cd $(ROOT) && $(CARGO) clippy --all-targets $(SCHEDULER_FEATURES) -- -D warnings
	@$(MAKE) --no-print-directory firmware PORT=unix BOARD= ASYNCIO=ours
	cd $(ROOT) && for features in archive archive,$(MPY_ASYNCIO_FULL) archive,$(MPY_ASYNCIO_FULL),diagnostics; do \
		MPY_ASYNCIO_CFLAGS_FILE=$(BUILD_ROOT)/unix$(VERSION_SUFFIX)/cargo/cflags MPY_ASYNCIO_CWD=$(MICROPYTHON_DIR)/ports/unix \
		$(CARGO) clippy --workspace --exclude vm --lib --features $$features -- -D warnings || exit 1; done
	cd $(ROOT) && MICROPYTHON_DIR=$(MICROPYTHON_DIR) $(CARGO) clippy --package vm --package micropython-sys --all-targets -- -D warnings
	@cd $(ROOT) && MPY_ASYNCIO_CFLAGS_FILE=$(BUILD_ROOT)/unix$(VERSION_SUFFIX)/cargo/cflags MPY_ASYNCIO_CWD=$(MICROPYTHON_DIR)/ports/unix \
		tools/check_seam.sh $(BUILD_ROOT)/planted-seam

lint-python:
	@python3 $(ROOT)/tools/check_version.py
	@cd $(ROOT) && $(CACHE)/lint/bin/ruff check --no-cache $(shell cd $(ROOT) && git ls-files -co --exclude-standard '*.py' '*.pyi')

# The stubs against the scripts that use what they describe.
lint-types:
	@cd $(ROOT) && python3 tools/check_types.py $(CACHE)/types/bin/mypy $(sort $(shell cd $(ROOT) && git ls-files -co --exclude-standard 'examples/*.py' 'tests/conformance/cpython/*.py'))

# Each floor of src/ knows only those below it.
lint-structure:
	@python3 $(ROOT)/tools/mirror_features.py --check
	@python3 $(ROOT)/tools/check_floors.py
	@python3 $(ROOT)/tools/version_table.py --check

lint-shell:
	@cd $(ROOT) && shellcheck $(shell cd $(ROOT) && git ls-files -co --exclude-standard '*.sh') .ci/run

.PHONY: clean
clean: ## remove what was built; keep what was downloaded
	rm -rf $(BUILD_ROOT) $(ROOT)/target

.PHONY: distclean
distclean: clean ## remove the downloads and the fetched MicroPython too
	rm -rf $(CACHE) $(ROOT)/micropython/upstream
