//! The members of the I/O queue, and its rings. [`io_queue`](crate::kernel::io_queue) has the functions that use them.

#[cfg(feature = "stream-wakes")]
use crate::kernel::stream_waker::StreamWaker;
#[cfg(feature = "socket-wakes")]
use crate::scheduler::{Instant, InstantCell};
use crate::{
    kernel::{
        node::{BeginsWith, Node, NodeHead},
        task::{Place, TaskRef},
    },
    scheduler::{Linked, TaskQueue},
};
#[cfg(feature = "socket-wakes")]
use core::sync::atomic::{AtomicBool, Ordering};
use core::{cell::Cell, ops::Deref, ptr::NonNull};
use micropython_sys::{Obj, Type, bindings as mp};

/// What a task waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Read,
    Write,
}

/// A stream that tasks may wait for: the first part of a `Stream`, or on its own for any other object.
#[repr(C)]
pub struct Pollable {
    head: NodeHead,
    pub(super) stream: Cell<Obj>,
    /// The reader and the writer.
    pub(super) waiters: [Cell<Option<TaskRef>>; 2],
    polling: [Polling; DESCRIPTORS as usize],
    /// Events that a script has switched off until the next wait or wake; see `mpy_io_set_events`.
    #[cfg(feature = "compat")]
    pub(super) paused: Cell<u8>,
    pub(super) kind: Cell<Polled>,
    pub(super) registered: Cell<Registered>,
    /// Whether no other `Pollable` can have the same stream.
    pub(super) exclusive: Cell<bool>,
    /// What the stream calls when it may be ready, if it does.
    #[cfg(feature = "stream-wakes")]
    pub(super) waker: Cell<Option<&'static StreamWaker>>,
}

/// How the descriptor of a stream is polled.
struct Polling {
    /// The descriptor, or -1.
    fd: Cell<i32>,
    /// Events of a wake descriptor that did not make the stream ready: not polled until a task has used the stream.
    muted: Cell<u32>,
    /// Whether a script has got the stream object, and so may use it itself.
    shared: Cell<bool>,
}

impl Polling {
    const fn new() -> Self {
        Self { fd: Cell::new(-1), muted: Cell::new(0), shared: Cell::new(false) }
    }
}

/// Whether any stream of this firmware can have a descriptor. If not, the code for them takes no flash.
pub const DESCRIPTORS: bool = mp::ASYNCIO_DESCRIPTORS != 0;

/// How the loop finds out whether the stream is ready.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Polled {
    Unknown,
    /// By polling the descriptor.
    Descriptor,
    /// By the stream's `ioctl`.
    Ioctl,
}

/// The ring in which a stream stands.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Registered {
    No,
    /// The one of those that are polled as its [`Polled`] says.
    Polled,
    /// One of those whose streams were asked, had nothing, and will tell.
    #[cfg(feature = "stream-wakes")]
    Silent,
}

impl Pollable {
    /// A record that no task waits for.
    pub const fn new(class: &'static Type, stream: Obj, exclusive: bool) -> Self {
        Self {
            head: NodeHead::new(class),
            stream: Cell::new(stream),
            waiters: [const { Cell::new(None) }; 2],
            polling: [const { Polling::new() }; DESCRIPTORS as usize],
            #[cfg(feature = "compat")]
            paused: Cell::new(0),
            kind: Cell::new(Polled::Unknown),
            registered: Cell::new(Registered::No),
            exclusive: Cell::new(exclusive),
            #[cfg(feature = "stream-wakes")]
            waker: Cell::new(None),
        }
    }

    /// The stream object.
    pub fn stream(&self) -> Obj {
        self.stream.get()
    }

    /// Whether no other code has this stream: a socket that asyncio has opened, which never blocks. Without sockets there is none.
    pub fn is_exclusive(&self) -> bool {
        mp::ASYNCIO_NETWORK != 0 && self.exclusive.get()
    }

    /// A script gets the stream object.
    pub fn share(&self) {
        if let Some(polling) = self.polling.first() {
            polling.shared.set(true);
        }
    }

    /// Whether [`Self::share`] has been called, for streams that may have descriptors.
    pub fn is_shared(&self) -> bool {
        self.polling.first().is_none_or(|polling| polling.shared.get())
    }

    pub(super) fn waiter(&self, direction: Direction) -> &Cell<Option<TaskRef>> {
        &self.waiters[direction as usize]
    }

    pub(super) fn events(&self) -> u32 {
        let of = |direction, events| if self.waiter(direction).get().is_some() { events } else { 0 };
        (of(Direction::Read, mp::ASYNCIO_POLL_RD) | of(Direction::Write, mp::ASYNCIO_POLL_WR))
            & !self.paused()
    }

