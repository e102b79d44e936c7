//! `Stream` (= `StreamReader` = `StreamWriter`): a MicroPython stream object that tasks can await.
//!
//! Reads are small objects of their own, one of which each stream keeps for reuse; the stream itself is
//! the awaitable of `drain`. What `write` could not hand over at once waits here; of the tasks that drain,
//! one at a time is the *flusher*, which writes, and hands on to the next when it is done or cancelled.

use crate::{
    kernel::{
        bridge::{Step, step_to_c, to_c},
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        node::{BeginsWith, Node},
        pollable::{DESCRIPTORS, Direction, Pollable, PollableRef},
        task::{AWAITING, TaskRef},
    },
    scheduler::TaskQueue,
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{
    Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, call_method, class, protected,
};

/// A `Stream`.
#[repr(C)]
pub struct Stream {
    pollable: Pollable,
    extra: Cell<Obj>,
    /// Bytes that wait to be written: those of this immutable object, or if null those in `buffer`.
    pending: Cell<Obj>,
    buffer: Cell<*mut u8>,
    capacity: Cell<usize>,
    /// The part of `pending` or `buffer` that is yet to be written.
    start: Cell<usize>,
    end: Cell<usize>,
    /// How many bytes the stream was offered last and could not take, 0 if it took some. TLS has encrypted them by then: what
    /// it takes next it takes for these, however many are offered.
    refused: Cell<usize>,
    /// Whether the stream is being handed what waits, and that still does.
    flushing: Cell<bool>,
    drainers: TaskQueue<Node>,
    spare_read: Cell<Option<&'static Read>>,
    /// The socket of ours under a TLS stream, which forgets it without closing it when a handshake fails; else null.
    under: Cell<Obj>,
    read_at_once: Cell<bool>,
    /// The longest line, without what ends it.
    #[cfg(feature = "stream-api")]
    limit: Cell<usize>,
}

// SAFETY: `Stream::new` makes them.
unsafe impl Native for Stream {
    fn class() -> &'static Type {
        class!(asyncio_type_stream)
    }
}

// SAFETY: its first field.
unsafe impl BeginsWith<Pollable> for Stream {}

impl Awaitable for Stream {
    const IS_IO: bool = true;

    fn leave(&self, task: TaskRef) {
        if self.drainers.contains(task.node()) {
            self.drainers.remove(task.node());
        } else {
            leave_streams(task);
        }
    }
}

/// Takes `task` off whatever stream it waits for.
pub fn leave_streams(task: TaskRef) {
    event_loop().streams().forget(task);
}

