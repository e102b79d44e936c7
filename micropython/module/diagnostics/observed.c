// Which observers of the loop are on.
#include "observe.h"

#if ASYNCIO_IS_OBSERVABLE

uint8_t asyncio_observed;

void asyncio_observe(uint8_t who, bool on) {
    asyncio_observed = (uint8_t)(on ? asyncio_observed | who : asyncio_observed & ~who);
}

#endif
