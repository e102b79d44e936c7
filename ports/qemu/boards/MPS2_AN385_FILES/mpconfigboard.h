#include "boards/MPS2_AN385/mpconfigboard.h"

#undef MICROPY_HW_BOARD_NAME
#define MICROPY_HW_BOARD_NAME "MPS2 AN385 with files (QEMU)"

#define BOARD_FILES (1)
