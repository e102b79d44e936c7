// The unix firmware with Ctrl-C as in upstream's own variants: the signal handler raises, out of whatever runs.

#include "../../../ports/unix/variant/mpconfigvariant.h"

#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (1)
