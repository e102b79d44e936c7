//! The bytes that a look ahead (`MSG_PEEK`) into a socket has shown.
//!
//! A line must be read without a byte behind it: a script may read the socket itself next. So `readline` looks ahead. All lines that one look has
//! shown are copied from it, and the socket gives them up with one call: when the last one is taken, and else before anything
//! happens to the socket: another read, a wait, `close`, or a script that asks for it. From then on nothing is kept, since that script may read it at
//! any time.

use crate::classes::stream_bytes::{allocate_bytes, transfer};
use core::cell::Cell;
use micropython_sys::{Error, Obj, Result, bindings as mp};

/// See the [module](self).
pub struct Ahead {
    /// Null if nothing is ahead.
    block: Cell<*mut u8>,
    /// The bytes before it are taken, but the socket still has them.
    taken: Cell<usize>,
    end: Cell<usize>,
}

impl Ahead {
    /// How far a look goes.
    const BYTES: usize = 512;

    /// Nothing is ahead.
    pub const fn new() -> Self {
        Self { block: Cell::new(core::ptr::null_mut()), taken: Cell::new(0), end: Cell::new(0) }
    }

    /// Whether nothing is ahead.
    pub fn is_empty(&self) -> bool {
        self.block.get().is_null()
    }

    /// Looks into the socket at `fd`; nothing may be ahead. How many bytes there are: 0 at the end, negative if none have come.
    ///
    /// # Errors
    /// What has happened to the socket; `MemoryError`.
    pub fn look(&self, fd: i32) -> Result<isize> {
        let block = allocate_bytes(Self::BYTES)?;
        let mut exc = core::ptr::null_mut();
        // SAFETY: the block has so many bytes. EXCEPTION: comes back.
        let seen = unsafe { mp::asyncio_peek(fd, block.cast(), Self::BYTES, &raw mut exc) };
        if let Ok(end) = usize::try_from(seen) {
            if end > 0 {
                self.block.set(block);
                self.taken.set(0);
                self.end.set(end);
                return Ok(seen);
            }
        }
        free(block);
        if exc.is_null() {
            return Ok(seen);
        }
        // SAFETY: an exception.
        Err(Error::from_obj(unsafe { Obj::from_raw(exc) }))
    }

    /// The bytes ahead up to the first `last`, or all. Must not be kept while Python code may run.
    pub fn until(&self, last: u8) -> &[u8] {
        if self.is_empty() {
            return &[];
        }
        let (taken, end) = (self.taken.get(), self.end.get());
        // SAFETY: so many bytes of the block have been written.
        let ahead = unsafe { core::slice::from_raw_parts(self.block.get().add(taken), end - taken) };
        match ahead.iter().position(|&byte| byte == last) {
            Some(at) => &ahead[..=at],
            None => ahead,
        }
    }

    /// Takes `len` of the bytes ahead.
    pub fn take(&self, len: usize, socket: Obj) {
        self.taken.set(self.taken.get() + len);
        if self.taken.get() >= self.end.get() {
            self.settle(socket);
        }
    }

    /// The socket gives up what has been taken. Nothing is ahead from now on.
    pub fn settle(&self, socket: Obj) {
        let block = self.block.replace(core::ptr::null_mut());
        let mut owed = self.taken.replace(0);
        while owed > 0 {
            // The same bytes once more. They have come, so an error is for the next read, which the socket gives it to.
            match transfer(socket, block, owed, false) {
                Ok(got) if got > 0 => owed = owed.saturating_sub(got as usize),
                _ => break,
            }
        }
        if !block.is_null() {
            free(block);
        }
    }
}

fn free(block: *mut u8) {
    // SAFETY: a block that `look` has allocated and no one else knows.
    unsafe { mp::asyncio_resize(block.cast(), Ahead::BYTES, 0) };
}
