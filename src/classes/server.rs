//! `open_connection`, `start_server` and `Server`.

#[cfg(feature = "socket-wakes")]
use crate::classes::stream_waker::new_waker;
#[cfg(feature = "stream-api")]
use crate::kernel::operation::{How, Operation, raise};
use crate::{
    classes::stream::{Stream, leave_streams},
    kernel::{
        bridge::{Step, step_to_c, to_c},
        create::{create, create_by_name},
        event_loop::{EventLoop, event_loop},
        io_queue::descriptor_of,
        kind::Awaitable,
        node::BeginsWith,
        pollable::{Direction, Pollable, PollableRef},
        task::{self, AWAITING, TaskRef},
    },
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, call, call_method, class,
    get_item, import, load_attr, new_dict_1, new_tuple_2, protected,
};

/// How long a server that is short of descriptors or memory waits before it accepts again.
const ACCEPT_PAUSE_MS: u64 = 200;

fn qstr(name: mp::asyncio_qstr_number_t) -> Obj {
    Obj::qstr(name as usize)
}

/// The first address of the name `host`. Blocks where the port's resolver blocks.
#[cfg(not(feature = "names"))]
fn resolve(host: Obj, port: Obj) -> Result<Obj> {
    let socket = import(mp::MP_QSTR_socket as _)?;
    let stream_type = load_attr(socket, mp::MP_QSTR_SOCK_STREAM as _)?;
    let found =
        call_method(socket, mp::MP_QSTR_getaddrinfo as _, &[host, port, Obj::small_int(0), stream_type])?;
    get_item(found, 0)
}

fn new_socket(socket: Obj, info: Obj) -> Result<Obj> {
    let args = [get_item(info, 0)?, get_item(info, 1)?, get_item(info, 2)?];
    let new = call_method(socket, mp::MP_QSTR_socket as _, &args)?;
    call_method(new, mp::MP_QSTR_setblocking as _, &[Obj::bool(false)]).inspect_err(|_| close(new))?;
    Ok(new)
}

/// `socket` under TLS. The handshake takes place when the stream is read and written.
fn wrap_tls(context: Obj, socket: Obj, server_hostname: Option<Obj>) -> Result<Obj> {
    let method = load_attr(context, mp::MP_QSTR_wrap_socket as _)?;
    let (key, value) = match server_hostname {
        Some(name) => (mp::MP_QSTR_server_hostname, name),
        None => (mp::MP_QSTR_server_side, Obj::bool(true)),
    };
    let no_handshake = qstr(mp::MP_QSTR_do_handshake_on_connect);
    let wrapped = call(method, 1, &[socket, qstr(key), value, no_handshake, Obj::bool(false)])?;
    call_method(wrapped, mp::MP_QSTR_setblocking as _, &[Obj::bool(false)])?;
    Ok(wrapped)
}

/// A stream on a socket of ours; `tls` is the TLS stream on top of it, if any.
fn new_stream(socket: Obj, tls: Option<Obj>, address: Obj, limit: usize) -> Result<&'static Stream> {
    let extra = new_dict_1(qstr(mp::MP_QSTR_peername), address)?;
    let stream = Stream::new(tls.unwrap_or(socket), extra, true)?;
    #[cfg(feature = "stream-api")]
    stream.set_limit(limit)?;
    #[cfg(not(feature = "stream-api"))]
    let _ = limit;
    #[cfg(feature = "socket-wakes")]
    if tls.is_none() {
        let_tell(stream.pollable(), socket)?;
    }
    if tls.is_some() {
        stream.set_under(socket)?;
        stream.pollable().set_wake_descriptor(descriptor_of(socket).unwrap_or(-1));
    }
    Ok(stream)
}

/// Has `socket`, which asyncio has opened, tell `stream` when something comes in, where it can.
///
/// # Errors
/// `MemoryError`.
#[cfg(feature = "socket-wakes")]
fn let_tell(stream: PollableRef, socket: Obj) -> Result<()> {
    if mp::ASYNCIO_SOCKETS_TELL != 0 {
        let waker = new_waker(mp::ASYNCIO_POLL_RD, false)?;
        if protected(mp::asyncio_socket_let_tell, socket, waker.obj())?.is_truthy() {
            stream.set_waker(Some(waker));
        }
    }
    Ok(())
}

