// The durations that a script gives, as milliseconds.
#ifndef MPY_ASYNCIO_DURATION_H
#define MPY_ASYNCIO_DURATION_H

#include "py/obj.h"

// An int; one beyond 64 bits becomes the largest or smallest of them. May raise.
int64_t asyncio_int64(mp_obj_t value);

// Milliseconds as time.ticks_add() takes them: below half the period of time.ticks_ms(), which is 6.2 days on a 32-bit board. May raise.
int64_t asyncio_ms_of_ms(mp_obj_t time);

// Milliseconds from a number of seconds, cut to a whole number; as many as the loop's clock can count if there are more. May raise.
int64_t asyncio_ms_of_seconds(mp_obj_t time);

#endif // MPY_ASYNCIO_DURATION_H
