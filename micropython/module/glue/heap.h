// The blocks of the garbage-collected heap.
#ifndef MPY_ASYNCIO_HEAP_H
#define MPY_ASYNCIO_HEAP_H

#include "bridge.h"
#include "py/gc.h"
#include "py/mpstate.h"

#if MPY_ASYNCIO_SELF_CHECK
#include <stdlib.h>
#endif

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

// A place in a walk through the heap; all zeros is the beginning of the heap.
typedef struct _asyncio_heap_walk_t {
    const mp_state_mem_area_t *area;
    byte *next;
} asyncio_heap_walk_t;

// The next object that the collector has not marked and for which wanted(block, bytes, context) is true, or null at the end of
// the heap. The heap is locked only during this call: `wanted` allocates nothing and raises nothing. The caller may do both; the
// object is on the stack, which keeps it alive. O(heap) for the whole walk.
static inline void *asyncio_find_in_heap(asyncio_heap_walk_t *walk, bool (*wanted)(void *block, size_t bytes, void *context), void *context) {
    void *found = NULL;
    asyncio_lock_heap();
    if (walk->area == NULL) {
        walk->area = &MP_STATE_MEM(area);
        walk->next = walk->area->gc_pool_start;
    }
    while (found == NULL) {
        if (walk->next >= walk->area->gc_pool_end || walk->next > walk->area->gc_pool_start + walk->area->gc_last_used_block * MICROPY_BYTES_PER_GC_BLOCK) {
            const mp_state_mem_area_t *area = asyncio_next_area(walk->area);
            if (area == NULL) {
                break;
            }
            walk->area = area;
            walk->next = area->gc_pool_start;
            continue;
        }
        // An object that was allocated since the last call may begin before this place and end behind it: then 0 bytes.
        byte *block = walk->next;
        #if MPY_ASYNCIO_SELF_CHECK
        if (asyncio_heap_locks == 0) {
            // Another thread may change the heap during the walk.
            abort();
        }
        #endif
        size_t bytes = gc_nbytes(block);
        walk->next += bytes != 0 ? bytes : MICROPY_BYTES_PER_GC_BLOCK;
        if (bytes != 0 && wanted(block, bytes, context)) {
            found = block;
        }
    }
    asyncio_unlock_heap();
    return found;
}

#endif // MPY_ASYNCIO_HEAP_H
