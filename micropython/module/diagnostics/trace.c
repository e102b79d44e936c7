// `asyncio.trace`: switches the trace on and off and writes it out.
#include "observe.h"

#if MPY_ASYNCIO_TRACE

#include "py/mpprint.h"
#include "trace.h"

bool asyncio_in_interrupt(void) {
    #if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
    uint32_t number;
    __asm volatile ("mrs %0, ipsr" : "=r" (number));
    return number != 0;
    #else
    return false;
    #endif
}

static mp_obj_t trace_start(void) {
    asyncio_observe(ASYNCIO_OBSERVE_TRACE, true);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(trace_start_obj, trace_start);

static mp_obj_t trace_stop(void) {
    asyncio_observe(ASYNCIO_OBSERVE_TRACE, false);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(trace_stop_obj, trace_stop);

static mp_obj_t trace_clear(void) {
    mpy_trace_clear();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(trace_clear_obj, trace_clear);

static mp_obj_t trace_is_running(void) {
    return mp_obj_new_bool(asyncio_observed & ASYNCIO_OBSERVE_TRACE);
}
static MP_DEFINE_CONST_FUN_OBJ_0(trace_is_running_obj, trace_is_running);

// In the order of the constants in bridge.h.
static const char *const kind_names[] = {
    "new", "switch", "suspend", "wake", "due", "cancel", "set", "gc", "gcend", "idle", "awake", "place", "late",
};
static const char *const detail_names[] = { "suspended", "ready", "sleeping", "waiting", "done", "failed", "cancelled" };

static void dump_record(const mp_print_t *print, const uint32_t *record) {
    unsigned int kind = record[1] & 0xff;
    unsigned int detail = record[1] >> 8 & 0xff;
    qstr name = record[1] >> 16;
    mp_printf(print, "%u %s %x %x ", (unsigned int)record[0], kind_names[kind], (unsigned int)record[2], (unsigned int)record[3]);
    if (kind == ASYNCIO_TRACE_SUSPEND) {
        mp_print_str(print, detail_names[detail]);
    } else {
        mp_printf(print, "%u", detail);
    }
    mp_printf(print, " %s\n", name == MP_QSTRnull ? "-" : qstr_str(name));
}

static void dump(const mp_print_t *print) {
    uint32_t written = mpy_trace_written();
    uint32_t kept = written < ASYNCIO_TRACE_RECORDS ? written : ASYNCIO_TRACE_RECORDS;
    mp_printf(print, "mpy-asyncio-trace 1\nrecords %u lost %u now %u slow %u\n", (unsigned int)kept, (unsigned int)(written - kept),
        (unsigned int)asyncio_ticks_us(),
        (unsigned int)ASYNCIO_TRACE_SLOW_US);
    for (uint32_t at = written - kept; at != written; at++) {
        uint32_t record[4];
        mpy_trace_read(at, &record);
        dump_record(print, record);
    }
    mp_print_str(print, "end\n");
}

// Nothing is recorded meanwhile.
static mp_obj_t trace_dump(size_t n_args, const mp_obj_t *args) {
    mp_print_t print = mp_plat_print;
    if (n_args > 0 && args[0] != mp_const_none) {
        mp_get_stream_raise(args[0], MP_STREAM_OP_WRITE);
        print = (mp_print_t) { MP_OBJ_TO_PTR(args[0]), mp_stream_write_adaptor };
    }
    bool running = asyncio_observed & ASYNCIO_OBSERVE_TRACE;
    asyncio_observe(ASYNCIO_OBSERVE_TRACE, false);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        dump(&print);
        nlr_pop();
        asyncio_observe(ASYNCIO_OBSERVE_TRACE, running);
        return mp_const_none;
    }
    asyncio_observe(ASYNCIO_OBSERVE_TRACE, running);
    nlr_jump(nlr.ret_val);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(trace_dump_obj, 0, 1, trace_dump);

static const mp_rom_map_elem_t trace_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_trace) },
    { MP_ROM_QSTR(MP_QSTR_start), MP_ROM_PTR(&trace_start_obj) },
    { MP_ROM_QSTR(MP_QSTR_stop), MP_ROM_PTR(&trace_stop_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear), MP_ROM_PTR(&trace_clear_obj) },
    { MP_ROM_QSTR(MP_QSTR_is_running), MP_ROM_PTR(&trace_is_running_obj) },
    { MP_ROM_QSTR(MP_QSTR_dump), MP_ROM_PTR(&trace_dump_obj) },
};
static MP_DEFINE_CONST_DICT(trace_globals, trace_table);

const mp_obj_module_t asyncio_module_trace = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&trace_globals,
};

#endif
