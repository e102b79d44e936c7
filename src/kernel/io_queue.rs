//! The streams that tasks wait for: `asyncio.core._io_queue`.
//!
//! A stream stands in one of two rings while a task waits to read it, to write it, or both: those whose
//! file descriptor the operating system polls, all with one call, and those whose own `ioctl` has to be
//! asked, one by one. Both are polled between two rounds and during the idle wait; descriptors, while
//! tasks keep the loop busy, not more often than keeps the cost of polling small.
//!
//! ```text
//!   unregistered ──queue_read / queue_write──▶ in a ring ──event──▶ task ready
//!        ▲                                        │
//!        └────────── nobody waits any more ◀──────┘  (event, cancel, close)
//! ```

use crate::{
    kernel::{
        bridge::to_c,
        event_loop::{EventLoop, event_loop},
        node::{Node, NodeHead},
        task::{Place, TaskRef},
    },
    scheduler::{Linked, TaskQueue},
};
use core::{cell::Cell, ops::Deref, ptr::NonNull};
use micropython_sys::{Error, Obj, Result, Type, allocate, bindings as mp, protected};

/// What a task wants of a stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Read,
    Write,
}

/// A stream that tasks may wait for: the first part of a `Stream`, or on its own for any other object.
#[repr(C)]
pub struct Pollable {
    head: NodeHead,
    stream: Cell<Obj>,
    /// Who reads and who writes.
    waiters: [Cell<Option<TaskRef>>; 2],
    /// The descriptor to poll, or -1.
    fd: Cell<i32>,
    /// Events of a wake descriptor that have left the stream as it was: not polled until a task has used it.
    muted: Cell<u32>,
    /// Events that a script has taken off by hand until the next wait or wake; see [`mpy_io_set_events`].
    paused: Cell<u8>,
    kind: Cell<Kind>,
    registered: Cell<bool>,
    /// Whether no other `Pollable` can have the same stream.
    exclusive: Cell<bool>,
}

/// In [`Pollable::paused`]: the stream is not polled at all, not even for errors.
const UNPOLLED: u8 = mp::ASYNCIO_POLLED as u8;

/// Whether any stream of this firmware can have one; where not, what is about them takes no flash.
pub const DESCRIPTORS: bool = mp::ASYNCIO_DESCRIPTORS != 0;

/// How readiness is found out.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Unknown,
    /// By polling the descriptor.
    Descriptor,
    /// By the stream's `ioctl`.
    Ioctl,
}

impl Pollable {
    /// One that nobody waits for.
    pub const fn new(class: *const Type, stream: Obj, exclusive: bool) -> Self {
        Self {
            head: NodeHead::new(class),
            stream: Cell::new(stream),
            waiters: [const { Cell::new(None) }; 2],
            fd: Cell::new(-1),
            muted: Cell::new(0),
            paused: Cell::new(0),
            kind: Cell::new(Kind::Unknown),
            registered: Cell::new(false),
            exclusive: Cell::new(exclusive),
        }
    }

    /// The stream object.
    pub fn stream(&self) -> Obj {
        self.stream.get()
    }

    /// Whether nobody else has this stream: a socket that asyncio has opened, which never blocks.
    pub fn is_exclusive(&self) -> bool {
        self.exclusive.get()
    }

    fn waiter(&self, direction: Direction) -> &Cell<Option<TaskRef>> {
        &self.waiters[direction as usize]
    }

    fn events(&self) -> u32 {
        let of = |direction, events| if self.waiter(direction).get().is_some() { events } else { 0 };
        (of(Direction::Read, mp::ASYNCIO_POLL_RD) | of(Direction::Write, mp::ASYNCIO_POLL_WR))
            & !u32::from(self.paused.get())
    }

    fn is_awaited(&self) -> bool {
        self.waiters.iter().any(|waiter| waiter.get().is_some())
    }

    fn is_polled(&self) -> bool {
        self.paused.get() & UNPOLLED == 0
    }

    /// The descriptor to poll now, or -1.
    fn polled_fd(&self) -> i32 {
        if self.is_polled() { self.fd.get() } else { -1 }
    }

    /// Lets all be polled that tasks wait for.
    fn unmute(&self) {
        self.muted.set(0);
        self.paused.set(0);
    }
}

