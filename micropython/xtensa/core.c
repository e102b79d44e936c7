// The core that GNU's Xtensa assembler is to assemble for, as the plug-in that $XTENSA_GNU_CONFIG names: what the processors of
// ESP32, ESP32-S2 and ESP32-S3 have in common. The instructions themselves come from binutils' own table.
//
// A build of the assembler for one core, such as Debian's for the ESP8266's, has no windowed registers without this.

#include "xtensa-config.h"

#undef XCHAL_HAVE_BE
#undef XCHAL_HAVE_MUL32_HIGH
#undef XCHAL_HAVE_LOOPS
#undef XCHAL_NUM_AREGS
#undef XCHAL_HAVE_WIDE_BRANCHES
#undef XSHAL_ABI
#undef XTHAL_ABI_WINDOWED
#undef XTHAL_ABI_CALL0

#define XCHAL_HAVE_BE 0
#define XCHAL_HAVE_MUL32_HIGH 1
#define XCHAL_HAVE_LOOPS 0
#define XCHAL_NUM_AREGS 64
#define XCHAL_HAVE_WIDE_BRANCHES 0
#define XTHAL_ABI_WINDOWED 0
#define XTHAL_ABI_CALL0 1
#define XSHAL_ABI XTHAL_ABI_WINDOWED

#define XTENSA_CONFIG_DEFINITION
#include "xtensa-dynconfig.h"

XTENSA_CONFIG_INSTANCE_LIST;
