//! `EventFlags`: a group of 30 bits, and tasks that wait for any or all of some of them.
//!
//! The bits may be set from anywhere, hard interrupts included. As with an `Event`, this moves no task. Before the loop
//! puts anything else into the ready queue it looks at each waiter, the first one first, and wakes those for which the bits
//! suffice. All of them see the same bits. The bits that they want cleared are cleared afterwards, once. Such bits count as
//! *received* when one of these tasks has had its turn. If all of them were cancelled before, the bits are set again.
//!
//! A wait is kept in the task's wait state: the mask, then a bit for "all", then a bit for "clear".

use crate::kernel::{
    bridge::{Step, to_c},
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    operation::{How, Operation, Spare},
    task::{GRANTED, TaskRef},
    wake_source::WakeSource,
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Error, Native, Obj, Result, Type, allocate, bindings as mp, class};
use portable_atomic::{AtomicU32, Ordering, fence};

/// An `EventFlags`. It begins as an `Event` does, and uses the same stack of wakes.
#[repr(C)]
pub struct EventFlags {
    source: WakeSource,
    bits: AtomicU32,
    /// The bits received since they last woke a task.
    received: Cell<u32>,
    spare_wait: Spare,
}

/// What a task waits for.
#[derive(Clone, Copy)]
struct Wanted(u32);

const ALL: u32 = 2;
const CLEAR: u32 = 1;

impl Wanted {
    fn mask(self) -> u32 {
        self.0 >> 2
    }

    /// The wanted ones among `bits`, if they suffice.
    fn among(self, bits: u32) -> Option<u32> {
        let seen = bits & self.mask();
        let enough = if self.0 & ALL == 0 { seen != 0 } else { seen == self.mask() };
        enough.then_some(seen)
    }

    /// Those of the bits seen that are to be cleared.
    fn cleared(self, seen: u32) -> u32 {
        if self.0 & CLEAR == 0 { 0 } else { seen }
    }
}

// SAFETY: `mpy_event_flags_new` makes them.
unsafe impl Native for EventFlags {
    fn class() -> &'static Type {
        class!(asyncio_type_event_flags)
    }
}

impl Awaitable for EventFlags {
    // A task waits by an operation, on the list of the flags.
    fn may_run(&self) -> bool {
        false
    }

    fn leave(&self, task: TaskRef) {
        event_loop().leave_source(&self.source, task);
    }

    fn wakes_waiters(&self) -> bool {
        self.wake_waiters(event_loop());
        true
    }
}

impl EventFlags {
    /// Makes those waiters ready for which the bits suffice, in the order in which they came. O(waiters).
    fn wake_waiters(&self, event_loop: &EventLoop) {
        let bits = self.bits.load(Ordering::SeqCst);
        let waiters = self.source.waiters();
        let before = waiters.take();
        let mut cleared = 0;
        while let Some(waiter) = before.pop() {
            let wanted = Wanted(waiter.wait_state());
            let Some(seen) = wanted.among(bits) else {
                waiters.push(waiter);
                continue;
            };
            let taken = wanted.cleared(seen);
            cleared |= taken;
            waiter.set_wait_state(seen);
            // Granted: if the task is cancelled before its turn, the bits have to be given back.
            waiter.set(if taken != 0 { GRANTED } else { 0 });
            event_loop.count_outside_waiter(-1);
            event_loop.push(waiter.node());
        }
        self.bits.fetch_and(!cleared, Ordering::SeqCst);
        self.received.set(self.received.get() & !cleared);
        self.source.update_awaited();
    }

    /// Of the bits that woke a task which was cancelled before its turn: those that no other task has received or will receive on its
    /// turn. O(ready tasks).
    fn give_back(&self, event_loop: &EventLoop, woken_with: u32) -> u32 {
        let claims = event_loop
            .ready_nodes()
            .filter_map(TaskRef::from_node)
            .filter(|task| task.is_granted(self.obj()));
        claims.fold(woken_with & !self.received.get(), |left, task| left & !task.wait_state())
    }

