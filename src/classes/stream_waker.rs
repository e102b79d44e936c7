//! `StreamWaker`: an object that a stream calls when it may be ready; see the kernel's [`stream_waker`](crate::kernel::stream_waker).

use crate::kernel::{
    bridge::to_c, event_loop::event_loop, kind::Awaitable, pollable::PollableRef, stream_waker::StreamWaker,
};
use core::sync::atomic::{Ordering, fence};
use micropython_export::export;
use micropython_sys::{CResult, Native, Obj, Result, allocate, bindings as mp, class};

impl Awaitable for StreamWaker {
    // No task waits for it: tasks wait for its stream.
    fn may_run(&self) -> bool {
        false
    }

    fn wakes_waiters(&self) -> bool {
        while let Some(stream) = self.take_silent() {
            event_loop().streams().hear(stream);
        }
        true
    }
}

/// One for a stream that tells of `events`: of each of them, or with `tells_all` false of most.
///
/// # Errors
/// `MemoryError`.
pub fn new_waker(events: u32, tells_all: bool) -> Result<&'static StreamWaker> {
    let waker: &StreamWaker =
        allocate(StreamWaker::new(class!(asyncio_type_stream_waker), events, tells_all))?;
    Ok(waker)
}

/// `StreamWaker()`.
#[export]
extern "C" fn mpy_stream_waker_new() -> CResult {
    to_c(new_waker(mp::ASYNCIO_POLL_RD | mp::ASYNCIO_POLL_WR, true).map(Native::obj))
}

/// Calling it: the stream may be ready. `crowded`: MicroPython's scheduler was full, so that other sockets may have called in vain. For any
/// context, hard interrupts included; O(1), allocates nothing.
#[export]
extern "C" fn mpy_stream_waker_call(this: Obj, crowded: bool) {
    let Some(waker) = StreamWaker::from_obj(this) else { return };
    #[cfg(feature = "socket-wakes")]
    if crowded {
        event_loop().streams().may_tell_in_vain();
    }
    #[cfg(not(feature = "socket-wakes"))]
    let _ = crowded;
    call(waker);
}

#[inline(never)]
fn call(waker: &StreamWaker) {
    let event_loop = event_loop();
    // First what the stream has done, then the check whether it is left alone, as in `Event`.
    fence(Ordering::SeqCst);
    event_loop.raise_if_awaited(waker.source(), event_loop.event_wakes());
}

/// `waker=` of a `Stream`: what calls `waker` is the stream that `this` wraps.
#[export]
extern "C" fn mpy_stream_set_waker(this: Obj, waker: Obj) {
    PollableRef::new(crate::classes::stream::stream(this)).set_waker(StreamWaker::from_obj(waker));
}

/// What the port calls when something has come in on `sys.stdin`, or None.
#[export]
extern "C" fn mpy_stdin_waker() -> Obj {
    event_loop().stdin_waker().map_or(Obj::none(), |waker| waker.source().obj())
}

/// Something has come in on `sys.stdin`. For any context, hard interrupts included, also while no loop runs; O(1), allocates nothing.
#[export]
extern "C" fn mpy_stdin_told() {
    if let Some(waker) = event_loop().stdin_waker() {
        call(waker);
    }
}