/// Closes a socket of ours after a failure between its opening and its hand-over: no other code can close it, and the collector
/// does not.
///
/// EXCEPTION: may run Python code, if the socket is a script's own.
pub fn close(socket: Obj) {
    // An exception that closing raises is dropped.
    let _ = call_method(socket, mp::MP_QSTR_close as _, &[]);
}

/// The number of an `OSError`; `None` for any other exception.
pub fn errno(error: Error) -> Option<i32> {
    if error.obj().matches(class!(mp_type_OSError)) {
        // SAFETY: an exception instance; does not raise.
        let value = unsafe { Obj::from_raw(mp::mp_obj_exception_get_value(error.obj().raw())) };
        value.small_int_value().and_then(|value| i32::try_from(value).ok())
    } else {
        None
    }
}

/// The awaitable that `open_connection` or `start_server` returns. Nothing happens until it is awaited.
#[repr(C)]
pub struct Opening {
    header: Header,
    /// What to call for each client; null for `open_connection`.
    callback: Obj,
    host: Obj,
    port: Obj,
    backlog: Obj,
    tls: Obj,
    server_hostname: Obj,
    limit: usize,
    /// The look-up of the host, once there is one.
    #[cfg(feature = "names")]
    lookup: Cell<Obj>,
    /// The stream or server, once there is one.
    result: Cell<Obj>,
}

// SAFETY: `mpy_connect_new` and `mpy_start_server_new` make them.
unsafe impl Native for Opening {
    fn class() -> &'static Type {
        class!(asyncio_type_connect)
    }
}

impl Awaitable for Opening {
    const IS_IO: bool = true;

    fn leave(&self, task: TaskRef) {
        leave_streams(task);
    }
}

impl Opening {
    /// The address of the host, or `None` while it is looked up: the task has to suspend.
    fn resolve(&self) -> Result<Option<Obj>> {
        let known = protected(mp::asyncio_numeric_address, self.host, self.port)?;
        if !known.is_none() {
            return Ok(Some(known));
        }
        #[cfg(feature = "names")]
        {
            if self.lookup.get().is_null() {
                self.lookup.set(protected(mp::asyncio_lookup_new, self.host, self.port)?);
            }
            let found = protected(mp::asyncio_lookup_step, self.lookup.get(), Obj::NULL)?;
            if found.is_none() { Ok(None) } else { get_item(found, 0).map(Some) }
        }
        #[cfg(not(feature = "names"))]
        resolve(self.host, self.port).map(Some)
    }

