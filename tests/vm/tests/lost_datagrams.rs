//! Whatever fails while a UDP endpoint is opened, used and closed: its socket does not stay open.

use vm::{Fault, every_point};

/// Sockets that are made beforehand, so that nothing fails between the opening of one and its hand-over but what is under test.
const PROGRAM: &str = "
import asyncio, io, sys

# The call that raises, counted down from here; none at 0.
left = [0]
def step():
    left[0] -= 1
    if left[0] == 0:
        raise error

error = OSError(5)
blocked = OSError(11)

class Socket(io.IOBase):
    def __init__(self):
        self.is_open = False
        self.waiting = []
        self.full = 0
    def ioctl(self, request, arg):
        step()
        if request != 3:
            return -1
        return arg & (5 if self.waiting else 4)
    def setblocking(self, flag):
        step()
        assert self.is_open
    def setsockopt(self, level, name, value):
        step()
    def bind(self, address):
        step()
    def connect(self, address):
        step()
    def recvfrom(self, n):
        step()
        if not self.waiting:
            raise blocked
        return self.waiting.pop()
    def send(self, data):
        step()
        # Every second datagram has to wait.
        self.full ^= 1
        if self.full:
            raise blocked
        self.waiting.append((data, ('host', 80)))
    def sendto(self, data, address):
        self.send(data)
    def close(self):
        self.is_open = False

pool = [Socket() for _ in range(3)]
used = [0]

class Module:
    SOCK_DGRAM = SOL_SOCKET = SO_BROADCAST = 1
    found = [(2, 1, 0, '', ('host', 80))]
    def getaddrinfo(self, host, port, family=0, kind=0, proto=0, flags=0):
        return self.found
    def socket(self, family, kind, protocol):
        socket = pool[used[0]]
        used[0] += 1
        socket.is_open = True
        return socket

sys.modules['socket'] = Module()

class Protocol:
    def __init__(self):
        step()
        self.heard = 0
    def connection_made(self, transport):
        step()
        transport.set_write_buffer_limits(0)
        for _ in range(3):
            transport.sendto(b'datagram', ('host', 80))
    def datagram_received(self, data, addr):
        self.heard += 1
        step()
    def error_received(self, exc):
        step()
    def pause_writing(self):
        step()
    def resume_writing(self):
        step()
    def connection_lost(self, exc):
        step()

def ignore(loop, context):
    step()

def refuse(loop, context):
    raise ValueError

# The one failure is over by the second time.
def end(transport):
    try:
        transport.close()
    except MemoryError:
        transport.close()

async def main(handler=ignore, **how):
    loop = asyncio.get_event_loop()
    loop.set_exception_handler(handler)
    transport, protocol = await loop.create_datagram_endpoint(Protocol, **how)
    try:
        await asyncio.sleep_ms(5)
        transport.sendto(bytearray(b'more'), ('host', 80))
        await asyncio.sleep_ms(5)
    finally:
        end(transport)
    await asyncio.sleep_ms(5)
    return 'finished'

async def rest():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: None)
    await asyncio.sleep_ms(1000)
";

const CALLS: [&str; 4] = [
    "local_addr=('host', 80)",
    "remote_addr=('host', 80)",
    "local_addr=('host', 80), remote_addr=('host', 80), allow_broadcast=True",
    "family=2",
];

/// Runs `call` with each fault; returns how many there were.
fn leaves_none_open(fault: Fault, call: &str) -> usize {
    every_point(fault, PROGRAM, &format!("asyncio.run({call})"), |vm, after, met, outcome| {
        if !met {
            assert_eq!(outcome.as_deref(), Ok(""));
            assert_eq!(vm.exec("print(used[0])"), "1\n", "the program opens a socket");
        }
        // What a fault has kept from ending is ended: a run that it ended leaves its transports as they were.
        let open = vm.exec("asyncio.run(rest())\nprint([socket.is_open for socket in pool].count(True))");
        assert_eq!(open, "0\n", "{call} left one open after fault {after}; {outcome:?}");
        vm.check_loop("it");
    })
}

#[test]
fn memory_ends() {
    for how in CALLS {
        let faults = leaves_none_open(Fault::Allocation, &format!("main({how})"));
        assert!(faults > 30, "only {faults} allocations");
    }
}

fn every_call(how: &str) {
    let faults = leaves_none_open(Fault::Call, &format!("main({how})"));
    assert!(faults > 12, "only {faults} calls");
}

#[test]
fn calls_raise() {
    CALLS.into_iter().for_each(every_call);
}

#[test]
fn calls_raise_and_the_handler_too() {
    CALLS.into_iter().for_each(|how| every_call(&format!("refuse, {how}")));
}
