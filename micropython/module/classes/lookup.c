// The address of a name, looked up while other tasks go on: loop.getaddrinfo(), and open_connection(), start_server() and
// create_datagram_endpoint() for a host that is no number. In C because the resolvers are: lwIP's calls back, any other one blocks and gets a thread.
//
//   new ──step──▶ searching ──▶ found or failed ──step──▶ spent
//                  │     ▲
//                  ▼     │ (lwIP's table has room again)
//                  queued
//
// An exception that reaches the task, the collector, and a soft reset all end in `spent`: an answer that comes later finds nobody.
#include "names.h"

#include "py/objtuple.h"

#if ASYNCIO_LOOKUP_NAMES

// lwIP's resolver calls back, from whatever context lwIP runs in.
#define BY_CALLBACK (ASYNCIO_LWIP_TELLS)

// Not rp2: its one other thread is the second core, and a script's.
#if MICROPY_PY_THREAD && (defined(__unix__) || defined(ESP_PLATFORM))
#define BY_THREAD (1)
#else
#define BY_THREAD (0)
#endif

#if BY_CALLBACK
#include "extmod/modnetwork.h"
#include "py/mphal.h"
#include "lwip/dns.h"
#ifndef MICROPY_PY_LWIP_ENTER
#define MICROPY_PY_LWIP_ENTER
#define MICROPY_PY_LWIP_EXIT
#endif
extern const mp_obj_module_t mp_module_lwip;
#endif

enum { NEW, QUEUED, SEARCHING, FOUND, FAILED, SPENT };

typedef struct _lookup_t {
    mp_obj_base_t base;
    // Those of socket.getaddrinfo(): a tuple.
    mp_obj_t args;
    // A ThreadSafeFlag: set when there is an answer.
    mp_obj_t flag;
    // The result or the exception.
    mp_obj_t outcome;
    volatile uint8_t state;
    // Whether the flag is being awaited.
    bool waits;
    #if BY_CALLBACK
    uint32_t number;
    struct _lookup_t *next;
    int error;
    ip_addr_t address;
    #endif
} lookup_t;

static mp_obj_t call_resolver(mp_obj_t socket, size_t n_args, const mp_obj_t *args) {
    return mp_call_function_n_kw(mp_load_attr(socket, MP_QSTR_getaddrinfo), n_args, 0, args);
}

#if BY_CALLBACK || BY_THREAD
static void ask_flag(lookup_t *self) {
    asyncio_checked(mpy_event_wait(self->flag));
    self->waits = true;
}
#endif

#if BY_CALLBACK

// Those that are queued or searching. A static names no object that is gone: the finaliser takes each out of the list, also at a
// soft reset. It changes and is read with lwIP held.
static lookup_t *lookups;
// lwIP can't be told to forget a question, so an answer names the look-up by a number that no other has had, across soft resets.
static uint32_t last_number;
// Questions that lwIP has not answered.
static unsigned int questions;

static void leave_list(lookup_t *self) {
    MICROPY_PY_LWIP_ENTER
    for (lookup_t **at = &lookups; *at != NULL; at = &(*at)->next) {
        if (*at == self) {
            *at = self->next;
            break;
        }
    }
    MICROPY_PY_LWIP_EXIT
}

// The number of the OSError, as of upstream's own resolver.
#define NAME_UNKNOWN (-2)

// For any context: lwIP's may be an interrupt.
static void set_flag(lookup_t *self) {
    asyncio_checked(mpy_event_set(self->flag));
}

static void answered(const char *name, const ip_addr_t *address, void *number) {
    (void)name;
    questions--;
    for (lookup_t *self = lookups; self != NULL; self = self->next) {
        if (self->state == SEARCHING && self->number == (uint32_t)(uintptr_t)number) {
            if (address != NULL) {
                self->address = *address;
                self->state = FOUND;
            } else {
                self->error = NAME_UNKNOWN;
                self->state = FAILED;
            }
            set_flag(self);
        } else if (self->state == QUEUED) {
            // lwIP's table has room, or will have.
            set_flag(self);
        }
    }
}

