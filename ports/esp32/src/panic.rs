//! A panic of the Rust half is a defect, an exception of the processor too: say where, and restart, as MicroPython's fatal errors do.

use core::fmt::Write;

use crate::serial::board_uart_write;

struct Serial;

impl Write for Serial {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        text.bytes().for_each(|byte| board_uart_write(byte));
        Ok(())
    }
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    // SAFETY: what is interrupted here never goes on.
    unsafe { core::arch::asm!("csrci mstatus, 8") };
    let _ = write!(Serial, "\r\nFATAL: {info}\r\n");
    crate::board_reset()
}
