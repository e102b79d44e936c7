//! `Read`: the awaitable that a stream's `read`, `readline` and so on return.

use crate::{
    classes::{
        stream::{Stream, leave_streams, stream},
        stream_bytes::{buffer_of, is_direct, new_bytes, no_bytes, transfer},
    },
    kernel::{
        bridge::{Step, step_to_c, to_c},
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        pollable::{DESCRIPTORS, Direction},
        task::{AWAITING, TaskRef},
    },
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, call_method, class,
    protected,
};

/// The most that a read takes in one turn, in bytes, so that the other tasks get their turns. Each call of the stream counts as
/// some bytes too.
const TURN: usize = if DESCRIPTORS { 64 * 1024 } else { 4 * 1024 };
const PER_CALL: usize = TURN / 128;

/// From so many bytes on, `readexactly` checks that there is memory for them before it waits.
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
    /// Until the bytes of the separator.
    #[cfg(feature = "stream-api")]
    Until,
}

/// What a read is to bring. One word for both: with one more field each stream would take a third block of a board's heap.
#[derive(Clone, Copy)]
#[repr(C)]
union Goal {
    bytes: usize,
    /// For [`Kind::Until`] only: an object with the buffer protocol.
    #[cfg(feature = "stream-api")]
    separator: Obj,
}

