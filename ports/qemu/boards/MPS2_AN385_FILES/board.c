#include "boards/MPS2_AN385/board.c"
