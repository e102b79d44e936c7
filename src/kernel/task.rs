//! `Task`: a coroutine that the loop runs.
//!
//! ```text
//!                       create_task                    popped from the ready queue
//!             Suspended ───────────▶ Ready ──────────────────────────────────────▶ running
//!                                     ▲ ▲ ▲                                          │ │ │
//!                   deadline, cancel  │ │ │  woken, cancel                           │ │ │
//!             Sleeping ───────────────┘ │ └─────────────── Waiting ◀── awaits ───────┘ │ │
//!                ▲                      │                                              │ │
//!                │                      └───────────────── awaits sleep(0) ────────────┤ │
//!                └──────────────────────────────────────── awaits sleep(t) ────────────┘ │
//!             done ◀──────────────────────────────────────── returns or raises ──────────┘
//! ```
//!
//! - *Ready*: in the loop's ready queue. A done task stands there once more if it failed and nobody has
//!   awaited it yet: its second turn hands the exception to the exception handler.
//! - *Sleeping*: in the loop's sleep heap, whose third link takes the place of `data`.
//! - *Waiting*: on the wait list of the object in `data`.
//! - *Suspended*: in no queue: running, new, or parked by foreign code that holds it.

#[cfg(feature = "sync")]
use crate::classes::barrier::Barrier;
#[cfg(feature = "task-group")]
use crate::classes::task_group::TaskGroup;
use crate::{
    classes::{
        event::Event,
        gather::{Completion, Gather},
        lock::Lock,
        stream,
        task_queue::PyTaskQueue,
        wait_for::WaitFor,
    },
    diagnostics::observe,
    kernel::{
        bridge::{Step, step_to_c, to_c},
        event_loop::{self, EventLoop, event_loop},
        node::{Node, NodeHead},
    },
    scheduler::{Instant, Linked, Sleeper, TaskQueue},
};
use core::{cell::Cell, ops::Deref, ptr::NonNull};
use micropython_sys::{Error, Obj, Result, Type, allocate, bindings as mp, call, protected};

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

const PLACE: u8 = 3;
/// The coroutine has ended; `data` holds the value, or with `FAILED` the exception.
pub const DONE: u8 = 1 << 2;
/// The coroutine ended with the exception in `data`.
pub const FAILED: u8 = 1 << 3;
/// While the coroutine has not ended: what the task waited for has been given to it, and nobody else can have it; see
/// [`crate::kernel::wait_list`].
#[cfg(feature = "operation")]
pub const GRANTED: u8 = FAILED;
/// Somebody has received the outcome.
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
    coro: Cell<Obj>,
    /// By `flags`: the outcome, the exception to throw, the object waited on, the sleep heap's link.
    data: Cell<Obj>,
    /// Who waits for the end: null, the first of a ring of waiters, one [`Gather`], a `TaskQueue`, or a
    /// callable that a script has set.
    state: Cell<Obj>,
    due_ms_low: Cell<u32>,
    /// Microseconds in the low [`US_BITS`]; above them how often the task was asked to stop.
    due_us: Cell<u16>,
    due_ms_high: Cell<u8>,
    flags: Cell<u8>,
    #[cfg(feature = "all-tasks")]
    identity: crate::classes::all_tasks::Identity,
    #[cfg(feature = "stats")]
    stats: crate::diagnostics::stats::TaskStats,
}

/// As many as 999 takes.
const US_BITS: u32 = 10;

#[cfg(not(any(feature = "all-tasks", feature = "stats")))]
const _: () = assert!(size_of::<Task>() <= 8 * size_of::<usize>());
#[cfg(all(feature = "all-tasks", not(feature = "stats")))]
const _: () = assert!(size_of::<Task>() <= 6 * size_of::<usize>() + 16);
#[cfg(feature = "stats")]
const _: () = assert!(size_of::<Task>() <= 6 * size_of::<usize>() + 24);

