// A clock for upstream's ports/qemu of 1.25 and 1.26: each machine's counter, read without interrupts. It is read more often than
// the counter wraps, since a REPL or a loop that waits asks for the time.

#include "py/mphal.h"
#include "py/runtime.h"

#define REG(address) (*(volatile uint32_t *)(address))

#if defined(QEMU_SOC_MPS2)

// The FPGA's counter, whose prescaler is 25 MHz / 25.
static uint32_t count(void) {
    static bool prescaled;
    if (!prescaled) {
        REG(0x4002801c) = 24;
        prescaled = true;
    }
    return REG(0x40028018);
}
#define COUNTS_PER_US 1

#elif defined(QEMU_SOC_NRF51)

// TIMER0: 32 bits, 16 MHz / 2^4.
static uint32_t count(void) {
    static bool started;
    if (!started) {
        REG(0x40008508) = 3;
        REG(0x40008510) = 4;
        REG(0x40008000) = 1;
        started = true;
    }
    REG(0x40008040) = 1;
    return REG(0x40008540);
}
#define COUNTS_PER_US 1

#elif defined(QEMU_SOC_IMX6)

// GPT, from the peripheral clock.
static uint32_t count(void) {
    static bool started;
    if (!started) {
        REG(0x02098004) = 65;
        REG(0x02098000) = 1 | 1 << 6 | 1 << 9;
        started = true;
    }
    return REG(0x02098024);
}
#define COUNTS_PER_US 1

#elif defined(QEMU_SOC_VIRT)

// The low half of the CLINT's mtime, 10 MHz.
static uint32_t count(void) {
    return REG(0x0200bff8);
}
#define COUNTS_PER_US 10

#else
#error "no clock is known for this machine"
#endif

static uint64_t ticks_us_64(void) {
    static uint32_t last;
    static uint64_t total;
    uint32_t now = count();
    total += (uint32_t)(now - last);
    last = now;
    return total / COUNTS_PER_US;
}

mp_uint_t mp_hal_ticks_us(void) {
    return (mp_uint_t)ticks_us_64();
}

mp_uint_t mp_hal_ticks_ms(void) {
    return (mp_uint_t)(ticks_us_64() / 1000);
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return count();
}

void mp_hal_delay_us(mp_uint_t us) {
    uint64_t end = ticks_us_64() + us;
    while (ticks_us_64() < end) {
        mp_handle_pending(true);
    }
}

void mp_hal_delay_ms(mp_uint_t ms) {
    uint64_t end = ticks_us_64() + (uint64_t)ms * 1000;
    do {
        mp_handle_pending(true);
    } while (ticks_us_64() < end);
}
