//! `DatagramTransport` and `loop.create_datagram_endpoint()`: UDP by the callbacks of a protocol.
//!
//! A transport is a member of the I/O queue. Two *watchers* wait there where otherwise tasks wait: handles whose
//! turn is [`Transport::readable`] or [`Transport::writable`]. So a datagram takes no task and no handle of its own, and an idle
//! transport is one more descriptor to poll.
//!
//! ```text
//!   opened ──connection_made──▶ reading ──close(), nothing queued; abort(); fatal error──▶ lost ──connection_lost──▶ closed
//!                                  └──close()──▶ flushing ──the last datagram is gone──▶────────────────────────────────┘
//! ```
//!
//! A third handle calls `connection_made` and begins to read. The turn of the reader in the state *lost* closes the transport. The
//! protocol's callbacks may call any method of the transport, so nothing is half done when they are called.

use crate::{
    classes::{
        handle,
        server::{close, errno},
    },
    kernel::{
        bridge::{Step, to_c},
        event_loop::{EventLoop, event_loop},
        node::BeginsWith,
        operation::{How, Operation},
        pollable::{DESCRIPTORS, Direction, Pollable, PollableRef},
        task::{self, Place, THROW, TaskRef},
    },
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Native, Obj, Result, allocate, bindings as mp, call, call_method, class, get_item,
    import, load_attr, new_tuple_2, object, protected,
};

/// How much may be queued before the protocol is asked to pause, and how little lets it go on.
const HIGH_WATER: usize = 64 * 1024;
const LOW_WATER: usize = HIGH_WATER / 4;

/// A datagram that the socket could not take yet.
struct Datagram {
    next: Cell<Option<&'static Datagram>>,
    data: Obj,
    len: usize,
    /// `None` for the peer.
    address: Obj,
}

/// A `DatagramTransport`; see the [module](self).
#[repr(C)]
pub struct Transport {
    pollable: Pollable,
    protocol: Cell<Obj>,
    /// The only address that is sent to; `None` for any.
    remote: Obj,
    sockname: Obj,
    peername: Obj,
    reader: Cell<Option<TaskRef>>,
    /// Made when it is first needed.
    writer: Cell<Option<TaskRef>>,
    /// The task that awaits the endpoint.
    opener: Cell<Option<TaskRef>>,
    first: Cell<Option<&'static Datagram>>,
    last: Cell<Option<&'static Datagram>>,
    /// The argument for `connection_lost`.
    reason: Cell<Obj>,
    buffered: Cell<usize>,
    low_water: Cell<usize>,
    high_water: Cell<usize>,
    closing: Cell<bool>,
    lost: Cell<bool>,
    paused: Cell<bool>,
    closed: Cell<bool>,
}

// SAFETY: its first field.
unsafe impl BeginsWith<Pollable> for Transport {}

fn transport(obj: Obj) -> &'static Transport {
    // SAFETY: C calls the functions below for objects of this class only, and an operation holds no other.
    unsafe { &*obj.as_ptr::<Transport>() }
}

/// Whether the socket has nothing to read, or no room, for now.
fn is_blocked(error: Error) -> bool {
    matches!(errno(error).map(|number| number as u32), Some(mp::ASYNCIO_EAGAIN | mp::ASYNCIO_EINPROGRESS))
}

fn is_exception(error: Error) -> bool {
    error.obj().matches(class!(mp_type_Exception))
}

fn is_out_of_memory(error: Error) -> bool {
    error.obj().matches(class!(mp_type_MemoryError))
}

