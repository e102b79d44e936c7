#ifndef QEMU_CPU_CORTEX_M_H
#define QEMU_CPU_CORTEX_M_H

typedef void (*vector_t)(void);

// The board's interrupt handlers, by interrupt number; put it into section ".vectors.board".
extern const vector_t board_interrupts[];

// Numbers 0 to 31.
void cortex_m_enable_interrupt(unsigned number);
void cortex_m_reset(void) __attribute__((noreturn));

#endif
