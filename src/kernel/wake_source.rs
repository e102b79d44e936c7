//! The common part of `Event`, `ThreadSafeFlag` and `EventFlags`: they may be set from anywhere, and then wake tasks.
//!
//! Setting one touches no queue: it only pushes the source onto one of the loop's stacks of wakes; see
//! [`wake_stack`](crate::scheduler::wake_stack).

use crate::{
    kernel::{asked::AskedByte, task::TaskRef},
    scheduler::{Raised, TaskQueue},
};
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use micropython_sys::{Header, Obj, Type, bindings as mp};

/// See the [module](self).
#[repr(C)]
pub struct WakeSource {
    header: Header,
    waiters: TaskQueue<TaskRef>,
    below: AtomicPtr<Self>,
    is_set: AtomicBool,
    /// Whether a task waits. An interrupt may read it.
    awaited: AtomicBool,
    queued: AtomicBool,
    /// Of an `Event` and a `ThreadSafeFlag`, which are their own awaitables. Not atomic: only code on the loop's thread awaits.
    asked: AskedByte,
}

// C makes those of scripts, of zeros.
const _: () = assert!(size_of::<WakeSource>() <= mp::ASYNCIO_BLANK_BYTES as usize);

impl Raised for WakeSource {
    #[inline]
    fn queued(&self) -> &AtomicBool {
        &self.queued
    }
    #[inline]
    fn below(&self) -> &AtomicPtr<Self> {
        &self.below
    }
}

impl WakeSource {
    /// One of `class`, not set, without waiters.
    #[cfg(any(feature = "threads", feature = "own-wakes"))]
    pub const fn idle(class: &'static Type) -> Self {
        Self {
            header: Header { type_: class },
            waiters: TaskQueue::new(),
            below: AtomicPtr::new(core::ptr::null_mut()),
            is_set: AtomicBool::new(false),
            awaited: AtomicBool::new(false),
            queued: AtomicBool::new(false),
            asked: AskedByte::new(),
        }
    }

    /// As a Python object.
    pub fn obj(&self) -> Obj {
        // SAFETY: it begins with a header.
        unsafe { Obj::from_ptr(self) }
    }

    /// Whether its class is exactly `class`.
    #[inline(always)]
    pub fn is(&self, class: &'static Type) -> bool {
        core::ptr::eq(self.header.type_, class)
    }

    /// Whether it is set.
    #[inline(always)]
    pub fn is_set(&self) -> &AtomicBool {
        &self.is_set
    }

    /// Whether a task waits, or is about to check whether it has to wait.
    #[inline(always)]
    pub fn is_awaited(&self) -> bool {
        self.awaited.load(Ordering::SeqCst)
    }

    /// The waiters; after a change of the list call [`Self::update_awaited`].
    #[inline(always)]
    pub fn waiters(&self) -> &TaskQueue<TaskRef> {
        &self.waiters
    }

    /// A task is about to check whether it has to wait: from here on, `set` does not overlook it.
    #[inline(always)]
    pub fn expect_waiter(&self) {
        self.awaited.store(true, Ordering::SeqCst);
    }

    /// All waiters are about to wake. A `set` that still reads the old value pushes the source for nothing.
    #[inline(always)]
    pub fn expect_no_waiter(&self) {
        self.awaited.store(false, Ordering::Relaxed);
    }

    /// [`Self::expect_no_waiter`] of a source that need not be one yet.
    ///
    /// # Safety
    /// At `this` is a source, or there are zeros.
    #[cfg(feature = "stream-wakes")]
    pub(super) unsafe fn silence(this: *mut Self) {
        // SAFETY: the caller's promise; zeros are a valid `AtomicBool`.
        unsafe { &(*this).awaited }.store(false, Ordering::Relaxed);
    }

    /// Stores whether a task waits.
    pub fn update_awaited(&self) {
        self.awaited.store(!self.waiters.is_empty(), Ordering::SeqCst);
    }

    /// Takes one waiter off the list.
    pub fn remove_waiter(&self, waiter: TaskRef) {
        self.waiters.remove(waiter);
        self.update_awaited();
    }

    /// The awaits of it that are still to come.
    #[inline(always)]
    pub fn asked(&self) -> &AskedByte {
        &self.asked
    }

    /// Of flags: drops the waiters that began to wait in a loop of another `number`: `new_event_loop` has dropped these tasks.
    pub fn drop_waiters_of_earlier_loop(&self, number: u8) {
        while let Some(waiter) = self.waiters.peek().filter(|waiter| !waiter.waits_in(number)) {
            self.waiters.remove(waiter);
            waiter.suspend();
            // If a script makes it go on, it awaits the flag again.
            self.asked.ask();
        }
    }
}