impl Task {
    /// A task of `class`, or another object that has the shape of one, in no queue.
    pub const fn blank(class: *const Type, coro: Obj) -> Self {
        Self {
            head: NodeHead::new(class),
            coro: Cell::new(coro),
            data: Cell::new(Obj::NULL),
            state: Cell::new(Obj::NULL),
            due_ms_low: Cell::new(0),
            due_us: Cell::new(0),
            due_ms_high: Cell::new(0),
            flags: Cell::new(Place::Suspended as u8),
            #[cfg(feature = "all-tasks")]
            identity: crate::classes::all_tasks::Identity::none(),
            #[cfg(feature = "stats")]
            stats: crate::diagnostics::stats::TaskStats::new(),
        }
    }
}

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
    /// A new task, in no queue.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline(always)]
    pub fn new(coro: Obj) -> Result<Self> {
        let task = Self(allocate(Task::blank(&raw const mp::asyncio_type_task, coro))?);
        #[cfg(feature = "all-tasks")]
        task.identity.give(task);
        Ok(task)
    }

    /// [`Self::new`] where no time is to be won.
    #[inline(never)]
    fn new_apart(coro: Obj) -> Result<Self> {
        Self::new(coro)
    }

    /// The task that `obj` is, or wraps as an instance of a Python subclass.
    pub fn runnable(obj: Obj) -> Option<Self> {
        let native = obj.cast(&raw const mp::asyncio_type_task)?;
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
    fn exactly(obj: Obj) -> Option<Self> {
        if obj.is_exactly(&raw const mp::asyncio_type_task) {
            NonNull::new(obj.as_ptr()).map(Self)
        } else {
            None
        }
    }

    /// The task or future that `obj` is: what has an outcome that others may wait for.
    pub fn from_obj(obj: Obj) -> Option<Self> {
        if let Some(task) = Self::exactly(obj) {
            return Some(task);
        }
        #[cfg(feature = "future")]
        if let Some(native) = obj.cast(&raw const mp::asyncio_type_future) {
            return NonNull::new(native.as_ptr()).map(Self);
        }
        Self::runnable(obj)
    }

    /// The task, or object that begins with one, at `object`.
    #[cfg(any(feature = "future", feature = "timers"))]
    pub const fn new_at<T>(object: NonNull<T>) -> Self {
        Self(object.cast())
    }

    /// Whether this is a future: it has no coroutine and never has a turn.
    #[inline]
    pub fn is_future(self) -> bool {
        cfg!(feature = "future") && self.coro.get().is_null()
    }

    /// The task that a node of class `Task` is.
    #[inline]
    pub const fn from_node(node: Node) -> Self {
        Self(node.as_ptr())
    }

    /// The task as a node of a queue.
    #[inline]
    pub const fn node(self) -> Node {
        Node::new(self.0)
    }

    /// The task as a Python object.
    #[inline]
    pub const fn obj(self) -> Obj {
        Obj::from_ptr(self.0.as_ptr())
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

    /// Notes where the task now is.
    #[inline]
    pub fn set_place(self, place: Place) {
        self.flags.set(self.flags.get() & !PLACE | place as u8);
    }

    /// Notes that the task, which has just been taken from where it stood, waits for nothing.
    pub fn suspend(self) {
        self.set_place(Place::Suspended);
        self.set_data(Obj::NULL);
    }

    /// Whether a task that is running stands in no queue, as it should, and has not ended.
    #[inline]
    pub fn is_free_to_wait(self) -> bool {
        self.flags.get() & (PLACE | DONE) == 0
    }

    /// What `data` holds; see [`Task`].
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
    #[cfg(any(feature = "sync", feature = "event-flags"))]
    pub fn note(self) -> u32 {
        self.due_ms_low.get()
    }

    /// Sets [`Self::note`].
    #[cfg(any(feature = "sync", feature = "event-flags"))]
    pub fn set_note(self, note: u32) {
        self.due_ms_low.set(note);
    }

    /// Whether the task has been granted what it waited for; it is told only once.
    #[cfg(feature = "operation")]
    pub fn take_grant(self) -> bool {
        let granted = self.has(GRANTED);
        self.clear(GRANTED);
        granted
    }

    /// Whether the task has been granted what it waits for by the awaitable `on`, and not been told nor cancelled.
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

    /// [`Self::resumes`], expanded where it stands.
    #[inline(always)]
    pub fn resumes_in_place(self, on: Obj) -> bool {
        if self.has(AWAITING) && self.data.get() == on {
            self.clear(AWAITING);
            self.data.set(Obj::NULL);
            return true;
        }
        false
    }

    /// The outcome of a done task, which counts as received from now on.
    pub fn retrieve(self) -> Result<Obj> {
        self.set(RETRIEVED);
        let data = self.data.get();
        let data = if data.is_null() { Obj::none() } else { data };
        if self.has(FAILED) { Err(Error::from_obj(data)) } else { Ok(data) }
    }

    /// `data = outcome` of a task that has ended: what awaiting it gives from now on. Stock keeps a value as `StopIteration(value)`.
    fn set_outcome(self, outcome: Obj) -> Result<()> {
        let value = if outcome.is_null() {
            outcome
        } else if outcome.class_of() == &raw const mp::mp_type_StopIteration {
            // SAFETY: an exception's instance; does not raise.
            Obj::from_raw(unsafe { mp::mp_obj_exception_get_value(outcome.raw()) })
        } else if outcome.matches(&raw const mp::mp_type_BaseException) {
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

    /// One step of awaiting this task: the outcome, or the current task is put to wait for it.
    ///
    /// # Errors
    /// The exception of the awaited task; `RuntimeError` outside a task, if the task awaits itself, or
    /// if `state` holds something foreign.
    pub fn await_step(self, events: &EventLoop) -> Result<Step> {
        let current = events.current_in_place()?;
        current.resumes_in_place(self.obj());
        if self.has(DONE) {
            return self.retrieve().map(Step::ready);
        }
        if current == self {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_TASK_AWAITS_ITSELF));
        }
        self.add_waiter(current.node())?;
        current.await_on(self.obj());
        Ok(Step::SUSPEND)
    }

    /// Where `state` is kept: a task with a name of its own keeps it there.
    #[cfg(feature = "task-api")]
    pub fn state_cell(self) -> &'static Cell<Obj> {
        match crate::classes::task_api::Named::from_obj(self.state.get()) {
            Some(named) => &named.state,
            // SAFETY: made from a live `Task` only.
            None => unsafe { &(*self.0.as_ptr()).state },
        }
    }

    /// Where `state` is kept.
    #[cfg(not(feature = "task-api"))]
    fn state_cell(self) -> &'static Cell<Obj> {
        // SAFETY: made from a live `Task` only.
        unsafe { &(*self.0.as_ptr()).state }
    }

    /// The cell in which the task itself keeps `state`, or the object with its name that does.
    #[cfg(feature = "task-api")]
    pub fn own_state(self) -> &'static Cell<Obj> {
        // SAFETY: made from a live `Task` only.
        unsafe { &(*self.0.as_ptr()).state }
    }

    /// The number in the task's own name, `Task-<number>`: from when it was made or, where a task has no room for it,
    /// first asked for its name.
    #[cfg(feature = "task-api")]
    pub fn number(self) -> u32 {
        #[cfg(feature = "all-tasks")]
        return self.identity.number();
        #[cfg(not(feature = "all-tasks"))]
        event_loop().next_name()
    }

    /// What the statistics count for the task.
    #[cfg(feature = "stats")]
    pub fn stats(&self) -> &crate::diagnostics::stats::TaskStats {
        &self.stats
    }

    /// The task that the block of `bytes` bytes at `block` is, if it is one that has not ended. Reads the block only, which
    /// may be anything on the heap; without the feature `all-tasks` a list that begins with the class `Task` may pass for one.
    #[cfg(any(feature = "all-tasks", feature = "debug", feature = "stats"))]
    pub fn pending_at(block: Obj, bytes: usize) -> Option<Self> {
        if bytes < size_of::<Task>() || !block.is_exactly(&raw const mp::asyncio_type_task) {
            return None;
        }
        let task = Self(NonNull::new(block.as_ptr())?);
        #[cfg(feature = "all-tasks")]
        if !task.identity.fits(block.as_ptr::<Task>().addr()) {
            return None;
        }
        (!task.has(DONE)).then_some(task)
    }

    /// The outcome of a done task; who asks has not received it.
    #[cfg(feature = "future")]
    pub fn outcome(self) -> core::result::Result<Obj, Obj> {
        if self.has(FAILED) { Err(self.data()) } else { Ok(self.data()) }
    }

    /// The callbacks among those who wait for the task's end.
    #[cfg(feature = "task-api")]
    pub fn callbacks(self) -> impl Iterator<Item = crate::kernel::callback::CallbackRef> {
        let callbacks = self.waiters().iter().filter_map(crate::kernel::callback::CallbackRef::from_node);
        // One that was taken back may still stand there.
        callbacks.filter(|callback| !callback.owner().is_null())
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

    fn count_cancel_request(self) {
        #[cfg(feature = "task-api")]
        self.set_cancel_requests(self.cancel_requests() + 1);
    }

    /// Adds `waiter` to those that are told when the task ends. O(1). Allocates only where a `gather`
    /// was alone before.
    ///
    /// # Errors
    /// `MemoryError`; `RuntimeError` if a script keeps something of its own in `state`.
    pub fn add_waiter(self, waiter: Node) -> Result<()> {
        let cell = self.state_cell();
        let first = match Waiters::of(cell.get()) {
            Waiters::Nobody => None,
            Waiters::Ring(first) => Some(first),
            Waiters::Queue(queue) => {
                queue.tasks().push(waiter);
                return Ok(());
            }
            Waiters::Gather(gather) => {
                let completion = Completion::new(gather)?;
                TaskQueue::starting_at(None).push(completion);
                Some(completion)
            }
            Waiters::Foreign => return Err(Error::runtime(mp::ASYNCIO_TEXT_CANT_WAIT)),
        };
        let ring = TaskQueue::starting_at(first);
        ring.push(waiter);
        cell.set(first.unwrap_or(waiter).obj());
        Ok(())
    }

    /// Tells `gather` when the task ends.
    ///
    /// # Errors
    /// As [`Self::add_waiter`].
    pub fn add_gather(self, gather: Gather) -> Result<()> {
        let cell = self.state_cell();
        if cell.get().is_null() {
            cell.set(gather.obj());
            return Ok(());
        }
        self.add_waiter(Completion::new(gather)?)
    }

    /// Takes back one [`Self::add_gather`]; returns whether there was one. O(waiters).
    pub fn remove_gather(self, gather: Gather) -> bool {
        let cell = self.state_cell();
        if cell.get() == gather.obj() {
            cell.set(Obj::NULL);
            return true;
        }
        let found = self.waiters().iter().find(|&node| Completion::gather(node) == Some(gather));
        found.is_some_and(|node| self.remove_waiter(node))
    }

    /// Removes `waiter` from the list; returns whether it was there: a script may have put something else into `state` since
    /// it came. O(waiters).
    pub fn remove_waiter(self, waiter: Node) -> bool {
        let cell = self.state_cell();
        match Waiters::of(cell.get()) {
            Waiters::Ring(first) => {
                let ring = TaskQueue::starting_at(Some(first));
                if !ring.contains(waiter) {
                    return false;
                }
                ring.remove(waiter);
                cell.set(ring.peek().map_or(Obj::NULL, Node::obj));
                true
            }
            Waiters::Queue(queue) if queue.tasks().contains(waiter) => {
                queue.tasks().remove(waiter);
                true
            }
            _ => false,
        }
    }

    /// Forgets who waits for the end, as far as no script has seen them: those tasks stand nowhere then. Who stands in a queue
    /// that a script has seen stays there.
    fn drop_waiters(self) {
        if let Waiters::Ring(first) = Waiters::of(self.state_cell().replace(Obj::NULL)) {
            let ring = TaskQueue::starting_at(Some(first));
            while let Some(waiter) = ring.pop() {
                if waiter.is(&raw const mp::asyncio_type_task) {
                    let task = Self::from_node(waiter);
                    task.clear(AWAITING);
                    task.suspend();
                }
            }
        }
    }

    fn waiters(self) -> TaskQueue<Node> {
        TaskQueue::starting_at(match Waiters::of(self.state_cell().get()) {
            Waiters::Ring(first) => Some(first),
            Waiters::Queue(queue) => queue.tasks().peek(),
            _ => None,
        })
    }

    /// Ends the task with `outcome` and tells those who wait. Returns a callable that a script has put
    /// in `state`, which the caller is to call with the task and its outcome.
    pub fn complete(self, events: &EventLoop, outcome: core::result::Result<Obj, Obj>) -> Option<Obj> {
        let (data, failed) = match outcome {
            Ok(value) => (value, 0),
            Err(exc) => (exc, FAILED),
        };
        #[cfg(feature = "future")]
        if self.is_future() {
            // What a shield has at the task that it shields.
            if let Some(callback) = crate::kernel::callback::CallbackRef::from_obj(self.data.get()) {
                callback.remove();
            }
        }
        self.data.set(data);
        self.flags.set(DONE | failed | Place::Suspended as u8);
        let state = self.state_cell().replace(Obj::NULL);
        let waiters = match Waiters::of(state) {
            Waiters::Nobody => return None,
            Waiters::Ring(first) => TaskQueue::starting_at(Some(first)),
            Waiters::Queue(queue) => queue.tasks().take(),
            Waiters::Gather(gather) => {
                self.set(RETRIEVED);
                gather.child_done(events, self);
                return None;
            }
            Waiters::Foreign => {
                self.set(RETRIEVED);
                return Some(state);
            }
        };
        while let Some(waiter) = waiters.pop_in_place() {
            if receives_outcome(waiter) {
                self.set(RETRIEVED);
            }
            match Completion::gather(waiter) {
                Some(gather) => gather.child_done(events, self),
                None => events.make_ready(waiter),
            }
        }
        None
    }

    /// Asks the task to stop: `CancelledError` is thrown into it on its next turn. Where it waits for
    /// another task, that one is cancelled instead. Returns whether there was anything to cancel, as a Python bool.
    ///
    /// A ready task keeps its place in the queue, any other goes behind those that are ready. A task
    /// that cancels itself gets the error at its next await that suspends.
    ///
    /// # Errors
    /// Whatever the `remove` method of a foreign queue raises.
    ///
    /// EXCEPTION: calls that method; re-enters Python then.
    pub fn cancel(self, events: &EventLoop) -> Result<Obj> {
        if !self.has(DONE) {
            self.count_cancel_request();
        }
        self.request_cancel(events)
    }

    /// As [`Self::cancel`], for a request that has been counted.
    pub fn request_cancel(self, events: &EventLoop) -> Result<Obj> {
        events.serve_wakes();
        events.settle_sleepers();
        if self.has(DONE) {
            return Ok(Obj::bool(false));
        }
        let Some(task) = self.innermost() else { return Ok(Obj::bool(true)) };
        if task.has(DONE) {
            return Ok(Obj::bool(false));
        }
        observe::cancelled(task);
        if task.is_future() {
            #[cfg(feature = "future")]
            if let Some(gather) = Gather::from_obj(task.data.get()) {
                return gather.cancel(events);
            }
            task.complete(events, Err(event_loop::new_cancelled_error()));
            return Ok(Obj::bool(true));
        }
        if events.current_task() == Some(task) && events.is_running() {
            task.set(MUST_CANCEL);
            return Ok(Obj::bool(true));
        }
        match task.place() {
            Place::Ready => {}
            Place::Sleeping => {
                events.remove_sleeper(task);
                events.make_ready(task.node());
            }
            Place::Waiting | Place::Suspended => {
                task.leave_wait_list(events)?;
                if task.is_free_to_wait() {
                    events.make_ready(task.node());
                }
            }
        }
        if task.has(DONE) {
            return Ok(Obj::bool(false));
        }
        task.throw_later(Obj::class(&raw const mp::asyncio_type_cancelled_error));
        Ok(Obj::bool(true))
    }

    /// Follows the chain of awaited tasks to the one that a cancellation reaches; `None` if it reached a
    /// `wait_for` that is just coming to its end. A cycle of tasks that wait for each other ends where
    /// it began (Brent's cycle detection).
    fn innermost(self) -> Option<Self> {
        let mut task = self;
        let (mut mark, mut steps, mut limit) = (self, 0u32, 1u32);
        while task.place() == Place::Waiting {
            let data = task.data.get();
            task = if let Some(awaited) = Self::from_obj(data) {
                awaited
            } else if let Some(wait_for) = WaitFor::from_obj(data) {
                wait_for.cancel_caller()?
            } else {
                break;
            };
            if task == mark {
                return Some(self);
            }
            if !task.has(DONE) {
                task.count_cancel_request();
            }
            steps += 1;
            if steps == limit {
                (mark, steps, limit) = (task, 0, limit.saturating_mul(2));
            }
        }
        Some(task)
    }

    /// Takes a waiting task off the list that it is on: it [is free](Self::is_free_to_wait) then, unless it has to stay there
    /// because whoever keeps the list will wake it.
    fn leave_wait_list(self, events: &EventLoop) -> Result<()> {
        let on = self.data.get();
        if on.is_null() {
            // In a script's own queue, which it has not named: that has to wake it, as with stock.
        } else if self.place() == Place::Waiting && self.has(AWAITING) {
            // Only such a task surely is where `data` says.
            if let Some(task) = Self::from_obj(on) {
                if !task.remove_waiter(self.node()) {
                    return Ok(());
                }
            } else if let Some(event) = Event::from_obj(on) {
                event.forget(events, self.node());
            } else if let Some(lock) = Lock::from_obj(on) {
                lock.forget(self.node());
            } else if let Some(gather) = Gather::from_obj(on) {
                gather.woken();
            } else if stream::is_io(on) {
                stream::forget(events, on, self);
            } else {
                #[cfg(feature = "operation")]
                crate::kernel::wait_list::forget(events, on, self);
                #[cfg(feature = "task-group")]
                if let Some(group) = TaskGroup::from_obj(on) {
                    group.forget();
                }
                #[cfg(feature = "wait")]
                crate::classes::wait::forget(on, self);
            }
            self.set_place(Place::Suspended);
        } else if let Some(queue) = PyTaskQueue::from_obj(on) {
            queue.remove(self);
        } else if on == Obj::from_ptr(&raw const mp::asyncio_io_queue) {
            events.streams().forget(events, self);
        } else if Event::from_obj(on).is_some() || Lock::from_obj(on).is_some() {
            // A script's note; the task is not on that list.
        } else {
            protected(mp::asyncio_call_remove, on, self.obj())?;
            // A foreign `remove` may have come back to us and moved the task, or run until it was done.
            if self.place() == Place::Sleeping && !self.has(DONE) {
                events.remove_sleeper(self);
            } else if self.place() == Place::Waiting && self.data.get() != on {
                return self.leave_wait_list(events);
            }
        }
        Ok(())
    }

    /// Has `exc` thrown into the task, which is ready, on its next turn.
    pub fn throw_later(self, exc: Obj) {
        self.data.set(exc);
        self.set(THROW);
    }

    /// [`Self::leave_wait_list`] of a task that does not go on with what it waited for, nor is told so by an exception.
    fn stop_waiting(self, events: &EventLoop) -> Result<()> {
        #[cfg(feature = "sync")]
        let barrier = Barrier::from_obj(self.data.get()).filter(|_| self.has(AWAITING));
        self.leave_wait_list(events)?;
        if self.is_free_to_wait() {
            #[cfg(feature = "sync")]
            if let Some(barrier) = barrier {
                barrier.left_by(events, self);
            }
            // What it waited for is not to take the next wait for its own.
            self.clear(AWAITING);
        }
        Ok(())
    }

    /// Takes the task out of whatever it stands in, for a foreign caller that puts it elsewhere.
    ///
    /// # Errors
    /// As [`Self::cancel`].
    pub fn unlink(self, events: &EventLoop) -> Result<()> {
        events.settle_sleepers();
        match self.place() {
            Place::Suspended => {}
            Place::Ready => events.remove_ready(self.node()),
            Place::Sleeping => events.remove_sleeper(self),
            Place::Waiting => {
                self.stop_waiting(events)?;
                if !self.is_free_to_wait() {
                    return Err(Error::runtime(mp::ASYNCIO_TEXT_QUEUE_NOT_NAMED));
                }
            }
        }
        self.set_place(Place::Suspended);
        Ok(())
    }
}

