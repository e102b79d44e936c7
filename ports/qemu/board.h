// What a board gives the port: a clock, one alarm, a serial port, a reset. Porting to a new board means writing these
// few functions (boards/<BOARD>/board.c), its memory map (memory.ld) and its compiler flags (board.mk).
#ifndef QEMU_BOARD_H
#define QEMU_BOARD_H

#include <stdint.h>

// Called once, interrupts off, after .data and .bss are in place.
void board_init(void);

// Microseconds since some moment; wraps at 2^32. Called with interrupts off.
uint32_t board_ticks_us(void);

// The fastest counter that the board has, for measuring; wraps at 2^32. BOARD_TICKS_CPU_HZ is its rate.
uint32_t board_ticks_cpu(void);

// Raise the alarm interrupt `us` microseconds from now (1 … BOARD_ALARM_MAX_US), never earlier; replaces the previous
// alarm. Called with interrupts off.
void board_alarm_in(uint32_t us);

// Wait until the serial port takes another byte, then send it.
void board_uart_write(uint8_t byte);

// To be called by the serial port's interrupt handler for each byte that came in.
void stdin_received(uint8_t byte);

// To be called by the alarm's interrupt handler, the interrupt acknowledged.
void alarm_interrupt(void);

// Restart as after power-on. Never returns.
void board_reset(void) __attribute__((noreturn));

#endif