    /// The events that a script has switched off.
    #[cfg(feature = "compat")]
    pub(super) fn paused(&self) -> u32 {
        self.paused.get().into()
    }

    /// Without a poller none are.
    #[cfg(not(feature = "compat"))]
    pub(super) const fn paused(&self) -> u32 {
        0
    }

    fn is_awaited(&self) -> bool {
        self.waiters.iter().any(|waiter| waiter.get().is_some())
    }

    pub(super) fn is_polled(&self) -> bool {
        self.paused() & mp::ASYNCIO_POLLED == 0
    }

    /// The descriptor to poll, or -1.
    pub(super) fn fd(&self) -> i32 {
        self.polling.first().map_or(-1, |polling| polling.fd.get())
    }

    /// Sets [`Self::fd`].
    pub(super) fn set_fd(&self, fd: i32) {
        if let Some(polling) = self.polling.first() {
            polling.fd.set(fd);
        }
    }

    /// The descriptor to poll now, or -1.
    pub(super) fn polled_fd(&self) -> i32 {
        if self.is_polled() { self.fd() } else { -1 }
    }

    /// Events of a wake descriptor that did not make the stream ready.
    pub(super) fn muted(&self) -> u32 {
        self.polling.first().map_or(0, |polling| polling.muted.get())
    }

    /// Does not poll these events any more until a task has used the stream.
    pub(super) fn mute(&self, events: u32) {
        if let Some(polling) = self.polling.first() {
            polling.muted.set(polling.muted.get() | events);
        }
    }

    /// From now on all is polled again that tasks wait for.
    pub(super) fn unmute(&self) {
        if let Some(polling) = self.polling.first() {
            polling.muted.set(0);
        }
        #[cfg(feature = "compat")]
        self.paused.set(0);
    }
}

// SAFETY: its first field.
unsafe impl BeginsWith<NodeHead> for Pollable {}

// SAFETY: it is one.
unsafe impl BeginsWith<Self> for Pollable {}

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
    pub fn new<T: BeginsWith<Pollable>>(object: &T) -> Self {
        Self(NonNull::from(object).cast())
    }

    pub(super) const fn from_node(node: Node) -> Self {
        Self(node.as_ptr())
    }

    pub(super) fn node(self) -> Node {
        Node::new(&*self)
    }

    /// The descriptor of the stream itself, if it has one.
    pub fn descriptor(self) -> Option<i32> {
        if DESCRIPTORS && self.kind.get() == Polled::Descriptor { Some(self.fd()) } else { None }
    }

    /// The stream has been closed, and no task waits for it; `for_good` unless a script's own object may go on after it.
    /// The system may give the number of a descriptor to another stream at once, and MicroPython's socket would go on using it.
    pub fn set_closed(self, for_good: bool) {
        self.kind.set(if for_good { Polled::Descriptor } else { Polled::Unknown });
        self.set_fd(-1);
    }

    /// Whether [`Self::set_closed`] has been called.
    pub fn is_closed(self) -> bool {
        self.descriptor() == Some(-1)
    }

    /// Sets the descriptor that tells when this stream, which has none of its own, may be ready: that of the socket
    /// under a TLS stream.
    pub fn set_wake_descriptor(self, fd: i32) {
        self.kind.set(Polled::Ioctl);
        self.set_fd(fd);
    }

    /// Whether a task waits for `direction`.
    pub fn is_waited_for(self, direction: Direction) -> bool {
        self.waiter(direction).get().is_some()
    }

    /// Takes the task that waits for `direction` off the stream, without waking it. O(1).
    pub fn take_waiter(self, queue: &IoQueue, direction: Direction) -> Option<TaskRef> {
        let waiter = self.waiter(direction).take();
        if !self.is_awaited() {
            queue.remove(self);
        }
        waiter
    }

    /// Sets what the stream calls when it may be ready.
    #[cfg(feature = "stream-wakes")]
    pub fn set_waker(self, waker: Option<&'static StreamWaker>) {
        self.waker.set(waker);
    }
}

/// Of the streams that do not tell of all, some are asked each so many microseconds, and each once in [`LOOKS`] times that. lwIP says
/// nothing of a connection that was reset, and MicroPython drops what it says while the scheduler is full.
#[cfg(feature = "socket-wakes")]
const LOOK_AGAIN_US: u64 = 200_000;

/// In how many shares they are asked.
#[cfg(feature = "socket-wakes")]
const LOOKS: usize = 5;

/// Whether there can be such streams, as the length of an array. If not, what is for them takes neither flash nor RAM.
#[cfg(feature = "socket-wakes")]
const QUIET: usize = mp::ASYNCIO_SOCKETS_TELL as usize;