    fn connect(&self, info: Obj) -> Result<&'static Stream> {
        let socket_module = import(mp::MP_QSTR_socket as _)?;
        let address = get_item(info, -1)?;
        let socket = new_socket(socket_module, info)?;
        self.connect_socket(socket, address).inspect_err(|_| close(socket))
    }

    fn connect_socket(&self, socket: Obj, address: Obj) -> Result<&'static Stream> {
        match call_method(socket, mp::MP_QSTR_connect as _, &[address]) {
            Err(error) if errno(error) != Some(mp::ASYNCIO_EINPROGRESS as i32) => return Err(error),
            _ => {}
        }
        let tls = if self.tls.is_truthy() {
            let context = if self.tls == Obj::bool(true) {
                let ssl = import(mp::MP_QSTR_ssl as _)?;
                let client = load_attr(ssl, mp::MP_QSTR_PROTOCOL_TLS_CLIENT as _)?;
                call_method(ssl, mp::MP_QSTR_SSLContext as _, &[client])?
            } else {
                self.tls
            };
            let name = if self.server_hostname.is_truthy() { self.server_hostname } else { self.host };
            Some(wrap_tls(context, socket, Some(name))?)
        } else {
            None
        };
        let stream = new_stream(socket, tls, address, self.limit)?;
        if tls.is_some() {
            stream.read_before_waiting();
        }
        Ok(stream)
    }

    fn listen(&self, info: Obj) -> Result<Obj> {
        let socket_module = import(mp::MP_QSTR_socket as _)?;
        let address = get_item(info, -1)?;
        let socket = new_socket(socket_module, info)?;
        let ready = (|| {
            let level = load_attr(socket_module, mp::MP_QSTR_SOL_SOCKET as _)?;
            let reuse = load_attr(socket_module, mp::MP_QSTR_SO_REUSEADDR as _)?;
            call_method(socket, mp::MP_QSTR_setsockopt as _, &[level, reuse, Obj::small_int(1)])?;
            call_method(socket, mp::MP_QSTR_bind as _, &[address])?;
            call_method(socket, mp::MP_QSTR_listen as _, &[self.backlog])
        })();
        ready.map(|_| socket).inspect_err(|_| close(socket))
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        let is_client = self.callback.is_null();
        if self.result.get().is_null() {
            let Some(info) = self.resolve()? else { return Ok(Step::SUSPEND) };
            if is_client {
                let stream = self.connect(info)?;
                self.result.set(stream.obj());
                let waits = stream.pollable().wait(event_loop, task, Direction::Write);
                waits.inspect_err(|_| close(stream.pollable().stream()))?;
                task.await_on(self.obj());
            } else {
                let accept = Accept::new(self.listen(info)?, self.callback, self.tls, self.limit)?;
                let server = Server::new(event_loop, accept, task);
                self.result.set(server.inspect_err(|_| close(accept.pollable.stream()))?);
                // The accepting task must have begun before a script can close the server.
                task.set_data(Obj::NULL);
                event_loop.yield_now(task);
            }
            return Ok(Step::SUSPEND);
        }
        task.resumes(self.obj());
        task.clear(AWAITING);
        let result = self.result.get();
        if is_client {
            let socket = client_stream(result).socket();
            if let Err(refused) = protected(mp::asyncio_socket_check, socket, Obj::NULL) {
                close(stream_of(result));
                close(socket);
                return Err(refused);
            }
            let both = new_tuple_2(result, result);
            return both.map(Step::ready).inspect_err(|_| close(stream_of(result)));
        }
        Ok(Step::ready(result))
    }

    /// An exception reaches the task that awaits: closes what was opened.
    fn abandon(&self, event_loop: &EventLoop) -> Result<()> {
        let result = self.result.get();
        if result.is_null() {
            #[cfg(feature = "names")]
            if !self.lookup.get().is_null() {
                // SAFETY: a live look-up.
                unsafe { mp::asyncio_lookup_abandon(self.lookup.get().raw()) };
            }
            return Ok(());
        }
        if self.callback.is_null() {
            close(stream_of(result));
            return Ok(());
        }
        // SAFETY: the result of a server is a live `Server`.
        unsafe { &*result.as_ptr::<Server>() }.task.get().cancel(event_loop).map(|_| ())
    }
}

fn client_stream(result: Obj) -> &'static Stream {
    // SAFETY: the result of a client is a live `Stream`.
    unsafe { &*result.as_ptr::<Stream>() }
}

/// What the result of a client is a stream on.
fn stream_of(result: Obj) -> Obj {
    client_stream(result).pollable().stream()
}

/// The coroutine of a server's task: accepts clients until it is cancelled.
#[repr(C)]
pub struct Accept {
    pollable: Pollable,
    callback: Obj,
    tls: Obj,
    limit: usize,
    /// Whether `Server.close()` has asked for the end.
    closing: Cell<bool>,
}

// SAFETY: `Accept::new` makes them.
unsafe impl Native for Accept {
    fn class() -> &'static Type {
        class!(asyncio_type_accept)
    }
}

// SAFETY: its first field.
unsafe impl BeginsWith<Pollable> for Accept {}

impl Awaitable for Accept {
    const IS_IO: bool = true;

    fn leave(&self, task: TaskRef) {
        leave_streams(task);
    }
}

