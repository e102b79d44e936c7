// Where a coroutine stands: its function, file and line.
#ifndef MPY_ASYNCIO_COROUTINE_H
#define MPY_ASYNCIO_COROUTINE_H

#include "py/bc.h"
#include "py/obj.h"

// A place in a script. `line` is 0 if it is not known: in native code, or in a firmware without line numbers.
typedef struct _asyncio_place_t {
    qstr function;
    qstr file;
    size_t line;
} asyncio_place_t;

// The name of a task's coroutine: its function, or the class of another awaitable. Does not raise.
size_t asyncio_coroutine_name(mp_obj_t coro);

// The coroutine that runs when `coro` is resumed: the last one in the chain of awaits. `coro` itself if it is not one of
// MicroPython's coroutines. Must not be called while it runs. Does not raise.
mp_obj_t asyncio_innermost(mp_obj_t coro);

// Where a coroutine goes on when it is resumed, for asyncio_locate. Null if it has ended or is not one of MicroPython's
// coroutines.
const byte *asyncio_resumes_at(mp_obj_t coro);

// The place of `ip` in the script of `coro`. Does not raise.
asyncio_place_t asyncio_locate(mp_obj_t coro, const byte *ip);

// Whether the block of `bytes` bytes at `block` is a coroutine or generator that was never resumed. It only reads, and the
// block may be anything on the heap.
bool asyncio_is_unstarted_coroutine(const void *block, size_t bytes);

#endif // MPY_ASYNCIO_COROUTINE_H
