//! `Event` and `ThreadSafeFlag`, which may be set from anywhere: another thread or core, a hard
//! interrupt, `micropython.schedule`, a signal handler.
//!
//! `set` only notes it and, if somebody waits, pushes the object onto one of the loop's stacks of wakes.
//! The loop serves events before it puts anything else into the ready queue, so the order of wakes is
//! the same as if `set` had moved the waiters itself; flags it serves between two turns, as stock does by
//! polling them there.

#[cfg(feature = "event-flags")]
use crate::classes::event_flags::EventFlags;
use crate::{
    diagnostics::observe,
    kernel::{
        event_loop::{EventLoop, event_loop},
        node::Node,
        task::TaskRef,
    },
    scheduler::{Raised, TaskQueue},
};
use core::{
    cell::Cell,
    sync::atomic::{AtomicBool, AtomicPtr, Ordering, fence},
};
#[cfg(any(feature = "threads", feature = "event-flags"))]
use micropython_sys::Type;
use micropython_sys::{Error, Header, Obj, bindings as mp};
#[cfg(feature = "threads")]
use micropython_sys::{Result, allocate};

/// An `Event`, or a `ThreadSafeFlag`, which one task at a time may await and which its wait clears.
#[repr(C)]
pub struct Event {
    header: Header,
    waiters: TaskQueue<Node>,
    below: AtomicPtr<Event>,
    is_set: AtomicBool,
    /// Whether somebody waits: what `set` may look at from an interrupt.
    awaited: AtomicBool,
    queued: AtomicBool,
    /// Of what only the outside can set: in which of the loops those on the list began to wait; see [`EventLoop::number`].
    waits_in: Cell<u8>,
}

// C makes those of scripts, of zeros.
const _: () = assert!(size_of::<Event>() <= mp::ASYNCIO_BLANK_BYTES as usize);

impl Raised for Event {
    #[inline]
    fn queued(&self) -> &AtomicBool {
        &self.queued
    }
    #[inline]
    fn below(&self) -> &AtomicPtr<Self> {
        &self.below
    }
}

