// What the port needs of a processor: masking interrupts, waiting for one, and starting up.
#ifndef QEMU_CPU_H
#define QEMU_CPU_H

#include <stdint.h>

#if defined(__riscv)
// The assembler takes CSR instructions only with this extension, which must not be in -march (see the Makefile).
#define CSR(instruction) ".option push\n .option arch, +zicsr\n " instruction "\n .option pop"
#define MSTATUS_MIE 8
#endif

#if defined(__xtensa__)

// cpu/xtensa.c says what interrupts are there.
uint32_t cpu_irq_disable(void);
void cpu_irq_restore(uint32_t state);
void cpu_irq_enable(void);
void cpu_wait_for_interrupt(void);

#else

// Interrupts off; returns what cpu_irq_restore() wants.
static inline uint32_t cpu_irq_disable(void) {
    uint32_t state;
    #if defined(__riscv)
    __asm volatile (CSR("csrrci %0, mstatus, 8") : "=r" (state) : : "memory");
    #else
    __asm volatile ("mrs %0, primask\n cpsid i" : "=r" (state) : : "memory");
    #endif
    return state;
}

static inline void cpu_irq_restore(uint32_t state) {
    #if defined(__riscv)
    __asm volatile (CSR("csrs mstatus, %0") : : "r" (state & MSTATUS_MIE) : "memory");
    #else
    // The barrier makes an interrupt that was held back run before the next instruction.
    __asm volatile ("msr primask, %0\n isb" : : "r" (state) : "memory");
    #endif
}

static inline void cpu_irq_enable(void) {
    #if defined(__riscv)
    cpu_irq_restore(MSTATUS_MIE);
    #else
    cpu_irq_restore(0);
    #endif
}

// To be called with interrupts off: a pending interrupt ends the wait, but runs only once they are on again.
static inline void cpu_wait_for_interrupt(void) {
    __asm volatile ("wfi" : : : "memory");
}

#endif

// Say on the serial port why the program cannot go on, and restart.
void cpu_fatal(const char *why, uint32_t pc) __attribute__((noreturn));

#endif