impl Stream {
    /// A stream on `stream`; `exclusive` if nobody else can wrap that object.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(stream: Obj, extra: Obj, exclusive: bool) -> Result<&'static Self> {
        let object = allocate(Self {
            pollable: Pollable::new(class!(asyncio_type_stream), stream, exclusive),
            extra: Cell::new(extra),
            pending: Cell::new(Obj::NULL),
            buffer: Cell::new(core::ptr::null_mut()),
            capacity: Cell::new(0),
            start: Cell::new(0),
            end: Cell::new(0),
            refused: Cell::new(0),
            flushing: Cell::new(false),
            drainers: TaskQueue::new(),
            spare_read: Cell::new(None),
            under: Cell::new(Obj::NULL),
            read_at_once: Cell::new(false),
            #[cfg(feature = "stream-api")]
            limit: Cell::new(mp::ASYNCIO_DEFAULT_LIMIT as usize),
        })?;
        Ok(object)
    }

    /// What tasks wait for.
    pub fn pollable(&self) -> PollableRef {
        PollableRef::new(self)
    }

    /// Lets the first read try at once: a TLS client has to begin the handshake, for which its peer waits.
    pub fn read_before_waiting(&self) {
        self.read_at_once.set(true);
    }

    /// Sets the longest line that is read, without what ends it.
    #[cfg(feature = "stream-api")]
    pub fn set_limit(&self, limit: usize) {
        self.limit.set(limit);
    }

    /// Names the socket that is to be closed with the TLS stream on top of it.
    pub fn set_under(&self, socket: Obj) {
        self.under.set(socket);
    }

    fn is_flushed(&self) -> bool {
        self.start.get() == self.end.get()
    }

    /// Where the bytes that `start` and `end` refer to lie; both are brought back within what has shrunk.
    fn base(&self) -> Result<*const u8> {
        if self.pending.get().is_null() {
            return Ok(self.buffer.get());
        }
        let (data, len) = buffer_of(self.pending.get(), false)?;
        // What a script has set as `out_buf` may have shrunk since.
        self.end.set(self.end.get().min(len));
        self.start.set(self.start.get().min(len));
        Ok(data.cast_const())
    }

    /// Hands what lies from `start` on in the `end` bytes at `base` to the stream, as much as it takes at present; `data`, unless
    /// it is null, is the object whose bytes these are, all of them. Returns how many bytes it took.
    fn hand_over(&self, base: *const u8, start: usize, end: usize, data: Obj) -> Result<usize> {
        self.pollable().check_open()?;
        let stream = self.pollable.stream();
        if !is_direct(stream) {
            // A view, so that nothing is copied.
            let bytes = if data.is_null() || start > 0 { view_of(base, start, end - start)? } else { data };
            let taken = call_method(stream, mp::MP_QSTR_write as _, &[bytes])?.small_int_value().unwrap_or(0);
            return Ok((taken.max(0) as usize).min(end - start));
        }
        // Until there is no room, since TLS takes a record at a time. An empty write would send an empty record or datagram.
        let mut at = start;
        loop {
            let (base, end) = if data.is_null() {
                (base, end)
            } else {
                // Python code that wrote for us, under TLS, may have resized it.
                let (base, len) = buffer_of(data, false)?;
                (base.cast_const(), len.min(end))
            };
            if at >= end {
                break;
            }
            let len = match self.refused.get() {
                0 => end - at,
                refused => refused.min(end - at),
            };
            let taken = transfer(stream, base.wrapping_add(at).cast_mut(), len, true)?;
            self.refused.set(if taken < 0 { len } else { 0 });
            if taken <= 0 {
                break;
            }
            at += (taken as usize).min(len);
        }
        Ok(at - start)
    }

    /// Writes what is pending, as much as the stream takes.
    fn flush_some(&self) -> Result<()> {
        let base = self.base()?;
        if self.flushing.replace(true) {
            // By Python code of the stream that is being handed these very bytes.
            return Ok(());
        }
        let taken = self.hand_over(base, self.start.get(), self.end.get(), self.pending.get());
        // The collector knows a block by its address only, and Python code may have put another in its place.
        core::hint::black_box(base);
        if !self.flushing.replace(false) {
            return taken.map(|_| ());
        }
        // Python code that wrote may have written more here meanwhile.
        self.start.set((self.start.get() + taken?).min(self.end.get()));
        if self.is_flushed() {
            self.start.set(0);
            self.end.set(0);
            self.pending.set(Obj::NULL);
            // A stream lives for long, and what waited once may have been most of the heap.
            self.buffer.set(core::ptr::null_mut());
            self.capacity.set(0);
        }
        Ok(())
    }

    /// Has `drain` write `data` instead of what was to be written: as it lies there if the stream takes it from there.
    fn set_out_buf(&self, data: Obj) -> Result<()> {
        let (base, len) = buffer_of(data, false)?;
        self.flushing.set(false);
        self.pending.set(Obj::NULL);
        self.start.set(0);
        self.end.set(0);
        if len > 0 && !is_direct(self.pollable.stream()) {
            // A stream's own Python code might keep a view of it.
            return self.append(base, len);
        }
        self.pending.set(data);
        self.end.set(len);
        Ok(())
    }

    /// A copy of what `drain` has to write.
    fn out_buf(&self) -> Result<Obj> {
        self.base()?;
        let room = self.end.get() - self.start.get();
        if room == 0 {
            return new_bytes(core::ptr::null_mut(), 0, 0);
        }
        let copy = allocate_bytes(room)?;
        // The collector may have run `__del__` methods, which may have written.
        let base = self.base()?;
        let len = room.min(self.end.get() - self.start.get());
        // SAFETY: within the object or buffer, whose length `end` never exceeds; the copy is as large and apart from it.
        unsafe { core::ptr::copy_nonoverlapping(base.add(self.start.get()), copy, len) };
        new_bytes(copy, len, room)
    }

    fn write(&self, data: Obj) -> Result<()> {
        let mut taken = 0;
        if self.is_flushed() {
            let (start, len) = buffer_of(data, false)?;
            taken = self.hand_over(start, 0, len, data)?;
            if taken == len {
                return Ok(());
            }
            // Not if Python code that wrote for us has left something here.
            if self.is_flushed()
                && (data.is_exactly(class!(mp_type_bytes)) || data.is_exactly(class!(mp_type_str)))
            {
                self.pending.set(data);
                self.start.set(taken);
                self.end.set(len);
                return Ok(());
            }
        }
        // Whoever wrote may have run Python code that resized `data`.
        let (start, len) = buffer_of(data, false)?;
        let taken = taken.min(len);
        // SAFETY: within the object's buffer.
        self.append(unsafe { start.add(taken) }, len - taken)
    }

    /// Keeps `len` bytes at `data`, which is within a live object, for `drain`.
    fn append(&self, data: *const u8, len: usize) -> Result<()> {
        // SAFETY: within the object or buffer, whose length `end` never exceeds.
        let old = unsafe { self.base()?.add(self.start.get()) };
        let old_len = self.end.get() - self.start.get();
        let needed = old_len + len;
        let fits = self.pending.get().is_null() && self.start.get() + needed <= self.capacity.get();
        let (buffer, start) = if fits {
            (self.buffer.get(), self.start.get())
        } else {
            let capacity = needed.max(self.capacity.get().min(needed) * 2).max(64);
            let grown = allocate_bytes(capacity)?;
            if old_len > 0 {
                // SAFETY: the new buffer is larger and apart from the old bytes.
                unsafe { core::ptr::copy_nonoverlapping(old, grown, old_len) };
            }
            self.capacity.set(capacity);
            (grown, 0)
        };
        // SAFETY: `capacity` covers `start + needed`; `data` may be a view of this very buffer.
        unsafe { core::ptr::copy(data, buffer.add(start + old_len), len) };
        self.buffer.set(buffer);
        self.pending.set(Obj::NULL);
        self.start.set(start);
        self.end.set(start + needed);
        Ok(())
    }

    /// One step of `await stream.drain()` with something to write.
    fn drain(&self, events: &EventLoop) -> Result<Step> {
        let task = events.current()?;
        let resumes = task.resumes(self.obj());
        let mut outcome = Ok(());
        if resumes && !self.is_flushed() && !self.pollable().is_waited_for(Direction::Write) {
            outcome = self.flush_some();
            // Its Python code may have put the task to wait for something.
            events.current()?;
        }
        if outcome.is_err() || self.is_flushed() {
            self.hand_on(events);
            return outcome.map(|()| Step::ready(Obj::none()));
        }
        if self.pollable().is_waited_for(Direction::Write) {
            events.serve_wakes();
            self.drainers.push(task.node());
        } else if let Err(error) = self.pollable().wait(events, task, Direction::Write) {
            self.hand_on(events);
            return Err(error);
        }
        task.await_on(self.obj());
        Ok(Step::SUSPEND)
    }

    fn hand_on(&self, events: &EventLoop) {
        if !self.pollable().is_waited_for(Direction::Write) {
            if let Some(next) = self.drainers.pop() {
                events.make_ready(next);
            }
        }
    }
}

