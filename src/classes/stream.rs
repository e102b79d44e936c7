//! `Stream` (= `StreamReader` = `StreamWriter`): a MicroPython stream object that tasks can await.
//!
//! A read is a small object of its own. Each stream keeps one for reuse. `drain` returns the stream
//! itself. The stream keeps the bytes that `write` could not hand over at once. Of the tasks that drain, one
//! at a time is the *flusher*: it writes, and the next one takes over when it is done or cancelled.

#[cfg(feature = "compat")]
use crate::classes::stream_bytes::{new_bytes, no_bytes};
use crate::{
    classes::ahead::Ahead,
    classes::stream_bytes::{allocate_bytes, buffer_of, is_direct, transfer, view_of},
    kernel::{
        asked::AskedByte,
        bridge::{Step, step_to_c, to_c},
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        node::{BeginsWith, Node},
        pollable::{DESCRIPTORS, Direction, Pollable, PollableRef},
        task::TaskRef,
    },
    scheduler::TaskQueue,
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Native, Obj, Result, Type, allocate, bindings as mp, call_method, class,
};

/// A `Stream`: 48 bytes on a 32-bit board, where streams have no descriptors.
#[repr(C)]
pub struct Stream {
    pollable: Pollable,
    extra: Cell<Obj>,
    /// Null; a `bytes` or `str` object that waits as a whole, which takes no heap; or the [`Behind`] of this stream.
    behind: Cell<Obj>,
    pub(super) spare_read: Cell<Obj>,
    pub(super) read_at_once: Cell<bool>,
    asked: AskedByte,
}

const _: () = assert!(DESCRIPTORS || size_of::<Stream>() <= 12 * size_of::<usize>());

/// What most streams never need, made when it is needed first: the bytes that wait to be written, the tasks that wait for that, the
/// socket under a TLS stream, and a limit other than the default.
#[repr(C)]
struct Behind {
    /// The bytes that wait are those of this immutable object or, if there is a `capacity`, those of this buffer. It stands first: no
    /// class has the buffer protocol, so a `Behind` can't be taken for an object of a class.
    source: Cell<Obj>,
    capacity: Cell<usize>,
    /// The part of `source` that is yet to be written.
    start: Cell<usize>,
    end: Cell<usize>,
    /// How many bytes the stream was offered last and could not take, 0 if it took some. TLS has encrypted them by then: what
    /// it takes next it takes for these, however many are offered.
    refused: Cell<usize>,
    drainers: TaskQueue<Node>,
    /// The socket of ours under a TLS stream, else null. A TLS stream whose handshake fails drops its socket without closing it.
    under: Cell<Obj>,
    #[cfg(feature = "stream-api")]
    limit: Cell<usize>,
    /// Whether the stream is being called with the bytes that wait, and they still wait.
    flushing: Cell<bool>,
    ahead: [Ahead; DESCRIPTORS as usize],
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
        match self.known() {
            Some(behind) if behind.drainers.contains(task.node()) => behind.drainers.remove(task.node()),
            _ => leave_streams(task),
        }
    }

    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
        // When it goes on, it drains again.
        self.asked.ask();
    }

    fn may_run(&self) -> bool {
        self.asked.any()
    }
}

/// Takes `task` off the stream that it waits for.
pub fn leave_streams(task: TaskRef) {
    event_loop().streams().forget(task);
}

