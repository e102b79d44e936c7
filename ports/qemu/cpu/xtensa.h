#ifndef QEMU_CPU_XTENSA_H
#define QEMU_CPU_XTENSA_H

#include <stdbool.h>
#include <stdint.h>

// A call of the simulator's host: cpu/xtensa_start.s.
long sim_call(long number, long a, long b, long c);

// Whether the board has an interrupt to deliver.
bool board_interrupt_pending(void);

// The board's handler for what is pending; interrupts are off.
void board_interrupt(void);

static inline uint32_t xtensa_cycles(void) {
    uint32_t cycles;
    __asm volatile ("rsr.ccount %0" : "=r" (cycles));
    return cycles;
}

#endif