/// Who waits for a task's end, by its `state`.
enum Waiters {
    Nobody,
    /// Those of the ring that begins here.
    Ring(Node),
    Gather(Gather),
    /// Those in a queue that a script has seen.
    Queue(&'static PyTaskQueue),
    /// Something that a script keeps there.
    Foreign,
}

impl Waiters {
    fn of(state: Obj) -> Self {
        let Some(first) = NonNull::new(state.as_ptr::<NodeHead>()) else { return Self::Nobody };
        if state.is_exactly(&raw const mp::asyncio_type_task)
            || state.is_exactly(&raw const mp::asyncio_type_wait_for)
            || state.is_exactly(&raw const mp::asyncio_type_completion)
            || cfg!(feature = "task-api") && state.is_exactly(&raw const mp::asyncio_type_callback)
        {
            return Self::Ring(Node::new(first));
        }
        if let Some(gather) = Gather::from_obj(state) {
            return Self::Gather(gather);
        }
        PyTaskQueue::from_obj(state).map_or(Self::Foreign, Self::Queue)
    }
}

/// Whether an exception counts as received because `waiter` is told that the task has ended.
fn receives_outcome(waiter: Node) -> bool {
    #[cfg(feature = "task-api")]
    if let Some(callback) = crate::kernel::callback::CallbackRef::from_node(waiter) {
        return callback.receives();
    }
    let _ = waiter;
    true
}

/// Whether `obj` is an awaitable that the module itself returns.
#[inline(never)]
fn is_native_awaitable(obj: Obj) -> bool {
    #[cfg(feature = "operation")]
    if crate::kernel::wait_list::is_awaitable(obj) {
        return true;
    }
    // SAFETY: C ends the list with a null.
    stream::is_io(obj) || unsafe { obj.is_exactly_one_of((&raw const mp::asyncio_awaitable_types).cast()) }
}

/// Makes a task of `coro` and puts it at the end of the ready queue.
///
/// # Errors
/// `TypeError` if `coro` is no coroutine; `MemoryError`.
///
/// EXCEPTION: may look up an attribute of `coro`, and collect garbage; both re-enter Python.
pub fn create(events: &EventLoop, coro: Obj) -> Result<TaskRef> {
    if !coro.is_exactly(&raw const mp::mp_type_gen_instance) && !is_native_awaitable(coro) {
        let send = protected(mp::asyncio_load_send, coro, Obj::NULL)?;
        if send.is_null() {
            return Err(Error::wrong_type(mp::ASYNCIO_TEXT_COROUTINE_EXPECTED, coro));
        }
    }
    let task = TaskRef::new(coro)?;
    events.advance_allocator();
    observe::created(task);
    events.make_ready(task.node());
    Ok(task)
}

/// The task that `core.create_task` makes of `coro`, where a script has replaced that name; else as [`create`]. For what stock makes
/// by that name: the tasks of `run`, `gather`, `wait_for` and servers.
///
/// # Errors
/// As [`create`]; what the script's function raises, `TypeError` if it returns no task.
///
/// EXCEPTION: as [`create`]; calls that function.
pub fn create_by_name(events: &EventLoop, coro: Obj) -> Result<TaskRef> {
    let fun = events.replaced_create_task();
    if fun.is_null() { create(events, coro) } else { call(fun, 1, &[coro]).and_then(task) }
}

/// The task that `awaitable` is, or a new one that runs it.
///
/// # Errors
/// As [`create`].
///
/// EXCEPTION: as [`create`].
pub fn promote(events: &EventLoop, awaitable: Obj) -> Result<TaskRef> {
    match TaskRef::from_obj(awaitable) {
        Some(task) => Ok(task),
        None => create_by_name(events, awaitable),
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

/// `Task(coro)`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_new(coro: Obj) -> Obj {
    to_c(TaskRef::new_apart(coro).map(TaskRef::obj))
}

/// `create_task(coro)`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_create(coro: Obj) -> Obj {
    to_c(create(event_loop(), coro).map(TaskRef::obj))
}

/// `core.create_task(coro)`, where a script has replaced that name by that.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_create_by_name(coro: Obj) -> Obj {
    to_c(create_by_name(event_loop(), coro).map(TaskRef::obj))
}

