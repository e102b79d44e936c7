// What the port for QEMU's machines contains, and pins.

#include "../qemu/mpconfigport.h"

#undef MICROPY_PY_SYS_PLATFORM
#define MICROPY_PY_SYS_PLATFORM "esp32"

// At a soft reset, interrupts of pins end before the heap that their handlers are in.
extern void machine_pin_stop_all(void);
#define MICROPY_PORT_STOP_INTERRUPTS() machine_pin_stop_all()
