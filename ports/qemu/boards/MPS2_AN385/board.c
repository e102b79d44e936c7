// MPS2 AN385. The FPGA's counter counts microseconds, one half of the dual timer raises the alarm, timer 0 counts at 25 MHz
// for measuring.

#include "py/mpconfig.h"
#include "board.h"
#include "cpu/cortex_m.h"
#if BOARD_NETWORK
#include "network/lan9118.h"
#endif

#define REG(address) (*(volatile uint32_t *)(address))

#define CLOCK_MHZ (BOARD_TICKS_CPU_HZ / 1000000)

#define TIMER0_CONTROL REG(0x40000000)
#define TIMER0_VALUE REG(0x40000004)
#define TIMER0_RELOAD REG(0x40000008)

#define DUAL_LOAD REG(0x40002000)
#define DUAL_CONTROL REG(0x40002008)
#define DUAL_INT_CLEAR REG(0x4000200c)
#define DUAL_ONE_SHOT 0x01
#define DUAL_32_BITS 0x02
#define DUAL_INT_ENABLE 0x20
#define DUAL_FROM_LOAD 0x40
#define DUAL_ENABLE 0x80

#define UART_DATA REG(0x40004000)
#define UART_STATE REG(0x40004004)
#define UART_CONTROL REG(0x40004008)
#define UART_INT_CLEAR REG(0x4000400c)
#define UART_BAUD_DIVIDER REG(0x40004010)
#define UART_TX_FULL 0x1
#define UART_RX_FULL 0x2
#define UART_ENABLE 0x3
#define UART_INT_RX 0x8
#define UART_RX_INTERRUPT 0x2

#define FPGA_COUNTER REG(0x40028018)
#define FPGA_PRESCALE REG(0x4002801c)

enum { INTERRUPT_UART_RX = 0, INTERRUPT_TIMER1 = 9, INTERRUPT_DUAL_TIMER = 10, INTERRUPT_ETHERNET = 13 };

void board_init(void) {
    UART_BAUD_DIVIDER = BOARD_TICKS_CPU_HZ / 115200;
    UART_CONTROL = UART_ENABLE | UART_INT_RX;
    cortex_m_enable_interrupt(INTERRUPT_UART_RX);

    FPGA_PRESCALE = CLOCK_MHZ - 1;
    TIMER0_RELOAD = UINT32_MAX;
    TIMER0_VALUE = UINT32_MAX;
    TIMER0_CONTROL = 1;
    DUAL_CONTROL = DUAL_ONE_SHOT | DUAL_32_BITS | DUAL_INT_ENABLE | DUAL_FROM_LOAD | DUAL_ENABLE;
    DUAL_LOAD = BOARD_ALARM_MAX_US * CLOCK_MHZ;
    cortex_m_enable_interrupt(INTERRUPT_DUAL_TIMER);
    #if BOARD_NETWORK
    lan9118_quiet();
    cortex_m_enable_interrupt(INTERRUPT_ETHERNET);
    #endif
}

uint32_t board_ticks_us(void) {
    return FPGA_COUNTER;
}

uint32_t board_ticks_cpu(void) {
    return UINT32_MAX - TIMER0_VALUE;
}

void board_alarm_in(uint32_t us) {
    DUAL_INT_CLEAR = 1;
    // Writing the load value starts the count anew. One microsecond more because the current one has partly gone.
    DUAL_LOAD = (us + 1) * CLOCK_MHZ;
}

static void dual_timer_interrupt(void) {
    DUAL_INT_CLEAR = 1;
    alarm_interrupt();
}

void board_uart_write(uint8_t byte) {
    while (UART_STATE & UART_TX_FULL) {
    }
    UART_DATA = byte;
}

static void uart_rx_interrupt(void) {
    UART_INT_CLEAR = UART_RX_INTERRUPT;
    while (UART_STATE & UART_RX_FULL) {
        stdin_received(UART_DATA);
    }
}

void board_reset(void) {
    cortex_m_reset();
}

// Timer 1 is for a driver in a user module, which defines this.
void board_timer1_interrupt(void);
__attribute__((weak)) void board_timer1_interrupt(void) {
}

const vector_t board_interrupts[32] __attribute__((section(".vectors.board"), used)) = {
    [INTERRUPT_UART_RX] = uart_rx_interrupt,
    [INTERRUPT_TIMER1] = board_timer1_interrupt,
    [INTERRUPT_DUAL_TIMER] = dual_timer_interrupt,
    #if BOARD_NETWORK
    [INTERRUPT_ETHERNET] = lan9118_interrupt,
    #endif
};