/// `_promote_to_task(awaitable)`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_promote(awaitable: Obj) -> Obj {
    if TaskRef::from_obj(awaitable).is_some() {
        return awaitable;
    }
    mpy_task_create_by_name(awaitable)
}

/// The task that a run of the loop is to end with: `awaitable` itself, or a new one that awaits it where it is no task or
/// has had its last turn. With `is_task` it must be a task.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_main(awaitable: Obj, is_task: bool) -> Obj {
    let events = event_loop();
    if is_task {
        if let Err(error) = TaskRef::expected(awaitable) {
            return error.raise_in_c();
        }
    }
    to_c(match TaskRef::from_obj(awaitable) {
        Some(task) if !task.is_future() && !task.has(DONE) => Ok(awaitable),
        Some(awaited) => TaskRef::new_apart(awaited.obj()).map(|task| {
            events.make_ready(task.node());
            task.obj()
        }),
        None => create_by_name(events, awaitable).map(TaskRef::obj),
    })
}

/// Whether `obj` is a task or a future.
#[cfg(feature = "all-tasks")]
#[unsafe(no_mangle)]
extern "C" fn mpy_is_task(obj: Obj) -> bool {
    TaskRef::from_obj(obj).is_some()
}

/// `Task.done()`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_done(this: Obj) -> Obj {
    to_c(task(this).map(|task| Obj::bool(task.has(DONE))))
}

