#ifndef QEMU_LAN9118_H
#define QEMU_LAN9118_H

#define LAN9118_BASE 0x40200000

void lan9118_interrupt(void);

// Before its interrupt is let through.
void lan9118_quiet(void);

#endif
