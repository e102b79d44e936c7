// lwIP on the board's Ethernet: the class network.LAN, and when lwIP has its turns.
//
// All of lwIP runs outside of interrupts, from the scheduler: an interrupt of the controller, or lwIP's next timeout on the
// board's one alarm, schedules a callback that needs no heap. With nothing to do the processor sleeps.
#ifndef QEMU_INTERFACE_H
#define QEMU_INTERFACE_H

#include <stdint.h>

// Once, after board_init().
void network_start(void);

// UINT64_MAX without one. Interrupts off.
uint64_t network_deadline_us(void);

// From the alarm's interrupt.
void network_run_due(uint64_t now_us);

// lwIP's first timeout may have changed: a socket has been used.
void network_timeouts_changed(void);

#endif
