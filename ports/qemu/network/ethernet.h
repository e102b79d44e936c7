// What a board's Ethernet controller gives to network/interface.c. Frames are moved outside of interrupts.
#ifndef QEMU_ETHERNET_H
#define QEMU_ETHERNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ETHERNET_FRAME_MAX 1518

// Called once, interrupts off.
void ethernet_init(uint8_t mac[6]);

// Let frames in (`on`) or not; the first one that waits raises the interrupt.
void ethernet_receive(bool on);

// The size of the frame that waits, without its checksum, or 0.
size_t ethernet_frame_size(void);

// Take that frame. A null pointer drops it.
void ethernet_read(uint8_t *frame, size_t size);

// False if the controller has no room.
bool ethernet_write(const uint8_t *frame, size_t size);

// To be called by the controller's interrupt handler, its interrupt masked: it is on again once the frames are taken.
void ethernet_interrupt(void);
void ethernet_unmask(void);

#endif