impl Transport {
    /// A transport on `socket`, which never blocks, for the protocol that `factory` returns. `connection_made` comes in the next round.
    ///
    /// # Errors
    /// What the factory raises; `AttributeError` if it returns no protocol; `OSError`; `MemoryError`. The socket stays open.
    ///
    /// EXCEPTION: re-enters Python.
    fn new(
        event_loop: &EventLoop,
        socket: Obj,
        factory: Obj,
        addresses: &Addresses,
    ) -> Result<&'static Self> {
        let protocol = call(factory, 0, &[])?;
        load_attr(protocol, mp::MP_QSTR_connection_made as _)?;
        let known = protected(mp::asyncio_datagram_name, socket, Obj::bool(false))?;
        let sockname = if known.is_none() { addresses.local } else { known };
        let known = protected(mp::asyncio_datagram_name, socket, Obj::bool(true))?;
        let peername = if known.is_none() { addresses.peer } else { known };
        let object = allocate(Self {
            pollable: Pollable::new(class!(asyncio_type_datagram_transport), socket, true),
            protocol: Cell::new(protocol),
            remote: addresses.remote,
            sockname,
            peername,
            reader: Cell::new(None),
            writer: Cell::new(None),
            opener: Cell::new(None),
            first: Cell::new(None),
            last: Cell::new(None),
            reason: Cell::new(Obj::none()),
            buffered: Cell::new(0),
            low_water: Cell::new(LOW_WATER),
            high_water: Cell::new(HIGH_WATER),
            closing: Cell::new(false),
            lost: Cell::new(false),
            paused: Cell::new(false),
            closed: Cell::new(false),
        })?;
        let this = object;
        this.pollable().prepare()?;
        this.reader.set(Some(this.new_watcher(object!(asyncio_datagram_readable_obj))?));
        let begin = handle::new(object!(asyncio_datagram_begin_obj), this.obj())?;
        event_loop.make_ready(begin.node());
        Ok(this)
    }

    fn obj(&self) -> Obj {
        // SAFETY: it begins with a header.
        unsafe { Obj::from_ptr(self) }
    }

    fn pollable(&self) -> PollableRef {
        PollableRef::new(self)
    }

    fn new_watcher(&self, turn: Obj) -> Result<TaskRef> {
        handle::new(turn, self.obj()).inspect(|watcher| watcher.set_place(Place::Suspended))
    }

    fn call_protocol(&self, method: usize, args: &[Obj]) -> Result<()> {
        call_method(self.protocol.get(), method, args).map(|_| ())
    }

    /// Takes `watcher` out of the queue that it is in. O(1).
    fn stop(&self, event_loop: &EventLoop, watcher: &Cell<Option<TaskRef>>, direction: Direction) {
        let Some(watcher) = watcher.get() else { return };
        match watcher.place() {
            Place::Waiting => _ = self.pollable().take_waiter(event_loop.streams(), direction),
            Place::Ready => event_loop.remove_ready(watcher.node()),
            Place::Suspended | Place::Sleeping => {}
        }
        watcher.set_place(Place::Suspended);
    }

    fn read_on(&self, event_loop: &EventLoop) -> Result<()> {
        match self.reader.get() {
            Some(reader) if !self.closing.get() && reader.place() == Place::Suspended => {
                self.pollable().wait(event_loop, reader, Direction::Read)
            }
            _ => Ok(()),
        }
    }

    /// The writer gets a turn when the socket has room. Allocates the first time.
    fn write_on(&self, event_loop: &EventLoop) -> Result<()> {
        let writer = match self.writer.get() {
            Some(writer) => writer,
            None => {
                let writer = self.new_watcher(object!(asyncio_datagram_writable_obj))?;
                self.writer.set(Some(writer));
                writer
            }
        };
        if writer.place() != Place::Suspended || self.lost.get() {
            return Ok(());
        }
        self.pollable().wait(event_loop, writer, Direction::Write)
    }

    /// Ends the transport in the next round, for `reason`. Allocates nothing.
    fn lose(&self, event_loop: &EventLoop, reason: Obj) {
        self.closing.set(true);
        self.lost.set(true);
        self.first.set(None);
        self.last.set(None);
        self.buffered.set(0);
        self.reason.set(reason);
        self.stop(event_loop, &self.writer, Direction::Write);
        self.stop(event_loop, &self.reader, Direction::Read);
        if let Some(reader) = self.reader.get() {
            event_loop.make_ready(reader.node());
            reader.set_place(Place::Ready);
        }
    }

    /// `close()`: sends the queued datagrams first.
    fn close(&self, event_loop: &EventLoop) {
        if self.closing.replace(true) {
            return;
        }
        if self.first.get().is_none() {
            self.lose(event_loop, Obj::none());
        } else {
            self.stop(event_loop, &self.reader, Direction::Read);
        }
    }

    /// `abort()`, or a fatal error.
    fn abort(&self, event_loop: &EventLoop, reason: Obj) {
        if !self.lost.get() {
            self.lose(event_loop, reason);
        }
    }

    /// The end: calls `connection_lost` and closes the socket.
    fn end(&self) -> Result<()> {
        self.lost.set(true);
        let called = self.call_protocol(mp::MP_QSTR_connection_lost as _, &[self.reason.get()]);
        self.closed.set(true);
        self.protocol.set(Obj::none());
        self.reader.set(None);
        self.writer.set(None);
        close(self.pollable.stream());
        called
    }

    /// The protocol gets an `OSError`, and a `MemoryError` for a datagram. Any other exception ends the transport.
    fn failed(&self, event_loop: &EventLoop, error: Error) -> Result<()> {
        if error.obj().matches(class!(mp_type_OSError)) || is_out_of_memory(error) {
            self.call_protocol(mp::MP_QSTR_error_received as _, &[error.obj()])
        } else if is_exception(error) {
            let reported = protected(mp::asyncio_datagram_report, Obj::bool(true), error.obj());
            self.abort(event_loop, error.obj());
            reported.map(|_| ())
        } else {
            Err(error)
        }
    }

    /// The exception that a script's own stream raised when the loop asked whether it is ready.
    fn take_failure(watcher: &Cell<Option<TaskRef>>) -> Option<Obj> {
        let watcher = watcher.get()?;
        if !watcher.has(THROW) {
            return None;
        }
        watcher.clear(THROW);
        let exc = watcher.data();
        watcher.set_data(Obj::NULL);
        Some(exc)
    }

    /// The first turn: the protocol gets the transport, then the task that opened it.
    fn begin(&self, event_loop: &EventLoop) -> Result<()> {
        let called = self.call_protocol(mp::MP_QSTR_connection_made as _, &[self.obj()]);
        let reads = self.read_on(event_loop);
        if let Some(opener) = self.opener.take() {
            event_loop.make_ready(opener.node());
        }
        called.and(reads)
    }

    /// The reader's turn.
    fn readable(&self, event_loop: &EventLoop) -> Result<()> {
        if self.lost.get() {
            return self.end();
        }
        if let Some(exc) = Self::take_failure(&self.reader) {
            self.abort(event_loop, exc);
            return Ok(());
        }
        let received = protected(mp::asyncio_datagram_receive, self.pollable.stream(), Obj::none());
        self.read_on(event_loop)?;
        match received {
            Ok(datagram) => self.call_protocol(
                mp::MP_QSTR_datagram_received as _,
                &[get_item(datagram, 0)?, get_item(datagram, 1)?],
            ),
            Err(error) if is_blocked(error) => Ok(()),
            Err(error) if errno(error) == Some(mp::ASYNCIO_EBADF as i32) => {
                // Other code has closed the socket. The error would be reported again and again.
                self.abort(event_loop, error.obj());
                Ok(())
            }
            Err(error) => {
                if is_out_of_memory(error) {
                    // `error` has reported its exception.
                    let _ = protected(mp::asyncio_datagram_drop, self.pollable.stream(), Obj::none());
                }
                self.failed(event_loop, error)
            }
        }
    }

    fn transmit(&self, data: Obj, address: Obj) -> Result<()> {
        let address = if self.peername.is_none() { address } else { Obj::none() };
        if address.is_none() && self.peername.is_none() {
            return Err(Error::new(class!(mp_type_TypeError), mp::ASYNCIO_TEXT_ADDRESS_NEEDED));
        }
        let send = object!(asyncio_datagram_send_obj);
        call(send, 3, &[self.pollable.stream(), data, address]).map(|_| ())
    }

    fn push(&self, datagram: &'static Datagram) {
        match self.last.replace(Some(datagram)) {
            Some(last) => last.next.set(Some(datagram)),
            None => self.first.set(Some(datagram)),
        }
        self.buffered.set(self.buffered.get() + datagram.len);
    }

    fn pop(&self) -> Option<&'static Datagram> {
        let first = self.first.get()?;
        // Cut off: a stale reference on the stack to a sent datagram must not keep all later ones alive.
        let next = first.next.take();
        self.first.set(next);
        if next.is_none() {
            self.last.set(None);
        }
        self.buffered.set(self.buffered.get() - first.len);
        Some(first)
    }

    fn put_back(&self, datagram: &'static Datagram) {
        let first = self.first.replace(Some(datagram));
        datagram.next.set(first);
        if first.is_none() {
            self.last.set(Some(datagram));
        }
        self.buffered.set(self.buffered.get() + datagram.len);
    }

    /// `sendto(data, address)`, `data` being of `len` bytes.
    fn send(&self, event_loop: &EventLoop, data: Obj, len: usize, address: Obj) -> Result<()> {
        let mut address = address;
        if !self.remote.is_none() {
            if !address.is_none() && !protected(mp::asyncio_equal, address, self.remote)?.is_truthy() {
                return Err(Error::new(class!(mp_type_ValueError), mp::ASYNCIO_TEXT_ADDRESS_IS_GIVEN));
            }
            address = self.remote;
        }
        if self.closed.get() || self.lost.get() && !self.remote.is_none() {
            return Ok(());
        }
        if self.first.get().is_none() {
            match self.transmit(data, address) {
                Ok(()) => return Ok(()),
                Err(error) if is_blocked(error) => {}
                Err(error) => return self.failed(event_loop, error),
            }
        }
        let data = protected(mp::asyncio_datagram_frozen, data, Obj::none())?;
        let datagram = allocate(Datagram { next: Cell::new(None), data, len, address })?;
        self.write_on(event_loop)?;
        // The collector or a script's own socket may have run code that ended the transport.
        if self.lost.get() {
            return Ok(());
        }
        self.push(datagram);
        self.pause()
    }

    fn flow(&self, method: usize) -> Result<()> {
        match self.call_protocol(method, &[]) {
            Err(error) if is_exception(error) => {
                protected(mp::asyncio_datagram_report, Obj::bool(false), error.obj()).map(|_| ())
            }
            called => called,
        }
    }

    fn pause(&self) -> Result<()> {
        if self.buffered.get() > self.high_water.get() && !self.paused.replace(true) {
            return self.flow(mp::MP_QSTR_pause_writing as _);
        }
        Ok(())
    }

    /// The writer's turn.
    fn writable(&self, event_loop: &EventLoop) -> Result<()> {
        if let Some(exc) = Self::take_failure(&self.writer) {
            self.abort(event_loop, exc);
            return Ok(());
        }
        while let Some(datagram) = self.pop() {
            match self.transmit(datagram.data, datagram.address) {
                Ok(()) => {}
                Err(error) if is_blocked(error) => {
                    if !self.lost.get() {
                        self.put_back(datagram);
                    }
                    break;
                }
                Err(error) => {
                    self.write_on(event_loop)?;
                    return self.failed(event_loop, error);
                }
            }
        }
        if self.first.get().is_some() {
            self.write_on(event_loop)?;
        }
        if self.buffered.get() <= self.low_water.get() && self.paused.replace(false) {
            self.flow(mp::MP_QSTR_resume_writing as _)?;
        }
        if self.closing.get() && !self.lost.get() && self.first.get().is_none() {
            return self.end();
        }
        Ok(())
    }
}

