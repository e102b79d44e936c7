//! A critical section: interrupts and other cores are kept out. Only where `cfg(sections)` says that it takes the place of
//! compare-and-swap.

/// Runs `body` in a critical section. For any context.
#[cfg(not(loom))]
pub fn with<R>(body: impl FnOnce() -> R) -> R {
    critical_section::with(|_| body())
}

/// Runs `body` while no other thread of a loom model does.
#[cfg(loom)]
pub fn with<R>(body: impl FnOnce() -> R) -> R {
    loom::lazy_static! {
        static ref SECTION: loom::sync::Mutex<()> = loom::sync::Mutex::new(());
    }
    let _held = SECTION.lock();
    body()
}
