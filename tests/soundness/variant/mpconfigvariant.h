// The unix firmware of ports/unix with the module `soundness`, which injects faults and checks what they left.

#include "../../../ports/unix/variant/mpconfigvariant.h"

// Wherever the virtual machine looks for a pending interrupt.
extern void soundness_point(void);
#define MICROPY_VM_HOOK_LOOP soundness_point();
#define MICROPY_VM_HOOK_RETURN soundness_point();
