// An Xtensa core with windowed registers. Its interrupts are make-believe: what is pending is delivered where interrupts are
// switched on, and while waiting for one. Code that never does either is not interrupted.

#include "cpu/cpu.h"
#include "cpu/xtensa.h"

static bool irq_on;

uint32_t cpu_irq_disable(void) {
    uint32_t state = irq_on;
    irq_on = false;
    return state;
}

void cpu_irq_restore(uint32_t state) {
    if (state) {
        while (board_interrupt_pending()) {
            board_interrupt();
        }
        irq_on = true;
    }
}

void cpu_irq_enable(void) {
    cpu_irq_restore(true);
}

void cpu_wait_for_interrupt(void) {
    while (!board_interrupt_pending()) {
    }
}