impl Accept {
    fn new(socket: Obj, callback: Obj, tls: Obj, limit: usize) -> Result<&'static Self> {
        let object = allocate(Self {
            pollable: Pollable::new(class!(asyncio_type_accept), socket, true),
            callback,
            tls,
            limit,
            closing: Cell::new(false),
        })
        .inspect_err(|_| close(socket))?;
        #[cfg(feature = "socket-wakes")]
        let_tell(PollableRef::new(object), socket).inspect_err(|_| close(socket))?;
        Ok(object)
    }

    /// Accepts one client and starts its task. If that fails, the client is closed.
    fn serve_one(&self, event_loop: &EventLoop) -> Result<()> {
        let client = call_method(self.pollable.stream(), mp::MP_QSTR_accept as _, &[])?;
        let (socket, address) = (get_item(client, 0)?, get_item(client, 1)?);
        let stream = (|| {
            call_method(socket, mp::MP_QSTR_setblocking as _, &[Obj::bool(false)])?;
            let tls = if self.tls.is_truthy() { Some(wrap_tls(self.tls, socket, None)?) } else { None };
            new_stream(socket, tls, address, self.limit)
        })()
        .inspect_err(|_| close(socket))?;
        let abandon = || {
            // The callback may have closed the server.
            if !stream.pollable().is_closed() {
                close(stream.pollable().stream());
            }
        };
        let coro = call(self.callback, 2, &[stream.obj(), stream.obj()]).inspect_err(|_| abandon())?;
        // The callback is a plain function, and has returned.
        if coro.is_none() {
            return Ok(());
        }
        let task = create_by_name(event_loop, coro).inspect_err(|error| {
            // It returned no coroutine, and may have kept the stream.
            if !error.obj().matches(class!(mp_type_TypeError)) {
                abandon();
            }
        });
        task.map(|_| ())
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        // An exception that leaves this function ends the server.
        self.accept_or_wait(event_loop, task).inspect_err(|_| close(self.pollable.stream()))
    }

    fn accept_or_wait(&self, event_loop: &EventLoop, task: TaskRef) -> Result<Step> {
        let paused = task.has(AWAITING) && task.data().is_null();
        if paused {
            task.clear(AWAITING);
        }
        if task.resumes(self.obj()) {
            if let Err(error) = self.serve_one(event_loop) {
                if self.reported(task, error)? {
                    task.set_data(Obj::NULL);
                    task.set_due(event_loop.now().after_ms(ACCEPT_PAUSE_MS));
                    event_loop.sleep(task);
                    return Ok(Step::SUSPEND);
                }
            }
        }
        PollableRef::new(self).wait(event_loop, task, Direction::Read)?;
        task.await_on(self.obj());
        Ok(Step::SUSPEND)
    }

    /// Hands the exception of one client to the exception handler, unless the client itself caused it. Returns whether to pause,
    /// because something is missing that will not be there at once.
    ///
    /// # Errors
    /// An exception that is no `Exception`, such as `KeyboardInterrupt`, and those of the handler.
    fn reported(&self, task: TaskRef, error: Error) -> Result<bool> {
        let exc = error.obj();
        if !exc.matches(class!(mp_type_Exception)) {
            return Err(error);
        }
        let number = errno(error).map_or(0, |number| number as u32);
        if matches!(number, mp::ASYNCIO_EAGAIN | mp::ASYNCIO_ECONNABORTED) {
            return Ok(false);
        }
        protected(mp::asyncio_report_accept, task.obj(), exc)?;
        Ok(matches!(
            number,
            mp::ASYNCIO_EMFILE | mp::ASYNCIO_ENFILE | mp::ASYNCIO_ENOBUFS | mp::ASYNCIO_ENOMEM
        ))
    }
}

/// A `Server`.
#[repr(C)]
pub struct Server {
    header: Header,
    accept: &'static Accept,
    task: Cell<TaskRef>,
}

impl Server {
    /// The server of a new task; `opener` is any task.
    fn new(event_loop: &EventLoop, accept: &'static Accept, opener: TaskRef) -> Result<Obj> {
        // The task comes last: nothing could stop a task that accepts without a server.
        let header = Header { type_: class!(asyncio_type_server) };
        let object = allocate(Self { header, accept, task: Cell::new(opener) })?;
        let task = create(event_loop, accept.obj())?;
        object.task.set(task);
        // SAFETY: it begins with a header.
        Ok(unsafe { Obj::from_ptr(object) })
    }
}

fn server(obj: Obj) -> &'static Server {
    // SAFETY: C calls the functions below for objects of the class `Server` only.
    unsafe { &*obj.as_ptr::<Server>() }
}

fn opening(obj: Obj) -> &'static Opening {
    // SAFETY: C calls the functions below for objects of these two classes only.
    unsafe { &*obj.as_ptr::<Opening>() }
}

/// `open_connection(host, port, ssl, server_hostname)`, to await.
#[export]
extern "C" fn mpy_connect_new(host: Obj, port: Obj, tls: Obj, server_hostname: Obj, limit: usize) -> CResult {
    to_c(
        allocate(Opening {
            header: Header { type_: class!(asyncio_type_connect) },
            callback: Obj::NULL,
            host,
            port,
            backlog: Obj::NULL,
            tls,
            server_hostname,
            limit,
            #[cfg(feature = "names")]
            lookup: Cell::new(Obj::NULL),
            result: Cell::new(Obj::NULL),
        })
        .map(Native::obj),
    )
}

