// The names of the modules and of `Loop` to which a script has assigned.
#ifndef MPY_ASYNCIO_REPLACED_NAMES_H
#define MPY_ASYNCIO_REPLACED_NAMES_H

#include "bridge.h"

// Each module whose names a script may replace, and its table in flash. A null ends the list: with a known number of turns the
// compiler would unroll the loop.
typedef struct _asyncio_module_t {
    mp_obj_module_t *module;
    const mp_obj_dict_t *globals;
} asyncio_module_t;

#define ASYNCIO_MODULES (6)
extern const asyncio_module_t asyncio_modules[ASYNCIO_MODULES + 1];

// All names are those of the tables in flash again.
void asyncio_restore_names(void);

// Where the table on the heap of `asyncio_modules[module]` is remembered. May raise.
mp_obj_t *asyncio_replaced_names(size_t module);

// A dict of the names of `Loop` that a script has replaced. If it has replaced none: MP_OBJ_NULL or, with `make`, a new dict. May raise.
mp_obj_t asyncio_replaced_of_loop(bool make);

#endif // MPY_ASYNCIO_REPLACED_NAMES_H