/// The descriptor to poll for `stream`, or -1 if it has to be asked by its `ioctl`.
///
/// # Errors
/// What the stream raises; `OSError` if it can't be polled.
///
/// EXCEPTION: may call the stream's `ioctl`, which re-enters Python.
pub fn descriptor_of(stream: Obj) -> Result<i32> {
    let fd = protected(mp::asyncio_stream_descriptor, stream, Obj::NULL)?;
    Ok(fd.small_int_value().map_or(-1, |fd| fd as i32))
}

/// A reference to a live [`Pollable`].
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct PollableRef(NonNull<Pollable>);

impl Deref for PollableRef {
    type Target = Pollable;
    fn deref(&self) -> &Pollable {
        // SAFETY: made from a live object that begins with a `Pollable`; all that changes are cells.
        unsafe { self.0.as_ref() }
    }
}

impl PollableRef {
    /// The `Pollable` that `object` begins with.
    pub const fn new<T>(object: NonNull<T>) -> Self {
        Self(object.cast())
    }

    const fn from_node(node: Node) -> Self {
        Self(node.as_ptr())
    }

    fn node(self) -> Node {
        Node::new(self.0)
    }

    /// Finds out how to poll the stream, once.
    ///
    /// # Errors
    /// What the stream raises; `OSError` if it can't be polled, or is closed.
    ///
    /// EXCEPTION: may call the stream's `ioctl`, which re-enters Python.
    pub fn prepare(self) -> Result<()> {
        if self.kind.get() != Kind::Unknown {
            return self.check_open();
        }
        let fd = descriptor_of(self.stream.get())?;
        self.kind.set(if DESCRIPTORS && fd >= 0 { Kind::Descriptor } else { Kind::Ioctl });
        self.fd.set(fd);
        Ok(())
    }

    /// The descriptor of the stream itself, if it has one.
    pub fn descriptor(self) -> Option<i32> {
        if DESCRIPTORS && self.kind.get() == Kind::Descriptor { Some(self.fd.get()) } else { None }
    }

    /// Notes that a stream for which nobody waits has been closed, `for_good` unless a script's own object may go on after it.
    /// The system may give the number of a descriptor to another stream at once, and MicroPython's socket would go on using it.
    pub fn set_closed(self, for_good: bool) {
        self.kind.set(if for_good { Kind::Descriptor } else { Kind::Unknown });
        self.fd.set(-1);
    }

    /// Whether [`Self::set_closed`] has been called.
    pub fn is_closed(self) -> bool {
        self.descriptor() == Some(-1)
    }

    /// # Errors
    /// `OSError(EBADF)` if the stream [is closed](Self::is_closed).
    pub fn check_open(self) -> Result<()> {
        if !self.is_closed() {
            return Ok(());
        }
        let number = Obj::small_int(mp::ASYNCIO_EBADF as isize);
        // SAFETY: a live exception class; falls back to the emergency buffer.
        Err(Error::from_obj(Obj::from_raw(unsafe {
            mp::asyncio_new_exception_1(&raw const mp::mp_type_OSError, number.raw())
        })))
    }

    /// Names the descriptor that moves whenever this stream, which has none of its own, does: the socket
    /// under a TLS stream.
    pub fn set_wake_descriptor(self, fd: i32) {
        self.kind.set(Kind::Ioctl);
        self.fd.set(fd);
    }

    /// Suspends `task` until the stream is ready, on the wait list of `on`. O(1), or O(streams waited
    /// for) where another `Pollable` may have the same stream.
    ///
    /// # Errors
    /// `RuntimeError` if another task already waits for the same; as [`Self::prepare`].
    pub fn wait(self, events: &EventLoop, task: TaskRef, direction: Direction) -> Result<()> {
        self.prepare()?;
        if !task.is_free_to_wait() {
            // The stream's own `ioctl` has queued the task.
            events.current()?;
        }
        let taken = self.waiter(direction).get().is_some_and(|waiter| waiter != task)
            || !self.exclusive.get()
                && events.streams().iter().any(|other| {
                    other.stream.get() == self.stream.get() && other.waiter(direction).get().is_some()
                });
        if taken {
            return Err(Error::runtime(match direction {
                Direction::Read => mp::ASYNCIO_TEXT_STREAM_IS_READ,
                Direction::Write => mp::ASYNCIO_TEXT_STREAM_IS_WRITTEN,
            }));
        }
        events.serve_wakes();
        self.unmute();
        self.waiter(direction).set(Some(task));
        if !self.registered.replace(true) {
            events.streams().ring(self.kind.get()).push(self.node());
        }
        task.set_place(Place::Waiting);
        Ok(())
    }