/// `start_server(callback, host, port, backlog, ssl)`, to await.
#[export]
extern "C" fn mpy_start_server_new(
    callback: Obj,
    host: Obj,
    port: Obj,
    backlog: Obj,
    tls: Obj,
    limit: usize,
) -> CResult {
    to_c(
        allocate(Opening {
            header: Header { type_: class!(asyncio_type_start_server) },
            callback,
            host,
            port,
            backlog,
            tls,
            server_hostname: Obj::NULL,
            limit,
            #[cfg(feature = "names")]
            lookup: Cell::new(Obj::NULL),
            result: Cell::new(Obj::NULL),
        })
        .map(Native::obj),
    )
}

/// One step of awaiting `open_connection` or `start_server`.
#[export]
extern "C" fn mpy_opening_next(this: Obj) -> CResult {
    step_to_c(opening(this).step(event_loop()))
}

/// An exception reaches a task that awaits one of them.
#[export]
extern "C" fn mpy_opening_throw(this: Obj, exc: Obj) -> CResult {
    match opening(this).abandon(event_loop()) {
        Ok(()) => Error::from_obj(exc).raise_in_c(),
        Err(error) => error.raise_in_c(),
    }
}

/// One step of a server's task.
#[export]
extern "C" fn mpy_accept_next(this: Obj) -> CResult {
    // SAFETY: C calls this for objects of this class only.
    step_to_c(unsafe { &*this.as_ptr::<Accept>() }.step(event_loop()))
}

/// An exception reaches a server's task: it closes its socket; a cancellation by `close()` ends it
/// normally.
#[export]
extern "C" fn mpy_accept_throw(this: Obj, exc: Obj) -> CResult {
    // SAFETY: as above.
    let accept = unsafe { &*this.as_ptr::<Accept>() };
    close(accept.pollable.stream());
    if accept.closing.get() && exc.matches(class!(asyncio_type_cancelled_error)) {
        return Error::from_obj(Obj::class(class!(mp_type_StopIteration))).raise_in_c();
    }
    Error::from_obj(exc).raise_in_c()
}

/// `Server.close()`: accepts no more clients; those that are connected stay.
#[export]
extern "C" fn mpy_server_close(this: Obj) -> CResult {
    server(this).accept.closing.set(true);
    to_c(server(this).task.get().cancel(event_loop()).map(|_| Obj::none()))
}

/// The task that accepts, which `wait_closed` awaits.
#[export]
extern "C" fn mpy_server_task(this: Obj) -> Obj {
    server(this).task.get().obj()
}

/// Whether `close()` came after the accepting task had been cancelled. That cancellation was for the task that awaited it, and only for that.
#[export]
extern "C" fn mpy_server_was_cancelled(this: Obj) -> bool {
    let server = server(this);
    let task = server.task.get();
    server.accept.closing.get()
        && task.has(task::DONE)
        && task.has(task::FAILED)
        && task.data().matches(class!(asyncio_type_cancelled_error))
}

/// `serve_forever()`: the awaitable. `RuntimeError` when it is awaited after `close()`; it ends with `CancelledError`, by a
/// cancellation, which closes the server, or by `close()`.
#[cfg(feature = "stream-api")]
#[export]
extern "C" fn mpy_server_serve_forever(this: Obj) -> CResult {
    to_c(Operation::new(&SERVE_FOREVER, this, Obj::none()).map(Native::obj))
}

#[cfg(feature = "stream-api")]
static SERVE_FOREVER: How = How {
    step: |serve, event_loop| {
        let server = server(serve.of());
        let begins = !serve.take_value().is_null();
        if begins && (server.accept.closing.get() || server.task.get().has(task::DONE)) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_SERVER_IS_CLOSED));
        }
        // A cancellation of the task that awaits this reaches the server's task, which then closes its socket.
        if server.task.get().await_step(event_loop)?.suspends() {
            return Ok(Step::SUSPEND);
        }
        Err(Error::from_obj(Obj::class(class!(asyncio_type_cancelled_error))))
    },
    throw: raise,
    // The task is on the list of the server's task.
    leave: |_, _| {},
};
