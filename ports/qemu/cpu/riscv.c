// Start-up and traps of a 32-bit RISC-V core that runs in machine mode.

#include <stdint.h>
#include "cpu/cpu.h"
#include "cpu/riscv.h"
#include "cpu/startup.h"

#define CAUSE_INTERRUPT UINT32_C(0x80000000)

__attribute__((interrupt("machine"), aligned(4))) static void trap(void) {
    uint32_t cause, pc;
    __asm volatile (CSR("csrr %0, mcause") : "=r" (cause));
    if (cause & CAUSE_INTERRUPT) {
        board_interrupt(cause & ~CAUSE_INTERRUPT);
    } else {
        __asm volatile (CSR("csrr %0, mepc") : "=r" (pc));
        cpu_fatal("exception", pc);
    }
}

__attribute__((used)) static void set_trap(void) {
    __asm volatile (CSR("csrw mtvec, %0") : : "r" (trap));
    startup();
}

__attribute__((naked, section(".vectors"), used)) void start(void) {
    __asm volatile (
        ".option push\n"
        ".option norelax\n"
        "la gp, __global_pointer$\n"
        ".option pop\n"
        "la sp, __stack_top\n"
        "j set_trap\n");
}

void riscv_enable_interrupt(unsigned number) {
    __asm volatile (CSR("csrs mie, %0") : : "r" (UINT32_C(1) << number));
}