/// The rings; part of the event loop's state.
#[repr(C)]
#[derive(Default)]
pub struct IoQueue {
    /// Those with a descriptor, where there are any.
    descriptors: [TaskQueue<Node>; DESCRIPTORS as usize],
    pub(super) others: TaskQueue<Node>,
    /// Those of the others that are not asked until they tell.
    #[cfg(feature = "stream-wakes")]
    silent: TaskQueue<Node>,
    /// Those that are not asked until they tell, or until it is their turn to be asked all the same: see [`LOOK_AGAIN_US`].
    #[cfg(feature = "socket-wakes")]
    quiet: [TaskQueue<Node>; QUIET],
    /// When a share of these was asked last.
    #[cfg(feature = "socket-wakes")]
    looked_at: [InstantCell; QUIET],
    /// A spare record for the next foreign object.
    #[cfg(feature = "compat")]
    pub(super) spare: Cell<Option<PollableRef>>,
    /// How many of `others` are still to be polled in this round.
    pub(super) to_poll: Cell<u32>,
    /// Whether a stream has told that is yet to be asked.
    #[cfg(feature = "stream-wakes")]
    pub(super) told: Cell<bool>,
    /// Whether MicroPython's scheduler was full when a stream told, so that quiet ones may have told in vain.
    #[cfg(feature = "socket-wakes")]
    told_in_vain: AtomicBool,
}

impl IoQueue {
    pub(super) fn ring(&self, kind: Polled) -> &TaskQueue<Node> {
        match self.descriptors.first() {
            Some(descriptors) if kind == Polled::Descriptor => descriptors,
            _ => &self.others,
        }
    }

    /// Has `stream` polled from the next round on. O(1).
    pub(super) fn add(&self, stream: PollableRef) {
        #[cfg(feature = "stream-wakes")]
        if stream.registered.get() == Registered::Silent {
            self.remove(stream);
        }
        if stream.registered.get() == Registered::No {
            stream.registered.set(Registered::Polled);
            self.ring(stream.kind.get()).push(stream.node());
        }
    }

    /// Takes `stream` out of its ring. O(1).
    pub(super) fn remove(&self, stream: PollableRef) {
        match stream.registered.replace(Registered::No) {
            Registered::No => {}
            Registered::Polled => self.ring(stream.kind.get()).remove(stream.node()),
            #[cfg(feature = "stream-wakes")]
            Registered::Silent => {
                if let Some(waker) = stream.waker.get() {
                    self.silent_ring(waker).remove(stream.node());
                    waker.forget(stream.node());
                }
            }
        }
    }

    #[cfg(feature = "stream-wakes")]
    fn silent_ring(&self, waker: &StreamWaker) -> &TaskQueue<Node> {
        #[cfg(feature = "socket-wakes")]
        if let Some(quiet) = self.quiet.first().filter(|_| !waker.tells_all()) {
            return quiet;
        }
        let _ = waker;
        &self.silent
    }

    /// Leaves `stream`, which was asked and had nothing, alone until it tells, if it tells of all that tasks wait for. Otherwise it is
    /// asked again in the next round. O(1).
    #[cfg(feature = "stream-wakes")]
    pub(super) fn leave_alone(&self, stream: PollableRef) {
        let Some(waker) = stream.waker.get() else { return };
        if stream.registered.get() == Registered::Polled
            && stream.paused() == 0
            && waker.leave_alone(stream.node(), stream.events())
        {
            self.others.remove(stream.node());
            stream.registered.set(Registered::Silent);
            self.silent_ring(waker).push(stream.node());
        }
    }

    /// Has the stream with the record `stream`, which was left alone and has told, asked next. O(1).
    #[cfg(feature = "stream-wakes")]
    pub fn hear(&self, stream: Node) {
        self.add(PollableRef::from_node(stream));
        self.told.set(true);
    }

    /// Has the records of `stream` asked next that are left alone: it is closed. O(streams left alone) for each.
    #[cfg(feature = "stream-wakes")]
    pub fn hear_all_of(&self, stream: Obj) {
        // A quiet stream, a socket that asyncio has opened, has no other record.
        let is_one = |&node: &Node| PollableRef::from_node(node).stream.get() == stream;
        while let Some(node) = self.silent.iter().find(is_one) {
            self.hear(node);
        }
    }

    /// A stream has told while MicroPython's scheduler was full. For any context.
    #[cfg(feature = "socket-wakes")]
    pub fn may_tell_in_vain(&self) {
        self.told_in_vain.store(true, Ordering::SeqCst);
    }

