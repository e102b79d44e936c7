// nRF51822. TIMER0 counts microseconds and raises the alarm (compare 0); TIMER1 counts at 16 MHz for measuring.

#include "py/mpconfig.h"
#include "board.h"
#include "cpu/cortex_m.h"

#define REG(address) (*(volatile uint32_t *)(address))

#define UART 0x40002000
#define UART_START_RX REG(UART + 0x000)
#define UART_START_TX REG(UART + 0x008)
#define UART_RX_READY REG(UART + 0x108)
#define UART_TX_READY REG(UART + 0x11c)
#define UART_INT_SET REG(UART + 0x304)
#define UART_ENABLE REG(UART + 0x500)
#define UART_PIN_TX REG(UART + 0x50c)
#define UART_PIN_RX REG(UART + 0x514)
#define UART_RX REG(UART + 0x518)
#define UART_TX REG(UART + 0x51c)
#define UART_BAUD REG(UART + 0x524)
#define UART_INT_RX_READY 0x4

#define TIMER0 0x40008000
#define TIMER1 0x40009000
#define TIMER_START(timer) REG(timer + 0x000)
#define TIMER_CAPTURE(timer, n) REG(timer + 0x040 + 4 * (n))
#define TIMER_COMPARED(timer, n) REG(timer + 0x140 + 4 * (n))
#define TIMER_INT_SET(timer) REG(timer + 0x304)
#define TIMER_BITS(timer) REG(timer + 0x508)
#define TIMER_PRESCALER(timer) REG(timer + 0x510)
#define TIMER_CC(timer, n) REG(timer + 0x540 + 4 * (n))
#define TIMER_32_BITS 3
#define TIMER_INT_COMPARED_0 0x10000

enum { INTERRUPT_UART = 2, INTERRUPT_TIMER0 = 8 };

// Which compare registers are used for what: captures need one of their own.
enum { ALARM = 0, CAPTURE = 1 };

static void timer_start(uint32_t timer, uint32_t prescaler) {
    TIMER_BITS(timer) = TIMER_32_BITS;
    TIMER_PRESCALER(timer) = prescaler;
    TIMER_START(timer) = 1;
}

void board_init(void) {
    UART_PIN_TX = 24;
    UART_PIN_RX = 25;
    UART_BAUD = 0x01d7e000; // 115200
    UART_ENABLE = 4;
    UART_START_TX = 1;
    UART_START_RX = 1;
    UART_INT_SET = UART_INT_RX_READY;
    cortex_m_enable_interrupt(INTERRUPT_UART);

    timer_start(TIMER0, 4); // 16 MHz / 2^4
    timer_start(TIMER1, 0);
    TIMER_INT_SET(TIMER0) = TIMER_INT_COMPARED_0;
    cortex_m_enable_interrupt(INTERRUPT_TIMER0);
}

static uint32_t timer_read(uint32_t timer) {
    TIMER_CAPTURE(timer, CAPTURE) = 1;
    return TIMER_CC(timer, CAPTURE);
}

uint32_t board_ticks_us(void) {
    return timer_read(TIMER0);
}

uint32_t board_ticks_cpu(void) {
    return timer_read(TIMER1);
}

void board_alarm_in(uint32_t us) {
    // The counter has moved on by the time that the comparison is set: two ticks more, and one because the current
    // tick has partly gone.
    TIMER_CC(TIMER0, ALARM) = timer_read(TIMER0) + (us < 2 ? 2 : us) + 1;
    TIMER_COMPARED(TIMER0, ALARM) = 0;
}

static void timer0_interrupt(void) {
    TIMER_COMPARED(TIMER0, ALARM) = 0;
    alarm_interrupt();
}

void board_uart_write(uint8_t byte) {
    UART_TX_READY = 0;
    UART_TX = byte;
    while (!UART_TX_READY) {
    }
}

static void uart_interrupt(void) {
    while (UART_RX_READY) {
        UART_RX_READY = 0;
        stdin_received(UART_RX);
    }
}

void board_reset(void) {
    cortex_m_reset();
}

const vector_t board_interrupts[32] __attribute__((section(".vectors.board"), used)) = {
    [INTERRUPT_UART] = uart_interrupt,
    [INTERRUPT_TIMER0] = timer0_interrupt,
};