/// The addresses of a socket, `None` where there is none or the socket has to be asked.
struct Addresses {
    /// As it was asked for.
    local: Obj,
    remote: Obj,
    /// `remote` if the socket is connected to it.
    peer: Obj,
}

/// What `create_datagram_endpoint` was called with: a list, in this order.
#[derive(Clone, Copy)]
enum Arg {
    Factory,
    Local,
    Remote,
    Family,
    Proto,
    Flags,
    ReusePort,
    Broadcast,
    Socket,
    /// Each `None`, then the look-up, then what it has found: a list.
    #[cfg(feature = "names")]
    LocalFound,
    #[cfg(feature = "names")]
    RemoteFound,
    /// The task that awaits a look-up; else `None`.
    #[cfg(feature = "names")]
    Awaiting,
}

struct Args(Obj);

impl Args {
    fn get(&self, arg: Arg) -> Obj {
        task::items(self.0)[arg as usize].get()
    }

    fn has(&self, arg: Arg) -> bool {
        self.get(arg).is_truthy()
    }

    #[cfg(feature = "names")]
    fn set(&self, arg: Arg, value: Obj) {
        task::items(self.0)[arg as usize].set(value);
    }

    /// The addresses of an end, a list, or `None` while its name is looked up: the task has to suspend.
    #[cfg(feature = "names")]
    fn find(&self, address: Obj, wanted: Obj, end: Arg) -> Result<Option<Obj>> {
        if self.get(end).is_none() {
            self.set(end, protected(mp::asyncio_datagram_lookup, address, wanted)?);
        }
        if self.is_lookup(end) {
            let found = protected(mp::asyncio_datagram_found, self.get(end), Obj::NULL)?;
            if found.is_none() {
                return Ok(None);
            }
            self.set(end, found);
        }
        Ok(Some(self.get(end)))
    }

