// QEMU's `virt`: the CLINT's 10 MHz mtime counts and raises the alarm, a 16550 UART comes through the PLIC.

#include "py/mpconfig.h"
#include "board.h"
#include "cpu/riscv.h"

#define REG(address) (*(volatile uint32_t *)(address))
#define REG8(address) (*(volatile uint8_t *)(address))

#define MTIMECMP_LOW REG(0x02004000)
#define MTIMECMP_HIGH REG(0x02004004)
#define MTIME_LOW REG(0x0200bff8)
#define MTIME_HIGH REG(0x0200bffc)
#define TICKS_PER_US (BOARD_TICKS_CPU_HZ / 1000000)

#define PLIC_PRIORITY(source) REG(0x0c000000 + 4 * (source))
#define PLIC_ENABLE REG(0x0c002000)
#define PLIC_THRESHOLD REG(0x0c200000)
#define PLIC_CLAIM REG(0x0c200004)
#define PLIC_UART 10

#define UART_DATA REG8(0x10000000)
#define UART_INT_ENABLE REG8(0x10000001)
#define UART_FIFO_CONTROL REG8(0x10000002)
#define UART_LINE_STATUS REG8(0x10000005)
#define UART_INT_RX 0x01
#define UART_FIFO_ENABLE 0x01
#define UART_RX_READY 0x01
#define UART_TX_EMPTY 0x20

#define TEST_FINISHER REG(0x00100000)
#define TEST_FINISHER_RESET 0x7777

void board_init(void) {
    board_alarm_in(BOARD_ALARM_MAX_US);
    riscv_enable_interrupt(RISCV_INTERRUPT_TIMER);

    UART_FIFO_CONTROL = UART_FIFO_ENABLE;
    UART_INT_ENABLE = UART_INT_RX;
    PLIC_PRIORITY(PLIC_UART) = 1;
    PLIC_THRESHOLD = 0;
    PLIC_ENABLE = 1 << PLIC_UART;
    riscv_enable_interrupt(RISCV_INTERRUPT_EXTERNAL);
}

// mtime is ten times too fast for the 32 bits that are wanted: what has passed since the last call is added up, which
// needs a call at least every 429 s (BOARD_ALARM_MAX_US sees to it).
uint32_t board_ticks_us(void) {
    static uint32_t us, ticks_of_us;
    uint32_t passed_us = (MTIME_LOW - ticks_of_us) / TICKS_PER_US;
    us += passed_us;
    ticks_of_us += passed_us * TICKS_PER_US;
    return us;
}

uint32_t board_ticks_cpu(void) {
    return MTIME_LOW;
}

void board_alarm_in(uint32_t us) {
    uint32_t high, low;
    do {
        high = MTIME_HIGH;
        low = MTIME_LOW;
    } while (high != MTIME_HIGH);
    // One microsecond more because the current one has partly gone.
    uint64_t at = (((uint64_t)high << 32) | low) + (uint64_t)(us + 1) * TICKS_PER_US;
    // In this order no half-written value is in the past.
    MTIMECMP_HIGH = UINT32_MAX;
    MTIMECMP_LOW = (uint32_t)at;
    MTIMECMP_HIGH = (uint32_t)(at >> 32);
}

void board_uart_write(uint8_t byte) {
    while (!(UART_LINE_STATUS & UART_TX_EMPTY)) {
    }
    UART_DATA = byte;
}

void board_interrupt(unsigned number) {
    if (number == RISCV_INTERRUPT_TIMER) {
        MTIMECMP_HIGH = UINT32_MAX;
        alarm_interrupt();
    } else if (number == RISCV_INTERRUPT_EXTERNAL) {
        uint32_t source = PLIC_CLAIM;
        while (UART_LINE_STATUS & UART_RX_READY) {
            stdin_received(UART_DATA);
        }
        PLIC_CLAIM = source;
    }
}

void board_reset(void) {
    TEST_FINISHER = TEST_FINISHER_RESET;
    for (;;) {
    }
}
