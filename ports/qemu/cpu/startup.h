#ifndef QEMU_CPU_STARTUP_H
#define QEMU_CPU_STARTUP_H

// To be called with interrupts off and the stack pointer set. Never returns.
void startup(void);

#endif
