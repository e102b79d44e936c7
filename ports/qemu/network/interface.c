#include <string.h>

#include "py/mphal.h"
#include "py/runtime.h"
#include "extmod/modnetwork.h"
#include "alarm.h"
#include "board.h"
#include "cpu/cpu.h"
#include "network/ethernet.h"
#include "network/interface.h"

#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/stats.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

// Frames taken in one turn: other scheduled callbacks and the program have theirs in between.
#define FRAMES_PER_TURN 8

static struct netif interface;
static mp_sched_node_t turn_node;
static uint64_t deadline_us = UINT64_MAX;
static volatile bool masked;

u32_t sys_now(void) {
    return mp_hal_ticks_ms();
}

// Sequence numbers and ports that differ from run to run; nothing here is secret.
uint32_t network_random(void) {
    static uint32_t state;
    state ^= board_ticks_cpu() + 0x9e3779b9;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

// Upstream's socket.close() takes the callbacks off a listening socket, which lwIP refuses: upstream's own ports ignore all
// assertions, this one only that.
void network_assertion(const char *message, uint32_t address) {
    static const char *const known[] = { "invalid socket state for err callback", "invalid socket state for recv callback" };
    for (unsigned i = 0; i < MP_ARRAY_SIZE(known); ++i) {
        if (strcmp(message, known[i]) == 0) {
            return;
        }
    }
    cpu_fatal(message, address);
}

static err_t send(struct netif *netif, struct pbuf *packet) {
    (void)netif;
    static uint32_t words[(ETHERNET_FRAME_MAX + 3) / 4];
    uint8_t *frame = (uint8_t *)words;
    if (packet->tot_len > ETHERNET_FRAME_MAX) {
        return ERR_BUF;
    }
    u16_t size = pbuf_copy_partial(packet, frame, packet->tot_len, 0);
    if (!ethernet_write(frame, size)) {
        LINK_STATS_INC(link.drop);
        return ERR_BUF;
    }
    LINK_STATS_INC(link.xmit);
    return ERR_OK;
}

// A frame without data, or with little.
#define SMALL_FRAME 128

// A peer sends data again that was dropped, but not a reset. So data that fills the pool must not keep small frames out.
static struct pbuf *packet_for(size_t size) {
    bool small = size <= SMALL_FRAME;
    struct pbuf *packet = pbuf_alloc(PBUF_RAW, (u16_t)size, small ? PBUF_RAM : PBUF_POOL);
    return packet == NULL && small ? pbuf_alloc(PBUF_RAW, (u16_t)size, PBUF_POOL) : packet;
}

static void receive(size_t size) {
    struct pbuf *packet = packet_for(size);
    if (packet == NULL) {
        LINK_STATS_INC(link.memerr);
        ethernet_read(NULL, 0);
        return;
    }
    static uint32_t words[(ETHERNET_FRAME_MAX + 3) / 4];
    ethernet_read((uint8_t *)words, size);
    pbuf_take(packet, words, (u16_t)size);
    LINK_STATS_INC(link.recv);
    if (interface.input(packet, &interface) != ERR_OK) {
        pbuf_free(packet);
    }
}

static void turn(mp_sched_node_t *node) {
    for (unsigned i = 0; i < FRAMES_PER_TURN; ++i) {
        size_t size = ethernet_frame_size();
        if (size == 0) {
            break;
        }
        receive(size);
    }
    sys_check_timeouts();
    network_timeouts_changed();
    if (ethernet_frame_size() != 0) {
        mp_sched_schedule_node(node, turn);
    } else if (masked && netif_is_up(&interface)) {
        masked = false;
        ethernet_unmask();
    }
}

void ethernet_interrupt(void) {
    masked = true;
    alarm_event();
    mp_sched_schedule_node(&turn_node, turn);
}

void network_timeouts_changed(void) {
    u32_t ms = sys_timeouts_sleeptime();
    mp_uint_t irq = MICROPY_BEGIN_ATOMIC_SECTION();
    uint64_t due = ms == SYS_TIMEOUTS_SLEEPTIME_INFINITE ? UINT64_MAX : alarm_now_us() + (uint64_t)ms * 1000;
    // One that is due earlier finds nothing to do and sets the alarm anew.
    if (due < deadline_us) {
        deadline_us = due;
        alarm_update();
    }
    MICROPY_END_ATOMIC_SECTION(irq);
}

uint64_t network_deadline_us(void) {
    return deadline_us;
}

void network_run_due(uint64_t now_us) {
    if (deadline_us <= now_us) {
        deadline_us = UINT64_MAX;
        mp_sched_schedule_node(&turn_node, turn);
    }
}

static err_t interface_init(struct netif *netif) {
    netif->name[0] = 'e';
    netif->name[1] = '0';
    netif->output = etharp_output;
    netif->linkoutput = send;
    netif->mtu = 1500;
    netif->hwaddr_len = ETH_HWADDR_LEN;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP;
    return ERR_OK;
}

void network_start(void) {
    lwip_init();
    ethernet_init(interface.hwaddr);
    netif_add(&interface, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4, NULL, interface_init, ethernet_input);
    netif_set_hostname(&interface, mod_network_hostname_data);
    netif_set_default(&interface);
    network_timeouts_changed();
}

typedef struct {
    mp_obj_base_t base;
} lan_obj_t;

const mp_obj_type_t network_lan_type;
static const lan_obj_t lan = { { &network_lan_type } };

static mp_obj_t lan_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return MP_OBJ_FROM_PTR(&lan);
}

