//! `Task`: a coroutine that the loop runs.
//!
//! ```text
//!                  create, cancel                  next_op
//!     Suspended ─────────────────▶ Ready ───────────────────────────▶ running (Suspended)
//!                                   ▲ ▲ ▲                                │ │ │
//!      move_due, request_cancel     │ │ │   make_ready, request_cancel   │ │ │
//!     Sleeping ─────────────────────┘ │ └──────────── Waiting ◀──────────┘ │ │  await_on
//!        ▲                            └────────────────────────────────────┤ │  yield_in_place: sleep(0)
//!        └─────────────────────────────────────────────────────────────────┤ │  sleep
//!     done ◀───────────────────────────────────────────────────────────────┘─┘  finish, complete
//! ```
//!
//! | place | `data` | the links | `due` |
//! |---|---|---|---|
//! | Suspended | null, or an object that a script has named | none | when it was due last |
//! | Ready | with `AWAITING`: the awaitable that goes on, null for a sleep; with `THROW`: the exception to throw | the ready queue | as above |
//! | Sleeping | the last child in the sleep heap | the sleep heap | the deadline |
//! | Waiting | the awaitable, or an object that a script has named | its wait list | what the awaitable has to remember |
//! | done | the value, or with `FAILED` the exception | none, or the ready queue until it is reported | as above |
//!
//! - *Ready*: in the loop's ready queue. A done task is there once more if it failed and no task has
//!   awaited it: its second turn hands the exception to the exception handler.
//! - *Sleeping*: in the loop's sleep heap, whose third link takes the place of `data`.
//! - *Waiting*: on the wait list of the object in `data`.
//! - *Suspended*: in no queue: running, new, or parked by foreign code that holds it.

#[cfg(feature = "all-tasks")]
use crate::kernel::identity::Identity;
#[cfg(feature = "task-api")]
use crate::kernel::named::Named;
#[cfg(feature = "priority")]
use crate::kernel::priority::Priority;
use crate::{
    kernel::node::{BeginsWith, Node, NodeHead},
    scheduler::{Instant, Linked, Sleeper},
};
use core::{
    cell::Cell,
    ops::Deref,
    ptr::NonNull,
    sync::atomic::{Ordering, fence},
};
#[cfg(feature = "task-api")]
use micropython_sys::Native;
use micropython_sys::{Error, Obj, Result, Type, bindings as mp, class};

/// Where a task is; see the [module](self).
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Place {
    /// In no queue.
    Suspended = 0,
    /// In the ready queue.
    Ready = 1,
    /// In the sleep heap.
    Sleeping = 2,
    /// On the wait list of the object in `data`.
    Waiting = 3,
}

/// The bits of the [`Place`].
pub const PLACE: u8 = 3;
/// The coroutine has ended; `data` holds the value, or with `FAILED` the exception.
pub const DONE: u8 = 1 << 2;
/// The coroutine ended with the exception in `data`.
pub const FAILED: u8 = 1 << 3;
/// While the coroutine has not ended: the task has been given what it waited for, and no other task can have it; see
/// [`crate::kernel::wait_list`].
#[cfg(feature = "operation")]
pub const GRANTED: u8 = FAILED;
/// A task or script has received the outcome.
pub const RETRIEVED: u8 = 1 << 4;
/// One of the module's awaitables has suspended the task and will be stepped once more when the task
/// goes on. It stands in `data`, or `data` is null for a sleep.
pub const AWAITING: u8 = 1 << 5;
/// The exception in `data` is to be thrown into the coroutine on its next turn.
pub const THROW: u8 = 1 << 6;
/// The task cancelled itself: cancel it as soon as it suspends.
pub const MUST_CANCEL: u8 = 1 << 7;

/// Of a future that is done: a `CancelledError` that was set as its exception does not count as its cancellation.
#[cfg(feature = "future")]
pub const NOT_CANCELLED: u8 = MUST_CANCEL;

