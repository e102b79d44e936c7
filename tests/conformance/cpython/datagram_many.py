# Oracle: CPython
# Features: udp, queue
# Many datagrams in order, several transports and tasks at once; one datagram of each transport in a round.
import asyncio

ROUNDS = 200


class Mirror(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)


class Counter(asyncio.DatagramProtocol):
    def __init__(self):
        self.queue = asyncio.Queue()

    def datagram_received(self, data, addr):
        self.queue.put_nowait(data)


async def talk(name, address, results):
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(Counter, remote_addr=address)
    got = []
    for number in range(ROUNDS):
        transport.sendto(b"%s %d a" % (name, number))
        transport.sendto(b"%s %d b" % (name, number))
        got.append(await protocol.queue.get())
        got.append(await protocol.queue.get())
    wanted = [b"%s %d %s" % (name, number, half) for number in range(ROUNDS) for half in (b"a", b"b")]
    results.append((name, got == wanted))
    transport.close()


async def work(counts):
    while True:
        await asyncio.sleep(0)
        counts[0] += 1


async def main():
    loop = asyncio.get_running_loop()
    mirrors, results, counts = [], [], [0]
    for _ in range(2):
        mirrors.append(await loop.create_datagram_endpoint(Mirror, local_addr=("127.0.0.1", 0)))
    worker = asyncio.create_task(work(counts))
    await asyncio.gather(
        *[talk(b"task%d" % i, mirrors[i % 2][0].get_extra_info("sockname"), results) for i in range(4)]
    )
    worker.cancel()
    print(sorted(results), counts[0] > ROUNDS)

    # All at once, as many as a socket's buffer holds.
    transport, protocol = await loop.create_datagram_endpoint(Counter, local_addr=("127.0.0.1", 0))
    address = transport.get_extra_info("sockname")
    for number in range(100):
        mirrors[0][0].sendto(b"%d" % number, address)
    got = []
    for _ in range(100):
        got.append(int(await protocol.queue.get()))
    print(got == list(range(100)))
    for mirror, _ in mirrors:
        mirror.close()
    transport.close()
    await asyncio.sleep(0)


asyncio.run(main())