impl Stream {
    /// A stream on `stream`; `exclusive` if no other code can wrap that object.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(stream: Obj, extra: Obj, exclusive: bool) -> Result<&'static Self> {
        let object = allocate(Self {
            pollable: Pollable::new(class!(asyncio_type_stream), stream, exclusive),
            extra: Cell::new(extra),
            behind: Cell::new(Obj::NULL),
            spare_read: Cell::new(Obj::NULL),
            read_at_once: Cell::new(false),
            asked: AskedByte::new(),
        })?;
        Ok(object)
    }

    /// The I/O queue's record of the stream.
    pub fn pollable(&self) -> PollableRef {
        PollableRef::new(self)
    }

    /// The first read tries at once: a TLS client has to begin the handshake, and its peer waits for that.
    pub fn read_before_waiting(&self) {
        self.read_at_once.set(true);
    }

    /// The longest line that is read, without its end.
    #[cfg(feature = "stream-api")]
    pub fn limit(&self) -> usize {
        self.known().map_or(mp::ASYNCIO_DEFAULT_LIMIT as usize, |behind| behind.limit.get())
    }

    /// Sets [`Self::limit`].
    ///
    /// # Errors
    /// `MemoryError`.
    #[cfg(feature = "stream-api")]
    pub fn set_limit(&self, limit: usize) -> Result<()> {
        if limit != self.limit() {
            self.behind()?.limit.set(limit);
        }
        Ok(())
    }

    /// The socket: under TLS, or the stream itself.
    pub fn socket(&self) -> Obj {
        let under = self.known().map_or(Obj::NULL, |behind| behind.under.get());
        if under.is_null() { self.pollable().stream() } else { under }
    }

    /// Sets the socket that will be closed with the TLS stream on top of it.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn set_under(&self, socket: Obj) -> Result<()> {
        self.behind()?.under.set(socket);
        Ok(())
    }

    /// The object that waits as a whole.
    fn whole(&self) -> Option<Obj> {
        Some(self.behind.get()).filter(|&object| can_be_kept(object))
    }

    #[inline(never)]
    fn known(&self) -> Option<&'static Behind> {
        let behind = self.behind.get();
        if behind.is_null() || can_be_kept(behind) {
            return None;
        }
        // SAFETY: `behind` has put it there.
        Some(unsafe { &*behind.as_ptr::<Behind>() })
    }

    fn behind(&self) -> Result<&'static Behind> {
        if let Some(behind) = self.known() {
            return Ok(behind);
        }
        let fresh = allocate(Behind {
            source: Cell::new(Obj::NULL),
            capacity: Cell::new(0),
            start: Cell::new(0),
            end: Cell::new(0),
            refused: Cell::new(0),
            drainers: TaskQueue::new(),
            under: Cell::new(Obj::NULL),
            #[cfg(feature = "stream-api")]
            limit: Cell::new(mp::ASYNCIO_DEFAULT_LIMIT as usize),
            flushing: Cell::new(false),
            ahead: [const { Ahead::new() }; DESCRIPTORS as usize],
        })?;
        // A `__del__` that the collector has called may have written.
        if let Some(behind) = self.known() {
            return Ok(behind);
        }
        if let Some(object) = self.whole() {
            let (_, len) = buffer_of(object, false)?;
            fresh.set_source(object, 0, 0, len);
            fresh.refused.set(len);
        }
        // SAFETY: no object, but only `known` takes it out again, for the block that it is.
        self.behind.set(unsafe { Obj::from_ptr(core::ptr::from_ref(fresh)) });
        Ok(fresh)
    }

    fn is_flushed(&self) -> bool {
        self.whole().is_none() && self.known().is_none_or(Behind::is_flushed)
    }

    fn ahead(&self) -> Option<&'static Ahead> {
        self.known()?.ahead.first()
    }

    /// What a look ahead has shown of this socket, and its descriptor. `None` where each line needs a look of its own, or none is possible.
    ///
    /// # Errors
    /// `MemoryError`.
    pub(super) fn ahead_for_lines(&self) -> Result<Option<(&'static Ahead, i32)>> {
        let stream = self.pollable();
        // While a task waits to write, `_io_queue` may show a script the socket at any time.
        if stream.is_shared() || !stream.is_exclusive() || stream.is_waited_for(Direction::Write) {
            return Ok(None);
        }
        let Some(fd) = stream.descriptor() else { return Ok(None) };
        Ok(self.behind()?.ahead.first().map(|ahead| (ahead, fd)))
    }

    /// Whether there are bytes for a line without a look into the socket.
    pub(super) fn is_ahead(&self) -> bool {
        self.ahead().is_some_and(|ahead| !ahead.is_empty())
    }

    /// To be called before anything but a line is read from the socket, and before a task waits for it.
    pub(super) fn settle(&self) {
        if let Some(ahead) = self.ahead() {
            ahead.settle(self.pollable.stream());
        }
    }

    /// Offers the bytes from `start` to `end` at `base` to the stream, and returns how many it took. `data` is the object with exactly
    /// the bytes up to `end`, or null.
    fn hand_over(&self, base: *const u8, start: usize, end: usize, data: Obj) -> Result<usize> {
        self.pollable().check_open()?;
        let stream = self.pollable.stream();
        if !is_direct(stream) {
            // A view, so that nothing is copied.
            let bytes = if data.is_null() || start > 0 { view_of(base, start, end - start)? } else { data };
            let taken = call_method(stream, mp::MP_QSTR_write as _, &[bytes])?.small_int_value().unwrap_or(0);
            return Ok((taken.max(0) as usize).min(end - start));
        }
        // Until there is no room, because TLS takes a record at a time. An empty write would send an empty record or datagram.
        let mut at = start;
        loop {
            let (base, end) = if data.is_null() {
                (base, end)
            } else {
                // Under TLS Python code may have run and resized it.
                let (base, len) = buffer_of(data, false)?;
                (base.cast_const(), len.min(end))
            };
            if at >= end {
                break;
            }
            let len = match self.known().map_or(0, |behind| behind.refused.get()) {
                0 => end - at,
                refused => refused.min(end - at),
            };
            let taken = transfer(stream, base.wrapping_add(at).cast_mut(), len, true)?;
            // Without one, all that is left was refused.
            if let Some(behind) = self.known() {
                behind.refused.set(if taken < 0 { len } else { 0 });
            }
            if taken <= 0 {
                break;
            }
            at += (taken as usize).min(len);
        }
        Ok(at - start)
    }

    /// Writes as many of the waiting bytes as the stream takes.
    fn flush_some(&self, behind: &Behind) -> Result<()> {
        let base = behind.base()?;
        if behind.flushing.replace(true) {
            // Called by Python code of the stream, which is being offered these very bytes.
            return Ok(());
        }
        let taken = self.hand_over(base, behind.start.get(), behind.end.get(), behind.object());
        // The collector needs the block's address on the stack: Python code may have put another block in its place.
        core::hint::black_box(base);
        if !behind.flushing.replace(false) {
            return taken.map(|_| ());
        }
        // Python code of the stream may have written more meanwhile.
        behind.start.set((behind.start.get() + taken?).min(behind.end.get()));
        if behind.is_flushed() {
            // The buffer is freed at once: a stream lives for long, and it may be most of the heap.
            behind.set_source(Obj::NULL, 0, 0, 0);
        }
        Ok(())
    }

    /// `drain` will write `data` instead of the bytes that waited: without a copy if the stream can take it so.
    #[cfg(feature = "compat")]
    fn set_out_buf(&self, data: Obj) -> Result<()> {
        let behind = self.behind()?;
        let (base, len) = buffer_of(data, false)?;
        behind.flushing.set(false);
        behind.set_source(Obj::NULL, 0, 0, 0);
        if len > 0 && !is_direct(self.pollable.stream()) {
            // A stream's own Python code might keep a view of it.
            return behind.append(base, len);
        }
        behind.set_source(data, 0, 0, len);
        Ok(())
    }

    /// A copy of the bytes that `drain` has to write.
    #[cfg(feature = "compat")]
    fn out_buf(&self) -> Result<Obj> {
        let behind = self.behind()?;
        behind.base()?;
        let waiting = behind.waiting();
        if waiting == 0 {
            return Ok(no_bytes());
        }
        let copy = allocate_bytes(waiting)?;
        // The collector may have run `__del__` methods, which may have written.
        let base = behind.base()?;
        let len = waiting.min(behind.waiting());
        // SAFETY: within the object or buffer, whose length `end` never exceeds; the copy is as large and apart from it.
        unsafe { core::ptr::copy_nonoverlapping(base.add(behind.start.get()), copy, len) };
        new_bytes(copy, len, waiting)
    }

    fn write(&self, data: Obj) -> Result<()> {
        let mut taken = 0;
        if self.is_flushed() {
            let (start, len) = buffer_of(data, false)?;
            taken = self.hand_over(start, 0, len, data)?;
            if taken == len {
                return Ok(());
            }
            if taken == 0 && self.behind.get().is_null() && can_be_kept(data) {
                self.behind.set(data);
                return Ok(());
            }
            if self.known().is_none() {
                self.behind()?.refused.set(len - taken);
            }
        }
        let behind = self.behind()?;
        // The write, or the collector, may have run Python code that resized `data`.
        let (start, len) = buffer_of(data, false)?;
        let taken = taken.min(len);
        // Not if Python code of the stream has left bytes here.
        if behind.is_flushed() && can_be_kept(data) {
            behind.set_source(data, 0, taken, len);
            return Ok(());
        }
        // SAFETY: within the object's buffer.
        behind.append(unsafe { start.add(taken) }, len - taken)
    }

    /// One step of `await stream.drain()` with something to write.
    fn drain(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        let resumes = task.resumes(self.obj());
        if !resumes {
            self.asked.begin(self.obj())?;
        }
        // Where nothing has ever had to wait, nothing waits for that.
        if self.behind.get().is_null() {
            return Ok(Step::ready(Obj::none()));
        }
        let behind = self.behind()?;
        let mut outcome = Ok(());
        if resumes && !behind.is_flushed() && !self.pollable().is_waited_for(Direction::Write) {
            outcome = self.flush_some(behind);
            // Python code of the stream may have made the task wait elsewhere.
            event_loop.current()?;
        }
        if outcome.is_err() || behind.is_flushed() {
            self.hand_on(event_loop);
            return outcome.map(|()| Step::ready(Obj::none()));
        }
        if self.pollable().is_waited_for(Direction::Write) {
            event_loop.serve_wakes();
            behind.drainers.push(task.node());
        } else {
            self.settle();
            if let Err(error) = self.pollable().wait(event_loop, task, Direction::Write) {
                self.hand_on(event_loop);
                return Err(error);
            }
        }
        task.await_on(self.obj());
        Ok(Step::SUSPEND)
    }

    fn hand_on(&self, event_loop: &EventLoop) {
        if !self.pollable().is_waited_for(Direction::Write) {
            if let Some(next) = self.known().and_then(|behind| behind.drainers.pop()) {
                event_loop.make_ready(next);
            }
        }
    }
}

