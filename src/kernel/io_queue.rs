//! The streams that tasks wait for: `asyncio.core._io_queue`.
//!
//! A stream is in one of two rings while a task waits to read it, to write it, or both. One ring has the streams with a
//! file descriptor: the operating system polls them all with one call. The other ring has the streams whose `ioctl` has to be
//! asked, one by one. Both are polled between two rounds and while the loop is idle. While tasks keep the loop busy,
//! descriptors are polled only so often that polling takes a small part of the time.
//!
//! A stream that tells by a [`StreamWaker`](crate::kernel::stream_waker) leaves the ring of those that are asked once it has answered
//! that there is nothing, and comes back when it calls. Nothing is done for it in between.
//!
//! ```text
//!   unregistered ──queue_read / queue_write──▶ in a ring ──event──▶ task ready
//!        ▲                                        │
//!        └────────── no task waits any more ◀─────┘  (event, cancel, close)
//! ```

#[cfg(feature = "stream-wakes")]
use crate::kernel::stream_waker::StreamWaker;
use crate::{
    kernel::{
        event_loop::{EventLoop, event_loop},
        pollable::{DESCRIPTORS, Direction, IoQueue, PollableRef, Polled},
        task::{Place, TaskRef},
    },
    scheduler::Linked,
};
use micropython_export::export;
use micropython_sys::{Error, Obj, Result, bindings as mp, class, protected};

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

impl PollableRef {
    /// Finds out how to poll the stream, once.
    ///
    /// # Errors
    /// What the stream raises; `OSError` if it can't be polled, or is closed.
    ///
    /// EXCEPTION: may call the stream's `ioctl`, which re-enters Python.
    pub fn prepare(self) -> Result<()> {
        if self.kind.get() != Polled::Unknown {
            return self.check_open();
        }
        let fd = descriptor_of(self.stream.get())?;
        self.kind.set(if DESCRIPTORS && fd >= 0 { Polled::Descriptor } else { Polled::Ioctl });
        self.set_fd(fd);
        #[cfg(feature = "stream-wakes")]
        if self.kind.get() == Polled::Ioctl && self.waker.get().is_none() {
            let waker = protected(mp::asyncio_stream_waker, self.stream.get(), Obj::NULL);
            let waker = waker.inspect_err(|_| self.kind.set(Polled::Unknown))?;
            self.waker.set(StreamWaker::from_obj(waker));
        }
        Ok(())
    }

    /// # Errors
    /// `OSError(EBADF)` if the stream [is closed](Self::is_closed).
    pub fn check_open(self) -> Result<()> {
        if !self.is_closed() {
            return Ok(());
        }
        let number = Obj::small_int(mp::ASYNCIO_EBADF as isize);
        // SAFETY: a live exception class; falls back to the emergency buffer.
        Err(Error::from_obj(unsafe {
            Obj::from_raw(mp::asyncio_new_exception_1(class!(mp_type_OSError), number.raw()))
        }))
    }

    /// Suspends `task` until the stream is ready, on the wait list of `on`. O(1), or O(streams waited
    /// for) where another `Pollable` may have the same stream.
    ///
    /// # Errors
    /// `RuntimeError` if another task already waits for the same; as [`Self::prepare`].
    pub fn wait(self, event_loop: &EventLoop, task: TaskRef, direction: Direction) -> Result<()> {
        self.prepare()?;
        if !task.is_free_to_wait() {
            // The stream's own `ioctl` has queued the task.
            event_loop.current()?;
        }
        let taken = self.waiter(direction).get().is_some_and(|waiter| waiter != task)
            || !self.is_exclusive()
                && event_loop.streams().iter().any(|other| {
                    other.stream.get() == self.stream.get() && other.waiter(direction).get().is_some()
                });
        if taken {
            return Err(Error::runtime(match direction {
                Direction::Read => mp::ASYNCIO_TEXT_STREAM_IS_READ,
                Direction::Write => mp::ASYNCIO_TEXT_STREAM_IS_WRITTEN,
            }));
        }
        event_loop.serve_wakes();
        self.unmute();
        self.waiter(direction).set(Some(task));
        event_loop.streams().add(self);
        task.set_place(Place::Waiting);
        Ok(())
    }