fn stream(obj: Obj) -> &'static Stream {
    // SAFETY: C calls the functions below for objects of the class `Stream` only.
    unsafe { &*obj.as_ptr::<Stream>() }
}

/// How much a read takes in one turn if there is ever more, so that the other tasks have theirs: bytes, to which each call of
/// the stream adds some.
const TURN: usize = if DESCRIPTORS { 64 * 1024 } else { 4 * 1024 };
const PER_CALL: usize = TURN / 128;

/// From how many bytes on `readexactly` sees whether there is memory for them before it waits.
const TRIED: usize = 4096;

/// How far `readline` and `readuntil` look ahead in a socket.
const LINE_AHEAD: usize = 128;

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    /// At most `wanted` bytes, as many as there are.
    Some,
    /// Everything until the end of the stream.
    All,
    /// Into the object `result`.
    Into,
    /// Exactly `wanted` bytes.
    Exactly,
    /// Until a line feed or the end of the stream.
    Line,
    /// Until the bytes of the object whose address is in `wanted`.
    #[cfg(feature = "stream-api")]
    Until,
}

/// A read that a task awaits.
#[repr(C)]
pub struct Read {
    header: Header,
    stream: Cell<Obj>,
    /// The object to read into, or what a stream without the binary protocol has given so far.
    result: Cell<Obj>,
    buffer: Cell<*mut u8>,
    len: Cell<usize>,
    capacity: Cell<usize>,
    wanted: Cell<usize>,
    kind: Cell<Kind>,
    /// Whether a step is still to come.
    busy: Cell<bool>,
    /// Whether a task waits for it.
    awaited: Cell<bool>,
    /// Whether the stream is being called for this read.
    calling: Cell<bool>,
}

// SAFETY: `Read::new` makes them.
unsafe impl Native for Read {
    fn class() -> &'static Type {
        class!(asyncio_type_read)
    }
}

impl Awaitable for Read {
    const IS_IO: bool = true;

    fn leave(&self, task: TaskRef) {
        self.awaited.set(false);
        leave_streams(task);
    }
}

