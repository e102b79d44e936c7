// lwIP's view of the compiler and the processor: its defaults.
#ifndef QEMU_LWIP_CC_H
#define QEMU_LWIP_CC_H

#include <stdint.h>

void network_assertion(const char *message, uint32_t address);

// Newlib's tables are not linked.
#define LWIP_NO_CTYPE_H 1

#define LWIP_PLATFORM_DIAG(message)
#define LWIP_PLATFORM_ASSERT(message) network_assertion(message, (uint32_t)__builtin_return_address(0))

#endif