    #[cfg(feature = "names")]
    fn is_lookup(&self, end: Arg) -> bool {
        self.get(end).is_exactly(class!(asyncio_type_lookup))
    }

    /// An answer that comes later finds nobody.
    #[cfg(feature = "names")]
    fn abandon_lookups(&self) {
        for end in [Arg::LocalFound, Arg::RemoteFound] {
            if self.is_lookup(end) {
                // SAFETY: a live look-up.
                unsafe { mp::asyncio_lookup_abandon(self.get(end).raw()) };
            }
        }
    }

    /// The socket, which never blocks, and its addresses; `None` while a name is looked up.
    fn socket(&self) -> Result<Option<(Obj, Addresses)>> {
        let none = Addresses { local: Obj::none(), remote: Obj::none(), peer: Obj::none() };
        let given = self.get(Arg::Socket);
        if !given.is_none() {
            protected(mp::asyncio_datagram_check, given, Obj::none())?;
            let rest = [
                Arg::Local,
                Arg::Remote,
                Arg::Family,
                Arg::Proto,
                Arg::Flags,
                Arg::ReusePort,
                Arg::Broadcast,
            ];
            if rest.into_iter().any(|arg| self.has(arg)) {
                return Err(Error::new(class!(mp_type_ValueError), mp::ASYNCIO_TEXT_SOCKET_IS_GIVEN));
            }
            call_method(given, mp::MP_QSTR_setblocking as _, &[Obj::bool(false)])?;
            return Ok(Some((given, none)));
        }
        let (local, remote) = (self.get(Arg::Local), self.get(Arg::Remote));
        if local.is_none() && remote.is_none() {
            if !self.has(Arg::Family) {
                return Err(Error::new(class!(mp_type_ValueError), mp::ASYNCIO_TEXT_SOCKET_NEEDED));
            }
            let socket = self.new_socket(self.get(Arg::Family), self.get(Arg::Proto), local, remote)?;
            return Ok(Some((socket, none)));
        }
        if DESCRIPTORS && self.get(Arg::Family).small_int_value() == Some(mp::ASYNCIO_AF_UNIX as isize) {
            let path = |path: Obj, is_local| {
                if path.is_none() {
                    Ok(path)
                } else {
                    protected(mp::asyncio_datagram_path, path, Obj::bool(is_local))
                }
            };
            let (local, remote) = (path(local, true)?, path(remote, false)?);
            return self.addressed(self.get(Arg::Family), self.get(Arg::Proto), local, remote).map(Some);
        }
        self.resolved(local, remote)
    }

