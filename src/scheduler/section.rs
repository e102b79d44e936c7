//! A critical section keeps interrupts and other cores out. It exists only with `cfg(sections)`, where it replaces
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
