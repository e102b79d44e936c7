# Does what the reference says takes no heap, with the heap locked: an allocation then raises MemoryError. check_names.py wants a
# line `NAME` for each name whose heap column says "none".
import asyncio
import micropython


def call(name, fun):
    """`fun` once to warm up, once with the heap locked."""
    fun()
    allocates = False
    micropython.heap_lock()
    try:
        fun()
    except MemoryError:
        allocates = True
    finally:
        micropython.heap_unlock()
    print(name, "allocates" if allocates else "")


async def wait(name, fun):
    """The same for what is awaited in the coroutine that `fun` makes."""
    await fun()
    coroutine = fun()
    allocates = False
    micropython.heap_lock()
    try:
        await coroutine
    except MemoryError:
        allocates = True
    finally:
        micropython.heap_unlock()
    print(name, "allocates" if allocates else "")


event = asyncio.Event()
flag = asyncio.ThreadSafeFlag()
lock = asyncio.Lock()
loop = asyncio.get_event_loop()
queue = asyncio.TaskQueue()


async def nothing():
    pass


def handler(loop, context):
    pass


task = asyncio.Task(nothing())
ended = asyncio.create_task(nothing())
asyncio.run_until_complete(ended)
runner = asyncio.Runner()
context = {"message": "no failure", "exception": None, "future": ended}


def push_and(fun):
    queue.push(task)
    fun(task)


def pop(_):
    queue.pop()


def remove(task):
    queue.remove(task)


def outside():
    call("ticks", lambda: asyncio.ticks())
    call("ticks_add", lambda: asyncio.ticks_add(1, 2))
    call("ticks_diff", lambda: asyncio.ticks_diff(1, 2))
    call("get_event_loop", lambda: asyncio.get_event_loop())
    call("new_event_loop", lambda: asyncio.new_event_loop())
    coming = [asyncio.create_task(nothing()) for _ in range(2)]
    call("run_until_complete", lambda: asyncio.run_until_complete(coming.pop(0)))
    call("Loop.close", lambda: loop.close())
    call("Loop.is_closed", lambda: loop.is_closed())
    call("Loop.set_debug", lambda: loop.set_debug(False))
    call("Loop.get_debug", lambda: loop.get_debug())
    call("Loop.set_idle", lambda: loop.set_idle(None))
    call("Loop.set_idle_gc", lambda: loop.set_idle_gc(0))
    call("start", lambda: asyncio.trace.start())
    call("is_running", lambda: asyncio.trace.is_running())
    call("stop", lambda: asyncio.trace.stop())
    call("clear", lambda: asyncio.trace.clear())
    call("Loop.set_exception_handler", lambda: loop.set_exception_handler(handler))
    call("Loop.get_exception_handler", lambda: loop.get_exception_handler())
    call("Loop.call_exception_handler", lambda: loop.call_exception_handler(context))
    call("Event.set", lambda: event.set())
    call("Event.clear", lambda: event.clear())
    call("Event.is_set", lambda: event.is_set())
    call("ThreadSafeFlag.set", lambda: flag.set())
    call("ThreadSafeFlag.clear", lambda: flag.clear())
    call("ThreadSafeFlag.ioctl", lambda: flag.ioctl(3, 1))
    call("Lock.locked", lambda: lock.locked())
    call("TaskQueue.push", lambda: push_and(pop))
    call("TaskQueue.pop", lambda: push_and(pop))
    call("TaskQueue.remove", lambda: push_and(remove))
    call("TaskQueue.peek", lambda: queue.peek())
    call("Task.done", lambda: ended.done())
    call("Task.cancelled", lambda: ended.cancelled())
    call("Task.cancelling", lambda: ended.cancelling())
    call("Task.uncancel", lambda: ended.uncancel())
    call("Task.result", lambda: ended.result())
    call("Task.exception", lambda: ended.exception())
    call("Task.get_coro", lambda: ended.get_coro())
    ended.add_done_callback(handler)
    call("Task.remove_done_callback", lambda: ended.remove_done_callback(handler))
    call("Task.get_loop", lambda: ended.get_loop())
    call("iscoroutine", lambda: asyncio.iscoroutine(ended))
    call("iscoroutinefunction", lambda: asyncio.iscoroutinefunction(nothing))
    call("isfuture", lambda: asyncio.isfuture(ended))
    call("Runner.get_loop", lambda: runner.get_loop())


# What is waited for is there only after a while: another task, made beforehand, brings it.
async def bring():
    while True:
        await asyncio.sleep_ms(2)
        event.set()
        flag.set()


async def hold():
    while True:
        await lock.acquire()
        await asyncio.sleep_ms(2)
        lock.release()
        await asyncio.sleep_ms(0)


async def wait_event():
    event.clear()
    await event.wait()


