// The LAN9118 of the MPS2 boards. A frame goes through FIFOs of 32-bit words; the interrupt says that a received one waits.

#include <string.h>
#include "network/ethernet.h"
#include "network/lan9118.h"

#define REG(offset) (*(volatile uint32_t *)(LAN9118_BASE + (offset)))
#define RX_DATA REG(0x00)
#define TX_DATA REG(0x20)
#define RX_STATUS REG(0x40)
#define TX_STATUS REG(0x48)
#define IRQ_CFG REG(0x54)
#define INT_STS REG(0x58)
#define INT_EN REG(0x5c)
#define FIFO_INT REG(0x68)
#define TX_CFG REG(0x70)
#define RX_FIFO_INF REG(0x7c)
#define TX_FIFO_INF REG(0x80)
#define MAC_COMMAND REG(0xa4)
#define MAC_DATA REG(0xa8)

// Push-pull, active high, enabled.
#define IRQ_CFG_ON 0x111
// The status FIFO of reception holds more entries than FIFO_INT says, that is one or more.
#define INT_RX_STATUS 0x08
#define TX_ON 0x2
#define TX_STATUS_MAY_OVERRUN 0x4

#define RX_STATUS_ERROR 0x8000
#define RX_STATUS_BYTES(status) (((status) >> 16) & 0x3fff)
#define CHECKSUM_BYTES 4
#define TX_A_ONLY_SEGMENT 0x3000

enum { MAC_CONTROL = 1, MAC_ADDRESS_HIGH = 2, MAC_ADDRESS_LOW = 3 };
#define MAC_RECEIVE 0x4
#define MAC_TRANSMIT 0x8
#define MAC_ALL_MULTICAST 0x80000
#define MAC_BUSY 0x80000000
#define MAC_READ 0x40000000

// The size of the frame whose status has been taken and whose words have not.
static size_t waiting;

static void mac_wait(void) {
    while (MAC_COMMAND & MAC_BUSY) {
    }
}

static uint32_t mac_read(unsigned number) {
    MAC_COMMAND = MAC_BUSY | MAC_READ | number;
    mac_wait();
    return MAC_DATA;
}

static void mac_write(unsigned number, uint32_t value) {
    MAC_DATA = value;
    MAC_COMMAND = MAC_BUSY | number;
    mac_wait();
}

// The line is active low after a reset: it has to be told before the processor listens to it.
void lan9118_quiet(void) {
    INT_EN = 0;
    IRQ_CFG = IRQ_CFG_ON;
}

void ethernet_init(uint8_t mac[6]) {
    uint32_t low = mac_read(MAC_ADDRESS_LOW), high = mac_read(MAC_ADDRESS_HIGH);
    for (unsigned i = 0; i < 6; ++i) {
        mac[i] = (uint8_t)(i < 4 ? low >> (8 * i) : high >> (8 * (i - 4)));
    }
    FIFO_INT = 0;
    TX_CFG = TX_ON | TX_STATUS_MAY_OVERRUN;
}

void ethernet_receive(bool on) {
    mac_write(MAC_CONTROL, on ? MAC_RECEIVE | MAC_TRANSMIT | MAC_ALL_MULTICAST : 0);
    INT_EN = on ? INT_RX_STATUS : 0;
}

size_t ethernet_frame_size(void) {
    while (waiting == 0 && (RX_FIFO_INF >> 16) != 0) {
        uint32_t status = RX_STATUS;
        waiting = RX_STATUS_BYTES(status);
        if ((status & RX_STATUS_ERROR) || waiting < CHECKSUM_BYTES || waiting > ETHERNET_FRAME_MAX) {
            ethernet_read(NULL, 0);
        }
    }
    return waiting == 0 ? 0 : waiting - CHECKSUM_BYTES;
}

void ethernet_read(uint8_t *frame, size_t size) {
    size_t words = (waiting + 3) / 4;
    for (size_t i = 0; i < words; ++i) {
        uint32_t word = RX_DATA;
        size_t at = 4 * i;
        if (frame != NULL && at < size) {
            memcpy(frame + at, &word, size - at < 4 ? size - at : 4);
        }
    }
    waiting = 0;
}

bool ethernet_write(const uint8_t *frame, size_t size) {
    if ((TX_FIFO_INF & 0xffff) < size + 16) {
        return false;
    }
    TX_DATA = TX_A_ONLY_SEGMENT | size;
    TX_DATA = size;
    for (size_t at = 0; at < size; at += 4) {
        uint32_t word = 0;
        memcpy(&word, frame + at, size - at < 4 ? size - at : 4);
        TX_DATA = word;
    }
    while (TX_FIFO_INF >> 16) {
        (void)TX_STATUS;
    }
    return true;
}

void ethernet_unmask(void) {
    INT_EN = INT_RX_STATUS;
}

void lan9118_interrupt(void) {
    INT_EN = 0;
    // Acknowledged before the frames are taken: one that comes meanwhile interrupts again.
    INT_STS = INT_RX_STATUS;
    ethernet_interrupt();
}