    /// Whether a task waits for `direction`.
    pub fn is_waited_for(self, direction: Direction) -> bool {
        self.waiter(direction).get().is_some()
    }

    /// Takes whoever waits for `direction` off the stream, without waking them. O(1).
    pub fn take_waiter(self, events: &EventLoop, direction: Direction) -> Option<TaskRef> {
        let waiter = self.waiter(direction).take();
        if !self.is_awaited() && self.registered.replace(false) {
            events.streams().ring(self.kind.get()).remove(self.node());
        }
        waiter
    }

    fn suspend(self, events: &EventLoop, direction: Direction) {
        if let Some(task) = self.take_waiter(events, direction) {
            task.suspend();
        }
    }

    /// Ends all waits for the stream; the tasks stay suspended.
    fn suspend_waiters(self, events: &EventLoop) {
        self.suspend(events, Direction::Read);
        self.suspend(events, Direction::Write);
    }

    /// Wakes who waits for `direction`, with the exception `exc` unless it is null.
    fn wake(self, events: &EventLoop, direction: Direction, exc: Obj) {
        if let Some(task) = self.take_waiter(events, direction) {
            self.unmute();
            events.make_ready(task.node());
            // What only has the shape of a task is not told so by the ready queue.
            task.set_place(Place::Ready);
            if !exc.is_null() {
                task.throw_later(exc);
            }
        }
    }

    /// Wakes those for whom `happened` is of interest, with `exc` unless it is null; an error is for both.
    fn handle(self, events: &EventLoop, happened: u32, exc: Obj) {
        if happened & !mp::ASYNCIO_POLL_WR != 0 {
            self.wake(events, Direction::Read, exc);
        }
        if happened & !mp::ASYNCIO_POLL_RD != 0 {
            self.wake(events, Direction::Write, exc);
        }
    }

    /// Wakes whoever waits: the stream is being closed, and they are to find out.
    pub fn wake_all(self, events: &EventLoop) {
        self.handle(events, mp::ASYNCIO_POLL_RD | mp::ASYNCIO_POLL_WR, Obj::NULL);
    }
}

/// The two rings; part of the event loop's state.
#[repr(C)]
#[derive(Default)]
pub struct IoQueue {
    descriptors: TaskQueue<Node>,
    others: TaskQueue<Node>,
    /// For the next foreign object that is waited for.
    spare: Cell<Option<PollableRef>>,
    /// How many of `others` are still to be polled in this round.
    to_poll: Cell<u32>,
}

impl IoQueue {
    fn ring(&self, kind: Kind) -> &TaskQueue<Node> {
        if DESCRIPTORS && kind == Kind::Descriptor { &self.descriptors } else { &self.others }
    }

    /// Whether no stream is waited for.
    #[inline]
    pub fn is_empty(&self) -> bool {
        !self.has_descriptors() && self.others.is_empty()
    }

    /// The streams waited for. They must not change meanwhile.
    fn iter(&self) -> impl Iterator<Item = PollableRef> {
        let others = self.others.peek();
        let (mut first, mut rest) =
            if DESCRIPTORS { (self.descriptors.peek(), others) } else { (others, None) };
        let mut at = first;
        core::iter::from_fn(move || {
            if DESCRIPTORS && at.is_none() {
                first = rest.take();
                at = first;
            }
            let node = at?;
            at = node.next().filter(|&next| Some(next) != first);
            Some(PollableRef::from_node(node))
        })
    }

    /// The last entry of `stream`, if it is waited for: it has several if it is read by one `Stream` and written by another.
    /// O(streams waited for).
    #[inline(never)]
    fn find(&self, stream: Obj) -> Option<PollableRef> {
        self.iter().filter(|known| known.stream.get() == stream).last()
    }

