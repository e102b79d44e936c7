#include <stddef.h>
#include "board.h"
#include "cpu/cpu.h"

static void write(const char *text) {
    while (*text != 0) {
        board_uart_write(*text++);
    }
}

void cpu_fatal(const char *why, uint32_t pc) {
    cpu_irq_disable();
    write("\r\nFATAL: ");
    write(why);
    write(" at 0x");
    for (int shift = 28; shift >= 0; shift -= 4) {
        board_uart_write("0123456789abcdef"[(pc >> shift) & 15]);
    }
    write("\r\n");
    board_reset();
}