    /// A socket for addresses of the first family that fits both; `None` while a name is looked up.
    fn resolved(&self, local: Obj, remote: Obj) -> Result<Option<(Obj, Addresses)>> {
        let wanted = protected(mp::asyncio_new_list, Obj::none(), Obj::none())?;
        for arg in [Arg::Family, Arg::Proto, Arg::Flags] {
            protected(mp::asyncio_list_append, wanted, self.get(arg))?;
        }
        #[cfg(feature = "names")]
        let (locals, remotes) = {
            let found = |address: Obj, end| {
                if address.is_none() { Ok(Some(address)) } else { self.find(address, wanted, end) }
            };
            let Some(locals) = found(local, Arg::LocalFound)? else { return Ok(None) };
            let Some(remotes) = found(remote, Arg::RemoteFound)? else { return Ok(None) };
            (locals, remotes)
        };
        #[cfg(not(feature = "names"))]
        let (locals, remotes) = {
            let found = |address: Obj| {
                if address.is_none() {
                    Ok(address)
                } else {
                    protected(mp::asyncio_datagram_resolve, address, wanted)
                }
            };
            (found(local)?, found(remote)?)
        };
        let (first, second) = if local.is_none() { (remotes, locals) } else { (locals, remotes) };
        let mut failure = None;
        for info in task::items(first) {
            let info = info.get();
            let family = get_item(info, 0)?;
            let address = get_item(info, -1)?;
            let mut other = Obj::none();
            if !second.is_none() {
                for info in task::items(second) {
                    if get_item(info.get(), 0)? == family {
                        other = get_item(info.get(), -1)?;
                    }
                }
                if other.is_none() {
                    continue;
                }
            }
            let (local, remote) = if local.is_none() { (other, address) } else { (address, other) };
            match self.addressed(family, get_item(info, 2)?, local, remote) {
                Err(error) if error.obj().matches(class!(mp_type_OSError)) => {
                    failure.get_or_insert(error);
                }
                done => return done.map(Some),
            }
        }
        Err(failure
            .unwrap_or_else(|| Error::new(class!(mp_type_ValueError), mp::ASYNCIO_TEXT_NO_ADDRESS_FITS)))
    }