    fn suspend(self, event_loop: &EventLoop, direction: Direction) {
        if let Some(task) = self.take_waiter(event_loop.streams(), direction) {
            task.suspend();
        }
    }

    /// Ends all waits for the stream; the tasks stay suspended.
    fn suspend_waiters(self, event_loop: &EventLoop) {
        self.suspend(event_loop, Direction::Read);
        self.suspend(event_loop, Direction::Write);
    }

    /// Wakes the task that waits for `direction`, with the exception `exc` unless it is null.
    fn wake(self, event_loop: &EventLoop, direction: Direction, exc: Obj) {
        if let Some(task) = self.take_waiter(event_loop.streams(), direction) {
            self.unmute();
            event_loop.make_ready(task.node());
            // The ready queue sets this for tasks only, and the waiter may be a handle.
            task.set_place(Place::Ready);
            if !exc.is_null() {
                task.throw_later(exc);
            }
        }
    }

    /// Wakes the reader, the writer or both, as `happened` says, with `exc` unless it is null. An error wakes both.
    fn handle(self, event_loop: &EventLoop, happened: u32, exc: Obj) {
        if happened & !mp::ASYNCIO_POLL_WR != 0 {
            self.wake(event_loop, Direction::Read, exc);
        }
        if happened & !mp::ASYNCIO_POLL_RD != 0 {
            self.wake(event_loop, Direction::Write, exc);
        }
    }

    /// Wakes the waiters because the stream is being closed: their reads and writes will raise.
    pub fn wake_all(self, event_loop: &EventLoop) {
        self.handle(event_loop, mp::ASYNCIO_POLL_RD | mp::ASYNCIO_POLL_WR, Obj::NULL);
    }
}

impl IoQueue {
    /// Whether `task` waits for a stream that is asked again and again. O(streams that are asked).
    #[cfg(feature = "stats")]
    pub fn asks_for(&self, task: TaskRef) -> bool {
        let waits = |stream: PollableRef, direction| stream.waiter(direction).get() == Some(task);
        self.others.iter().map(PollableRef::from_node).any(|stream| {
            #[cfg(feature = "stream-wakes")]
            let tells = stream.waker.get().is_some_and(|waker| waker.tells(stream.events()));
            #[cfg(not(feature = "stream-wakes"))]
            let tells = false;
            !tells && stream.fd() < 0 && (waits(stream, Direction::Read) || waits(stream, Direction::Write))
        })
    }

    /// Drops all waits; the tasks stay suspended.
    pub fn clear(&self, event_loop: &EventLoop) {
        while let Some(stream) = self.iter().next() {
            stream.suspend_waiters(event_loop);
        }
    }
}

/// Writes the reader and the writer of the stream at `index`, and the stream itself, to `entry`. Returns the events
/// that it is polled for, or -1 if there are fewer streams. For a script: it may do with the stream what it likes.
#[cfg(feature = "compat")]
#[export]
extern "C" fn mpy_io_waited_for(index: usize, entry: &mut [Obj; 3]) -> i32 {
    let Some(stream) = event_loop().streams().iter().nth(index) else { return -1 };
    stream.share();
    let waiter = |direction| stream.waiter(direction).get().map_or(Obj::none(), TaskRef::obj);
    *entry = [waiter(Direction::Read), waiter(Direction::Write), stream.stream.get()];
    if stream.is_polled() { stream.events() as i32 } else { 0 }
}

/// How many streams tasks wait for.
#[cfg(feature = "stats")]
#[export]
extern "C" fn mpy_io_count() -> usize {
    event_loop().streams().iter().count()
}

/// How many streams have a descriptor to poll: their own, or that of the socket under them.
#[export]
extern "C" fn mpy_io_descriptor_count() -> usize {
    event_loop().streams().iter().filter(|stream| stream.fd() >= 0).count()
}