    /// Whether a stream has told that is yet to be asked, or may have told in vain.
    #[cfg(feature = "stream-wakes")]
    pub(super) fn has_told(&self) -> bool {
        #[cfg(feature = "socket-wakes")]
        if QUIET != 0 && self.told_in_vain.load(Ordering::SeqCst) {
            return true;
        }
        self.told.get()
    }

    /// Has a share of the quiet streams asked in this round if it is time for that, each in its turn, or all if some may have told in
    /// vain; `now` reads the clock. O(1), or O(quiet streams) then.
    #[cfg(feature = "socket-wakes")]
    pub(super) fn look_again(&self, now: impl Fn() -> Instant) {
        let (Some(ring), Some(looked_at)) = (self.quiet.first(), self.looked_at.first()) else { return };
        let all = self.told_in_vain.load(Ordering::SeqCst);
        self.told_in_vain.store(false, Ordering::SeqCst);
        if ring.is_empty() {
            return;
        }
        let now = now();
        if !all && self.us_until_look(now) != 0 {
            return;
        }
        looked_at.set(now);
        let quiet = ring.iter().count();
        for _ in 0..if all { quiet } else { quiet.div_ceil(LOOKS) } {
            if let Some(node) = ring.peek() {
                self.add(PollableRef::from_node(node));
            }
        }
    }

    /// Microseconds until the next share of the quiet streams is to be asked.
    #[cfg(feature = "socket-wakes")]
    pub(super) fn us_until_look(&self, now: Instant) -> u64 {
        match self.looked_at.first() {
            Some(looked_at) if self.is_any_quiet() => {
                LOOK_AGAIN_US.saturating_sub(now.us_since(looked_at.get()))
            }
            _ => u64::MAX,
        }
    }

    /// Whether a quiet stream is waited for.
    #[cfg(feature = "socket-wakes")]
    #[inline(always)]
    fn is_any_quiet(&self) -> bool {
        self.quiet.first().is_some_and(|quiet| !quiet.is_empty())
    }

    /// Whether nothing is to be done for streams between two rounds: no task waits for one, but for those that tell of all.
    #[inline]
    pub fn needs_nothing(&self) -> bool {
        #[cfg(feature = "socket-wakes")]
        if self.is_any_quiet() {
            return false;
        }
        !self.has_descriptors() && self.others.is_empty()
    }

    /// Whether no stream is waited for.
    #[inline]
    pub fn is_empty(&self) -> bool {
        #[cfg(feature = "stream-wakes")]
        if !self.silent.is_empty() {
            return false;
        }
        self.needs_nothing()
    }

    /// The streams waited for. They must not change meanwhile.
    pub(super) fn iter(&self) -> impl Iterator<Item = PollableRef> {
        let mut ring = if DESCRIPTORS { 0 } else { 1 };
        let mut at: Option<Node> = None;
        let mut first = None;
        core::iter::from_fn(move || {
            while at.is_none() {
                // Those that are asked come last: `find` gives the last.
                first = match ring {
                    0 => self.descriptors(),
                    #[cfg(feature = "socket-wakes")]
                    1 if QUIET != 0 => self.quiet.first().and_then(TaskQueue::peek),
                    #[cfg(feature = "stream-wakes")]
                    2 => self.silent.peek(),
                    3 => self.others.peek(),
                    past if past > 3 => return None,
                    _ => None,
                };
                at = first;
                ring += 1;
            }
            let node = at?;
            at = node.next().filter(|&next| Some(next) != first);
            Some(PollableRef::from_node(node))
        })
    }

    /// The last entry of `stream`, if a task waits for it. It has several if one `Stream` reads it and another one writes it.
    /// O(streams waited for).
    #[inline(never)]
    pub(super) fn find(&self, stream: Obj) -> Option<PollableRef> {
        self.iter().filter(|known| known.stream.get() == stream).last()
    }

    /// The first of the streams whose descriptors are polled.
    pub(super) fn descriptors(&self) -> Option<Node> {
        self.descriptors.first()?.peek()
    }

    /// Whether a task waits for a stream whose descriptor can be polled.
    pub fn has_descriptors(&self) -> bool {
        self.descriptors().is_some()
    }

    /// Whether a task waits for a stream whose `ioctl` has to be asked.
    pub fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// Takes `task` off the stream that it waits for; returns whether there was one. O(streams waited for).
    pub fn forget(&self, task: TaskRef) -> bool {
        let waits = |stream: PollableRef, direction| stream.waiter(direction).get() == Some(task);
        let found =
            self.iter().find(|&stream| waits(stream, Direction::Read) || waits(stream, Direction::Write));
        let Some(stream) = found else { return false };
        let direction = if waits(stream, Direction::Read) { Direction::Read } else { Direction::Write };
        stream.take_waiter(self, direction);
        task.set_place(Place::Suspended);
        true
    }
}
