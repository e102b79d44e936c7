//! What the collector keeps and what it frees.
//!
//! `collect()` in a program collects garbage and fills all free memory with rubbish, so an object that
//! was freed too early does not survive the next look at it. `count(cls)` says how many objects of a
//! class the heap holds.

use micropython_sys::{Obj, Type, class};
use vm::{Vm, vm};

/// Shared by the programs: what a coroutine holds and nobody else.
const PRELUDE: &str = "
import asyncio
class Witness:
    def __init__(self, text):
        self.text = 'witness ' + text
";

/// One program per object that only the loop refers to while it collects. Each prints what it saw.
const SURVIVORS: &[(&str, &str, &str)] = &[
    (
        "ready tasks and their coroutines",
        "
async def ready(witness):
    print(witness.text)
async def main():
    for n in range(3):
        asyncio.create_task(ready(Witness(str(n))))
    collect()
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
",
        "witness 0\nwitness 1\nwitness 2\n",
    ),
    (
        "sleepers, wherever they stand in the heap",
        "
async def sleeper(ms, witness):
    await asyncio.sleep_ms(ms)
    print(witness.text)
async def main():
    for ms in (5, 3, 9, 7, 1, 8, 2):
        asyncio.create_task(sleeper(ms, Witness(str(ms))))
    await asyncio.sleep_ms(0)
    for ms in range(10):
        collect()
        await asyncio.sleep_ms(1)
",
        "witness 1\nwitness 2\nwitness 3\nwitness 5\nwitness 7\nwitness 8\nwitness 9\n",
    ),
    (
        "sleeps that are tasks",
        "
async def main():
    kept = [asyncio.sleep_ms(n) for n in range(3)]
    for sleep in kept:
        asyncio.create_task(sleep)
    sleep = kept = None
    for n in range(5):
        collect()
        await asyncio.sleep_ms(1)
    print('done')
",
        "done\n",
    ),
    (
        "an event that is set, and who waits for it",
        "
async def waiter(event, witness):
    await event.wait()
    print(witness.text)
async def main():
    event = asyncio.Event()
    asyncio.create_task(waiter(event, Witness('first')))
    asyncio.create_task(waiter(event, Witness('second')))
    await asyncio.sleep_ms(0)
    event.set()
    event = None
    collect()
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
",
        "witness first\nwitness second\n",
    ),
    (
        "a flag that is set, and who waits for it",
        "
async def waiter(flag, witness):
    await flag.wait()
    print(witness.text)
async def main():
    flag = asyncio.ThreadSafeFlag()
    asyncio.create_task(waiter(flag, Witness('flag')))
    await asyncio.sleep_ms(0)
    flag.set()
    flag = None
    collect()
    await asyncio.sleep_ms(0)
    collect()
    await asyncio.sleep_ms(0)
",
        "witness flag\n",
    ),
    (
        "a lock, its holder, its heir and those behind",
        "
async def holder(lock, witness):
    async with lock:
        await asyncio.sleep_ms(2)
        print(witness.text)
async def main():
    lock = asyncio.Lock()
    for n in range(3):
        asyncio.create_task(holder(lock, Witness(str(n))))
    lock = None
    for n in range(10):
        collect()
        await asyncio.sleep_ms(1)
",
        "witness 0\nwitness 1\nwitness 2\n",
    ),
    (
        "a wait_for, its watcher and its task",
        "
async def inner(ms, witness):
    await asyncio.sleep_ms(ms)
    return witness
async def outer(ms):
    try:
        print((await asyncio.wait_for_ms(inner(ms, Witness(str(ms))), 5)).text)
    except asyncio.TimeoutError:
        print('too late')
async def main():
    asyncio.create_task(outer(3))
    asyncio.create_task(outer(8))
    for n in range(12):
        collect()
        await asyncio.sleep_ms(1)
",
        "witness 3\ntoo late\n",
    ),
    (
        "gathers, alone and sharing a task",
        "
async def child(ms, witness):
    await asyncio.sleep_ms(ms)
    return witness.text
async def gatherer(*aws):
    print(await asyncio.gather(*aws))
async def main():
    shared = asyncio.create_task(child(4, Witness('shared')))
    asyncio.create_task(gatherer(child(1, Witness('a')), shared))
    asyncio.create_task(gatherer(shared, child(6, Witness('b'))))
    shared = None
    for n in range(9):
        collect()
        await asyncio.sleep_ms(1)
",
        "['witness a', 'witness shared']\n['witness shared', 'witness b']\n",
    ),
    (
        "those who wait for a task",
        "
async def slow(witness):
    await asyncio.sleep_ms(3)
    return witness.text
async def waiter(task):
    print(await task)
async def main():
    task = asyncio.create_task(slow(Witness('awaited')))
    for n in range(2):
        asyncio.create_task(waiter(task))
    task = None
    for n in range(6):
        collect()
        await asyncio.sleep_ms(1)
",
        "witness awaited\nwitness awaited\n",
    ),
    (
        "a queue of waiters that a script has looked at",
        "
async def slow():
    await asyncio.sleep_ms(3)
async def waiter(task, witness):
    await task
    print(witness.text)
async def main():
    task = asyncio.create_task(slow())
    asyncio.create_task(waiter(task, Witness('seen')))
    await asyncio.sleep_ms(0)
    task.state.peek()
    task = None
    for n in range(6):
        collect()
        await asyncio.sleep_ms(1)
",
        "witness seen\n",
    ),
    (
        "an exception that is about to be thrown",
        "
async def victim(witness):
    try:
        await asyncio.sleep_ms(1000)
    except asyncio.CancelledError:
        print('cancelled', witness.text)
        raise
async def main():
    asyncio.create_task(victim(Witness('victim'))).cancel()
    task = asyncio.create_task(victim(Witness('asleep')))
    await asyncio.sleep_ms(1)
    task.cancel()
    task = None
    collect()
    await asyncio.sleep_ms(1)
",
        "cancelled witness asleep\n",
    ),
    (
        "a failure that nobody has awaited, and the handler that is told",
        "
def install(witness):
    def handler(loop, context):
        print(witness.text, context['exception'].args[0].text)
    asyncio.get_event_loop().set_exception_handler(handler)
async def failing(witness):
    raise ValueError(witness)
async def main():
    install(Witness('handler'))
    asyncio.create_task(failing(Witness('failure')))
    collect()
    await asyncio.sleep_ms(0)
    collect()
    await asyncio.sleep_ms(0)
    collect()
    await asyncio.sleep_ms(0)
    asyncio.get_event_loop().set_exception_handler(None)
",
        "witness handler witness failure\n",
    ),
    (
        "streams, who reads and writes them, and what is still to be written",
        "
import io
class Slow(io.IOBase):
    def __init__(self):
        self.polls = 0
    def ioctl(self, request, arg):
        if request != 3:
            return -1
        self.polls += 1
        return arg if self.polls % 3 == 0 else 0
    def read(self, n=-1):
        return b'ab'[:n]
    def write(self, buf):
        return min(len(buf), 7)
async def reading(stream, witness):
    print(await stream.readexactly(6), witness.text)
async def writing(stream, witness):
    stream.write(bytearray(b'x' * 20))
    stream.write('y' * 10)
    await stream.drain()
    print(witness.text)
async def main():
    from asyncio import StreamReader
    asyncio.create_task(reading(StreamReader(Slow()), Witness('read')))
    asyncio.create_task(writing(StreamReader(Slow()), Witness('written')))
    for n in range(40):
        collect()
        await asyncio.sleep_ms(1)
",
        "b'ababab' witness read\nwitness written\n",
    ),
    (
        "the running task and the main one",
        "
async def main():
    witness = Witness('main')
    await asyncio.sleep_ms(0)
    collect()
    print(witness.text, asyncio.current_task().done())
",
        "witness main False\n",
    ),
];

