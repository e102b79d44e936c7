// sys.stdin and sys.stdout on the board's serial port: received bytes wait in a ring until they are read.

#include "py/mphal.h"
#include "py/ringbuf.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "shared/runtime/interrupt_char.h"
#include "alarm.h"
#include "board.h"

// Raw paste mode may have MICROPY_REPL_STDIN_BUFFER_MAX bytes under way, and the byte that ends the paste asks for no room. A ring
// keeps one byte free.
static uint8_t received_bytes[MICROPY_REPL_STDIN_BUFFER_MAX + 4];
static ringbuf_t received = { received_bytes, sizeof(received_bytes), 0, 0 };

#if MPY_ASYNCIO_STREAM_WAKES
void mpy_stdin_told(void);
#else
#define mpy_stdin_told()
#endif

void stdin_received(uint8_t byte) {
    alarm_event();
    if (byte == mp_interrupt_char) {
        mp_sched_keyboard_interrupt();
    } else {
        // A full ring drops the byte, as a serial port without flow control does.
        ringbuf_put(&received, byte);
        mpy_stdin_told();
    }
}

int mp_hal_stdin_rx_chr(void) {
    for (;;) {
        int byte = ringbuf_get(&received);
        if (byte >= 0) {
            return byte;
        }
        mp_event_wait_indefinite();
    }
}

mp_uint_t mp_hal_stdout_tx_strn(const char *str, size_t len) {
    for (size_t i = 0; i < len; ++i) {
        board_uart_write(str[i]);
    }
    return len;
}

uintptr_t mp_hal_stdio_poll(uintptr_t poll_flags) {
    uintptr_t ready = poll_flags & MP_STREAM_POLL_WR;
    if ((poll_flags & MP_STREAM_POLL_RD) && ringbuf_peek(&received) >= 0) {
        ready |= MP_STREAM_POLL_RD;
    }
    return ready;
}
