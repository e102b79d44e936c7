//! Critical sections on processors without compare-and-swap (Armv6-M): MicroPython's own.
//!
//! On the RP2040 MicroPython's section excludes the interrupts of this core and, once the second core runs, that core too. So an
//! operation of portable-atomic within a section is atomic for all code that may set a flag there.

use micropython_sys::bindings as mp;

struct MicroPython;
critical_section::set_impl!(MicroPython);

// SAFETY: asyncio_enter_critical keeps interrupts and other cores out until asyncio_leave_critical is given its value, and
// nested sections end in the reverse order.
unsafe impl critical_section::Impl for MicroPython {
    unsafe fn acquire() -> u32 {
        // SAFETY: for any context.
        unsafe { mp::asyncio_enter_critical() }
    }

    unsafe fn release(state: u32) {
        // SAFETY: the caller gives what `acquire` returned.
        unsafe { mp::asyncio_leave_critical(state) }
    }
}