/// A read that a task awaits.
#[repr(C)]
pub struct Read {
    header: Header,
    stream: Cell<Obj>,
    /// The object to read into, or the data so far of a stream without the binary protocol.
    result: Cell<Obj>,
    buffer: Cell<*mut u8>,
    len: Cell<usize>,
    capacity: Cell<usize>,
    goal: Cell<Goal>,
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
    fn new(stream: &Stream, kind: Kind, goal: Goal, into: Obj) -> Result<Obj> {
        let read = match Self::from_obj(stream.spare_read.get()) {
            Some(spare) if !spare.busy.get() => spare,
            _ => {
                let fresh = allocate(Self {
                    header: Header { type_: class!(asyncio_type_read) },
                    stream: Cell::new(stream.obj()),
                    result: Cell::new(Obj::NULL),
                    buffer: Cell::new(core::ptr::null_mut()),
                    len: Cell::new(0),
                    capacity: Cell::new(0),
                    goal: Cell::new(Goal { bytes: 0 }),
                    kind: Cell::new(Kind::Some),
                    busy: Cell::new(false),
                    awaited: Cell::new(false),
                    calling: Cell::new(false),
                })?;
                stream.spare_read.set(fresh.obj());
                fresh
            }
        };
        let this = read;
        this.kind.set(kind);
        this.goal.set(goal);
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
            // Ended by Python code of the stream that is being read: the object must not serve another read before that code returns.
            stream(self.stream.get()).spare_read.set(Obj::NULL);
        }
        self.result.set(Obj::NULL);
        self.goal.set(Goal { bytes: 0 });
        self.drop_buffer();
    }

    /// How many bytes it wants. Not for [`Kind::Until`].
    fn wanted(&self) -> usize {
        // SAFETY: the other kinds count bytes.
        unsafe { self.goal.get().bytes }
    }

    /// Whether this reads up to a separator, and so must take nothing behind it.
    fn seeks_end(&self) -> bool {
        match self.kind.get() {
            #[cfg(feature = "stream-api")]
            Kind::Until => true,
            kind => kind == Kind::Line,
        }
    }

    /// The last byte of a line, or of the separator.
    fn last_byte(&self) -> Result<u8> {
        #[cfg(feature = "stream-api")]
        if self.kind.get() == Kind::Until {
            return Ok(self.separator()?.last().copied().unwrap_or(b'\n'));
        }
        Ok(b'\n')
    }

    /// The separator of [`Kind::Until`]. Must not be kept while Python code may run: the object may change.
    #[cfg(feature = "stream-api")]
    fn separator(&self) -> Result<&[u8]> {
        // SAFETY: `mpy_stream_read` has set it for this kind, which alone comes here.
        let object = unsafe { self.goal.get().separator };
        let (data, len) = buffer_of(object, false)?;
        // SAFETY: the object's buffer, which stays as it is until Python code runs.
        Ok(unsafe { core::slice::from_raw_parts(data, len) })
    }

    /// The error of a stream that ends too early. It has the `len` bytes that came, and the number that was wanted.
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
            Obj::small_int(self.wanted() as isize)
        } else {
            Obj::none()
        };
        // SAFETY: falls back to the emergency buffer.
        Error::from_obj(unsafe {
            Obj::from_raw(mp::asyncio_new_incomplete_read(partial.raw(), expected.raw()))
        })
    }

    /// # Errors
    /// `LimitOverrunError`, or for a line `ValueError`, if `len` bytes are more than the stream's limit. If the separator was `found`, the
    /// bytes end with it, and it does not count.
    #[cfg(feature = "stream-api")]
    fn check_limit(&self, len: usize, found: bool) -> Result<()> {
        let is_line = self.kind.get() == Kind::Line;
        let separator = if is_line { 1 } else { self.separator()?.len() };
        let consumed = if found { len - separator } else { (len + 1).saturating_sub(separator) };
        if consumed <= stream(self.stream.get()).limit() {
            return Ok(());
        }
        // SAFETY: falls back to the emergency buffer.
        Err(Error::from_obj(unsafe {
            Obj::from_raw(mp::asyncio_new_limit_overrun(is_line, found, consumed))
        }))
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if self.awaited.get() && !task.awaits(self.obj()) {
            // The read goes on for the task that awaits it.
            return Err(Error::runtime(mp::ASYNCIO_TEXT_STREAM_IS_READ));
        }
        self.awaited.set(false);
        let step = self.try_step(event_loop, task);
        if !matches!(step, Ok(step) if step.suspends()) {
            self.end();
        }
        step
    }

    fn try_step(&self, event_loop: &EventLoop, task: TaskRef) -> Result<Step> {
        let stream = stream(self.stream.get());
        let resumes = task.resumes(self.obj());
        if !self.busy.get() {
            return Ok(Step::ready(Obj::none()));
        }
        if stream.read_at_once.replace(false) || resumes {
            stream.pollable().check_open()?;
            self.calling.set(true);
            let step = if is_direct(stream.pollable().stream()) {
                self.read_direct(stream.pollable().stream())
            } else {
                self.read_by_method(stream.pollable().stream())
            };
            self.calling.set(false);
            let step = step?;
            if !step.suspends() {
                return Ok(step);
            }
        }
        if self.kind.get() == Kind::Exactly && self.wanted() == 0 {
            return Ok(Step::ready(no_bytes()));
        }
        if self.kind.get() == Kind::Exactly && self.wanted() >= TRIED && self.len.get() == 0 {
            self.reserve(self.wanted())?;
            // SAFETY: the buffer is this read's own.
            unsafe { mp::asyncio_resize(self.buffer.get().cast(), self.capacity.get(), 0) };
            self.drop_buffer();
        }
        if self.seeks_end() && stream.is_ahead() {
            // It is ready; the other tasks have their turns all the same.
            let task = event_loop.current()?;
            task.await_on(self.obj());
            event_loop.make_ready(task.node());
        } else {
            stream.settle();
            stream.pollable().wait(event_loop, task, Direction::Read)?;
            task.await_on(self.obj());
        }
        self.awaited.set(true);
        Ok(Step::SUSPEND)
    }

    /// Puts the next bytes of a line or the like behind the `len` that have come, as far as one look ahead into a socket shows them. How many
    /// they are: 0 at the end, negative if none have come; `None` where such a look is not possible.
    fn take_ahead(&self, len: usize) -> Result<Option<isize>> {
        let this = stream(self.stream.get());
        let Some((ahead, fd)) = this.ahead_for_lines()? else { return Ok(None) };
        if ahead.is_empty() {
            let seen = ahead.look(fd)?;
            if seen <= 0 {
                return Ok(Some(seen));
            }
        }
        let last = self.last_byte()?;
        self.reserve(len + ahead.until(last).len())?;
        // Once more: the collector may have called a `__del__` that asked for the socket, before the look or after it.
        let bytes = ahead.until(last);
        if this.pollable().is_shared() || bytes.is_empty() || len + bytes.len() >= self.capacity.get() {
            return Ok(None);
        }
        let got = bytes.len();
        // SAFETY: `reserve` has made the room, which is apart from the bytes ahead.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), self.buffer.get().add(len), got) };
        ahead.take(got, this.pollable().stream());
        Ok(Some(got as isize))
    }

    /// Reads what the stream has: the result, or [`Step::SUSPEND`] if it has to have more first.
    fn read_direct(&self, wrapped: Obj) -> Result<Step> {
        let this = stream(self.stream.get());
        let before = self.len.get();
        let mut rest_of_turn = TURN;
        loop {
            let kind = self.kind.get();
            // These take what there is.
            let is_partial = matches!(kind, Kind::Some | Kind::Into);
            let mut len = self.len.get();
            let ahead = if DESCRIPTORS && self.seeks_end() { self.take_ahead(len)? } else { None };
            if ahead.is_none() {
                this.settle();
            }
            let (buffer, ask) = if ahead.is_some() {
                (self.buffer.get(), 1)
            } else if kind == Kind::Into {
                // Looked up at each turn: Python code that reads for us may have resized the object.
                let (buffer, size) = buffer_of(self.result.get(), true)?;
                len = len.min(size);
                self.goal.set(Goal { bytes: size });
                (buffer, size - len)
            } else {
                if DESCRIPTORS && self.seeks_end() {
                    self.reserve(len + LINE_AHEAD)?;
                }
                let ask = match kind {
                    Kind::Some | Kind::Exactly => self.wanted() - len,
                    // All the room that is left before the terminator: only a full buffer grows.
                    Kind::All | Kind::Into => self.capacity.get().saturating_sub(len + 1).max(256),
                    _ => self.rest_of_line()?,
                };
                self.reserve(len + ask)?;
                (self.buffer.get(), ask)
            };
            // The object, or `reserve`, has room for `len + ask` bytes.
            let target = buffer.wrapping_add(len);
            let got = match ahead {
                Some(got) => Ok(got),
                None => transfer(wrapped, target, ask, false),
            };
            // The collector knows a block by its address only, and Python code may have ended this very read.
            core::hint::black_box(buffer);
            let got = got?;
            self.check_not_ended()?;
            let is_nothing_yet = if is_partial {
                got < 0 && len == 0
            } else {
                // 0 is not the end then: a ring buffer or a serial port returns it if it has nothing more for now.
                got < 0 || got == 0 && ask > 0 && len > before && !self.may_ask_again()
            };
            if is_nothing_yet {
                return Ok(Step::SUSPEND);
            }
            let got = got.max(0) as usize;
            let len = len + got;
            self.len.set(len);
            let complete = match kind {
                _ if is_partial => len == self.wanted() || got == 0 || !self.may_ask_again(),
                Kind::Some | Kind::Into | Kind::All => got == 0,
                #[cfg(feature = "stream-api")]
                Kind::Exactly if got == 0 && ask > 0 => return Err(self.ended_early(len)),
                #[cfg(not(feature = "stream-api"))]
                Kind::Exactly if got == 0 && ask > 0 => {
                    return Err(Error::from_obj(Obj::class(class!(mp_type_EOFError))));
                }
                Kind::Exactly => len == self.wanted(),
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
            if rest_of_turn == 0 && !is_partial {
                return Ok(Step::SUSPEND);
            }
        }
    }

    /// # Errors
    /// `RuntimeError` if the stream's own Python code, called for this read, has ended it.
    fn check_not_ended(&self) -> Result<()> {
        if self.busy.get() { Ok(()) } else { Err(Error::runtime(mp::ASYNCIO_TEXT_READ_WAS_ENDED)) }
    }

    /// Whether a read that got less than it asked for may ask again, as stock's `read` does: then it sees a
    /// peer's reset at once, and all records of a TLS stream. A stream that may block, such as `sys.stdin`, must
    /// not be asked again.
    fn may_ask_again(&self) -> bool {
        stream(self.stream.get()).pollable().is_exclusive()
    }

    /// How many bytes to take without taking any behind the line: those of the line that a look ahead into the
    /// socket shows, or one byte where no look is possible. The caller has made room for [`LINE_AHEAD`] bytes.
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

    /// Calls the stream's Python method once: for text streams and objects without the stream protocol. They are called only when they are
    /// ready.
    fn read_by_method(&self, stream: Obj) -> Result<Step> {
        let kind = self.kind.get();
        let so_far = if self.result.get().is_null() { 0 } else { length(self.result.get()) };
        let (method, argument) = match kind {
            Kind::Into => (mp::MP_QSTR_readinto, self.result.get()),
            Kind::Line => (mp::MP_QSTR_readline, Obj::NULL),
            Kind::Some => (mp::MP_QSTR_read, Obj::small_int(self.wanted() as isize)),
            Kind::Exactly => (mp::MP_QSTR_read, Obj::small_int((self.wanted() - so_far) as isize)),
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
            self.result.set(no_bytes());
        }
        self.result.set(concatenate(self.result.get(), got)?);
        #[cfg(feature = "stream-api")]
        if matches!(kind, Kind::Until | Kind::Exactly) && got_len == 0 {
            return Err(self.incomplete(self.result.get()));
        }
        let complete = match kind {
            Kind::Exactly => so_far + got_len >= self.wanted(),
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

/// A read to await. `kind` as in the C header.
#[export]
extern "C" fn mpy_stream_read(this: Obj, kind: u32, wanted: usize, into: Obj) -> CResult {
    let kind = match kind {
        mp::ASYNCIO_READ_SOME => Kind::Some,
        mp::ASYNCIO_READ_ALL => Kind::All,
        mp::ASYNCIO_READ_INTO => Kind::Into,
        mp::ASYNCIO_READ_EXACTLY => Kind::Exactly,
        #[cfg(feature = "stream-api")]
        mp::ASYNCIO_READ_UNTIL => {
            return to_c(Read::new(stream(this), Kind::Until, Goal { separator: into }, Obj::NULL));
        }
        _ => Kind::Line,
    };
    to_c(Read::new(stream(this), kind, Goal { bytes: wanted }, into))
}

/// One step of awaiting a read.
#[export]
extern "C" fn mpy_read_next(this: Obj) -> CResult {
    // SAFETY: C calls this for objects of the class `read` only.
    step_to_c(unsafe { &*this.as_ptr::<Read>() }.step(event_loop()))
}

/// An exception reaches a task that reads.
pub fn abandon(this: Obj, event_loop: &EventLoop) {
    // SAFETY: C passes objects of the class `read` only.
    unsafe { &*this.as_ptr::<Read>() }.end();
    if let Some(task) = event_loop.current_task() {
        task.clear(AWAITING);
    }
}