impl Behind {
    fn is_flushed(&self) -> bool {
        self.start.get() == self.end.get()
    }

    /// From now on the bytes from `start` to `end` of `source` wait: those of an object, or with a `capacity` those of a buffer.
    fn set_source(&self, source: Obj, capacity: usize, start: usize, end: usize) {
        self.source.set(source);
        self.capacity.set(capacity);
        self.start.set(start);
        self.end.set(end);
    }

    /// The object with exactly the bytes up to `end`, or null.
    fn object(&self) -> Obj {
        if self.capacity.get() == 0 { self.source.get() } else { Obj::NULL }
    }

    /// The address of the bytes that `start` and `end` refer to. If the object has shrunk, both are moved to its end.
    fn base(&self) -> Result<*const u8> {
        let object = self.object();
        if object.is_null() {
            return Ok(self.source.get().as_ptr::<u8>().cast_const());
        }
        let (data, len) = buffer_of(object, false)?;
        // An object that a script has set as `out_buf` may have shrunk.
        self.end.set(self.end.get().min(len));
        self.start.set(self.start.get().min(len));
        Ok(data.cast_const())
    }

    /// How many bytes wait, if the object has not shrunk since [`Self::base`].
    fn waiting(&self) -> usize {
        self.end.get() - self.start.get()
    }

