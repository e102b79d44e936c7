//! `Stream` (= `StreamReader` = `StreamWriter`): a MicroPython stream object that tasks can await.
//!
//! A read is a small object of its own. Each stream keeps one for reuse. `drain` returns the stream
//! itself. The stream keeps the bytes that `write` could not hand over at once. Of the tasks that drain, one
//! at a time is the *flusher*: it writes, and the next one takes over when it is done or cancelled.

#[cfg(feature = "compat")]
use crate::classes::stream_bytes::new_bytes;
use crate::{
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

/// A `Stream`.
#[repr(C)]
pub struct Stream {
    pollable: Pollable,
    extra: Cell<Obj>,
    /// The bytes that wait to be written are those of this immutable object, or if it is null those in `buffer`.
    pending: Cell<Obj>,
    buffer: Cell<*mut u8>,
    capacity: Cell<usize>,
    /// The part of `pending` or `buffer` that is yet to be written.
    start: Cell<usize>,
    end: Cell<usize>,
    /// How many bytes the stream was offered last and could not take, 0 if it took some. TLS has encrypted them by then: what
    /// it takes next it takes for these, however many are offered.
    refused: Cell<usize>,
    /// Whether the stream is being called with the bytes that wait, and they still wait.
    flushing: Cell<bool>,
    drainers: TaskQueue<Node>,
    pub(super) spare_read: Cell<Obj>,
    /// The socket of ours under a TLS stream, else null. A TLS stream whose handshake fails drops its socket without closing it.
    under: Cell<Obj>,
    pub(super) read_at_once: Cell<bool>,
    asked: AskedByte,
    /// The longest line, without its end.
    #[cfg(feature = "stream-api")]
    pub(super) limit: Cell<usize>,
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
            pending: Cell::new(Obj::NULL),
            buffer: Cell::new(core::ptr::null_mut()),
            capacity: Cell::new(0),
            start: Cell::new(0),
            end: Cell::new(0),
            refused: Cell::new(0),
            flushing: Cell::new(false),
            drainers: TaskQueue::new(),
            spare_read: Cell::new(Obj::NULL),
            under: Cell::new(Obj::NULL),
            read_at_once: Cell::new(false),
            asked: AskedByte::new(),
            #[cfg(feature = "stream-api")]
            limit: Cell::new(mp::ASYNCIO_DEFAULT_LIMIT as usize),
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

    /// Sets the longest line that is read, without its end.
    #[cfg(feature = "stream-api")]
    pub fn set_limit(&self, limit: usize) {
        self.limit.set(limit);
    }

    /// The socket: under TLS, or the stream itself.
    pub fn socket(&self) -> Obj {
        let under = self.under.get();
        if under.is_null() { self.pollable().stream() } else { under }
    }

    /// Sets the socket that will be closed with the TLS stream on top of it.
    pub fn set_under(&self, socket: Obj) {
        self.under.set(socket);
    }

    fn is_flushed(&self) -> bool {
        self.start.get() == self.end.get()
    }

    /// The address of the bytes that `start` and `end` refer to. If the object has shrunk, both are moved to its end.
    fn base(&self) -> Result<*const u8> {
        if self.pending.get().is_null() {
            return Ok(self.buffer.get());
        }
        let (data, len) = buffer_of(self.pending.get(), false)?;
        // An object that a script has set as `out_buf` may have shrunk.
        self.end.set(self.end.get().min(len));
        self.start.set(self.start.get().min(len));
        Ok(data.cast_const())
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

    /// Writes as many of the waiting bytes as the stream takes.
    fn flush_some(&self) -> Result<()> {
        let base = self.base()?;
        if self.flushing.replace(true) {
            // Called by Python code of the stream, which is being offered these very bytes.
            return Ok(());
        }
        let taken = self.hand_over(base, self.start.get(), self.end.get(), self.pending.get());
        // The collector needs the block's address on the stack: Python code may have put another block in its place.
        core::hint::black_box(base);
        if !self.flushing.replace(false) {
            return taken.map(|_| ());
        }
        // Python code of the stream may have written more meanwhile.
        self.start.set((self.start.get() + taken?).min(self.end.get()));
        if self.is_flushed() {
            self.start.set(0);
            self.end.set(0);
            self.pending.set(Obj::NULL);
            // Freed at once: a stream lives for long, and the buffer may be most of the heap.
            self.buffer.set(core::ptr::null_mut());
            self.capacity.set(0);
        }
        Ok(())
    }

    /// `drain` will write `data` instead of the bytes that waited: without a copy if the stream can take it so.
    #[cfg(feature = "compat")]
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

    /// A copy of the bytes that `drain` has to write.
    #[cfg(feature = "compat")]
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
            // Not if Python code of the stream has left bytes here.
            if self.is_flushed()
                && (data.is_exactly(class!(mp_type_bytes)) || data.is_exactly(class!(mp_type_str)))
            {
                self.pending.set(data);
                self.start.set(taken);
                self.end.set(len);
                return Ok(());
            }
        }
        // The write may have run Python code that resized `data`.
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
    fn drain(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        let resumes = task.resumes(self.obj());
        if !resumes {
            self.asked.begin(self.obj())?;
        }
        let mut outcome = Ok(());
        if resumes && !self.is_flushed() && !self.pollable().is_waited_for(Direction::Write) {
            outcome = self.flush_some();
            // Python code of the stream may have made the task wait elsewhere.
            event_loop.current()?;
        }
        if outcome.is_err() || self.is_flushed() {
            self.hand_on(event_loop);
            return outcome.map(|()| Step::ready(Obj::none()));
        }
        if self.pollable().is_waited_for(Direction::Write) {
            event_loop.serve_wakes();
            self.drainers.push(task.node());
        } else if let Err(error) = self.pollable().wait(event_loop, task, Direction::Write) {
            self.hand_on(event_loop);
            return Err(error);
        }
        task.await_on(self.obj());
        Ok(Step::SUSPEND)
    }

    fn hand_on(&self, event_loop: &EventLoop) {
        if !self.pollable().is_waited_for(Direction::Write) {
            if let Some(next) = self.drainers.pop() {
                event_loop.make_ready(next);
            }
        }
    }
}

pub(super) fn stream(obj: Obj) -> &'static Stream {
    // SAFETY: C calls the functions below for objects of the class `Stream` only.
    unsafe { &*obj.as_ptr::<Stream>() }
}

/// `Stream(stream, extra)`.
#[export]
extern "C" fn mpy_stream_new(on: Obj, extra: Obj) -> CResult {
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
    stream(this).under.replace(Obj::NULL)
}

/// The stream is closed: the tasks that wait for it get an error.
#[export]
extern "C" fn mpy_stream_closed(this: Obj) {
    let event_loop = event_loop();
    let this = stream(this);
    this.pollable().wake_all(event_loop);
    this.hand_on(event_loop);
    if DESCRIPTORS {
        this.pollable().set_closed(is_direct(this.pollable.stream()));
    }
}
