// The names of `asyncio.stream`, which the module's tables list.
#ifndef MPY_ASYNCIO_STREAMS_H
#define MPY_ASYNCIO_STREAMS_H

#include "glue/run.h"

MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_open_connection_obj);
#if MPY_ASYNCIO_NETWORK
MP_DECLARE_CONST_FUN_OBJ_KW(asyncio_start_server_obj);
#else
#define asyncio_start_server_obj asyncio_open_connection_obj
#endif

extern const mp_obj_type_t asyncio_type_io_queue;

#if MICROPY_PY_SELECT
extern const mp_obj_module_t mp_module_select;
#endif

#endif // MPY_ASYNCIO_STREAMS_H