// Asks lwIP. If its table is full the look-up is queued until one of the questions is answered.
static void search(lookup_t *self, const char *host) {
    MICROPY_PY_LWIP_ENTER
    self->number = ++last_number;
    u8_t family = mp_mod_network_prefer_dns_use_ip_version == 4 ? LWIP_DNS_ADDRTYPE_IPV4_IPV6 : LWIP_DNS_ADDRTYPE_IPV6_IPV4;
    err_t error = dns_gethostbyname_addrtype(host, &self->address, answered, (void *)(uintptr_t)self->number, family);
    if (error == ERR_INPROGRESS) {
        questions++;
        self->state = SEARCHING;
    } else if (error == ERR_MEM && questions > 0) {
        self->state = QUEUED;
    } else {
        self->state = error == ERR_OK ? FOUND : FAILED;
        self->error = error;
    }
    MICROPY_PY_LWIP_EXIT
}

// Returns false if the resolver is not lwIP's: `socket` is a script's own.
static bool begin_by_callback(lookup_t *self, mp_obj_t socket, mp_obj_t host) {
    mp_obj_t own = mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_lwip), MP_QSTR_getaddrinfo);
    if (mp_load_attr(socket, MP_QSTR_getaddrinfo) != own) {
        return false;
    }
    MICROPY_PY_LWIP_ENTER
    self->next = lookups;
    lookups = self;
    MICROPY_PY_LWIP_EXIT
    search(self, mp_obj_str_get_str(host));
    if (self->state < FOUND) {
        ask_flag(self);
    }
    return true;
}

static mp_obj_t result_of(lookup_t *self, bool failed) {
    if (failed) {
        mp_raise_OSError(self->error);
    }
    if (self->outcome != MP_OBJ_NULL) {
        return self->outcome;
    }
    // Upstream's resolver makes it of the address in numbers, which it need not look up.
    size_t n_args;
    mp_obj_t *args, numeric[6];
    mp_obj_tuple_get(self->args, &n_args, &args);
    char text[IPADDR_STRLEN_MAX];
    ipaddr_ntoa_r(&self->address, text, sizeof(text));
    numeric[0] = mp_obj_new_str_from_cstr(text);
    for (size_t i = 1; i < n_args; ++i) {
        numeric[i] = args[i];
    }
    return call_resolver(MP_OBJ_FROM_PTR(&mp_module_lwip), n_args, numeric);
}

#else

static mp_obj_t result_of(lookup_t *self, bool failed) {
    if (failed) {
        nlr_raise(self->outcome);
    }
    return self->outcome;
}

#endif

#if BY_THREAD