/// `Task.cancel()`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_cancel(this: Obj) -> Obj {
    to_c(task(this).and_then(|task| task.cancel(event_loop())))
}

/// `await task`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_next(this: Obj) -> Obj {
    let found = match TaskRef::exactly(this) {
        Some(task) => Ok(task),
        None => task(this),
    };
    step_to_c(found.and_then(|task| task.await_step(event_loop())))
}

/// `remove(task)` of an `Event`, `Lock` or `ThreadSafeFlag`: takes the task off the wait list, as code that
/// knows stock's `task.data.remove(task)` does.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_stop_waiting(on: Obj, this: Obj) -> Obj {
    to_c(task(this).and_then(|task| {
        if task.place() != Place::Waiting || !task.has(AWAITING) || task.data() != on {
            return Err(Error::new(&raw const mp::mp_type_ValueError, mp::ASYNCIO_TEXT_NOT_AWAITED_BY_TASK));
        }
        task.unlink(event_loop())?;
        task.set_data(Obj::NULL);
        Ok(Obj::none())
    }))
}

/// `Task.coro`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_coro(this: Obj) -> Obj {
    to_c(task(this).map(|task| if task.is_future() { Obj::none() } else { task.coro() }))
}

/// `Task.data` as stock shows it: `StopIteration(value)` or the exception of a done task, the exception
/// about to be thrown, the object waited on, else `None`.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_data(this: Obj) -> Obj {
    to_c(task(this).map(|task| {
        let data = task.data();
        if task.has(DONE) && !task.has(FAILED) && !data.is_null() {
            // SAFETY: a live exception class and value; falls back to the emergency buffer.
            return Obj::from_raw(unsafe {
                mp::asyncio_new_exception_1(&raw const mp::mp_type_StopIteration, data.raw())
            });
        }
        let shown = task.has(DONE | THROW) || matches!(task.place(), Place::Waiting | Place::Suspended);
        if data.is_null() || !shown { Obj::none() } else { data }
    }))
}

