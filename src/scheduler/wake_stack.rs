//! The stack through which interrupts, other threads and other cores wake tasks.
//!
//! To *raise* an [event](Raised) that a task waits for is to push it onto a [`WakeStack`], a
//! lock-free intrusive stack (Treiber, "Systems programming: coping with parallelism", 1986). The loop
//! takes the whole stack at once, so there is no ABA problem, and serves the oldest event first.
//! The stack needs no capacity, so it can neither overflow nor lose a wake. An event is in it at
//! most once, however often it is raised before the loop takes the stack.
//!
//! [`WakeStack::raise`] is the only function here for interrupts. Its time is bounded (one compare-and-swap,
//! repeated only if another raiser came in between), and it does not allocate. If the processor has no
//! compare-and-swap, raising and taking are one critical section of MicroPython's each, and everything else
//! is a plain load or store. A raiser that finds an event queued writes nothing, so the loop may clear
//! `queued` outside of a critical section.

#[cfg(sections)]
use super::section;
use core::ptr::{NonNull, null_mut};

#[cfg(not(loom))]
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
#[cfg(loom)]
use loom::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

/// An event that can be raised from an interrupt.
pub trait Raised: Sized {
    /// Whether the event stands in the stack.
    fn queued(&self) -> &AtomicBool;
    /// The event below this one in the stack.
    fn below(&self) -> &AtomicPtr<Self>;
}

/// The raised events that the loop has not served yet; see the [module](self).
#[repr(transparent)]
pub struct WakeStack<E> {
    top: AtomicPtr<E>,
}

impl<E: Raised> Default for WakeStack<E> {
    fn default() -> Self {
        Self { top: AtomicPtr::new(null_mut()) }
    }
}

impl<E: Raised> WakeStack<E> {
    /// Whether nothing was raised since the last [`take`](Self::take). O(1), for any context.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.top.load(Ordering::Relaxed).is_null()
    }

    /// Pushes `event` unless it is in the stack already; returns whether it was pushed. For any
    /// context, interrupts included.
    ///
    /// # Safety
    /// `event` must stay valid and in its place until [`Wakes::next`] has returned it.
    #[inline(always)]
    #[cfg(not(sections))]
    pub unsafe fn raise(&self, event: &E) -> bool {
        if event.queued().swap(true, Ordering::AcqRel) {
            return false;
        }
        let this = core::ptr::from_ref(event).cast_mut();
        let mut top = self.top.load(Ordering::Relaxed);
        loop {
            event.below().store(top, Ordering::Relaxed);
            match self.top.compare_exchange_weak(top, this, Ordering::SeqCst, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => top = now,
            }
        }
    }

    /// Pushes `event` unless it is in the stack already; returns whether it was pushed. For any
    /// context, interrupts included.
    ///
    /// # Safety
    /// `event` must stay valid and in its place until [`Wakes::next`] has returned it.
    #[cfg(sections)]
    pub unsafe fn raise(&self, event: &E) -> bool {
        section::with(|| {
            if event.queued().load(Ordering::Acquire) {
                return false;
            }
            event.queued().store(true, Ordering::Relaxed);
            event.below().store(self.top.load(Ordering::Relaxed), Ordering::Relaxed);
            self.top.store(core::ptr::from_ref(event).cast_mut(), Ordering::SeqCst);
            true
        })
    }

    #[cfg(not(sections))]
    fn take_top(&self) -> *mut E {
        self.top.swap(null_mut(), Ordering::Acquire)
    }

    #[cfg(sections)]
    fn take_top(&self) -> *mut E {
        section::with(|| {
            let top = self.top.load(Ordering::Acquire);
            self.top.store(null_mut(), Ordering::Relaxed);
            top
        })
    }

    /// Empties the stack; the events come out in the order in which they were raised. O(n). For the
    /// loop only.
    pub fn take(&self) -> Wakes<E> {
        let mut newest = self.take_top();
        let mut oldest = null_mut();
        while let Some(event) = NonNull::new(newest) {
            // SAFETY: `raise` demands that the events in the stack stay valid; `queued` is still
            // set, so no raiser writes `below`.
            let below = unsafe { event.as_ref() }.below();
            newest = below.load(Ordering::Relaxed);
            below.store(oldest, Ordering::Relaxed);
            oldest = event.as_ptr();
        }
        Wakes { oldest }
    }
}

/// The events of one [`WakeStack::take`], oldest first. Dropping it early loses the rest.
pub struct Wakes<E> {
    oldest: *mut E,
}

impl<E: Raised> Iterator for Wakes<E> {
    type Item = NonNull<E>;

    fn next(&mut self) -> Option<NonNull<E>> {
        let event = NonNull::new(self.oldest)?;
        // SAFETY: as in `take`. The event may be raised again once `queued` is clear; its `below` has
        // been read before that.
        let this = unsafe { event.as_ref() };
        self.oldest = this.below().load(Ordering::Relaxed);
        this.below().store(null_mut(), Ordering::Relaxed);
        this.queued().store(false, Ordering::Release);
        Some(event)
    }
}