    fn addressed(&self, family: Obj, proto: Obj, local: Obj, remote: Obj) -> Result<(Obj, Addresses)> {
        let shown = |address: Obj| {
            if address.is_none() {
                Ok(address)
            } else {
                protected(mp::asyncio_datagram_address, address, Obj::none())
            }
        };
        let (shown_local, shown_remote) = (shown(local)?, shown(remote)?);
        let peer = if self.has(Arg::Broadcast) { Obj::none() } else { shown_remote };
        let socket = self.new_socket(family, proto, local, remote)?;
        Ok((socket, Addresses { local: shown_local, remote: shown_remote, peer }))
    }

    fn new_socket(&self, family: Obj, proto: Obj, local: Obj, remote: Obj) -> Result<Obj> {
        let module = import(mp::MP_QSTR_socket as _)?;
        let kind = load_attr(module, mp::MP_QSTR_SOCK_DGRAM as _)?;
        if DESCRIPTORS {
            // MicroPython opens the descriptor before it has memory for the object, and would lose it.
            let room = allocate([0usize; 4])?;
            // SAFETY: just allocated, and nothing refers to it.
            unsafe { mp::gc_free(core::ptr::from_ref(room).cast_mut().cast()) };
        }
        let socket = call_method(module, mp::MP_QSTR_socket as _, &[family, kind, proto])?;
        let ready = (|| {
            if self.has(Arg::ReusePort) {
                protected(mp::asyncio_datagram_share_port, socket, Obj::none())?;
            }
            if self.has(Arg::Broadcast) {
                let level = load_attr(module, mp::MP_QSTR_SOL_SOCKET as _)?;
                let option = load_attr(module, mp::MP_QSTR_SO_BROADCAST as _)?;
                call_method(socket, mp::MP_QSTR_setsockopt as _, &[level, option, Obj::small_int(1)])?;
            }
            call_method(socket, mp::MP_QSTR_setblocking as _, &[Obj::bool(false)])?;
            if !local.is_none() {
                call_method(socket, mp::MP_QSTR_bind as _, &[local])?;
            }
            if !remote.is_none() && !self.has(Arg::Broadcast) {
                call_method(socket, mp::MP_QSTR_connect as _, &[remote])?;
            }
            Ok(())
        })();
        ready.map(|()| socket).inspect_err(|_| close(socket))
    }

    /// The transport, or `None` while a name is looked up: the task has to suspend.
    fn open(&self, event_loop: &EventLoop) -> Result<Option<&'static Transport>> {
        let Some((socket, addresses)) = self.socket()? else { return Ok(None) };
        let opened = Transport::new(event_loop, socket, self.get(Arg::Factory), &addresses);
        opened.map(Some).inspect_err(|_| {
            if self.get(Arg::Socket).is_none() {
                close(socket);
            }
        })
    }
}

