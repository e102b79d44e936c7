// The blocks of the garbage-collected heap.
#ifndef MPY_ASYNCIO_HEAP_H
#define MPY_ASYNCIO_HEAP_H

#include "py/gc.h"
#include "py/mpstate.h"

static inline const mp_state_mem_area_t *asyncio_next_area(const mp_state_mem_area_t *area) {
    #if MICROPY_GC_SPLIT_HEAP
    return area->next;
    #else
    (void)area;
    return NULL;
    #endif
}

// Whether the heap holds `bytes` bytes at `start`.
static inline bool asyncio_is_in_heap(const void *start, size_t bytes) {
    const byte *first = start;
    for (const mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = asyncio_next_area(area)) {
        if (first >= area->gc_pool_start && first + bytes <= area->gc_pool_end) {
            return (uintptr_t)start % sizeof(void *) == 0;
        }
    }
    return false;
}

// Calls `visit` with each object's first byte and size, as far as the collector has not marked it. O(heap).
static inline void asyncio_visit_heap(void (*visit)(void *block, size_t bytes, void *context), void *context) {
    for (const mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = asyncio_next_area(area)) {
        const byte *end = area->gc_pool_start + (area->gc_last_used_block + 1) * MICROPY_BYTES_PER_GC_BLOCK;
        for (byte *block = area->gc_pool_start; block < end && block < area->gc_pool_end;) {
            size_t bytes = gc_nbytes(block);
            if (bytes != 0) {
                visit(block, bytes, context);
            }
            block += bytes != 0 ? bytes : MICROPY_BYTES_PER_GC_BLOCK;
        }
    }
}

#endif // MPY_ASYNCIO_HEAP_H
