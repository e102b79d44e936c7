//! Whatever fails between the opening of a socket and its end, nobody else could close it: no socket stays open.

use vm::{Fault, every_point, vm};

/// Sockets that are made beforehand, so that nothing fails between the opening of one and its hand-over but what is under test.
const PROGRAM: &str = "
import asyncio, io, sys

# The call that raises, counted down from here; none at 0.
left = [0]
def step():
    left[0] -= 1
    if left[0] == 0:
        raise OSError(5)

class Socket(io.IOBase):
    def __init__(self):
        self.is_open = False
        self.clients = 0
        self.accepted = (self, ('peer', 1))
    def ioctl(self, request, arg):
        step()
        if request != 3:
            return -1
        # A listening one is ready for clients, any other for all.
        return arg if self.clients >= 0 else 0
    def setblocking(self, flag):
        step()
        assert self.is_open
    def setsockopt(self, level, name, value):
        step()
    def bind(self, address):
        step()
    def listen(self, backlog):
        step()
        self.clients = -1
        Socket.listening = self
    def connect(self, address):
        step()
        Socket.listening.clients = 1
    def accept(self):
        self.clients = -1
        step()
        return opened().accepted
    def read(self, n=-1):
        return b''
    def readline(self):
        return b''
    def write(self, data):
        return len(data)
    def close(self):
        self.is_open = False

class Tls(Socket):
    def close(self):
        self.under.close()

pool = [Socket() for _ in range(5)]
wrappers = [Tls() for _ in range(5)]
used = [0, 0]

def opened():
    socket = pool[used[0]]
    used[0] += 1
    socket.is_open = True
    return socket

class Module:
    SOCK_STREAM = SOL_SOCKET = SO_REUSEADDR = 1
    found = [(2, 1, 0, '', ('host', 80))]
    def getaddrinfo(self, host, port, family, kind):
        return self.found
    def socket(self, family, kind, protocol):
        return opened()

class Context:
    def wrap_socket(self, socket, server_side=False, server_hostname=None, do_handshake_on_connect=True):
        step()
        tls = wrappers[used[1]]
        used[1] += 1
        tls.under = socket
        tls.is_open = True
        return tls

sys.modules['socket'] = Module()
# What is set anew needs no memory then.
for tls in wrappers:
    tls.under = None

# The one failure is over by the second time. A bound method would need memory itself.
def end_of(stream):
    try:
        return stream.wait_closed()
    except MemoryError:
        return stream.wait_closed()

def close(server):
    try:
        server.close()
    except MemoryError:
        server.close()

def serve_at_once(reader, writer):
    step()
    end_of(writer)

async def serve(reader, writer):
    try:
        await reader.readline()
    finally:
        await end_of(writer)

def ignore(loop, context):
    step()

def refuse(loop, context):
    raise ValueError

async def main(callback, ssl, handler=ignore):
    asyncio.get_event_loop().set_exception_handler(handler)
    server = await asyncio.start_server(callback, 'host', 80, ssl=ssl)
    try:
        reader, writer = await asyncio.open_connection('host', 80, ssl=ssl)
        try:
            await reader.readline()
        finally:
            await end_of(writer)
        await asyncio.sleep_ms(5)
    finally:
        close(server)
        await end_of(server)
    return 'finished'

async def rest():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: None)
    await asyncio.sleep_ms(1000)
";

/// Runs `call` with each fault; returns how many there were.
fn leaves_none_open(fault: Fault, call: &str) -> usize {
    every_point(fault, PROGRAM, &format!("asyncio.run({call})"), |vm, after, met, outcome| {
        if !met {
            assert_eq!(outcome.as_deref(), Ok(""));
            assert_eq!(vm.exec("print(used[0])"), "3\n", "the program opens three sockets");
        }
        let open = vm.exec("asyncio.run(rest())\nprint([socket.is_open for socket in pool].count(True))");
        assert_eq!(open, "0\n", "left open after fault {after}; {outcome:?}");
    })
}

fn every_allocation(call: &str) {
    let faults = leaves_none_open(Fault::Allocation, call);
    assert!(faults > 30, "only {faults} allocations");
}

/// Every call of a socket's method, of a TLS context's, of the server's function, of the exception handler.
fn every_call(call: &str) {
    let faults = leaves_none_open(Fault::Call, call);
    assert!(faults > 12, "only {faults} calls");
}

#[test]
fn memory_ends_with_a_server_of_coroutines() {
    every_allocation("main(serve, None)");
}

#[test]
fn memory_ends_with_a_server_of_a_function() {
    every_allocation("main(serve_at_once, None)");
}

#[test]
fn memory_ends_under_tls() {
    every_allocation("main(serve, Context())");
}

#[test]
fn calls_raise_with_a_server_of_coroutines() {
    every_call("main(serve, None)");
}

#[test]
fn calls_raise_with_a_server_of_a_function() {
    every_call("main(serve_at_once, None)");
}

#[test]
fn calls_raise_and_the_handler_too() {
    every_call("main(serve, None, refuse)");
}

#[test]
fn calls_raise_under_tls() {
    every_call("main(serve, Context())");
}

#[test]
fn what_the_function_kept_stays_open() {
    vm(|vm| {
        vm.exec(PROGRAM);
        vm.exec(
            "
kept = []
def keep(reader, writer):
    kept.append(writer)
    return 'no coroutine'
",
        );
        vm.exec("asyncio.run(main(keep, None))");
        assert_eq!(vm.exec("print([writer.s.is_open for writer in kept])"), "[True]\n");
    });
}