    /// Takes `task` off the stream that it waits for; returns whether there was one. O(streams waited for).
    pub fn forget(&self, events: &EventLoop, task: TaskRef) -> bool {
        let waits = |stream: PollableRef, direction| stream.waiter(direction).get() == Some(task);
        let found =
            self.iter().find(|&stream| waits(stream, Direction::Read) || waits(stream, Direction::Write));
        let Some(stream) = found else { return false };
        let direction = if waits(stream, Direction::Read) { Direction::Read } else { Direction::Write };
        stream.take_waiter(events, direction);
        task.set_place(Place::Suspended);
        true
    }

    /// Forgets all waits; the tasks stay suspended.
    pub fn clear(&self, events: &EventLoop) {
        while let Some(stream) = self.iter().next() {
            stream.suspend_waiters(events);
        }
    }

    /// Whether a stream is waited for whose descriptor can be polled.
    pub fn has_descriptors(&self) -> bool {
        DESCRIPTORS && !self.descriptors.is_empty()
    }

    /// Whether a stream is waited for that has to be asked by its `ioctl`.
    pub fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// Suspends the current task until the foreign object `stream` is ready.
    fn wait(&self, events: &EventLoop, stream: Obj, direction: Direction) -> Result<()> {
        if let Some(known) = self.find(stream) {
            return known.wait(events, events.current()?, direction);
        }
        // Taken: the object's own `ioctl`, which is asked for its descriptor, may wait for another one.
        let object = match self.spare.take().filter(|spare| !spare.registered.get()) {
            Some(spare) => {
                spare.stream.set(stream);
                spare.kind.set(Kind::Unknown);
                spare
            }
            None => PollableRef::new(allocate(Pollable::new(
                &raw const mp::asyncio_type_pollable,
                stream,
                false,
            ))?),
        };
        let waits = object.wait(events, events.current()?, direction);
        self.spare.set(Some(object));
        waits
    }
}

fn queue(stream: Obj, direction: Direction) -> Obj {
    let events = event_loop();
    to_c(events.current().and_then(|task| {
        events.streams().wait(events, stream, direction)?;
        task.set_data(Obj::from_ptr(&raw const mp::asyncio_io_queue));
        Ok(Obj::none())
    }))
}

/// `queue_read(stream)`: the current task goes on when the stream is ready; the caller is to `yield` next.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_queue_read(_: Obj, stream: Obj) -> Obj {
    queue(stream, Direction::Read)
}

/// `queue_write(stream)`, likewise.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_queue_write(_: Obj, stream: Obj) -> Obj {
    queue(stream, Direction::Write)
}

/// `remove(task)`: takes the task off whatever stream it waits for.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_remove(_: Obj, task: Obj) -> Obj {
    let events = event_loop();
    to_c(TaskRef::expected(task).map(|task| {
        if events.streams().forget(events, task) {
            task.set_data(Obj::NULL);
        }
        Obj::none()
    }))
}

/// What the poller's `register`, `modify` and `unregister` do for a stream that tasks wait for: polls it for the events that they wait
/// for as far as `added` has them, or `kept` has them and it was polled for them already; without `ASYNCIO_POLLED` among these not
/// even for errors. The tasks go on waiting, and the next wait or wake polls as usual. Returns whether it was polled. O(streams waited for).
#[unsafe(no_mangle)]
extern "C" fn mpy_io_set_events(stream: Obj, kept: u32, added: u32) -> bool {
    let mut was_polled = false;
    for entry in event_loop().streams().iter().filter(|entry| entry.stream.get() == stream) {
        was_polled |= entry.is_polled();
        entry.paused.set((entry.paused.get() | !kept as u8) & !added as u8);
    }
    was_polled
}

/// Writes who reads and who writes the stream waited for at `index`, and the stream itself, to `entry`. Returns the events
/// that it is polled for, or -1 if there are fewer streams.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_waited_for(index: usize, entry: &mut [Obj; 3]) -> i32 {
    let Some(stream) = event_loop().streams().iter().nth(index) else { return -1 };
    let waiter = |direction| stream.waiter(direction).get().map_or(Obj::none(), TaskRef::obj);
    *entry = [waiter(Direction::Read), waiter(Direction::Write), stream.stream.get()];
    if stream.is_polled() { stream.events() as i32 } else { 0 }
}