    /// Keeps `len` bytes at `data`, which is within a live object, for `drain`.
    fn append(&self, data: *const u8, len: usize) -> Result<()> {
        let mut fresh = (core::ptr::null_mut(), 0);
        let (old, old_len) = loop {
            // SAFETY: within the object or buffer, whose length `end` never exceeds.
            let old = unsafe { self.base()?.add(self.start.get()) };
            let old_len = self.waiting();
            let needed = old_len + len;
            if self.start.get() + needed <= self.capacity.get() || needed <= fresh.1 {
                break (old, old_len);
            }
            let capacity = needed.max(self.capacity.get().min(needed) * 2).max(64);
            // The collector may run code of a stream, which may write: then more is waiting.
            fresh = (allocate_bytes(capacity)?, capacity);
        };
        let needed = old_len + len;
        let (mut source, mut capacity, mut start) =
            (self.source.get(), self.capacity.get(), self.start.get());
        if start + needed > capacity {
            let grown;
            (grown, capacity) = fresh;
            if old_len > 0 {
                // SAFETY: the new buffer is larger and apart from the old bytes.
                unsafe { core::ptr::copy_nonoverlapping(old, grown, old_len) };
            }
            // SAFETY: no object, but only `base` takes it out again, for the buffer that it is.
            source = unsafe { Obj::from_ptr(grown) };
            start = 0;
        }
        // SAFETY: `capacity` covers `start + needed`; `data` may be a view of this very buffer.
        unsafe { core::ptr::copy(data, source.as_ptr::<u8>().add(start + old_len), len) };
        self.set_source(source, capacity, start, start + needed);
        Ok(())
    }
}