fn classes() -> Vec<(&'static str, &'static Type)> {
    vec![
        ("Task", class!(asyncio_type_task)),
        ("TaskQueue", class!(asyncio_type_task_queue)),
        ("Event", class!(asyncio_type_event)),
        ("ThreadSafeFlag", class!(asyncio_type_thread_safe_flag)),
        ("Lock", class!(asyncio_type_lock)),
        ("wait_for", class!(asyncio_type_wait_for)),
        ("gather", class!(asyncio_type_gather)),
        ("gather's interest", class!(asyncio_type_completion)),
        ("Loop.stop()'s mark", class!(asyncio_type_stop)),
        ("Stream", class!(asyncio_type_stream)),
        ("a read", class!(asyncio_type_read)),
        ("coroutine", class!(mp_type_gen_instance)),
    ]
}

fn counts(vm: &Vm) -> Vec<(&'static str, usize)> {
    let counts = classes().into_iter().map(|(name, class)| (name, vm.count(Obj::class(class))));
    counts.filter(|&(_, count)| count > 0).collect()
}

/// Collects, after overwriting what programs have left on the stack.
fn collect(vm: &mut Vm) {
    vm.exec("def deep(n):\n  return n and deep(n - 1)\ndeep(40)\ndeep = None");
    vm.collect();
}

