//! For drivers in Rust: the interface of `mpy_asyncio.h`, so that tasks can await their methods.
//!
//! A driver embeds a [`Handle`], implements [`Operation`], and returns [`Handle::wait`] from the method that scripts call. Its interrupt calls
//! [`Handle::wake`]. docs/how-to/drivers.md says what each may do, and where.

use core::cell::Cell;
use micropython_sys::{Header, Obj, Result, bindings as mp, protected};

/// What a task waits for, of an object that begins with a [`Header`].
pub trait Operation: 'static {
    /// The value of the await, or none while there is none. Called on the turn of the task.
    ///
    /// # Errors
    /// The exception for the task.
    fn poll(&self) -> Result<Option<Obj>>;

    /// The task that waits gets an exception instead, for example because it is cancelled.
    fn cancelled(&self) {}
}

/// As `mpy_asyncio_operation_t`; C calls both with the owner.
#[repr(C)]
struct Table {
    poll: extern "C" fn(Obj) -> Obj,
    cancelled: extern "C" fn(Obj),
}

// Not a `CResult`, which is a structure to C: some processors return that in another way than an object.
extern "C" fn poll<T: Operation>(owner: Obj) -> Obj {
    // SAFETY: `Handle::open` was given a `T`, which C keeps alive.
    match unsafe { &*owner.as_ptr::<T>() }.poll() {
        Ok(value) => value.unwrap_or(Obj::NULL),
        Err(error) => error.raise_in_c().unchecked(),
    }
}

extern "C" fn cancelled<T: Operation>(owner: Obj) {
    // SAFETY: as above.
    unsafe { &*owner.as_ptr::<T>() }.cancelled();
}

trait HasTable: Operation + Sized {
    const TABLE: &'static Table = &Table { poll: poll::<Self>, cancelled: cancelled::<Self> };
}

impl<T: Operation> HasTable for T {}

/// As `mpy_asyncio_handle_t`. It lies in the driver's object or in a static variable, and does not move while it is open.
#[repr(C)]
pub struct Handle {
    waits: Cell<Obj>,
    session: Cell<*mut ()>,
}

// SAFETY: only `wake` is for other threads and interrupts. It reads two words, and finds out whether they are an open handle's.
unsafe impl Sync for Handle {}

unsafe extern "C" {
    fn mpy_asyncio_wake(handle: *const Handle) -> bool;
    fn mpy_asyncio_close(handle: *const Handle);
}

impl Default for Handle {
    fn default() -> Self {
        Self::new()
    }
}

impl Handle {
    /// A closed one.
    pub const fn new() -> Self {
        Self { waits: Cell::new(Obj::NULL), session: Cell::new(core::ptr::null_mut()) }
    }

    fn obj(&self) -> Obj {
        // SAFETY: C takes it for the address that it is.
        unsafe { Obj::from_ptr(self) }
    }

    /// Opens it for `owner`.
    ///
    /// # Safety
    /// `owner` must be a Python object that begins with a [`Header`], and must stay where it is. `self` must lie in it or in a static variable.
    ///
    /// # Errors
    /// `MemoryError`.
    ///
    /// EXCEPTION: may collect garbage.
    pub unsafe fn open<T: Operation>(&self, owner: &T) -> Result<()> {
        const { assert!(size_of::<T>() >= size_of::<Header>()) };
        // SAFETY: as the caller promises.
        let owner = unsafe { Obj::from_ptr(owner) };
        // SAFETY: a constant, which C only reads.
        let table = unsafe { Obj::from_ptr(T::TABLE) };
        let mut request = [self.obj(), owner, table];
        // SAFETY: C reads three words there.
        let request = unsafe { Obj::from_ptr(&raw mut request) };
        // EXCEPTION: MemoryError.
        protected(mp::asyncio_driver_open, request, Obj::NULL).map(drop)
    }

    /// The awaitable that a method returns. Allocates nothing.
    ///
    /// # Errors
    /// `RuntimeError` if the handle is closed.
    pub fn wait(&self) -> Result<Obj> {
        // EXCEPTION: RuntimeError.
        protected(mp::asyncio_driver_wait, self.obj(), Obj::NULL)
    }

    /// Wakes the task that waits, if one does. For any context; O(1), allocates nothing. Returns false if the handle is closed or from before a
    /// soft reset.
    pub fn wake(&self) -> bool {
        // SAFETY: for any context and any handle.
        unsafe { mpy_asyncio_wake(self) }
    }

    /// Closes it: a task that waits gets a `RuntimeError`.
    pub fn close(&self) {
        // SAFETY: for any handle; raises nothing.
        unsafe { mpy_asyncio_close(self) };
    }
}