impl Event {
    /// The event or flag that `obj` is.
    pub fn from_obj(obj: Obj) -> Option<&'static Self> {
        let native = obj
            .cast(&raw const mp::asyncio_type_event)
            .or_else(|| obj.cast(&raw const mp::asyncio_type_thread_safe_flag))?;
        // SAFETY: a live object of one of the two classes; all that changes in it are cells or atomics.
        Some(unsafe { &*native.as_ptr::<Self>() })
    }

    #[inline(always)]
    fn is_event(&self) -> bool {
        core::ptr::eq(self.header.type_, &raw const mp::asyncio_type_event)
    }

    fn is_flag(&self) -> bool {
        core::ptr::eq(self.header.type_, &raw const mp::asyncio_type_thread_safe_flag)
    }

    /// An event of `class` that nobody has set and nobody waits for.
    #[cfg(any(feature = "threads", feature = "event-flags"))]
    pub const fn idle(class: *const Type) -> Self {
        Self {
            header: Header { type_: class },
            waiters: TaskQueue::new(),
            below: AtomicPtr::new(core::ptr::null_mut()),
            is_set: AtomicBool::new(false),
            awaited: AtomicBool::new(false),
            queued: AtomicBool::new(false),
            waits_in: Cell::new(0),
        }
    }

    /// The event as a Python object.
    pub fn obj(&self) -> Obj {
        Obj::from_ptr(core::ptr::from_ref(self))
    }

    /// A new event or flag, by `class`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[cfg(feature = "threads")]
    pub fn new(class: *const Type) -> Result<&'static Self> {
        allocate(Self::idle(class))
            // SAFETY: just allocated; all that changes in it are cells or atomics.
            .map(|event| unsafe { event.as_ref() })
    }

    /// Has `waiter`, which stands nowhere, made ready when the event is set. Only while nobody else knows the event.
    #[cfg(feature = "threads")]
    pub fn hand_over(&self, waiter: Node) {
        self.waiters.push(waiter);
        self.awaited.store(true, Ordering::SeqCst);
    }

    /// Sets the event. For any context; O(1), allocates nothing.
    fn set(&self) {
        observe::set(self.obj());
        // `set` writes `is_set` and then reads `awaited`, `join` writes `awaited` and then reads
        // `is_set`, all sequentially consistent: at least one of the two sees the other.
        self.is_set.store(true, Ordering::SeqCst);
        self.raise_if_awaited();
    }

    /// Has the loop look at who waits, if anybody does. For any context; O(1), allocates nothing.
    #[inline(always)]
    pub fn raise_if_awaited(&self) {
        if self.awaited.load(Ordering::SeqCst) {
            let events = event_loop();
            let wakes = if self.is_flag() { events.flag_wakes() } else { events.event_wakes() };
            // Where threads run at the same time, a collection of garbage scans the loop's state first and other threads' stacks
            // later: an event that a thread pushed in between, before it returned, would be freed.
            const LOCKED: bool = mp::ASYNCIO_HEAP_HAS_LOCK != 0;
            if LOCKED {
                // SAFETY: a lock that the thread may hold already; given back below.
                unsafe { mp::asyncio_lock_heap() };
            }
            // SAFETY: the stack is a root pointer and its links lead on, so the collector keeps what
            // stands in it; MicroPython's objects do not move.
            let raised = unsafe { wakes.raise(self) };
            if LOCKED {
                // SAFETY: taken above.
                unsafe { mp::asyncio_unlock_heap() };
            }
            if raised {
                // SAFETY: for any context.
                unsafe { mp::asyncio_wake() };
            }
        }
    }

    /// Makes those who wait ready, first come first; not if it is a flag that has been cleared since.
    #[inline(always)]
    pub fn wake_waiters(&self, events: &EventLoop) {
        if !self.is_event() {
            return self.wake_outside_waiters(events);
        }
        // A `set` that still sees the old value raises the event for nothing.
        self.awaited.store(false, Ordering::Relaxed);
        while let Some(waiter) = self.waiters.pop_in_place() {
            events.push(waiter);
        }
    }

    /// [`Self::wake_waiters`] of what only the outside can set: a flag, or flags.
    #[inline(never)]
    fn wake_outside_waiters(&self, events: &EventLoop) {
        // A `set` that still found the event queued did not raise it. The look at what is set comes after `queued` was
        // cleared, so that it sees what that `set` has written.
        fence(Ordering::SeqCst);
        self.drop_waiters_of_earlier_loop(events);
        #[cfg(feature = "event-flags")]
        if let Some(flags) = EventFlags::from_event(self) {
            return flags.wake_waiters(events);
        }
        if !self.is_set.load(Ordering::SeqCst) {
            // Set, and cleared again before the loop looked: as if it had never been set.
            return;
        }
        self.awaited.store(false, Ordering::Relaxed);
        if let Some(waiter) = self.waiters.pop() {
            events.count_outside_waiter(-1);
            events.push(waiter);
        }
    }

    /// Those who wait; who changes the list says so by [`Self::note_waiters`].
    #[cfg(feature = "event-flags")]
    pub fn waiters(&self) -> &TaskQueue<Node> {
        &self.waiters
    }

    /// Says that somebody is about to look whether to wait: from here on, no `set` goes unnoticed.
    pub fn expect_waiter(&self) {
        self.awaited.store(true, Ordering::SeqCst);
    }

    /// Notes whether anybody waits.
    pub fn note_waiters(&self) {
        self.awaited.store(!self.waiters.is_empty(), Ordering::SeqCst);
    }

    /// Takes one waiter off the list.
    pub fn forget(&self, events: &EventLoop, waiter: Node) {
        self.waiters.remove(waiter);
        self.note_waiters();
        if !self.is_event() && self.waits_in.get() == events.number() {
            events.count_outside_waiter(-1);
        }
    }

    /// Suspends those who wait for this, a flag or flags, if `new_event_loop` has dropped them since, as who waits for a stream.
    pub fn drop_waiters_of_earlier_loop(&self, events: &EventLoop) {
        if self.waits_in.replace(events.number()) != events.number() {
            while let Some(waiter) = self.waiters.pop() {
                TaskRef::from_node(waiter).suspend();
            }
        }
    }

    /// Puts the running `task` on the list unless the event is set by then; returns whether it waits.
    #[inline(always)]
    fn join(&self, events: &EventLoop, task: TaskRef) -> bool {
        events.serve_wakes();
        self.expect_waiter();
        if self.is_set.load(Ordering::SeqCst) {
            self.note_waiters();
            return false;
        }
        self.waiters.push_in_place(task.node());
        task.await_on(self.obj());
        true
    }

    /// A flag's step where the task has not waited before.
    #[inline(never)]
    fn join_flag(&self, events: &EventLoop, task: TaskRef) -> Obj {
        if !self.is_set.load(Ordering::Acquire) {
            self.drop_waiters_of_earlier_loop(events);
            if !self.waiters.is_empty() {
                return Error::runtime(mp::ASYNCIO_TEXT_FLAG_IS_AWAITED).raise_in_c();
            }
            if self.join(events, task) {
                events.count_outside_waiter(1);
                return Obj::none();
            }
        }
        self.take()
    }

    /// What a flag's wait ends with.
    fn take(&self) -> Obj {
        self.is_set.store(false, Ordering::Relaxed);
        // A `set` that this overwrites wakes nobody: what it told of is to be seen by the task that goes on now.
        fence(Ordering::SeqCst);
        Obj::NULL
    }

    /// What a step returns to C; see [`step_to_c`](crate::kernel::bridge::step_to_c). It stands in every wake.
    #[inline(always)]
    fn step(&self, events: &EventLoop) -> Obj {
        let Some(task) = events.free_task() else { return events.step_anew(self.obj(), mpy_event_next) };
        let resumes = task.resumes_in_place(self.obj());
        if self.is_flag() {
            return if resumes { self.take() } else { self.join_flag(events, task) };
        }
        if !resumes && !self.is_set.load(Ordering::Relaxed) && self.join(events, task) {
            return Obj::none();
        }
        fence(Ordering::Acquire);
        // SAFETY: stores one word of thread state; does not raise.
        Obj::from_raw(unsafe { mp::asyncio_stop_iteration(Obj::bool(true).raw()) })
    }
}

fn event(obj: Obj) -> &'static Event {
    // SAFETY: C calls the functions below for objects of the two classes only.
    unsafe { &*obj.as_ptr::<Event>() }
}

/// `set()`. For any context, hard interrupts included.
#[unsafe(no_mangle)]
extern "C" fn mpy_event_set(this: Obj) -> Obj {
    event(this).set();
    Obj::none()
}

/// `clear()`. For any context.
#[unsafe(no_mangle)]
extern "C" fn mpy_event_clear(this: Obj) -> Obj {
    // Sequentially consistent, so that whoever looks after it sees what a `set` that it overwrites has told of.
    event(this).is_set.store(false, Ordering::SeqCst);
    Obj::none()
}

/// `is_set()`. For any context.
#[unsafe(no_mangle)]
extern "C" fn mpy_event_is_set(this: Obj) -> bool {
    event(this).is_set.load(Ordering::SeqCst)
}

/// One step of `await event.wait()` or `await flag.wait()`. Allocates nothing.
#[unsafe(no_mangle)]
extern "C" fn mpy_event_next(this: Obj) -> Obj {
    event(this).step(event_loop())
}
