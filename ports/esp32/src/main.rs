//! The ESP32-C3's half of the firmware: start-up, and the functions of `ports/qemu/board.h` that MicroPython's C half calls.

#![no_std]
#![no_main]

// Linked for MicroPython, and for the functions that C calls.
extern crate micropython_sys as _;
#[cfg(feature = "asyncio")]
extern crate mpy_asyncio as _;

mod clock;
mod driver;
mod panic;
mod pin;
mod serial;

use esp_hal::clock::CpuClock;

esp_bootloader_esp_idf::esp_app_desc!(
    env!("CARGO_PKG_VERSION"),
    env!("CARGO_PKG_NAME"),
    // No time and date of the build: the same sources give the same image.
    "-",
    "-",
    esp_bootloader_esp_idf::ESP_IDF_COMPATIBLE_VERSION,
    esp_bootloader_esp_idf::MMU_PAGE_SIZE,
    0,
    u16::MAX,
    esp_bootloader_esp_idf::SECURE_VERSION
);

unsafe extern "C" {
    static __stack_top: u32;
    // `main` of ports/qemu/main.c: the REPL, forever.
    fn micropython_main() -> !;
}

#[esp_hal::main]
fn main() -> ! {
    let peripherals = esp_hal::init(esp_hal::Config::default().with_cpu_clock(CpuClock::max()));
    clock::start(peripherals.SYSTIMER);
    pin::start();
    serial::start(peripherals.UART0, peripherals.USB_DEVICE, peripherals.GPIO20, peripherals.GPIO21);
    // SAFETY: nothing of this frame is used any more, and the memory below `__stack_top` is nobody else's: see build.rs.
    unsafe {
        core::arch::asm!(
            "mv sp, {top}",
            "csrsi mstatus, 8", // nobody has let interrupts in so far
            "jr {entry}",
            top = in(reg) &raw const __stack_top,
            entry = in(reg) micropython_main as *const (),
            options(noreturn),
        )
    }
}

/// Restart as after power-on.
#[unsafe(no_mangle)]
extern "C" fn board_reset() -> ! {
    esp_hal::system::software_reset()
}
