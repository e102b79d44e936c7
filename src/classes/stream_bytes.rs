//! Bytes to and from native streams, and the objects that hold them.

use micropython_sys::{Error, Obj, Result, bindings as mp, object, protected};

pub fn is_direct(stream: Obj) -> bool {
    // SAFETY: looks at a live object's type; does not raise.
    unsafe { mp::asyncio_stream_is_direct(stream.raw()) }
}

/// Reads or writes once, at most `len` bytes; negative if the stream would block.
///
/// EXCEPTION: for native streams only. They run Python code only if TLS is on top of a script's own stream. An exception
/// comes back.
pub fn transfer(stream: Obj, data: *mut u8, len: usize, write: bool) -> Result<isize> {
    let mut exc = core::ptr::null_mut();
    // SAFETY: `data` is good for `len` bytes; the stream has the protocol, as `is_direct` found.
    let done = unsafe { mp::asyncio_stream_transfer(stream.raw(), data.cast(), len, write, &raw mut exc) };
    // SAFETY: null or an exception.
    let exc = unsafe { Obj::from_raw(exc) };
    if exc.is_null() { Ok(done as isize) } else { Err(Error::from_obj(exc)) }
}

pub fn buffer_of(obj: Obj, writable: bool) -> Result<(*mut u8, usize)> {
    let mut data = core::ptr::null_mut();
    let mut len = 0;
    // SAFETY: looks at a live object; does not raise.
    if unsafe { mp::asyncio_buffer(obj.raw(), writable, &raw mut data, &raw mut len) } {
        Ok((data.cast(), len))
    } else {
        Err(Error::wrong_type(mp::ASYNCIO_TEXT_BUFFER_REQUIRED, obj))
    }
}

pub fn allocate_bytes(len: usize) -> Result<*mut u8> {
    // SAFETY: returns null or memory of that size.
    let memory = unsafe { mp::m_malloc_maybe(len) }.cast::<u8>();
    if memory.is_null() { Err(Error::out_of_memory(len)) } else { Ok(memory) }
}

/// `b''`.
pub fn no_bytes() -> Obj {
    object!(mp_const_empty_bytes_obj)
}

/// A bytes object of `len` bytes that takes over `buffer`, which came from MicroPython's allocator with `capacity` bytes, or
/// is null.
pub fn new_bytes(buffer: *mut u8, len: usize, capacity: usize) -> Result<Obj> {
    let block = mp::asyncio_block_t { data: buffer.cast(), start: 0, len, capacity };
    // SAFETY: no object, but C only hands it on to the function, which takes it for what it is.
    protected(mp::asyncio_new_bytes, unsafe { Obj::from_ptr(&raw const block) }, Obj::NULL)
}

/// A read-only view of `len` bytes from `start` on of the heap block at `block`, which it keeps alive.
pub fn view_of(block: *const u8, start: usize, len: usize) -> Result<Obj> {
    let block = mp::asyncio_block_t { data: block.cast_mut().cast(), start, len, capacity: start + len };
    // SAFETY: as above.
    protected(mp::asyncio_new_view, unsafe { Obj::from_ptr(&raw const block) }, Obj::NULL)
}