impl Read {
    fn new(stream: &Stream, kind: Kind, wanted: usize, into: Obj) -> Result<Obj> {
        let spare = stream.spare_read.get();
        let read = match spare {
            Some(spare) if !spare.busy.get() => spare,
            _ => {
                let fresh = allocate(Self {
                    header: Header { type_: class!(asyncio_type_read) },
                    stream: Cell::new(stream.obj()),
                    result: Cell::new(Obj::NULL),
                    buffer: Cell::new(core::ptr::null_mut()),
                    len: Cell::new(0),
                    capacity: Cell::new(0),
                    wanted: Cell::new(0),
                    kind: Cell::new(Kind::Some),
                    busy: Cell::new(false),
                    awaited: Cell::new(false),
                    calling: Cell::new(false),
                })?;
                stream.spare_read.set(Some(fresh));
                fresh
            }
        };
        let this = read;
        this.kind.set(kind);
        this.wanted.set(wanted);
        this.result.set(into);
        this.drop_buffer();
        this.busy.set(true);
        Ok(read.obj())
    }

    fn drop_buffer(&self) {
        self.buffer.set(core::ptr::null_mut());
        self.len.set(0);
        self.capacity.set(0);
    }

    /// Ends the read, successful or not: the object is free again and keeps nothing alive.
    fn end(&self) {
        self.awaited.set(false);
        if self.busy.replace(false) && self.calling.get() {
            // Python code of the stream that is read has ended it: its object is not to become another read before that returns.
            stream(self.stream.get()).spare_read.set(None);
        }
        self.result.set(Obj::NULL);
        self.wanted.set(0);
        self.drop_buffer();
    }

    /// Whether this reads as far as a separator, and so may take nothing that lies behind it.
    fn seeks_end(&self) -> bool {
        match self.kind.get() {
            #[cfg(feature = "stream-api")]
            Kind::Until => true,
            kind => kind == Kind::Line,
        }
    }

    /// The last byte of what a line or [`Kind::Until`] ends with.
    fn last_byte(&self) -> Result<u8> {
        #[cfg(feature = "stream-api")]
        if self.kind.get() == Kind::Until {
            return Ok(self.separator()?.last().copied().unwrap_or(b'\n'));
        }
        Ok(b'\n')
    }

    /// What [`Kind::Until`] ends with. Not to be kept while Python code may run: it may be an object that changes.
    #[cfg(feature = "stream-api")]
    fn separator(&self) -> Result<&[u8]> {
        // SAFETY: `mpy_stream_read` has stored the address of an object there.
        let object = unsafe { Obj::from_raw(core::ptr::with_exposed_provenance_mut(self.wanted.get())) };
        let (data, len) = buffer_of(object, false)?;
        // SAFETY: the object's buffer, which stays as it is until Python code runs.
        Ok(unsafe { core::slice::from_raw_parts(data, len) })
    }

    /// The error of a stream that ends before all has come: it carries the `len` bytes that did, and how many should have.
    #[cfg(feature = "stream-api")]
    fn ended_early(&self, len: usize) -> Error {
        let (buffer, capacity) = (self.buffer.get(), self.capacity.get());
        self.drop_buffer();
        match new_bytes(buffer, len, capacity) {
            Ok(partial) => self.incomplete(partial),
            Err(error) => error,
        }
    }

    #[cfg(feature = "stream-api")]
    fn incomplete(&self, partial: Obj) -> Error {
        let expected = if self.kind.get() == Kind::Exactly {
            Obj::small_int(self.wanted.get() as isize)
        } else {
            Obj::none()
        };
        // SAFETY: falls back to the emergency buffer.
        Error::from_obj(unsafe {
            Obj::from_raw(mp::asyncio_new_incomplete_read(partial.raw(), expected.raw()))
        })
    }

    /// # Errors
    /// `LimitOverrunError`, or for a line `ValueError`, if `len` bytes, whose end is the separator if it was `found`, are more than
    /// the stream's limit.
    #[cfg(feature = "stream-api")]
    fn check_limit(&self, len: usize, found: bool) -> Result<()> {
        let is_line = self.kind.get() == Kind::Line;
        let separator = if is_line { 1 } else { self.separator()?.len() };
        let consumed = if found { len - separator } else { (len + 1).saturating_sub(separator) };
        if consumed <= stream(self.stream.get()).limit.get() {
            return Ok(());
        }
        // SAFETY: falls back to the emergency buffer.
        Err(Error::from_obj(unsafe {
            Obj::from_raw(mp::asyncio_new_limit_overrun(is_line, found, consumed))
        }))
    }