/// A `Task`: 32 bytes on a 32-bit board, at most 64 on 64 bits.
#[repr(C)]
pub struct Task {
    head: NodeHead,
    /// The coroutine; of a future the object that it [stands for](TaskRef::stand_for), or null.
    coro: Cell<Obj>,
    /// By `flags`: the outcome, the exception to throw, the object waited on, the sleep heap's link.
    data: Cell<Obj>,
    /// The waiters for the end: null, the first of a ring of waiters, one object to be notified at once, a `TaskQueue`, or a
    /// callable that a script has set.
    state: Cell<Obj>,
    due_ms_low: Cell<u32>,
    /// Microseconds in the low [`US_BITS`]; above them how often the task was asked to stop.
    due_us: Cell<u16>,
    due_ms_high: Cell<u8>,
    flags: Cell<u8>,
    #[cfg(feature = "priority")]
    priority: Priority,
    #[cfg(feature = "all-tasks")]
    identity: Identity,
    #[cfg(feature = "stats")]
    stats: crate::diagnostics::counters::TaskStats,
}

/// As many as 999 takes.
const US_BITS: u32 = 10;

/// What the priority takes of it.
const PRIORITY_BYTES: usize = if cfg!(feature = "priority") { 2 * size_of::<usize>() } else { 0 };

#[cfg(not(any(feature = "all-tasks", feature = "stats")))]
const _: () = assert!(size_of::<Task>() <= 8 * size_of::<usize>() + PRIORITY_BYTES);
#[cfg(all(feature = "all-tasks", not(feature = "stats")))]
const _: () = assert!(size_of::<Task>() <= 6 * size_of::<usize>() + 16 + PRIORITY_BYTES);
#[cfg(feature = "stats")]
const _: () = assert!(size_of::<Task>() <= 6 * size_of::<usize>() + 24 + PRIORITY_BYTES);

impl Task {
    /// A task of `class`, or another object that begins as one, in no queue.
    pub const fn blank(class: &'static Type, coro: Obj) -> Self {
        Self {
            head: NodeHead::new(class),
            coro: Cell::new(coro),
            data: Cell::new(Obj::NULL),
            state: Cell::new(Obj::NULL),
            due_ms_low: Cell::new(0),
            due_us: Cell::new(0),
            due_ms_high: Cell::new(0),
            flags: Cell::new(Place::Suspended as u8),
            #[cfg(feature = "priority")]
            priority: Priority::none(),
            #[cfg(feature = "all-tasks")]
            identity: Identity::none(),
            #[cfg(feature = "stats")]
            stats: crate::diagnostics::counters::TaskStats::new(),
        }
    }
}

// SAFETY: its first field.
unsafe impl BeginsWith<NodeHead> for Task {}

// SAFETY: it is one.
unsafe impl BeginsWith<Self> for Task {}

/// A reference to a live `Task`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct TaskRef(NonNull<Task>);

impl Deref for TaskRef {
    type Target = Task;
    #[inline]
    fn deref(&self) -> &Task {
        // SAFETY: made from a live `Task` only; all that changes in it are cells.
        unsafe { self.0.as_ref() }
    }
}

impl Linked for TaskRef {
    #[inline]
    fn next(self) -> Option<Self> {
        self.head.next.get().map(|node| Self(node.as_ptr()))
    }
    #[inline]
    fn set_next(self, to: Option<Self>) {
        self.head.next.set(to.map(Self::node));
    }
    #[inline]
    fn prev(self) -> Option<Self> {
        self.head.prev.get().map(|node| Self(node.as_ptr()))
    }
    #[inline]
    fn set_prev(self, to: Option<Self>) {
        self.head.prev.set(to.map(Self::node));
    }
}