async def wait_flag():
    flag.clear()
    await flag.wait()


async def acquire():
    await lock.acquire()
    lock.release()


async def sleep():
    await asyncio.sleep(1)


async def sleep_ms():
    await asyncio.sleep_ms(1)


async def asleep():
    await asyncio.sleep(10)


async def send_back(reader, writer):
    buffer = bytearray(4)
    while True:
        count = await reader.readinto(buffer)
        if not count:
            break
        writer.write(buffer)


async def streams():
    server = await asyncio.start_server(send_back, "127.0.0.1", 8090)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8090)
    buffer = bytearray(4)

    async def echo():
        writer.write(buffer)
        await reader.readinto(buffer)

    await wait("Stream.readinto", echo)
    call("Stream.get_extra_info", lambda: reader.get_extra_info("peername"))
    call("Stream.close", lambda: writer.close())
    call("IOQueue.remove", lambda: asyncio.core._io_queue.remove(ended))
    client, poller = reader.s, asyncio.core._io_queue.poller
    read = asyncio.create_task(reader.readinto(buffer))
    await asyncio.sleep_ms(0)
    call("IOQueue.modify", lambda: poller.modify(client, 1))
    call("IOQueue.unregister", lambda: poller.unregister(client))
    call("IOQueue.register", lambda: poller.register(client, 1))
    read.cancel()
    call("Server.close", lambda: server.close())
    call("Server.wait_closed", lambda: server.wait_closed())
    await writer.wait_closed()


async def inside():
    call("current_task", lambda: asyncio.current_task())
    victims = [asyncio.create_task(asleep()) for _ in range(2)]
    await asyncio.sleep_ms(0)
    call("Task.cancel", lambda: victims.pop().cancel())
    helpers = [asyncio.create_task(bring()), asyncio.create_task(hold())]
    await asyncio.sleep_ms(0)
    await wait("Event.wait", wait_event)
    await wait("ThreadSafeFlag.wait", wait_flag)
    await wait("Lock.acquire", acquire)
    print("Lock.release")
    await wait("sleep", sleep)
    await wait("sleep_ms", sleep_ms)
    await streams()
    for helper in helpers:
        helper.cancel()
    futures()
    await timeouts()
    await queues()
    await primitives()
    await event_flags()
    stream_waker()
    await thread_safe_queue()
    await pins()
    await datagrams()
    call("Loop.stop", lambda: loop.stop())


def futures():
    call("get_running_loop", lambda: asyncio.get_running_loop())
    call("Loop.is_running", lambda: loop.is_running())
    future = loop.create_future()
    coming = [loop.create_future() for _ in range(2)]
    call("Future.set_result", lambda: coming.pop().set_result(None))
    call("Future.get_loop", lambda: future.get_loop())
    call("Future.done", lambda: future.done())
    call("Future.cancelled", lambda: future.cancelled())
    future.add_done_callback(print)
    call("Future.remove_done_callback", lambda: future.remove_done_callback(print))
    future.set_result(42)
    call("Future.result", lambda: future.result())
    call("Future.exception", lambda: future.exception())
    handle = loop.call_later(10, print)
    call("Handle.cancel", lambda: handle.cancel())
    call("Handle.cancelled", lambda: handle.cancelled())


async def timeouts():
    async with asyncio.timeout(10) as limit:  # noqa: ASYNC100
        call("Timeout.when", lambda: limit.when())
        call("Timeout.reschedule", lambda: limit.reschedule(None))
        call("Timeout.expired", lambda: limit.expired())


async def queues():
    queue = asyncio.Queue(2)

    async def produce():
        while True:
            await asyncio.sleep_ms(2)
            await queue.put(1)

    async def consume():
        while True:
            await asyncio.sleep_ms(2)
            await queue.get()

    async def get():
        await queue.get()

    async def put():
        await queue.put(1)

    call("Queue.qsize", lambda: queue.qsize())
    call("Queue.empty", lambda: queue.empty())
    call("Queue.full", lambda: queue.full())
    call("Queue.put_nowait", lambda: queue.put_nowait(1))
    call("Queue.get_nowait", lambda: queue.get_nowait())
    call("Queue.task_done", lambda: queue.task_done())
    helper = asyncio.create_task(produce())
    await wait("Queue.get", get)
    helper.cancel()
    await asyncio.sleep_ms(0)
    while not queue.full():
        queue.put_nowait(1)
    helper = asyncio.create_task(consume())
    await wait("Queue.put", put)
    helper.cancel()
    call("Queue.shutdown", lambda: queue.shutdown())