/// Fills `polls`, which has [`mpy_io_descriptor_count`] entries.
#[export]
extern "C" fn mpy_io_fill(polls: *mut mp::asyncio_pollfd_t) {
    let with_descriptor = event_loop().streams().iter().filter(|stream| stream.fd() >= 0);
    for (i, stream) in with_descriptor.enumerate() {
        // A TLS stream that waits to write may have to read first.
        let read_too = if stream.kind.get() == Polled::Ioctl { mp::ASYNCIO_POLL_RD } else { 0 };
        let events = match stream.kind.get() {
            Polled::Ioctl if !stream.is_waited_for(Direction::Write) => read_too,
            _ => stream.events() | read_too,
        } & !stream.muted()
            & !stream.paused();
        // SAFETY: C has made room for the count, and nothing has run in between.
        unsafe {
            *polls.add(i) =
                mp::asyncio_pollfd_t { fd: stream.polled_fd(), events: events as i16, revents: 0 };
        }
    }
}

/// Takes the result of polling them.
#[export]
extern "C" fn mpy_io_take(polls: *const mp::asyncio_pollfd_t, count: usize) {
    let event_loop = event_loop();
    // SAFETY: what `mpy_io_fill` filled, in the same order: nothing has run in between.
    let polls = unsafe { core::slice::from_raw_parts(polls, count) };
    let mut next = event_loop.streams().descriptors();
    let last = next.and_then(Linked::prev);
    let mut polls = polls.iter();
    while let Some(node) = next {
        let Some(poll) = polls.next() else { break };
        next = if Some(node) == last { None } else { node.next() };
        if poll.revents != 0 {
            PollableRef::from_node(node).handle(event_loop, poll.revents as u16 as u32, Obj::NULL);
        }
    }
    // The rest woke the loop, which asks the streams on top of them next. A TLS stream that waits for its
    // peer would else keep waking it: its socket is writable all the time.
    let others = event_loop.streams().others.iter().map(PollableRef::from_node);
    for (stream, poll) in others.filter(|stream| stream.fd() >= 0).zip(polls) {
        stream.mute(poll.revents as u16 as u32);
    }
}

/// Whether a task waits for a stream that no descriptor would wake.
#[export]
extern "C" fn mpy_io_needs_asking() -> bool {
    let needs = |stream: PollableRef| stream.fd() < 0 && stream.is_polled();
    event_loop().streams().others.iter().map(PollableRef::from_node).any(needs)
}

/// Begins to poll the streams that have to be asked one by one.
#[export]
extern "C" fn mpy_io_begin() {
    let streams = event_loop().streams();
    #[cfg(feature = "stream-wakes")]
    streams.told.set(false);
    streams.to_poll.set(streams.others.iter().count() as u32);
}

/// The next of them, to be asked for `*events`; null when all have been asked. With `ASYNCIO_POLL_TELLS` among these C has to call
/// [`mpy_io_asked`] even if nothing has happened.
#[export]
extern "C" fn mpy_io_next(events: &mut u32) -> Obj {
    let streams = event_loop().streams();
    while streams.to_poll.get() != 0 {
        streams.to_poll.set(streams.to_poll.get() - 1);
        // At the end it is out of the way, and still in the ring if its `ioctl` raises.
        let Some(node) = streams.others.rotate() else { break };
        let stream = PollableRef::from_node(node);
        if stream.is_polled() {
            *events = stream.events();
            #[cfg(feature = "stream-wakes")]
            if let Some(waker) = stream.waker.get() {
                waker.expect_call();
                *events |= mp::ASYNCIO_POLL_TELLS;
            }
            return stream.stream.get();
        }
    }
    Obj::NULL
}

/// The answer of the stream that [`mpy_io_next`] gave last: events, and an exception unless it is null.
#[export]
extern "C" fn mpy_io_asked(asked: Obj, happened: u32, exc: Obj) {
    let event_loop = event_loop();
    let streams = event_loop.streams();
    // `mpy_io_next` has put it at the end. It is still there unless its `ioctl` queued a stream or took one away. Among several
    // entries of one stream, the answer is for the last.
    let last = streams.others.peek().and_then(Linked::prev).map(PollableRef::from_node);
    let known = last.filter(|last| last.stream.get() == asked).or_else(|| streams.find(asked));
    if let Some(stream) = known {
        stream.handle(event_loop, happened, exc);
        #[cfg(feature = "stream-wakes")]
        if happened == 0 {
            streams.leave_alone(stream);
        }
    }
}
