// Where a coroutine stands: its function, file and line.
#ifndef MPY_ASYNCIO_COROUTINE_H
#define MPY_ASYNCIO_COROUTINE_H

#include "py/bc.h"
#include "py/obj.h"

// A place in a script. `line` is 0 where it is not known: native code, or firmware built without line numbers.
typedef struct _asyncio_place_t {
    qstr function;
    qstr file;
    size_t line;
} asyncio_place_t;

// The name of what a task runs: a coroutine's function, or the class of any other awaitable. Does not raise.
size_t asyncio_coroutine_name(mp_obj_t coro);

// The coroutine that runs when `coro` is resumed: the one at the end of the chain of awaits; `coro` itself if it is no
// coroutine of MicroPython's. Must not be called while it runs. Does not raise.
mp_obj_t asyncio_innermost(mp_obj_t coro);

// Where a coroutine goes on when it is resumed, to give to asyncio_locate; null if it has ended or is no coroutine of
// MicroPython's.
const byte *asyncio_resumes_at(mp_obj_t coro);

// What stands at `ip` of `coro`. Does not raise.
asyncio_place_t asyncio_locate(mp_obj_t coro, const byte *ip);

// Whether the block of `bytes` bytes at `block` is a coroutine or generator that was made but never resumed. Only reads; the
// block may be anything on the heap.
bool asyncio_is_unstarted_coroutine(const void *block, size_t bytes);

#endif // MPY_ASYNCIO_COROUTINE_H
