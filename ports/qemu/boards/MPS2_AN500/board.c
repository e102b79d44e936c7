// The peripherals of MPS2 do not depend on the FPGA image's core.

#include "boards/MPS2_AN385/board.c"