#[test]
fn what_only_the_loop_refers_to_survives() {
    for (name, program, printed) in SURVIVORS {
        vm(|vm| {
            vm.exec(PRELUDE);
            vm.exec(program);
            assert_eq!(vm.exec("asyncio.run(main())"), *printed, "{name}");
        });
    }
}

#[test]
fn the_same_with_the_collector_running_at_every_allocation() {
    for (name, program, printed) in SURVIVORS {
        vm(|vm| {
            vm.exec(PRELUDE);
            vm.exec(program);
            vm.collect_always(true);
            assert_eq!(vm.exec("asyncio.run(main())"), *printed, "{name}");
        });
    }
}

#[test]
fn what_nobody_refers_to_is_freed() {
    for (name, program, _) in SURVIVORS {
        vm(|vm| {
            vm.exec(PRELUDE);
            vm.exec(program);
            vm.exec("asyncio.run(main())");
            vm.exec("asyncio.new_event_loop()\nmain = None");
            collect(vm);
            assert_eq!(counts(vm), [], "{name}: still on the heap");
            assert!(
                vm.count(Obj::class(class!(asyncio_type_sleep))) <= 1,
                "{name}: more than the loop's spare sleep"
            );
            assert_eq!(vm.exec("print(count(Witness))"), "0\n", "{name}: witnesses that were not freed");
        });
    }
}

#[test]
fn a_task_that_waits_for_what_nobody_can_bring_about_is_freed() {
    vm(|vm| {
        vm.exec(PRELUDE);
        vm.exec(
            "
async def waiter(event, witness):
    await event.wait()
async def main():
    for n in range(30):
        asyncio.create_task(waiter(asyncio.Event(), Witness(str(n))))
    await asyncio.sleep_ms(1)
    await asyncio.sleep_ms(1)
    collect()
    # The collector may take dead slots of the stack for references to the last few of them.
    print(count(Witness) <= 3, count(asyncio.Event) <= 3)
",
        );
        assert_eq!(vm.exec("asyncio.run(main())"), "True True\n");
    });
}

#[test]
fn a_run_that_ends_leaves_the_heap_as_it_was() {
    vm(|vm| {
        vm.exec(PRELUDE);
        vm.exec("async def main():\n  await asyncio.gather(*[asyncio.sleep_ms(n) for n in range(20)])");
        let used_after = |vm: &mut Vm, runs: usize| {
            for _ in 0..runs {
                vm.exec("asyncio.run(main())");
            }
            collect(vm);
            vm.used()
        };
        let few = used_after(vm, 2);
        let many = used_after(vm, 100);
        // A block for every run would be 3,200 bytes; a few may hang on dead slots of the stack.
        assert!(many < few + 1600, "{few} bytes after two runs, {many} after a hundred more");
    });
}

#[test]
fn importing_takes_no_heap() {
    vm(|vm| {
        vm.exec("import asyncio");
        vm.exec("import sys\ndel sys.modules['asyncio']\ndel asyncio");
        vm.exec("before = after = 0\nimport gc");
        vm.exec("before = gc.mem_alloc()\nimport asyncio\nafter = gc.mem_alloc()");
        assert_eq!(vm.exec("print(after - before)"), "0\n");
    });
}