    fn step(&self, events: &EventLoop) -> Result<Step> {
        let task = events.current()?;
        if self.awaited.get() && !task.awaits(self.obj()) {
            // The read goes on for the task that awaits it.
            return Err(Error::runtime(mp::ASYNCIO_TEXT_STREAM_IS_READ));
        }
        self.awaited.set(false);
        let step = self.try_step(events, task);
        if !matches!(step, Ok(step) if step.suspends()) {
            self.end();
        }
        step
    }

    fn try_step(&self, events: &EventLoop, task: TaskRef) -> Result<Step> {
        let stream = stream(self.stream.get());
        let resumes = task.resumes(self.obj());
        if !self.busy.get() {
            return Ok(Step::ready(Obj::none()));
        }
        if stream.read_at_once.replace(false) || resumes {
            stream.pollable().check_open()?;
            self.calling.set(true);
            let step = if is_direct(stream.pollable.stream()) {
                self.read_direct(stream.pollable.stream())
            } else {
                self.read_by_method(stream.pollable.stream())
            };
            self.calling.set(false);
            let step = step?;
            if !step.suspends() {
                return Ok(step);
            }
        }
        if self.kind.get() == Kind::Exactly && self.wanted.get() == 0 {
            return new_bytes(core::ptr::null_mut(), 0, 0).map(Step::ready);
        }
        if self.kind.get() == Kind::Exactly && self.wanted.get() >= TRIED && self.len.get() == 0 {
            self.reserve(self.wanted.get())?;
            // SAFETY: the buffer is this read's own.
            unsafe { mp::asyncio_resize(self.buffer.get().cast(), self.capacity.get(), 0) };
            self.drop_buffer();
        }
        stream.pollable().wait(events, task, Direction::Read)?;
        task.await_on(self.obj());
        self.awaited.set(true);
        Ok(Step::SUSPEND)
    }

    /// Reads what the stream has: the result, or [`Step::SUSPEND`] if it has to have more first.
    fn read_direct(&self, stream: Obj) -> Result<Step> {
        let before = self.len.get();
        let mut rest_of_turn = TURN;
        loop {
            let kind = self.kind.get();
            let mut len = self.len.get();
            let (buffer, ask) = if kind == Kind::Into {
                // Looked up at each turn: Python code that reads for us may have resized the object.
                let (buffer, size) = buffer_of(self.result.get(), true)?;
                len = len.min(size);
                self.wanted.set(size);
                (buffer, size - len)
            } else {
                if DESCRIPTORS && self.seeks_end() {
                    self.reserve(len + LINE_AHEAD)?;
                }
                let ask = match kind {
                    Kind::Some | Kind::Exactly => self.wanted.get() - len,
                    // What is there beside the terminator: only a full buffer grows.
                    Kind::All | Kind::Into => self.capacity.get().saturating_sub(len + 1).max(256),
                    _ => self.rest_of_line()?,
                };
                self.reserve(len + ask)?;
                (self.buffer.get(), ask)
            };
            // SAFETY: the object, or `reserve`, has room for `len + ask` bytes.
            let target = unsafe { buffer.add(len) };
            let got = transfer(stream, target, ask, false);
            // The collector knows a block by its address only, and Python code may have ended this very read.
            core::hint::black_box(buffer);
            let got = got?;
            self.check_not_ended()?;
            if got < 0 && !(matches!(kind, Kind::Some | Kind::Into) && len > 0) {
                return Ok(Step::SUSPEND);
            }
            let got = got.max(0) as usize;
            if got == 0 && ask > 0 && len > before && !self.may_ask_again() {
                // Not its end: a ring or a serial port says so that it has nothing more at present.
                if !matches!(kind, Kind::Some | Kind::Into) {
                    return Ok(Step::SUSPEND);
                }
            }
            let len = len + got;
            self.len.set(len);
            let complete = match kind {
                Kind::Some | Kind::Into => len == self.wanted.get() || got == 0 || !self.may_ask_again(),
                Kind::All => got == 0,
                #[cfg(feature = "stream-api")]
                Kind::Exactly if got == 0 && ask > 0 => return Err(self.ended_early(len)),
                #[cfg(not(feature = "stream-api"))]
                Kind::Exactly if got == 0 && ask > 0 => {
                    return Err(Error::from_obj(Obj::class(class!(mp_type_EOFError))));
                }
                Kind::Exactly => len == self.wanted.get(),
                // SAFETY: `got` bytes have been written there.
                Kind::Line => got == 0 || unsafe { *target.add(got - 1) } == b'\n',
                #[cfg(feature = "stream-api")]
                Kind::Until if got == 0 => return Err(self.ended_early(len)),
                #[cfg(feature = "stream-api")]
                Kind::Until => {
                    // SAFETY: so many bytes have been written there.
                    unsafe { core::slice::from_raw_parts(buffer, len) }.ends_with(self.separator()?)
                }
            };
            #[cfg(feature = "stream-api")]
            if self.seeks_end() {
                self.check_limit(len, complete && got > 0)?;
            }
            if complete {
                let capacity = self.capacity.get();
                self.drop_buffer();
                return if kind == Kind::Into {
                    Ok(Step::ready(Obj::small_int(len as isize)))
                } else {
                    new_bytes(buffer, len, capacity).map(Step::ready)
                };
            }
            rest_of_turn = rest_of_turn.saturating_sub(got + PER_CALL);
            if rest_of_turn == 0 && !matches!(kind, Kind::Some | Kind::Into) {
                return Ok(Step::SUSPEND);
            }
        }
    }

