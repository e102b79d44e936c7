//! A Rust panic is a defect in this library: prints the place, and stops as MicroPython's fatal errors do.

use micropython_sys::bindings as mp;

#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    let (file, line) = info.location().map_or(("", 0), |at| (at.file(), at.line()));
    let mut name = [0u8; 48];
    let tail = &file.as_bytes()[file.len().saturating_sub(name.len() - 1)..];
    for (to, from) in name.iter_mut().zip(tail) {
        *to = *from;
    }
    // SAFETY: a terminated string that outlives the call, which does not return.
    unsafe { mp::asyncio_panic(name.as_ptr().cast(), line) }
}

/// The prebuilt `core` of a hosted target needs this symbol, although nothing here unwinds.
#[cfg(not(target_os = "none"))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