async def primitives():
    semaphore = asyncio.Semaphore(0)
    condition = asyncio.Condition()
    barrier = asyncio.Barrier(2)

    async def release():
        while True:
            await asyncio.sleep_ms(2)
            semaphore.release()

    async def notify():
        while True:
            await asyncio.sleep_ms(2)
            await condition.acquire()
            condition.notify()
            condition.notify_all()
            condition.release()

    async def meet():
        while True:
            await barrier.wait()

    async def acquire():
        await semaphore.acquire()

    async def wait_condition():
        await condition.acquire()
        await condition.wait()
        condition.release()

    async def wait_barrier():
        await barrier.wait()

    call("Semaphore.locked", lambda: semaphore.locked())
    call("Condition.locked", lambda: condition.locked())
    helpers = [asyncio.create_task(helper()) for helper in (release, notify, meet)]
    await wait("Semaphore.acquire", acquire)
    await wait("Condition.wait", wait_condition)
    await wait("Barrier.wait", wait_barrier)
    # What the helpers did meanwhile.
    print("Semaphore.release\nCondition.acquire\nCondition.notify\nCondition.notify_all\nCondition.release")
    for helper in helpers:
        helper.cancel()


async def event_flags():
    flags = asyncio.EventFlags()

    async def raise_flags():
        while True:
            await asyncio.sleep_ms(2)
            flags.set(3)

    async def wait_any():
        flags.clear(3)
        await flags.wait_any(1)

    async def wait_all():
        flags.clear(3)
        await flags.wait_all(3)

    call("EventFlags.set", lambda: flags.set(1))
    call("EventFlags.clear", lambda: flags.clear(1))
    call("EventFlags.value", lambda: flags.value())
    helper = asyncio.create_task(raise_flags())
    await wait("EventFlags.wait_any", wait_any)
    await wait("EventFlags.wait_all", wait_all)
    helper.cancel()


def stream_waker():
    waker = asyncio.StreamWaker()
    call("StreamWaker.__call__", waker)


async def thread_safe_queue():
    queue = asyncio.ThreadSafeQueue(2)

    async def feed():
        while True:
            await asyncio.sleep_ms(2)
            if queue.empty():
                queue.put_nowait(1)

    async def get():
        await queue.get()

    call("ThreadSafeQueue.put_nowait", lambda: queue.put_nowait(1))
    call("ThreadSafeQueue.get_nowait", lambda: queue.get_nowait())
    call("ThreadSafeQueue.qsize", lambda: queue.qsize())
    call("ThreadSafeQueue.empty", lambda: queue.empty())
    call("ThreadSafeQueue.full", lambda: queue.full())
    call("ThreadSafeQueue.dropped", lambda: queue.dropped())
    helper = asyncio.create_task(feed())
    await wait("ThreadSafeQueue.get", get)
    helper.cancel()
    await asyncio.sleep_ms(0)
    while not queue.full():
        queue.put_nowait(1)

    async def consume():
        while True:
            await asyncio.sleep_ms(2)
            if not queue.empty():
                queue.get_nowait()

    async def put():
        await queue.put(1)

    helper = asyncio.create_task(consume())
    await wait("ThreadSafeQueue.put", put)
    helper.cancel()


async def pins():
    class Pin:
        IRQ_FALLING = 4
        IRQ_RISING = 8
        handler = None

        def irq(self, handler=None, trigger=0, hard=False):
            self.handler = handler

    pin = Pin()
    edges = asyncio.Edges(pin)
    handler = pin.handler

    async def strike():
        while True:
            await asyncio.sleep_ms(2)
            handler(pin)

    async def edge():
        await edges.wait()

    helper = asyncio.create_task(strike())
    await wait("Edges.wait", edge)
    helper.cancel()
    call("Edges.count", lambda: edges.count())
    call("Edges.dropped", lambda: edges.dropped())
    call("Edges.close", lambda: edges.close())


async def datagrams():
    transport, protocol = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
    )
    call("BaseProtocol.connection_made", lambda: protocol.connection_made(None))
    call("BaseProtocol.connection_lost", lambda: protocol.connection_lost(None))
    call("BaseProtocol.pause_writing", lambda: protocol.pause_writing())
    call("BaseProtocol.resume_writing", lambda: protocol.resume_writing())
    call("DatagramProtocol.error_received", lambda: protocol.error_received(None))
    call("DatagramTransport.get_extra_info", lambda: transport.get_extra_info("peername"))
    call("DatagramTransport.get_protocol", lambda: transport.get_protocol())
    call("DatagramTransport.set_protocol", lambda: transport.set_protocol(protocol))
    call("DatagramTransport.get_write_buffer_size", lambda: transport.get_write_buffer_size())
    call("DatagramTransport.set_write_buffer_limits", lambda: transport.set_write_buffer_limits(100, 0))
    call("DatagramTransport.is_closing", lambda: transport.is_closing())
    call("DatagramTransport.close", lambda: transport.close())
    call("DatagramTransport.abort", lambda: transport.abort())


outside()
asyncio.run(inside())