    /// # Errors
    /// `RuntimeError` if the stream's own Python code, called for this read, has ended it.
    fn check_not_ended(&self) -> Result<()> {
        if self.busy.get() { Ok(()) } else { Err(Error::runtime(mp::ASYNCIO_TEXT_READ_WAS_ENDED)) }
    }

    /// Whether a read that got less than it asked for may ask again, as stock's `read` does: so it sees a
    /// peer's reset at once and all records of a TLS stream. One that may block, such as `sys.stdin`, gave
    /// what it had.
    fn may_ask_again(&self) -> bool {
        stream(self.stream.get()).pollable.is_exclusive()
    }

    /// How many bytes to take so as to take none that lies behind the line: all that a look ahead into the
    /// socket shows of it, or one where no look is possible. Leaves room for [`LINE_AHEAD`] bytes to it.
    ///
    /// # Errors
    /// What has happened to the socket.
    fn rest_of_line(&self) -> Result<usize> {
        // SAFETY: C made this read on a live `Stream`; `reserve` has made the room.
        let (fd, ahead) = unsafe {
            (stream(self.stream.get()).pollable().descriptor(), self.buffer.get().add(self.len.get()))
        };
        let Some(fd) = fd else { return Ok(1) };
        let mut exc = core::ptr::null_mut();
        // SAFETY: good for `LINE_AHEAD` bytes. EXCEPTION: comes back.
        let seen = unsafe { mp::asyncio_peek(fd, ahead.cast(), LINE_AHEAD, &raw mut exc) };
        if !exc.is_null() {
            // SAFETY: an exception.
            return Err(Error::from_obj(unsafe { Obj::from_raw(exc) }));
        }
        let Ok(seen) = usize::try_from(seen) else { return Ok(1) };
        // SAFETY: `seen` bytes have been written there.
        let seen = unsafe { core::slice::from_raw_parts(ahead, seen) };
        let last = self.last_byte()?;
        Ok(seen.iter().position(|&byte| byte == last).map_or(seen.len(), |at| at + 1).max(1))
    }

    /// Makes room for `needed` bytes, and one for the terminator that bytes objects carry.
    fn reserve(&self, needed: usize) -> Result<()> {
        if needed < self.capacity.get() {
            return Ok(());
        }
        let capacity = match self.kind.get() {
            Kind::Some | Kind::Exactly => needed + 1,
            _ => (needed + 1).max(self.capacity.get() * 2).max(32),
        };
        // SAFETY: the buffer is this read's own, of `capacity` bytes; null comes back if there is no memory.
        let grown = unsafe { mp::asyncio_resize(self.buffer.get().cast(), self.capacity.get(), capacity) };
        if grown.is_null() {
            return Err(Error::out_of_memory(capacity));
        }
        self.buffer.set(grown.cast());
        self.capacity.set(capacity);
        Ok(())
    }

