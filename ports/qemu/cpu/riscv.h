#ifndef QEMU_CPU_RISCV_H
#define QEMU_CPU_RISCV_H

enum { RISCV_INTERRUPT_TIMER = 7, RISCV_INTERRUPT_EXTERNAL = 11 };

// The board's handler for interrupt `number` of the core.
void board_interrupt(unsigned number);

void riscv_enable_interrupt(unsigned number);

#endif