/// How many streams have a descriptor to poll: their own, or one that wakes them.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_descriptor_count() -> usize {
    event_loop().streams().iter().filter(|stream| stream.fd.get() >= 0).count()
}

/// Fills `polls`, which holds as many as [`mpy_io_descriptor_count`] says.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_fill(polls: *mut mp::asyncio_pollfd_t) {
    let with_descriptor = event_loop().streams().iter().filter(|stream| stream.fd.get() >= 0);
    for (i, stream) in with_descriptor.enumerate() {
        // A TLS stream that waits to write may have to read first.
        let read_too = if stream.kind.get() == Kind::Ioctl { mp::ASYNCIO_POLL_RD } else { 0 };
        let events = match stream.kind.get() {
            Kind::Ioctl if !stream.is_waited_for(Direction::Write) => read_too,
            _ => stream.events() | read_too,
        } & !stream.muted.get()
            & !u32::from(stream.paused.get());
        // SAFETY: C has made room for the count, and nothing has run in between.
        unsafe {
            *polls.add(i) =
                mp::asyncio_pollfd_t { fd: stream.polled_fd(), events: events as i16, revents: 0 };
        }
    }
}

/// Takes what polling them brought.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_take(polls: *const mp::asyncio_pollfd_t, count: usize) {
    let events = event_loop();
    // SAFETY: what `mpy_io_fill` filled, in the same order: nothing has run in between.
    let polls = unsafe { core::slice::from_raw_parts(polls, count) };
    let mut next = events.streams().descriptors.peek();
    let last = next.and_then(Linked::prev);
    let mut polls = polls.iter();
    while let Some(node) = next {
        let Some(poll) = polls.next() else { break };
        next = if Some(node) == last { None } else { node.next() };
        if poll.revents != 0 {
            PollableRef::from_node(node).handle(events, poll.revents as u16 as u32, Obj::NULL);
        }
    }
    // The rest woke the loop, which asks the streams on top of them next. A TLS stream that waits for its
    // peer would else keep waking it: its socket is writable all the time.
    let others = events.streams().others.iter().map(PollableRef::from_node);
    for (stream, poll) in others.filter(|stream| stream.fd.get() >= 0).zip(polls) {
        stream.muted.set(stream.muted.get() | poll.revents as u16 as u32);
    }
}

/// Whether a stream is waited for that no descriptor would wake.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_needs_asking() -> bool {
    let needs = |stream: PollableRef| stream.fd.get() < 0 && stream.is_polled();
    event_loop().streams().others.iter().map(PollableRef::from_node).any(needs)
}

/// Begins to poll the streams that have to be asked one by one.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_begin() {
    let streams = event_loop().streams();
    streams.to_poll.set(streams.others.iter().count() as u32);
}

/// The next of them, to be asked for `*events`; null when all have been asked.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_next(events: &mut u32) -> Obj {
    let streams = event_loop().streams();
    while streams.to_poll.get() != 0 {
        streams.to_poll.set(streams.to_poll.get() - 1);
        let Some(node) = streams.others.pop() else { break };
        // At the end it is out of the way, and still registered if its `ioctl` raises.
        streams.others.push(node);
        let stream = PollableRef::from_node(node);
        if stream.is_polled() {
            *events = stream.events();
            return stream.stream.get();
        }
    }
    Obj::NULL
}

/// What came of asking the stream that [`mpy_io_next`] gave last: events, and an exception unless it is null.
#[unsafe(no_mangle)]
extern "C" fn mpy_io_asked(asked: Obj, happened: u32, exc: Obj) {
    let events = event_loop();
    let streams = events.streams();
    // `mpy_io_next` has put it at the end, where it still is unless its `ioctl` queued or took away another one. It is the last
    // of its entries then, too, which is the one to be told.
    let last = streams.others.peek().and_then(Linked::prev).map(PollableRef::from_node);
    let known = last.filter(|last| last.stream.get() == asked).or_else(|| streams.find(asked));
    if let Some(stream) = known {
        stream.handle(events, happened, exc);
    }
}