    /// By the stream's Python methods, once: for text streams and objects without the stream protocol, which nobody calls as
    /// long as they are not ready.
    fn read_by_method(&self, stream: Obj) -> Result<Step> {
        let kind = self.kind.get();
        let so_far = if self.result.get().is_null() { 0 } else { length(self.result.get()) };
        let (method, argument) = match kind {
            Kind::Into => (mp::MP_QSTR_readinto, self.result.get()),
            Kind::Line => (mp::MP_QSTR_readline, Obj::NULL),
            Kind::Some => (mp::MP_QSTR_read, Obj::small_int(self.wanted.get() as isize)),
            Kind::Exactly => (mp::MP_QSTR_read, Obj::small_int((self.wanted.get() - so_far) as isize)),
            Kind::All => (mp::MP_QSTR_read, Obj::small_int(-1)),
            #[cfg(feature = "stream-api")]
            Kind::Until => (mp::MP_QSTR_read, Obj::small_int(1)),
        };
        let arguments = if argument.is_null() { 0 } else { 1 };
        let got = call_method(stream, method as _, &[argument][..arguments])?;
        self.check_not_ended()?;
        if got.is_none() {
            return Ok(Step::SUSPEND);
        }
        if matches!(kind, Kind::Some | Kind::Into) {
            return Ok(Step::ready(got));
        }
        let got_len = length(got);
        #[cfg(not(feature = "stream-api"))]
        if kind == Kind::Exactly && got_len == 0 {
            return Err(Error::from_obj(Obj::class(class!(mp_type_EOFError))));
        }
        if self.result.get().is_null() {
            // Bytes, also of a text stream.
            self.result.set(new_bytes(core::ptr::null_mut(), 0, 0)?);
        }
        self.result.set(concatenate(self.result.get(), got)?);
        #[cfg(feature = "stream-api")]
        if matches!(kind, Kind::Until | Kind::Exactly) && got_len == 0 {
            return Err(self.incomplete(self.result.get()));
        }
        let complete = match kind {
            Kind::Exactly => so_far + got_len >= self.wanted.get(),
            Kind::Line => got_len == 0 || ends_line(self.result.get()),
            #[cfg(feature = "stream-api")]
            Kind::Until => {
                let (data, len) = buffer_of(self.result.get(), false)?;
                // SAFETY: the object's buffer; no Python code runs meanwhile.
                unsafe { core::slice::from_raw_parts(data, len) }.ends_with(self.separator()?)
            }
            // All: the others have returned.
            _ => got_len == 0,
        };
        #[cfg(feature = "stream-api")]
        if self.seeks_end() {
            self.check_limit(so_far + got_len, complete && got_len > 0)?;
        }
        Ok(if complete { Step::ready(self.result.get()) } else { Step::SUSPEND })
    }
}

fn is_direct(stream: Obj) -> bool {
    // SAFETY: looks at a live object's type; does not raise.
    unsafe { mp::asyncio_stream_is_direct(stream.raw()) }
}

/// Reads or writes once, at most `len` bytes; negative if the stream would block.
///
/// EXCEPTION: native streams only, which run Python code only where TLS lies on a script's own stream; what
/// one raises comes back.
fn transfer(stream: Obj, data: *mut u8, len: usize, write: bool) -> Result<isize> {
    let mut exc = core::ptr::null_mut();
    // SAFETY: `data` is good for `len` bytes; the stream has the protocol, as `is_direct` found.
    let done = unsafe { mp::asyncio_stream_transfer(stream.raw(), data.cast(), len, write, &raw mut exc) };
    // SAFETY: null or an exception.
    let exc = unsafe { Obj::from_raw(exc) };
    if exc.is_null() { Ok(done as isize) } else { Err(Error::from_obj(exc)) }
}

fn buffer_of(obj: Obj, writable: bool) -> Result<(*mut u8, usize)> {
    let mut data = core::ptr::null_mut();
    let mut len = 0;
    // SAFETY: looks at a live object; does not raise.
    if unsafe { mp::asyncio_buffer(obj.raw(), writable, &raw mut data, &raw mut len) } {
        Ok((data.cast(), len))
    } else {
        Err(Error::wrong_type(mp::ASYNCIO_TEXT_BUFFER_REQUIRED, obj))
    }
}

fn allocate_bytes(len: usize) -> Result<*mut u8> {
    // SAFETY: returns null or memory of that size.
    let memory = unsafe { mp::m_malloc_maybe(len) }.cast::<u8>();
    if memory.is_null() { Err(Error::out_of_memory(len)) } else { Ok(memory) }
}

/// A bytes object of `len` bytes that takes over `buffer`, which came from MicroPython's allocator with `capacity` bytes, or
/// is null.
fn new_bytes(buffer: *mut u8, len: usize, capacity: usize) -> Result<Obj> {
    let block = mp::asyncio_block_t { data: buffer.cast(), start: 0, len, capacity };
    // SAFETY: no object, but C only hands it on to the function, which takes it for what it is.
    protected(mp::asyncio_new_bytes, unsafe { Obj::from_ptr(&raw const block) }, Obj::NULL)
}

/// A read-only view of `len` bytes from `start` on of the heap block at `block`, which it keeps alive.
fn view_of(block: *const u8, start: usize, len: usize) -> Result<Obj> {
    let block = mp::asyncio_block_t { data: block.cast_mut().cast(), start, len, capacity: start + len };
    // SAFETY: as above.
    protected(mp::asyncio_new_view, unsafe { Obj::from_ptr(&raw const block) }, Obj::NULL)
}

