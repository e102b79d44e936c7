//! Faults at every point of a program: an allocation that fails, Ctrl-C. Whatever comes of the program,
//! nothing crashes and the loop runs another one afterwards.

use vm::{Fault, every_point};

/// Uses all that can wait, be cancelled, time out and fail.
const PROGRAM: &str = "
import asyncio
async def child(ms, value):
    await asyncio.sleep_ms(ms)
    return value
async def locker(lock, ms):
    async with lock:
        await asyncio.sleep_ms(ms)
async def waiter(event):
    await event.wait()
async def failing():
    await asyncio.sleep_ms(1)
    raise ValueError('on purpose')
async def main():
    loop = asyncio.get_event_loop()
    loop.set_exception_handler(lambda loop, context: None)
    event, flag, lock = asyncio.Event(), asyncio.ThreadSafeFlag(), asyncio.Lock()
    tasks = [asyncio.create_task(waiter(event)), asyncio.create_task(waiter(flag))]
    tasks += [asyncio.create_task(locker(lock, ms)) for ms in (1, 2, 3)]
    asyncio.create_task(failing())
    event.set()
    flag.set()
    try:
        await asyncio.wait_for_ms(child(5, 'late'), 2)
    except asyncio.TimeoutError:
        pass
    shared = asyncio.create_task(child(2, 'shared'))
    await asyncio.gather(shared, shared, child(1, 'own'), failing(), return_exceptions=True)
    tasks[4].cancel()
    shared = asyncio.create_task(child(20, 'shared'))
    outer = asyncio.create_task(asyncio.wait_for(asyncio.gather(shared, child(30, 'x')), 1))
    kept = [asyncio.sleep_ms(n) for n in range(3)]
    for sleep in kept:
        await sleep
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        pass
    asyncio.core.TaskQueue().push(shared)
    shared.state
    return 'finished'
";

/// Returns how many faults there were.
fn everywhere(fault: Fault) -> usize {
    every_point(fault, PROGRAM, "print(asyncio.run(main()))", |vm, after, met, outcome| {
        match outcome {
            Ok(printed) if !met => assert_eq!(printed, "finished\n"),
            // A handler or a second task may have swallowed it, else it is shown.
            Ok(_) => {}
            Err(text) => {
                assert!(met, "without a fault: {text}");
                assert!(
                    text.contains("Error") || text.contains("KeyboardInterrupt"),
                    "after {after}: {text}"
                );
            }
        }
        vm.check_loop(&format!("a fault at {after}"));
    })
}

#[test]
fn an_allocation_that_fails() {
    let faults = everywhere(Fault::Allocation);
    assert!(faults > 30, "only {faults} allocations");
}

#[test]
fn ctrl_c() {
    let faults = everywhere(Fault::Interrupt);
    assert!(faults > 30, "only {faults} points to interrupt at");
}
