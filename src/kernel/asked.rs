//! How many awaits of an object are still to come, where the object itself is what its methods return to be awaited:
//! `await lock.acquire()` asks for one and begins it, `await lock` begins one that nobody has asked for.
//! [`Asked`] counts them in a word, [`AskedByte`] where no more than a byte is free.

use core::cell::Cell;
use micropython_sys::{Error, Obj, Result, bindings as mp};

/// See the [module](self). The number shares a word with a flag of the owner's.
#[repr(transparent)]
pub struct Asked(Cell<u32>);

const FLAG: u32 = 1;
const ONE: u32 = 2;

impl Asked {
    /// None is to come; the flag is not set.
    #[cfg_attr(not(any(feature = "queue", feature = "sync")), allow(dead_code))]
    pub const fn new() -> Self {
        Self(Cell::new(0))
    }

    /// One more is to come.
    #[inline(always)]
    pub fn ask(&self) {
        self.0.set(self.0.get().wrapping_add(ONE));
    }

    /// Whether any is to come.
    pub fn any(&self) -> bool {
        self.0.get() >= ONE
    }

    /// One that was asked for begins, for the object `of`.
    ///
    /// # Errors
    /// `TypeError` if none was asked for.
    #[inline(always)]
    pub fn begin(&self, of: Obj) -> Result<()> {
        match self.0.get().checked_sub(ONE) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => refuse(of),
        }
    }

    /// The flag.
    #[inline(always)]
    pub fn flag(&self) -> bool {
        self.0.get() & FLAG != 0
    }

    /// Sets or clears the flag.
    #[inline(always)]
    pub fn set_flag(&self, flag: bool) {
        self.0.set(self.0.get() & !FLAG | u32::from(flag));
    }
}

/// See the [module](self). Once it has reached [`Self::MANY`] it refuses nothing from then on.
#[repr(transparent)]
pub struct AskedByte(Cell<u8>);

impl AskedByte {
    /// The next await is urgent.
    #[cfg(feature = "priority")]
    const URGENT: u8 = 1 << 7;
    const MANY: u8 = if cfg!(feature = "priority") { u8::MAX >> 1 } else { u8::MAX };

    /// None is to come.
    pub const fn new() -> Self {
        Self(Cell::new(0))
    }

    /// One more is to come.
    #[inline(always)]
    pub fn ask(&self) {
        let more = self.0.get().wrapping_add(1);
        if more & Self::MANY != 0 {
            self.0.set(more);
        }
    }

    /// The next await of the object, which has been asked for, is urgent.
    #[cfg(feature = "priority")]
    pub fn make_urgent(&self) {
        self.0.set(self.0.get() | Self::URGENT);
    }

    /// Whether the await that begins is urgent.
    #[cfg(feature = "priority")]
    #[inline(always)]
    pub fn take_urgent(&self) -> bool {
        let asked = self.0.get();
        self.0.set(asked & Self::MANY);
        asked & Self::URGENT != 0
    }

    /// Whether any is to come.
    pub fn any(&self) -> bool {
        self.0.get() & Self::MANY != 0
    }

    /// One that was asked for begins, for the object `of`.
    ///
    /// # Errors
    /// `TypeError` if none was asked for.
    #[inline(always)]
    pub fn begin(&self, of: Obj) -> Result<()> {
        let asked = self.0.get();
        if asked & Self::MANY == 0 {
            return refuse(of);
        }
        if asked & Self::MANY != Self::MANY {
            self.0.set(asked - 1);
        }
        Ok(())
    }
}

#[cold]
#[inline(never)]
fn refuse(of: Obj) -> Result<()> {
    Err(Error::wrong_type(mp::ASYNCIO_TEXT_NO_AWAITABLE, of))
}