// Runs in the thread.
static mp_obj_t search_in_thread(mp_obj_t self_in) {
    lookup_t *self = MP_OBJ_TO_PTR(self_in);
    uint8_t state = FAILED;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        size_t n_args;
        mp_obj_t *args;
        mp_obj_tuple_get(self->args, &n_args, &args);
        mp_obj_t socket = mp_import_name(MP_QSTR_socket, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
        self->outcome = call_resolver(socket, n_args, args);
        state = FOUND;
        nlr_pop();
    } else {
        self->outcome = MP_OBJ_FROM_PTR(nlr.ret_val);
    }
    __atomic_store_n(&self->state, state, __ATOMIC_RELEASE);
    asyncio_checked(mpy_event_set(self->flag));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(search_in_thread_obj, search_in_thread);

// Returns false if the resolver is a script's own, which may not expect another thread, or if no thread can be started.
static bool begin_in_thread(lookup_t *self, mp_obj_t socket) {
    if (!mp_obj_is_type(mp_load_attr(socket, MP_QSTR_getaddrinfo), &mp_type_fun_builtin_var)) {
        return false;
    }
    mp_obj_t self_obj = MP_OBJ_FROM_PTR(self);
    mp_obj_t args[2] = { MP_OBJ_FROM_PTR(&search_in_thread_obj), mp_obj_new_tuple(1, &self_obj) };
    mp_obj_t thread = mp_import_name(MP_QSTR__thread, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t start = mp_load_attr(thread, MP_QSTR_start_new_thread);
    self->state = SEARCHING;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_call_function_n_kw(start, 2, 0, args);
        nlr_pop();
    } else {
        return false;
    }
    ask_flag(self);
    return true;
}

#endif

static void begin(lookup_t *self) {
    size_t n_args;
    mp_obj_t *args;
    mp_obj_tuple_get(self->args, &n_args, &args);
    mp_obj_t socket = mp_import_name(MP_QSTR_socket, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    if (mp_obj_is_str(args[0]) && asyncio_numeric_address(args[0], args[1]) == mp_const_none) {
        #if BY_CALLBACK
        if (begin_by_callback(self, socket, args[0])) {
            return;
        }
        #elif BY_THREAD
        if (begin_in_thread(self, socket)) {
            return;
        }
        #endif
    }
    // Without a look-up to wait for.
    self->state = SPENT;
    self->outcome = call_resolver(socket, n_args, args);
    self->state = FOUND;
}

mp_obj_t asyncio_lookup_of(size_t n_args, const mp_obj_t *args) {
    mp_obj_t args_obj = mp_obj_new_tuple(n_args, args);
    mp_obj_t flag = mp_call_function_0(MP_OBJ_FROM_PTR(&asyncio_type_thread_safe_flag));
    #if BY_CALLBACK
    lookup_t *self = mp_obj_malloc_with_finaliser(lookup_t, &asyncio_type_lookup);
    #else
    lookup_t *self = mp_obj_malloc(lookup_t, &asyncio_type_lookup);
    #endif
    self->args = args_obj;
    self->flag = flag;
    self->outcome = MP_OBJ_NULL;
    self->state = NEW;
    self->waits = false;
    return MP_OBJ_FROM_PTR(self);
}

mp_obj_t asyncio_lookup_new(mp_obj_t host, mp_obj_t port) {
    mp_obj_t socket = mp_import_name(MP_QSTR_socket, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t args[4] = { host, port, MP_OBJ_NEW_SMALL_INT(0), mp_load_attr(socket, MP_QSTR_SOCK_STREAM) };
    return asyncio_lookup_of(4, args);
}

void asyncio_lookup_abandon(mp_obj_t self_in) {
    lookup_t *self = MP_OBJ_TO_PTR(self_in);
    #if BY_CALLBACK
    leave_list(self);
    #endif
    self->state = SPENT;
}

mp_obj_t asyncio_lookup_step(mp_obj_t self_in, mp_obj_t unused) {
    (void)unused;
    lookup_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->state == SPENT) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("this look-up is over: call getaddrinfo() for each await"));
    }
    if (self->state == NEW) {
        begin(self);
    }
    while (self->waits) {
        if (asyncio_checked(mpy_event_next(self->flag)) != MP_OBJ_NULL) {
            return mp_const_none;
        }
        self->waits = false;
        #if BY_CALLBACK
        if (self->state == QUEUED) {
            search(self, mp_obj_str_get_str(((mp_obj_tuple_t *)MP_OBJ_TO_PTR(self->args))->items[0]));
        }
        #endif
        #if BY_CALLBACK || BY_THREAD
        if (self->state < FOUND) {
            ask_flag(self);
        }
        #endif
    }
    bool failed = self->state == FAILED;
    asyncio_lookup_abandon(self_in);
    return result_of(self, failed);
}

static mp_obj_t lookup_iternext(mp_obj_t self) {
    mp_obj_t result = asyncio_lookup_step(self, MP_OBJ_NULL);
    return result == mp_const_none ? mp_const_none : mp_make_stop_iteration(result);
}

static mp_obj_t lookup_throw(mp_obj_t self, mp_obj_t exc) {
    asyncio_lookup_abandon(self);
    nlr_raise(mp_make_raise_obj(exc));
}
static MP_DEFINE_CONST_FUN_OBJ_2(lookup_throw_obj, lookup_throw);

#if BY_CALLBACK
static mp_obj_t lookup_del(mp_obj_t self) {
    leave_list(MP_OBJ_TO_PTR(self));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(lookup_del_obj, lookup_del);
#endif

static const mp_rom_map_elem_t lookup_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&lookup_throw_obj) },
    #if BY_CALLBACK
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&lookup_del_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(lookup_locals, lookup_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_lookup, MP_QSTR_getaddrinfo, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, lookup_iternext,
    locals_dict, &lookup_locals
    );

static mp_obj_t loop_getaddrinfo(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_host, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_port, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_family, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_type, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_proto, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_flags, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t parsed[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, parsed);
    mp_obj_t args[MP_ARRAY_SIZE(allowed_args)] = { parsed[0].u_obj, parsed[1].u_obj };
    // Not every port's resolver takes all of them.
    size_t given = 2;
    for (size_t i = 2; i < MP_ARRAY_SIZE(allowed_args); ++i) {
        args[i] = mp_obj_new_int(parsed[i].u_int);
        if (parsed[i].u_int != 0) {
            given = i + 1;
        }
    }
    return asyncio_lookup_of(given, args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_loop_getaddrinfo_obj, 0, loop_getaddrinfo);

#elif MPY_ASYNCIO_NAMES

// Rust knows the class by name.
MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_lookup, MP_QSTR_getaddrinfo, MP_TYPE_FLAG_NONE);

#endif
