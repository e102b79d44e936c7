// The awaitables that remember more than their object; their code is Rust's operation.rs.
#include "awaitables.h"

#if MPY_ASYNCIO_OPERATION

ASYNCIO_AWAITABLE(operation);

static const mp_rom_map_elem_t operation_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&operation_throw_obj) },
};
static MP_DEFINE_CONST_DICT(operation_locals, operation_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_operation, MP_QSTR_object, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, operation_iternext,
    locals_dict, &operation_locals
    );

#endif