/// Awaiting an endpoint: `of` is the list of arguments, and `value` the transport, or `None` before there is one.
/// A task that awaits a look-up is on the list of its flag.
static OPEN: How = How {
    step: |opening, event_loop| {
        let task = event_loop.current()?;
        let resumes = task.resumes(opening.obj());
        let value = opening.value();
        if value.is_null() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_ENDPOINT_IS_OVER));
        }
        if value.is_none() {
            let args = Args(opening.of());
            #[cfg(feature = "names")]
            {
                let awaiting = args.get(Arg::Awaiting);
                if !awaiting.is_none() && awaiting != task.obj() {
                    return Err(Error::runtime(mp::ASYNCIO_TEXT_ENDPOINT_IS_AWAITED));
                }
                args.set(Arg::Awaiting, task.obj());
            }
            // Python code that runs meanwhile must not open it a second time.
            opening.take_value();
            let Some(opened) = args.open(event_loop)? else {
                opening.set_value(value);
                return Ok(Step::SUSPEND);
            };
            let task = event_loop.current().inspect_err(|_| opened.close(event_loop))?;
            opening.set_value(opened.obj());
            opened.opener.set(Some(task));
            task.await_on(opening.obj());
            return Ok(Step::SUSPEND);
        }
        let opened = transport(value);
        if !resumes && opened.opener.get().is_some() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_ENDPOINT_IS_AWAITED));
        }
        opening.take_value();
        let (this, protocol) = (opened.obj(), opened.protocol.get());
        new_tuple_2(this, protocol).map(Step::ready).inspect_err(|_| opened.close(event_loop))
    },
    throw: |opening, event_loop, exc| {
        let value = opening.take_value();
        #[cfg(feature = "names")]
        if value.is_none() {
            Args(opening.of()).abandon_lookups();
        }
        if !value.is_null() && !value.is_none() {
            transport(value).close(event_loop);
        }
        Err(Error::from_obj(exc))
    },
    leave: |opening, _| {
        let value = opening.value();
        if !value.is_null() && !value.is_none() {
            transport(value).opener.set(None);
        }
    },
};

/// `create_datagram_endpoint(…)`, to await; `args` is the list of [`Arg`]s. Opens nothing before.
#[export]
extern "C" fn mpy_datagram_open(args: Obj) -> CResult {
    to_c(Operation::new(&OPEN, args, Obj::none()).map(Native::obj))
}

/// The first turn.
#[export]
extern "C" fn mpy_datagram_begin(this: Obj) -> CResult {
    to_c(transport(this).begin(event_loop()).map(|()| Obj::none()))
}

/// The reader's turn.
#[export]
extern "C" fn mpy_datagram_readable(this: Obj) -> CResult {
    to_c(transport(this).readable(event_loop()).map(|()| Obj::none()))
}

/// The writer's turn.
#[export]
extern "C" fn mpy_datagram_writable(this: Obj) -> CResult {
    to_c(transport(this).writable(event_loop()).map(|()| Obj::none()))
}

/// `sendto(data, address)`, `data` being of `len` bytes.
#[export]
extern "C" fn mpy_datagram_send(this: Obj, data: Obj, len: usize, address: Obj) -> CResult {
    to_c(transport(this).send(event_loop(), data, len, address).map(|()| Obj::none()))
}

/// `close()`, or `abort()`. Allocates nothing.
#[export]
extern "C" fn mpy_datagram_close(this: Obj, at_once: bool) {
    let event_loop = event_loop();
    if at_once { transport(this).abort(event_loop, Obj::none()) } else { transport(this).close(event_loop) }
}

/// `is_closing()`.
#[export]
extern "C" fn mpy_datagram_is_closing(this: Obj) -> bool {
    transport(this).closing.get()
}

/// What a transport knows, for `get_extra_info` and `get_protocol`.
#[export]
extern "C" fn mpy_datagram_info(this: Obj, what: u32) -> Obj {
    let this = transport(this);
    match what {
        mp::ASYNCIO_DATAGRAM_SOCKET => this.pollable.stream(),
        mp::ASYNCIO_DATAGRAM_SOCKNAME => this.sockname,
        mp::ASYNCIO_DATAGRAM_PEERNAME => this.peername,
        _ => this.protocol.get(),
    }
}

/// `set_protocol(protocol)`.
#[export]
extern "C" fn mpy_datagram_set_protocol(this: Obj, protocol: Obj) {
    transport(this).protocol.set(protocol);
}

/// `get_write_buffer_size()`.
#[export]
extern "C" fn mpy_datagram_buffered(this: Obj) -> usize {
    transport(this).buffered.get()
}

/// `set_write_buffer_limits(high, low)`.
#[export]
extern "C" fn mpy_datagram_set_limits(this: Obj, low: usize, high: usize) -> CResult {
    let this = transport(this);
    this.low_water.set(low);
    this.high_water.set(high);
    to_c(this.pause().map(|()| Obj::none()))
}
