# What net_board.py puts behind the tasks of examples/three_tasks.py: the board's own serial line is the UART, the host collects the frames.
# It writes this too.
TRACED = False


async def on_board():
    import sys

    sensor, rate, results, posted, beats = Sensor(), Rate(100), [], [], []
    late = Lateness()
    tasks = [
        asyncio.create_task(snapshots(sensor, rate, results, late)),
        asyncio.create_task(uploader(HOST_PORT, results, posted)),
        asyncio.create_task(commands(sys.stdin.buffer, rate)),
        asyncio.create_task(heartbeat(beats, late)),
    ]
    print("ready")
    if TRACED:
        asyncio.trace.start()
    # The operator says when it is enough.
    while rate.changes < 2:
        await asyncio.sleep_ms(20)
    if TRACED:
        asyncio.trace.stop()
    tasks[0].cancel()
    while len(posted) < sensor.frames:
        await asyncio.sleep_ms(20)
    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            pass
    print("rate", rate.ms)
    print("posted", len(posted))
    print("answered", all(answer == b"HTTP/1.0 200 got /frame/%d\r\n" % number for number, answer in posted))
    print("beats", len(beats) > 3)


asyncio.run(on_board())
if TRACED:
    asyncio.trace.dump()