fn length(obj: Obj) -> usize {
    buffer_of(obj, false).map_or(0, |(_, len)| len)
}

fn ends_line(obj: Obj) -> bool {
    // SAFETY: within the object's buffer.
    matches!(buffer_of(obj, false), Ok((data, len)) if len > 0 && unsafe { *data.add(len - 1) } == b'\n')
}

fn concatenate(a: Obj, b: Obj) -> Result<Obj> {
    protected(mp::asyncio_concatenate, a, b)
}

/// `Stream(stream, extra)`.
#[export]
extern "C" fn mpy_stream_new(on: Obj, extra: Obj) -> Obj {
    to_c(Stream::new(on, extra, false).map(Stream::obj))
}

/// `Stream.s`: the wrapped object.
#[export]
extern "C" fn mpy_stream_wrapped(this: Obj) -> Obj {
    stream(this).pollable.stream()
}

/// `Stream.e`: the dict of `get_extra_info`.
#[export]
extern "C" fn mpy_stream_extra(this: Obj) -> Obj {
    stream(this).extra.get()
}

/// `write(data)`: tries at once, keeps the rest for `drain`.
#[export]
extern "C" fn mpy_stream_write(this: Obj, data: Obj) -> Obj {
    to_c(stream(this).write(data).map(|()| Obj::none()))
}

/// Whether `drain` has nothing to write.
#[export]
extern "C" fn mpy_stream_is_flushed(this: Obj) -> bool {
    stream(this).is_flushed()
}

/// One step of `await stream.drain()` while there is something to write.
#[export]
extern "C" fn mpy_stream_next(this: Obj) -> Obj {
    step_to_c(stream(this).drain(event_loop()))
}

/// An exception reaches a task that drains: another one becomes the flusher.
#[export]
extern "C" fn mpy_stream_throw(this: Obj, exc: Obj) -> Obj {
    stream(this).hand_on(event_loop());
    Error::from_obj(exc).raise_in_c()
}

/// `out_buf`: a copy of what is still to be written.
#[export]
extern "C" fn mpy_stream_out_buf(this: Obj) -> Obj {
    to_c(stream(this).out_buf())
}

/// `out_buf = data`.
#[export]
extern "C" fn mpy_stream_set_out_buf(this: Obj, data: Obj) -> Obj {
    to_c(stream(this).set_out_buf(data).map(|()| Obj::none()))
}

/// Whether closing the stream once more might close another one, which has its descriptor now.
#[export]
extern "C" fn mpy_stream_is_closed(this: Obj) -> bool {
    stream(this).pollable().is_closed()
}

/// The socket that is to be closed too, or null: once.
#[export]
extern "C" fn mpy_stream_take_under(this: Obj) -> Obj {
    stream(this).under.replace(Obj::NULL)
}

/// The stream is closed: whoever waits for it is to find out.
#[export]
extern "C" fn mpy_stream_closed(this: Obj) {
    let events = event_loop();
    let this = stream(this);
    this.pollable().wake_all(events);
    this.hand_on(events);
    if DESCRIPTORS {
        this.pollable().set_closed(is_direct(this.pollable.stream()));
    }
}

/// A read to await. `kind` as in the C header.
#[export]
extern "C" fn mpy_stream_read(this: Obj, kind: u32, wanted: usize, into: Obj) -> Obj {
    let kind = match kind {
        mp::ASYNCIO_READ_SOME => Kind::Some,
        mp::ASYNCIO_READ_ALL => Kind::All,
        mp::ASYNCIO_READ_INTO => Kind::Into,
        mp::ASYNCIO_READ_EXACTLY => Kind::Exactly,
        #[cfg(feature = "stream-api")]
        mp::ASYNCIO_READ_UNTIL => {
            let separator = into.raw().expose_provenance();
            return to_c(Read::new(stream(this), Kind::Until, separator, Obj::NULL));
        }
        _ => Kind::Line,
    };
    to_c(Read::new(stream(this), kind, wanted, into))
}

/// One step of awaiting a read.
#[export]
extern "C" fn mpy_read_next(this: Obj) -> Obj {
    // SAFETY: C calls this for objects of the class `read` only.
    step_to_c(unsafe { &*this.as_ptr::<Read>() }.step(event_loop()))
}

/// An exception reaches a task that reads.
#[export]
extern "C" fn mpy_read_throw(this: Obj, exc: Obj) -> Obj {
    // SAFETY: as above.
    unsafe { &*this.as_ptr::<Read>() }.end();
    if let Some(task) = event_loop().current_task() {
        task.clear(AWAITING);
    }
    Error::from_obj(exc).raise_in_c()
}
