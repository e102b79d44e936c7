//! The REPL's bytes, on both of UART0 and the USB serial port: what comes in on either is input, output goes to both.
//!
//! Output to UART0 waits for room. USB has a host or hasn't: bytes wait in a queue, which an interrupt empties packet by packet; when
//! nobody has fetched anything for a while, what doesn't fit the queue is dropped.

use esp_hal::Blocking;
use esp_hal::handler;
use esp_hal::peripherals::{GPIO20, GPIO21, UART0, USB_DEVICE};
use esp_hal::time::{Duration, Instant};
use esp_hal::uart::{Config, RxConfig, Uart, UartInterrupt};
use esp_hal::usb::usb_serial_jtag::UsbSerialJtag;
use heapless::Deque;

use crate::driver::Driver;

unsafe extern "C" {
    fn stdin_received(byte: u8);
}

/// The host polls at least every millisecond.
const HOST_IS_GONE_AFTER: Duration = Duration::from_millis(20);
const USB_PACKET_BYTES: usize = 64;
const USB_QUEUE_BYTES: usize = 256;

static UART: Driver<Uart<'static, Blocking>> = Driver::new();
static USB: Driver<Usb> = Driver::new();

/// To be called once, before anything else here.
pub fn start(uart: UART0<'static>, usb: USB_DEVICE<'static>, rx: GPIO20<'static>, tx: GPIO21<'static>) {
    let config = Config::default().with_rx(RxConfig::default().with_fifo_full_threshold(1));
    let mut uart = Uart::new(uart, config).expect("115200 baud is possible").with_rx(rx).with_tx(tx);
    uart.set_interrupt_handler(uart_interrupt);
    uart.listen(UartInterrupt::RxFifoFull);
    UART.start(uart);

    let mut driver = UsbSerialJtag::new(usb);
    driver.set_interrupt_handler(usb_interrupt);
    driver.listen_rx_packet_recv_interrupt();
    USB.start(Usb::new(driver));
    // What came in before now interrupts no more, and the host sends nothing behind it.
    receive_from_usb();
}

#[handler]
fn uart_interrupt() {
    loop {
        let received = UART.with(|uart| {
            let mut byte = [0];
            match uart.read_buffered(&mut byte) {
                Ok(0) => {
                    uart.clear_interrupts(UartInterrupt::RxFifoFull.into());
                    None
                }
                Ok(_) => Some(Some(byte[0])),
                // A byte that came in broken; the next look doesn't find the error any more.
                Err(_) => Some(None),
            }
        });
        match received.flatten() {
            // SAFETY: interrupts come after MicroPython's static data are in place. It raises nothing.
            Some(Some(byte)) => unsafe { stdin_received(byte) },
            Some(None) => {}
            None => return,
        }
    }
}

#[handler]
fn usb_interrupt() {
    USB.with(|usb| {
        usb.driver.reset_rx_packet_recv_interrupt();
        usb.send();
    });
    receive_from_usb();
}

fn receive_from_usb() {
    loop {
        let Some(Some(byte)) = USB.with(|usb| usb.driver.read_byte().ok()) else { return };
        // SAFETY: as for UART0.
        unsafe { stdin_received(byte) }
    }
}

/// Sends `byte` on both ports; waits for room, though not for a host that isn't there.
#[unsafe(no_mangle)]
pub extern "C" fn board_uart_write(byte: u8) {
    // A port that is not started yet takes nothing.
    while UART.with(|uart| uart.write_ready() && uart.write(&[byte]).is_ok()) == Some(false) {}
    while USB.with(|usb| usb.write(byte)) == Some(false) {}
}

struct Usb {
    driver: UsbSerialJtag<'static, Blocking>,
    queue: Deque<u8, USB_QUEUE_BYTES>,
    fetched_at: Instant,
}

impl Usb {
    fn new(driver: UsbSerialJtag<'static, Blocking>) -> Self {
        Self { driver, queue: Deque::new(), fetched_at: Instant::EPOCH }
    }

    /// Whether `byte` is dealt with: queued, or dropped for want of a host.
    fn write(&mut self, byte: u8) -> bool {
        if self.queue.is_full() {
            self.send();
        }
        if self.queue.push_back(byte).is_err() {
            return self.fetched_at.elapsed() > HOST_IS_GONE_AFTER;
        }
        self.send();
        true
    }

    /// Gives the next packet to the host if it has fetched the last one. The first byte of an idle port goes alone; those written while it is
    /// under way go together.
    fn send(&mut self) {
        let registers = USB_DEVICE::regs();
        registers.int_clr().write(|w| w.serial_in_empty().clear_bit_by_one());
        let mut bytes = 0;
        while bytes < USB_PACKET_BYTES {
            let Some(&byte) = self.queue.front() else { break };
            if self.driver.write_byte_nb(byte).is_err() {
                break;
            }
            self.queue.pop_front();
            bytes += 1;
        }
        if bytes > 0 {
            self.fetched_at = Instant::now();
            // It would block: the interrupt says when the packet is fetched.
            let _ = self.driver.flush_tx_nb();
        }
        registers.int_ena().modify(|_, w| w.serial_in_empty().bit(!self.queue.is_empty()));
    }
}
