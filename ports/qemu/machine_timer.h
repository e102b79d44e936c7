// machine.Timer: any number of timers on the one hardware alarm of the board.
#ifndef QEMU_MACHINE_TIMER_H
#define QEMU_MACHINE_TIMER_H

#include "py/obj.h"

extern const mp_obj_type_t machine_timer_type;

// UINT64_MAX without a timer. Interrupts off.
uint64_t machine_timer_first_deadline_us(void);

// Call the callbacks that are due. Called from the alarm interrupt.
void machine_timer_run_due(uint64_t now_us);

// Forget all timers: the heap they live in is about to go.
void machine_timer_stop_all(void);

#endif