impl Sleeper for TaskRef {
    type Key = u64;
    /// Whole milliseconds: sleepers that are due within one of them wake in the order in which they
    /// went to sleep, as with stock's millisecond clock.
    #[inline]
    fn key(self) -> u64 {
        (u64::from(self.due_ms_high.get()) << 32) | u64::from(self.due_ms_low.get())
    }
    #[inline]
    fn child(self) -> Option<Self> {
        NonNull::new(self.data.get().as_ptr()).map(Self)
    }
    #[inline]
    fn set_child(self, to: Option<Self>) {
        self.data.set(to.map_or(Obj::NULL, Self::obj));
    }
}

impl TaskRef {
    /// The task that `obj` is, or wraps as an instance of a Python subclass.
    pub fn runnable(obj: Obj) -> Option<Self> {
        let native = obj.cast(class!(asyncio_type_task))?;
        NonNull::new(native.as_ptr()).map(Self)
    }

    /// The task that `obj` is, or wraps.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn expected(obj: Obj) -> Result<Self> {
        Self::runnable(obj).ok_or_else(|| not_a_task(obj))
    }

    /// The task that `obj` is, if it is no instance of a subclass.
    #[inline(always)]
    pub fn exactly(obj: Obj) -> Option<Self> {
        if obj.is_exactly(class!(asyncio_type_task)) { NonNull::new(obj.as_ptr()).map(Self) } else { None }
    }

    /// The task or future that `obj` is.
    pub fn from_obj(obj: Obj) -> Option<Self> {
        if let Some(task) = Self::exactly(obj) {
            return Some(task);
        }
        #[cfg(feature = "future")]
        if let Some(native) = obj.cast(class!(asyncio_type_future)) {
            return NonNull::new(native.as_ptr()).map(Self);
        }
        Self::runnable(obj)
    }

    /// The task, or object that begins with one, at `object`.
    pub fn new_at<T: BeginsWith<Task>>(object: &T) -> Self {
        Self(NonNull::from(object).cast())
    }

    /// Whether this is a future: it has no coroutine and never has a turn.
    #[inline]
    pub fn is_future(self) -> bool {
        #[cfg(feature = "future")]
        return self.obj().is_exactly(class!(asyncio_type_future));
        #[cfg(not(feature = "future"))]
        false
    }

    /// Of a future that has the outcome of `object`: a script gets that instead of the future.
    #[cfg(feature = "future")]
    pub fn stand_for(self, object: Obj) {
        self.coro.set(object);
    }

    /// What a script gets for this task or future.
    #[cfg(feature = "task-api")]
    pub fn shown(self) -> Obj {
        if self.is_future() && !self.coro.get().is_null() { self.coro.get() } else { self.obj() }
    }

    /// The task that `node` is, if it is one.
    #[inline(always)]
    pub fn from_node(node: Node) -> Option<Self> {
        node.is(class!(asyncio_type_task)).then(|| Self(node.as_ptr()))
    }

    /// The object `node`, which begins as a task does.
    ///
    /// # Safety
    /// It must begin with a [`Task`].
    pub unsafe fn from_shape(node: Node) -> Self {
        Self(node.as_ptr())
    }

    /// The task as a node of a queue.
    #[inline]
    pub fn node(self) -> Node {
        Node::new(&*self)
    }

    /// The task as a Python object.
    #[inline]
    pub const fn obj(self) -> Obj {
        // SAFETY: made from a live object only.
        unsafe { Obj::from_ptr(self.0.as_ptr()) }
    }

    /// The task's coroutine.
    #[inline]
    pub fn coro(self) -> Obj {
        self.coro.get()
    }

    /// Whether any of `flags` is set.
    #[inline]
    pub fn has(self, flags: u8) -> bool {
        self.flags.get() & flags != 0
    }

    /// Sets `flags`.
    #[inline]
    pub fn set(self, flags: u8) {
        self.flags.set(self.flags.get() | flags);
    }

    /// Clears `flags`.
    #[inline]
    pub fn clear(self, flags: u8) {
        self.flags.set(self.flags.get() & !flags);
    }

    /// Where the task is.
    #[inline]
    pub fn place(self) -> Place {
        match self.flags.get() & PLACE {
            0 => Place::Suspended,
            1 => Place::Ready,
            2 => Place::Sleeping,
            _ => Place::Waiting,
        }
    }

    /// Sets the place that the task is in from now on.
    #[inline]
    pub fn set_place(self, place: Place) {
        self.flags.set(self.flags.get() & !PLACE | place as u8);
    }

    /// The task waits for nothing from now on. The caller has just taken it from its queue.
    pub fn suspend(self) {
        self.set_place(Place::Suspended);
        self.set_data(Obj::NULL);
    }

    /// Whether a running task is in no queue, as it should be, and has not ended.
    #[inline]
    pub fn is_free_to_wait(self) -> bool {
        self.flags.get() & (PLACE | DONE) == 0
    }

    /// `data`; see the [module](self).
    #[inline]
    pub fn data(self) -> Obj {
        self.data.get()
    }

    /// Sets `data`.
    #[inline]
    pub fn set_data(self, data: Obj) {
        self.data.set(data);
    }

    /// Sets when the task is due. Not while it sleeps.
    #[inline]
    pub fn set_due(self, due: Instant) {
        self.due_ms_low.set(due.ms as u32);
        self.due_ms_high.set((due.ms >> 32) as u8);
        self.due_us.set(((self.due_us.get() >> US_BITS) << US_BITS) | due.us);
    }

    /// When the task is, or was last, due.
    #[inline]
    pub fn due(self) -> Instant {
        Instant { ms: self.key(), us: self.due_us.get() & ((1 << US_BITS) - 1) }
    }

    /// What an awaitable has to remember of a task that waits for it. It is gone when the task sleeps.
    #[cfg(any(feature = "sync", feature = "event-flags", feature = "thread-queue"))]
    pub fn wait_state(self) -> u32 {
        self.due_ms_low.get()
    }

    /// Sets [`Self::wait_state`].
    #[cfg(any(feature = "sync", feature = "event-flags", feature = "thread-queue"))]
    pub fn set_wait_state(self, state: u32) {
        self.due_ms_low.set(state);
    }

    /// The task begins to wait for a flag, in the loop of this [number](crate::kernel::event_loop::EventLoop::number). It is kept where the
    /// deadline of a sleeper has its highest bits, and is gone when the task sleeps.
    pub fn set_waits_in(self, number: u8) {
        self.due_ms_high.set(number);
    }

    /// Whether the task, which waits for a flag, began to do so in the loop of this number.
    pub fn waits_in(self, number: u8) -> bool {
        self.due_ms_high.get() == number
    }

    /// Whether the task has been granted what it waited for. Clears the mark.
    #[cfg(feature = "operation")]
    pub fn take_grant(self) -> bool {
        let granted = self.has(GRANTED);
        self.clear(GRANTED);
        granted
    }

    /// Whether the awaitable `on` has granted the task what it waits for, and the task has neither gone on nor been cancelled since.
    #[cfg(feature = "event-flags")]
    pub fn is_granted(self, on: Obj) -> bool {
        self.has(AWAITING) && self.has(GRANTED) && self.data.get() == on
    }

    /// Suspends the running task on the wait list of `on`, an awaitable of the module, which will be
    /// stepped again when the task goes on.
    #[inline]
    pub fn await_on(self, on: Obj) {
        self.data.set(on);
        self.flags.set(self.flags.get() & !PLACE | Place::Waiting as u8 | AWAITING);
    }

    /// Whether the task goes on after [`Self::await_on`], or still waits there.
    pub fn awaits(self, on: Obj) -> bool {
        self.has(AWAITING) && self.data.get() == on
    }

    /// Whether the awaitable `on` is being stepped because the task goes on after [`Self::await_on`].
    #[inline]
    pub fn resumes(self, on: Obj) -> bool {
        self.resumes_in_place(on)
    }

    /// [`Self::resumes`], inlined.
    #[inline(always)]
    pub fn resumes_in_place(self, on: Obj) -> bool {
        if self.has(AWAITING) && self.data.get() == on {
            self.clear(AWAITING);
            self.data.set(Obj::NULL);
            return true;
        }
        false
    }

    /// All flags.
    #[inline(always)]
    pub fn flags(self) -> u8 {
        self.flags.get()
    }

    /// The flags of the task, which has just been taken from the ready queue for its turn. They are stored only by [`Self::end_wait`] or
    /// [`Self::set_flags`]: once, not once for each change, as this is part of every switch.
    #[inline(always)]
    pub fn flags_of_turn(self) -> u8 {
        self.flags.get() & !PLACE | Place::Suspended as u8
    }

    /// Sets all flags.
    #[inline(always)]
    pub fn set_flags(self, flags: u8) {
        self.flags.set(flags);
    }

    /// The task with these [flags](Self::flags_of_turn) goes on: if its wait ends with a value that is known already, ends the wait and
    /// returns the awaited object and that value. `sleep` is the object of a sleep.
    #[inline(always)]
    pub fn end_wait(self, flags: u8, sleep: impl FnOnce() -> Obj) -> Option<(Obj, Obj)> {
        if flags & AWAITING == 0 {
            self.set_flags(flags);
            return None;
        }
        let on = self.data.get();
        if on.is_null() {
            self.set_flags(flags & !AWAITING);
            return Some((sleep(), Obj::none()));
        }
        let value = if on.is_exactly(class!(asyncio_type_event)) {
            // What was written before the `set` is seen behind the `await`.
            fence(Ordering::Acquire);
            Obj::bool(true)
        } else {
            let Some(task) = Self::exactly(on).filter(|task| task.has(DONE) && !task.has(FAILED)) else {
                self.set_flags(flags);
                return None;
            };
            task.set(RETRIEVED);
            let value = task.data();
            if value.is_null() { Obj::none() } else { value }
        };
        self.set_flags(flags & !AWAITING);
        self.data.set(Obj::NULL);
        Some((on, value))
    }

    /// The outcome of a done task, which counts as received from now on.
    pub fn retrieve(self) -> Result<Obj> {
        self.set(RETRIEVED);
        let data = self.data.get();
        let data = if data.is_null() { Obj::none() } else { data };
        if self.has(FAILED) { Err(Error::from_obj(data)) } else { Ok(data) }
    }

    /// Sets `data` of a task that has ended: its outcome from now on. Stock keeps a value as `StopIteration(value)`.
    ///
    /// # Errors
    /// `TypeError`.
    #[cfg(feature = "compat")]
    pub fn set_outcome(self, outcome: Obj) -> Result<()> {
        let value = if outcome.is_null() {
            outcome
        } else if core::ptr::eq(outcome.class_of(), class!(mp_type_StopIteration)) {
            // SAFETY: an exception's instance; does not raise.
            unsafe { Obj::from_raw(mp::mp_obj_exception_get_value(outcome.raw())) }
        } else if outcome.matches(class!(mp_type_BaseException)) {
            self.set(FAILED);
            self.data.set(outcome);
            return Ok(());
        } else {
            return Err(Error::wrong_type(mp::ASYNCIO_TEXT_OUTCOME_OF_WRONG_TYPE, outcome));
        };
        self.clear(FAILED);
        self.data.set(value);
        Ok(())
    }

    /// The cell of `state`. A task with a name of its own keeps `state` in the object of its name.
    #[cfg(feature = "task-api")]
    pub fn state_cell(self) -> &'static Cell<Obj> {
        match Named::from_obj(self.state.get()) {
            Some(named) => &named.state,
            // SAFETY: made from a live `Task` only.
            None => unsafe { &(*self.0.as_ptr()).state },
        }
    }

    /// Where `state` is kept.
    #[cfg(not(feature = "task-api"))]
    pub fn state_cell(self) -> &'static Cell<Obj> {
        // SAFETY: made from a live `Task` only.
        unsafe { &(*self.0.as_ptr()).state }
    }

    /// The cell in which the task itself keeps `state`, or the object with its name that does.
    #[inline(always)]
    pub fn own_state(self) -> &'static Cell<Obj> {
        // SAFETY: made from a live `Task` only.
        unsafe { &(*self.0.as_ptr()).state }
    }

    /// How urgent the task is.
    #[cfg(feature = "priority")]
    pub fn urgency(&self) -> &Priority {
        &self.priority
    }

    /// The words that distinguish the task from other blocks of the heap, and its number.
    #[cfg(feature = "all-tasks")]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What the statistics count for the task.
    #[cfg(feature = "stats")]
    pub fn stats(&self) -> &crate::diagnostics::counters::TaskStats {
        &self.stats
    }

    /// The task that the block of `bytes` bytes at `block` is, if it is one that has not ended. Reads the block only, which
    /// may be anything on the heap; without the feature `all-tasks` a list that begins with the class `Task` may pass for one.
    #[cfg(any(feature = "all-tasks", feature = "debug", feature = "stats"))]
    pub fn pending_at(block: Obj, bytes: usize) -> Option<Self> {
        if bytes < size_of::<Task>() || !block.is_exactly(class!(asyncio_type_task)) {
            return None;
        }
        let task = Self(NonNull::new(block.as_ptr())?);
        #[cfg(feature = "all-tasks")]
        if !task.identity.fits(block.as_ptr::<Task>().addr()) {
            return None;
        }
        (!task.has(DONE)).then_some(task)
    }

    /// The outcome of a done task; it does not count as received.
    #[cfg(feature = "future")]
    pub fn outcome(self) -> core::result::Result<Obj, Obj> {
        if self.has(FAILED) { Err(self.data()) } else { Ok(self.data()) }
    }

    /// How often the task was asked to stop, less how often that was taken back.
    #[cfg(feature = "task-api")]
    pub fn cancel_requests(self) -> u16 {
        self.due_us.get() >> US_BITS
    }

    /// Sets [`Self::cancel_requests`], at most 63.
    #[cfg(feature = "task-api")]
    pub fn set_cancel_requests(self, count: u16) {
        let us = self.due_us.get() & ((1 << US_BITS) - 1);
        self.due_us.set(us | (count.min((1 << (16 - US_BITS)) - 1) << US_BITS));
    }

    /// The task is asked to stop once more.
    pub fn count_cancel_request(self) {
        #[cfg(feature = "task-api")]
        self.set_cancel_requests(self.cancel_requests() + 1);
    }

    /// The task, which is ready, gets `exc` on its next turn.
    pub fn throw_later(self, exc: Obj) {
        self.data.set(exc);
        self.set(THROW);
    }

    /// The task has ended: `data` is its value, or with `failed` ([`FAILED`] or 0) its exception.
    pub fn end(self, data: Obj, failed: u8) {
        self.data.set(data);
        self.flags.set(DONE | failed | Place::Suspended as u8);
    }
}

/// The items of `list`, a list that no script has seen and whose length does not change meanwhile.
pub fn items(list: Obj) -> &'static [Cell<Obj>] {
    let list = list.raw().cast::<mp::mp_obj_list_t>();
    // SAFETY: a live list; `Obj` is transparent. Its items stay where they are as its length does not change.
    unsafe { core::slice::from_raw_parts((*list).items.cast::<Cell<Obj>>(), (*list).len) }
}

/// The task or future that `obj` is.
///
/// # Errors
/// `TypeError`.
pub fn task(obj: Obj) -> Result<TaskRef> {
    TaskRef::from_obj(obj).ok_or_else(|| not_a_task(obj))
}

fn not_a_task(obj: Obj) -> Error {
    Error::wrong_type(mp::ASYNCIO_TEXT_TASK_EXPECTED, obj)
}
