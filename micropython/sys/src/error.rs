//! An exception on its way from Rust to the C code that raises it.

use crate::{Obj, Type, bindings as mp};

/// An exception: an instance, or a class that is instantiated when it is raised.
#[derive(Clone, Copy)]
pub struct Error(Obj);

/// A result whose error is a Python exception.
pub type Result<T> = core::result::Result<T, Error>;

impl Error {
    /// The exception that is `exc`, which must be an exception instance or class.
    #[must_use]
    pub const fn from_obj(exc: Obj) -> Self {
        Self(exc)
    }

    /// A new exception of `class` that says `text`, one of the numbers `ASYNCIO_TEXT_…`. Allocates; on a full heap
    /// MicroPython falls back to its emergency buffer.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn new(class: &'static Type, text: u32) -> Self {
        // SAFETY: a live exception class, and a text without arguments; does not raise.
        Self(unsafe { Obj::from_raw(mp::mp_obj_new_exception_msg(class, mp::asyncio_error_text(text))) })
    }

    /// A new `TypeError` whose message names the class of `culprit` where `text` says `%s`.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn wrong_type(text: u32, culprit: Obj) -> Self {
        // SAFETY: the object is not null; the text takes one C string; does not raise.
        Self(unsafe {
            Obj::from_raw(mp::mp_obj_new_exception_msg_varg(
                class!(mp_type_TypeError),
                mp::asyncio_error_text(text),
                mp::mp_obj_get_type_str(culprit.raw()),
            ))
        })
    }

    /// A new `RuntimeError` that says `text`.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn runtime(text: u32) -> Self {
        Self::new(class!(mp_type_RuntimeError), text)
    }

    /// The `MemoryError` for `bytes` that could not be had.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn out_of_memory(bytes: usize) -> Self {
        // SAFETY: the text takes one unsigned int; does not raise.
        Self(unsafe {
            Obj::from_raw(mp::mp_obj_new_exception_msg_varg(
                class!(mp_type_MemoryError),
                mp::asyncio_error_text(mp::ASYNCIO_TEXT_OUT_OF_MEMORY),
                bytes as core::ffi::c_uint,
            ))
        })
    }

    /// The exception instance or class.
    #[must_use]
    pub const fn obj(self) -> Obj {
        self.0
    }

    /// Leaves the exception for the C caller to raise.
    #[cold]
    #[inline(never)]
    pub fn raise_in_c(self) -> CResult {
        // SAFETY: stores one word of thread state; does not raise.
        CResult(unsafe { mp::asyncio_set_error(self.0.raw()) })
    }
}

/// What a function that may fail returns to C: an object, or a mark that an exception is left for C to raise. C has to check it
/// (`asyncio_checked`) to get the object.
#[must_use]
#[repr(transparent)]
pub struct CResult(mp::asyncio_result_t);

impl CResult {
    /// No failure.
    #[inline]
    pub const fn ok(value: Obj) -> Self {
        Self(mp::asyncio_result_t { unchecked: value.raw() })
    }

    /// The object or the mark, for C that checks it itself.
    pub const fn unchecked(self) -> Obj {
        // SAFETY: a live object, or the mark, which C alone looks at.
        unsafe { Obj::from_raw(self.0.unchecked) }
    }
}
