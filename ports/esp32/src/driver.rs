//! A driver that start-up makes once, and that interrupts and MicroPython's C half use from then on.

use core::cell::RefCell;

use critical_section::Mutex;
use static_cell::StaticCell;

/// See the [module](self).
pub struct Driver<T: Send + 'static> {
    place: StaticCell<T>,
    started: Mutex<RefCell<Option<&'static mut T>>>,
}

impl<T: Send + 'static> Driver<T> {
    /// One that is not there yet.
    pub const fn new() -> Self {
        Self { place: StaticCell::new(), started: Mutex::new(RefCell::new(None)) }
    }

    /// Puts `driver` in its place.
    ///
    /// # Panics
    /// If called twice: an interrupt may use the first one.
    pub fn start(&'static self, driver: T) {
        let driver = self.place.init(driver);
        critical_section::with(|cs| self.started.replace(cs, Some(driver)));
    }

    /// `f` of the driver, in a critical section; `None` before it is started.
    pub fn with<R>(&'static self, f: impl FnOnce(&mut T) -> R) -> Option<R> {
        critical_section::with(|cs| self.started.borrow_ref_mut(cs).as_deref_mut().map(f))
    }
}