/// Whether the bytes of `object` never change, so that it can wait in place of a copy.
#[inline(never)]
fn can_be_kept(object: Obj) -> bool {
    object.is_exactly(class!(mp_type_bytes)) || object.is_exactly(class!(mp_type_str))
}

pub(super) fn stream(obj: Obj) -> &'static Stream {
    // SAFETY: C calls the functions below for objects of the class `Stream` only.
    unsafe { &*obj.as_ptr::<Stream>() }
}

/// `Stream(stream, extra)`; `extra` may be null.
#[export]
extern "C" fn mpy_stream_new(on: Obj, extra: Obj) -> CResult {
    to_c(Stream::new(on, extra, false).map(Stream::obj))
}

/// `Stream.s`: the wrapped object. A script, or `close`, may do with it what it likes.
#[export]
extern "C" fn mpy_stream_wrapped(this: Obj) -> Obj {
    let this = stream(this);
    this.settle();
    this.pollable.share();
    this.pollable.stream()
}

/// `Stream.e`: the dict of `get_extra_info`, or null.
#[export]
extern "C" fn mpy_stream_extra(this: Obj) -> Obj {
    stream(this).extra.get()
}

/// Sets it.
#[export]
extern "C" fn mpy_stream_set_extra(this: Obj, extra: Obj) {
    stream(this).extra.set(extra);
}

/// `write(data)`: tries at once, keeps the rest for `drain`.
#[export]
extern "C" fn mpy_stream_write(this: Obj, data: Obj) -> CResult {
    to_c(stream(this).write(data).map(|()| Obj::none()))
}

/// `drain()`: whether it has something to write. Then the stream itself is the awaitable.
#[export]
extern "C" fn mpy_stream_ask_drain(this: Obj) -> bool {
    let this = stream(this);
    let any = !this.is_flushed();
    if any {
        this.asked.ask();
    }
    any
}

/// One step of `await stream.drain()` while there is something to write.
#[export]
extern "C" fn mpy_stream_next(this: Obj) -> CResult {
    step_to_c(stream(this).drain(event_loop()))
}

/// An exception reaches a task that drains: another one becomes the flusher.
#[export]
extern "C" fn mpy_stream_throw(this: Obj, exc: Obj) -> CResult {
    stream(this).hand_on(event_loop());
    Error::from_obj(exc).raise_in_c()
}

/// `out_buf`: a copy of what is still to be written.
#[cfg(feature = "compat")]
#[export]
extern "C" fn mpy_stream_out_buf(this: Obj) -> CResult {
    to_c(stream(this).out_buf())
}

/// `out_buf = data`.
#[cfg(feature = "compat")]
#[export]
extern "C" fn mpy_stream_set_out_buf(this: Obj, data: Obj) -> CResult {
    to_c(stream(this).set_out_buf(data).map(|()| Obj::none()))
}

/// Whether closing the stream again could close another stream that has its descriptor now.
#[export]
extern "C" fn mpy_stream_is_closed(this: Obj) -> bool {
    stream(this).pollable().is_closed()
}

/// The socket that has to be closed too, or null. The second call returns null.
#[export]
extern "C" fn mpy_stream_take_under(this: Obj) -> Obj {
    stream(this).known().map_or(Obj::NULL, |behind| behind.under.replace(Obj::NULL))
}

/// The stream is closed: the tasks that wait for it get an error.
#[export]
extern "C" fn mpy_stream_closed(this: Obj) {
    let event_loop = event_loop();
    let this = stream(this);
    this.pollable().wake_all(event_loop);
    this.hand_on(event_loop);
    // Another `Stream` on the object is asked, and so told.
    #[cfg(feature = "stream-wakes")]
    event_loop.streams().hear_all_of(this.pollable.stream());
    if DESCRIPTORS {
        this.pollable().set_closed(is_direct(this.pollable.stream()));
    }
}
