// The unix firmware of this project: the features of upstream's standard variant.

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#include "ports/unix/variants/mpconfigvariant_common.h"

// Ctrl-C as on the boards: pending until the VM looks. Upstream's unix raises inside the signal handler, which jumps out
// of whatever runs at that moment: an allocation with the heap locked, a generator that stays "already executing".
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)