    fn wait_step(&self, event_loop: &EventLoop, wait: &Operation) -> Result<Step> {
        let task = event_loop.current()?;
        if task.resumes(self.obj()) {
            let seen = task.wait_state();
            if task.take_grant() {
                self.received.set(self.received.get() | seen);
            }
            return Ok(Step::ready(Obj::small_int(seen as isize)));
        }
        let wanted = wait.take_value();
        if wanted.is_null() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_FLAGS_WAIT_IS_OVER));
        }
        let wanted = Wanted(wanted.raw().addr() as u32);
        #[cfg(feature = "priority")]
        let is_urgent = self.source.asked().take_urgent();
        event_loop.serve_wakes();
        self.source.expect_waiter();
        fence(Ordering::SeqCst);
        if let Some(seen) = wanted.among(self.bits.load(Ordering::SeqCst)) {
            self.source.update_awaited();
            let cleared = wanted.cleared(seen);
            self.bits.fetch_and(!cleared, Ordering::SeqCst);
            self.received.set(self.received.get() | cleared);
            return Ok(Step::ready(Obj::small_int(seen as isize)));
        }
        self.source.drop_waiters_of_earlier_loop(event_loop.number());
        task.set_wait_state(wanted.0);
        task.set_waits_in(event_loop.number());
        self.source.waiters().push(task);
        event_loop.count_outside_waiter(1);
        task.await_on(self.obj());
        #[cfg(feature = "priority")]
        if is_urgent {
            event_loop.wait_urgently(task);
        } else {
            event_loop.watch(task);
        }
        Ok(Step::SUSPEND)
    }
}

static WAIT: How = How {
    step: |wait, event_loop| flags(wait.of()).wait_step(event_loop, wait),
    throw: |wait, event_loop, exc| {
        // The wait has been free since its first step, and may be in use for another task: it is left as it is.
        if let Some(task) = event_loop.current_task().filter(|task| task.take_grant()) {
            mpy_event_flags_set(wait.of(), flags(wait.of()).give_back(event_loop, task.wait_state()));
        }
        Err(Error::from_obj(exc))
    },
    // The task is on the list of the flags.
    leave: |_, _| {},
};

fn flags(obj: Obj) -> &'static EventFlags {
    // SAFETY: C calls the functions below for objects of this class only, and so are the objects that operations of this
    // file are of.
    unsafe { &*obj.as_ptr::<EventFlags>() }
}

/// `EventFlags(initial)`.
#[export]
extern "C" fn mpy_event_flags_new(initial: u32) -> CResult {
    to_c(
        allocate(EventFlags {
            source: WakeSource::idle(EventFlags::class()),
            bits: AtomicU32::new(initial),
            received: Cell::new(0),
            spare_wait: Spare::new(),
        })
        .map(Native::obj),
    )
}

/// `set(mask)`. For any context, hard interrupts included; O(1), allocates nothing.
#[export]
extern "C" fn mpy_event_flags_set(this: Obj, mask: u32) {
    let this = flags(this);
    // First the bits, then the check for waiters, as in `Event`.
    this.bits.fetch_or(mask, Ordering::SeqCst);
    // The fence: a critical section of portable-atomic does not order what comes after it.
    fence(Ordering::SeqCst);
    let event_loop = event_loop();
    event_loop.raise_if_awaited(&this.source, event_loop.event_wakes());
}

/// Wakes the waiters of bits that were set before, as if `set` had done it. Not from an interrupt or another thread.
fn settle(from_outside: bool) {
    if !from_outside {
        event_loop().serve_wakes();
    }
}

/// `clear(mask)`. For any context.
#[export]
extern "C" fn mpy_event_flags_clear(this: Obj, mask: u32, from_outside: bool) {
    settle(from_outside);
    flags(this).bits.fetch_and(!mask, Ordering::SeqCst);
}

/// `value()`. For any context.
#[export]
extern "C" fn mpy_event_flags_value(this: Obj, from_outside: bool) -> u32 {
    settle(from_outside);
    flags(this).bits.load(Ordering::SeqCst)
}

/// The wait that was asked for last is one with `priority=True`.
#[cfg(feature = "priority")]
#[export]
extern "C" fn mpy_event_flags_wait_urgently(this: Obj) {
    flags(this).source.asked().make_urgent();
}

/// `wait_any(mask, clear)` or, with `all`, `wait_all(mask, clear)`: the awaitable. `mask` is not 0. Allocates only while
/// another wait has been built and not awaited.
#[export]
extern "C" fn mpy_event_flags_wait(this: Obj, mask: u32, all: bool, clear: bool) -> CResult {
    let wanted = (mask << 2) | if all { ALL } else { 0 } | if clear { CLEAR } else { 0 };
    // A number where an object is expected: the worst that the collector can do is to keep a block too long.
    // SAFETY: it is taken for a number only.
    let wanted = unsafe { Obj::from_raw(core::ptr::without_provenance_mut(wanted as usize)) };
    to_c(flags(this).spare_wait.hand_out(&WAIT, this, wanted))
}
