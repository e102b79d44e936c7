// From the first instructions, which are the architecture's, to main().

#include <stdint.h>
#include "board.h"
#include "cpu/cpu.h"
#include "cpu/startup.h"

extern uint32_t __data_load[], __data_start[], __data_end[], __bss_start[], __bss_end[];
int main(void);

void startup(void) {
    for (uint32_t *from = __data_load, *to = __data_start; to < __data_end;) {
        *to++ = *from++;
    }
    for (uint32_t *to = __bss_start; to < __bss_end;) {
        *to++ = 0;
    }
    board_init();
    cpu_irq_enable();
    main();
}
