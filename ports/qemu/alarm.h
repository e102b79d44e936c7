// Time and sleep: the tick counts that MicroPython asks for, the deadlines that must interrupt, and idling until one.
//
// The port is tickless: no interrupt comes unless a deadline is due. The one hardware alarm of the board is set to
// the nearest of (what the idle CPU waits for, the first machine.Timer, the limit within which counters must be read).
#ifndef QEMU_ALARM_H
#define QEMU_ALARM_H

#include <stdint.h>

// 64-bit microseconds since start; never wraps. Safe from interrupts.
uint64_t alarm_now_us(void);

// Set the board's alarm anew: at start, and after the first deadline of machine.Timer has changed. Interrupts off.
void alarm_update(void);

// To be called by every interrupt handler that may have done something that a sleeping program waits for.
void alarm_event(void);

// Sleep until `us` microseconds (UINT64_MAX: no limit) have passed or an interrupt has come, whichever is first. Returns at once if an interrupt
// has come since the last return: an event between the caller's check and the sleep is therefore never slept through.
void alarm_idle_us(uint64_t us);

// The same, until the millisecond count has advanced by `ms`; (uint32_t)-1 waits for an interrupt only.
void alarm_idle_ms(uint32_t ms);

#endif
