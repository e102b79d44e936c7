#include <stddef.h>
#include <stdint.h>

#include "alarm.h"
#include "cpu/cpu.h"
#include "shared/runtime/interrupt_char.h"

#define MICROPY_BEGIN_ATOMIC_SECTION() cpu_irq_disable()
#define MICROPY_END_ATOMIC_SECTION(state) cpu_irq_restore(state)

#define MICROPY_INTERNAL_WFE(timeout_ms) alarm_idle_ms((uint32_t)(timeout_ms))

// For asyncio: idle for `us` microseconds or until an interrupt, without spinning on what is left of a millisecond.
#define MPY_ASYNCIO_WAIT_US(us) alarm_idle_us(us)
