// Start-up and exceptions of a Cortex-M. A board gives its interrupt handlers in board_interrupts[].

#include <stdint.h>
#include "cpu/cortex_m.h"
#include "cpu/cpu.h"
#include "cpu/startup.h"

extern uint32_t __stack_top[];

#if __ARM_FP
// Until this is written, an instruction of the FPU is a fault.
static void enable_fpu(void) {
    *(volatile uint32_t *)0xe000ed88 |= 0x00f00000; // CPACR: full access to coprocessors 10 and 11
    __asm volatile ("dsb\n isb");
}
#else
static void enable_fpu(void) {
}
#endif

static void reset(void) {
    cpu_irq_disable();
    enable_fpu();
    startup();
}

__attribute__((used)) static void fault_at(const uint32_t *frame) {
    cpu_fatal("hard fault", frame[6]);
}

// The exception frame, with the program counter at its seventh word, is what the stack pointer points to.
__attribute__((naked)) static void fault(void) {
    __asm volatile ("mrs r0, msp\n ldr r1, =fault_at\n bx r1");
}

static void unexpected(void) {
    cpu_fatal("unexpected exception", 0);
}

const vector_t vectors[16] __attribute__((section(".vectors"), used)) = {
    (vector_t)__stack_top,
    reset,
    unexpected, // NMI
    fault, // and, on Cortex-M3, what the three below would say more finely
    fault, fault, fault,
    0, 0, 0, 0,
    unexpected, // SVCall
    unexpected, // debug monitor
    0,
    unexpected, // PendSV
    unexpected, // SysTick: the port is tickless
};

void cortex_m_enable_interrupt(unsigned number) {
    *(volatile uint32_t *)0xe000e100 = UINT32_C(1) << number;
}

void cortex_m_reset(void) {
    *(volatile uint32_t *)0xe000ed0c = 0x05fa0004; // AIRCR: SYSRESETREQ with its key
    for (;;) {
    }
}