/// Sets `Task.data`. On a task that has ended that is its outcome, on a ready or sleeping task that is an exception to throw on its next turn, else a
/// note on where the task waits, whose `remove` method `cancel` will call.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_set_data(this: Obj, value: Obj) -> Obj {
    to_c(task(this).and_then(|task| {
        let value = if value.is_none() { Obj::NULL } else { value };
        let events = event_loop();
        events.settle_sleepers();
        if task.has(DONE) {
            return task.set_outcome(value).map(|()| Obj::none());
        }
        if task.place() == Place::Waiting && task.has(AWAITING) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_DATA_IN_USE));
        }
        if task.place() == Place::Sleeping {
            if value.is_null() {
                return Ok(Obj::none());
            }
            task.unlink(events)?;
            events.make_ready(task.node());
        }
        if task.place() == Place::Ready {
            if value.is_null() {
                if task.has(THROW) {
                    task.clear(THROW);
                    task.set_data(value);
                }
            } else {
                task.set(THROW);
                task.set_data(value);
            }
        } else {
            task.set_data(value);
        }
        Ok(Obj::none())
    }))
}

/// `Task.state` as stock shows it: `True` while nobody waits, else who does; `None` once done, `False`
/// once the outcome has been received. Allocates a `TaskQueue` where tasks wait.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_state(this: Obj) -> Obj {
    to_c(task(this).and_then(|task| {
        if task.has(DONE) {
            return Ok(if task.has(RETRIEVED) { Obj::bool(false) } else { Obj::none() });
        }
        let state = task.state_cell().get();
        if state.is_null() {
            return Ok(Obj::bool(true));
        }
        if !matches!(Waiters::of(state), Waiters::Ring(_)) {
            return Ok(state);
        }
        let queue = PyTaskQueue::new()?;
        // The collector may have run `__del__` methods, which may have changed who waits.
        if let Waiters::Ring(first) = Waiters::of(task.state_cell().get()) {
            queue.tasks().adopt(TaskQueue::starting_at(Some(first)));
        }
        task.state_cell().set(queue.obj());
        Ok(queue.obj())
    }))
}