static mp_obj_t lan_active(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return mp_obj_new_bool(netif_is_up(&interface));
    }
    if (mp_obj_is_true(args[1])) {
        if (!netif_is_up(&interface)) {
            netif_set_link_up(&interface);
            netif_set_up(&interface);
            ethernet_receive(true);
        }
    } else {
        ethernet_receive(false);
        dhcp_release_and_stop(&interface);
        netif_set_down(&interface);
        netif_set_link_down(&interface);
    }
    network_timeouts_changed();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(lan_active_obj, 1, 2, lan_active);

static mp_obj_t lan_isconnected(mp_obj_t self) {
    (void)self;
    return mp_obj_new_bool(netif_is_up(&interface) && !ip4_addr_isany(netif_ip4_addr(&interface)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(lan_isconnected_obj, lan_isconnected);

static mp_obj_t lan_ifconfig(size_t n_args, const mp_obj_t *args) {
    mp_obj_t result = mod_network_nic_ifconfig(&interface, n_args - 1, args + 1);
    network_timeouts_changed();
    return result;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(lan_ifconfig_obj, 1, 2, lan_ifconfig);

static mp_obj_t lan_ipconfig(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    mp_obj_t result = mod_network_nic_ipconfig(&interface, n_args - 1, args + 1, kwargs);
    network_timeouts_changed();
    return result;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(lan_ipconfig_obj, 1, lan_ipconfig);

// lwIP's pools as {name: (used, most ever used, failures)}, its heap (bytes) as "HEAP". What is being closed
// counts until the peer has agreed.
static mp_obj_t lan_statistics(mp_obj_t self) {
    (void)self;
    mp_obj_t pools = mp_obj_new_dict(0);
    static const char *const names[] = {
        #define LWIP_MEMPOOL(name, count, size, description) #name,
        #include "lwip/priv/memp_std.h"
        "HEAP",
    };
    for (unsigned i = 0; i < MP_ARRAY_SIZE(names); ++i) {
        const struct stats_mem *pool = i < MEMP_MAX ? memp_pools[i]->stats : &lwip_stats.mem;
        mp_obj_t figures[] = { MP_OBJ_NEW_SMALL_INT(pool->used), MP_OBJ_NEW_SMALL_INT(pool->max), MP_OBJ_NEW_SMALL_INT(pool->err) };
        mp_obj_dict_store(pools, mp_obj_new_str_from_cstr(names[i]), mp_obj_new_tuple(3, figures));
    }
    return pools;
}
static MP_DEFINE_CONST_FUN_OBJ_1(lan_statistics_obj, lan_statistics);

static const mp_rom_map_elem_t lan_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_active), MP_ROM_PTR(&lan_active_obj) },
    { MP_ROM_QSTR(MP_QSTR_isconnected), MP_ROM_PTR(&lan_isconnected_obj) },
    { MP_ROM_QSTR(MP_QSTR_ifconfig), MP_ROM_PTR(&lan_ifconfig_obj) },
    { MP_ROM_QSTR(MP_QSTR_ipconfig), MP_ROM_PTR(&lan_ipconfig_obj) },
    { MP_ROM_QSTR(MP_QSTR_statistics), MP_ROM_PTR(&lan_statistics_obj) },
};
static MP_DEFINE_CONST_DICT(lan_locals, lan_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(network_lan_type, MP_QSTR_LAN, MP_TYPE_FLAG_NONE, make_new, lan_make_new, locals_dict, &lan_locals);
