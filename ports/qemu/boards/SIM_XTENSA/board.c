// QEMU's Xtensa `sim`: the core's own cycle counter is clock and alarm, the host's console the serial port. There are no pins.

#include "py/mpconfig.h"
#include "board.h"
#include "cpu/xtensa.h"

enum { SIM_EXIT = 1, SIM_READ = 3, SIM_WRITE = 4, SIM_SELECT_ONE = 29 };
enum { SELECT_READ = 1 };

#define TICKS_PER_US (BOARD_TICKS_CPU_HZ / 1000000)
// Asking the host costs more than a character of the REPL is worth.
#define LOOK_FOR_INPUT_EVERY_TICKS (100 * TICKS_PER_US)
// QEMU's buffer of input. Bytes that arrive while it is emptied get lost or come twice: it is emptied when it is full or nothing more
// comes, which is what this delay is for.
#define INPUT_BYTES 16
#define INPUT_SETTLES_AFTER_TICKS (2000 * TICKS_PER_US)

static bool alarm_is_set;
static uint32_t alarm_at;
static uint32_t looked_at;
static bool has_input;
static uint32_t input_since;

void board_init(void) {
}

// The counter is ten times too fast for the 32 bits that are wanted: what has passed since the last call is added up.
uint32_t board_ticks_us(void) {
    static uint32_t us, ticks_of_us;
    uint32_t passed_us = (xtensa_cycles() - ticks_of_us) / TICKS_PER_US;
    us += passed_us;
    ticks_of_us += passed_us * TICKS_PER_US;
    return us;
}

uint32_t board_ticks_cpu(void) {
    return xtensa_cycles();
}

void board_alarm_in(uint32_t us) {
    // One microsecond more because the current one has partly gone.
    alarm_at = xtensa_cycles() + (us + 1) * TICKS_PER_US;
    alarm_is_set = true;
}

void board_uart_write(uint8_t byte) {
    sim_call(SIM_WRITE, 1, (long)&byte, 1);
}

static bool alarm_is_due(void) {
    return alarm_is_set && (int32_t)(xtensa_cycles() - alarm_at) >= 0;
}

static bool input_has_settled(void) {
    return has_input && xtensa_cycles() - input_since >= INPUT_SETTLES_AFTER_TICKS;
}

bool board_interrupt_pending(void) {
    uint32_t now = xtensa_cycles();
    if (!has_input && now - looked_at >= LOOK_FOR_INPUT_EVERY_TICKS) {
        static const uint32_t at_once[2];
        looked_at = now;
        has_input = sim_call(SIM_SELECT_ONE, 0, SELECT_READ, (long)at_once) > 0;
        input_since = now;
    }
    return input_has_settled() || alarm_is_due();
}

void board_interrupt(void) {
    if (alarm_is_due()) {
        alarm_is_set = false;
        alarm_interrupt();
    }
    if (input_has_settled()) {
        uint8_t bytes[INPUT_BYTES];
        has_input = false;
        long count = sim_call(SIM_READ, 0, (long)bytes, sizeof(bytes));
        for (long i = 0; i < count; i++) {
            stdin_received(bytes[i]);
        }
    }
}

void board_reset(void) {
    for (;;) {
        sim_call(SIM_EXIT, 1, 0, 0);
    }
}

void abort(void) {
    board_reset();
}