/// Sets `Task.state`: `True` forgets who waits, a callable is called with the task and its outcome when
/// it ends, `None` or `False` declare it done.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_set_state(this: Obj, value: Obj) -> Obj {
    to_c(task(this).and_then(|task| {
        if value == Obj::bool(true) {
            task.drop_waiters();
        } else if value.is_none() || value == Obj::bool(false) {
            event_loop().settle_sleepers();
            let retrieved = if value.is_none() { 0 } else { RETRIEVED };
            // On a wait list of the module's own it could be granted something, with which it would not go on.
            if task.place() == Place::Waiting && task.has(AWAITING) {
                task.stop_waiting(event_loop())?;
                task.set_data(Obj::NULL);
            }
            if task.place() != Place::Sleeping {
                task.clear(RETRIEVED | THROW | FAILED);
                task.set(DONE | retrieved);
                if task.data().is_null() {
                    task.set_data(Obj::none());
                }
            }
        } else if TaskRef::from_obj(value).is_some()
            || !(value.is_callable() || PyTaskQueue::from_obj(value).is_some())
        {
            return Err(Error::wrong_type(mp::ASYNCIO_TEXT_STATE_OF_WRONG_TYPE, value));
        } else if task.state_cell().get() != value {
            task.drop_waiters();
            task.state_cell().set(value);
        }
        Ok(Obj::none())
    }))
}

/// Milliseconds from now until the task is due; reads the clock. `Task.ph_key` is made of it.
#[unsafe(no_mangle)]
extern "C" fn mpy_task_due_in(this: Obj) -> i64 {
    let Some(task) = TaskRef::from_obj(this) else { return 0 };
    event_loop().settle_sleepers();
    let now = event_loop().now();
    match task.place() {
        Place::Sleeping => task.due().ms as i64 - now.ms as i64,
        Place::Waiting if !task.has(AWAITING) => PyTaskQueue::ms_until(task, now),
        _ => 0,
    }
}
