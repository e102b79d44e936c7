// lwIP as upstream's ports of real boards have it, with room for some 30 connections, and with statistics.
#ifndef QEMU_LWIPOPTS_H
#define QEMU_LWIPOPTS_H

#include <stdint.h>

#define LWIP_IPV4 1
#define LWIP_IPV6 0
#define LWIP_NETIF_LINK_CALLBACK 1

#define MEM_SIZE (24 * 1024)
#define TCP_MSS 1460
#define TCP_WND (4 * TCP_MSS)
#define TCP_SND_BUF (4 * TCP_MSS)
#define MEMP_NUM_TCP_PCB 40
#define MEMP_NUM_TCP_PCB_LISTEN 8
#define MEMP_NUM_TCP_SEG 64
#define PBUF_POOL_SIZE 24
#define DNS_TABLE_SIZE 8
// A closed connection frees its memory after twice this, not after two minutes.
#define TCP_MSL 1000

uint32_t network_random(void);
#define LWIP_RAND() network_random()

#include "extmod/lwip-include/lwipopts_common.h"

#undef LWIP_STATS
#define LWIP_STATS 1
#define MEM_STATS 1
#define MEMP_STATS 1
#define LINK_STATS 1

#endif
