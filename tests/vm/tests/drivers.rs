//! Drivers in Rust: a task awaits them, wakes from any moment arrive, and a handle from before a soft reset is found out.

use core::cell::Cell;
use micropython_sys::{Error, Header, Obj, Result, allocate, bindings as mp, call, class};
use mpy_asyncio::drivers::{Handle, Operation};
use vm::{Vm, vm};

/// What a driver's object has. Its class does not matter here.
#[repr(C)]
struct Sensor {
    header: Header,
    handle: Handle,
    polls_left: Cell<u32>,
    fails: Cell<bool>,
    cancelled: Cell<bool>,
}

impl Operation for Sensor {
    fn poll(&self) -> Result<Option<Obj>> {
        if self.fails.get() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_DRIVER_IS_AWAITED));
        }
        let Some(left) = self.polls_left.get().checked_sub(1) else { return Ok(Some(Obj::small_int(42))) };
        self.polls_left.set(left);
        // The interrupt comes in between: the task has looked, and does not wait yet.
        assert!(self.handle.wake(), "the handle is open");
        Ok(None)
    }

    fn cancelled(&self) {
        self.cancelled.set(true);
    }
}

fn new_sensor(polls: u32) -> Sensor {
    Sensor {
        header: Header { type_: class!(asyncio_type_value) },
        handle: Handle::new(),
        polls_left: Cell::new(polls),
        fails: Cell::new(false),
        cancelled: Cell::new(false),
    }
}

fn sensor(polls: u32) -> &'static Sensor {
    let sensor = allocate(new_sensor(polls));
    let Ok(sensor) = sensor else { panic!("no memory") };
    // SAFETY: an object of the heap, with the handle in it.
    assert!(unsafe { sensor.handle.open(sensor) }.is_ok());
    sensor
}

/// Gives the awaitable to the program's function `keep`.
fn keep(vm: &mut Vm, handle: &Handle) {
    let Ok(awaitable) = handle.wait() else { panic!("the handle is open") };
    let keep = vm.global(c"keep");
    assert!(call(keep, 1, &[awaitable]).is_ok());
}

const PROGRAM: &str = "
import asyncio
def keep(obj):
    global awaitable
    awaitable = obj
async def waits():
    try:
        print(await awaitable)
    except BaseException as exc:
        print(type(exc).__name__, exc)
async def main():
    task = asyncio.create_task(waits())
    for _ in range(20):
        collect()
        await asyncio.sleep_ms(1)
    print(task.done())
    task.cancel()
    await asyncio.sleep_ms(1)
";

#[test]
fn a_wake_between_the_look_and_the_wait_is_not_lost() {
    vm(|vm| {
        vm.exec(PROGRAM);
        let sensor = sensor(5);
        keep(vm, &sensor.handle);
        assert_eq!(vm.exec("asyncio.run(main())"), "42\nTrue\n");
        assert_eq!(sensor.polls_left.get(), 0);
    });
}

#[test]
fn an_error_of_the_driver_reaches_the_task() {
    vm(|vm| {
        vm.exec(PROGRAM);
        let sensor = sensor(0);
        sensor.fails.set(true);
        keep(vm, &sensor.handle);
        let text = "RuntimeError another task waits for this driver: one at a time\nTrue\n";
        assert_eq!(vm.exec("asyncio.run(main())"), text);
    });
}

/// A sensor that never has a value.
#[repr(C)]
struct Silent(Sensor);

impl Operation for Silent {
    fn poll(&self) -> Result<Option<Obj>> {
        Ok(None)
    }

    fn cancelled(&self) {
        self.0.cancelled();
    }
}

#[test]
fn the_driver_is_told_that_its_task_is_cancelled() {
    vm(|vm| {
        vm.exec(PROGRAM);
        let sensor = sensor(0);
        // SAFETY: `Silent` is a `Sensor` with another operation.
        let silent = unsafe { &*core::ptr::from_ref(sensor).cast::<Silent>() };
        // SAFETY: as in `sensor`.
        assert!(unsafe { sensor.handle.open(silent) }.is_ok());
        keep(vm, &sensor.handle);
        assert_eq!(vm.exec("asyncio.run(main())"), "False\nCancelledError \n");
        assert!(sensor.cancelled.get());
        sensor.handle.close();
        assert!(!sensor.handle.wake(), "the handle is closed");
        assert!(sensor.handle.wait().is_err());
    });
}

/// A sensor that runs Python code when it is asked, and has a value from the second time on.
#[repr(C)]
struct Talking(Sensor, Cell<Obj>);

impl Operation for Talking {
    fn poll(&self) -> Result<Option<Obj>> {
        let value = self.0.poll()?;
        // EXCEPTION: what it raises is the task's.
        call(self.1.get(), 0, &[])?;
        Ok(value)
    }
}

#[test]
fn a_wake_that_is_served_while_the_driver_runs_python_code_is_not_lost() {
    vm(|vm| {
        vm.exec(PROGRAM);
        // A new task goes behind what was set before: the loop serves the wakes.
        let serves = vm.eval("lambda: asyncio.create_task(asyncio.sleep_ms(0))");
        let talking = allocate(Talking(new_sensor(1), Cell::new(serves)));
        let Ok(talking) = talking else { panic!("no memory") };
        // SAFETY: as in `sensor`.
        assert!(unsafe { talking.0.handle.open(talking) }.is_ok());
        keep(vm, &talking.0.handle);
        assert_eq!(vm.exec("asyncio.run(main())"), "42\nTrue\n");
    });
}

static HANDLE: Handle = Handle::new();

#[test]
fn a_static_handle_outlives_a_soft_reset_and_its_objects_do_not() {
    vm(|vm| {
        for _ in 0..3 {
            assert!(!HANDLE.wake(), "nothing is open yet");
            vm.exec(PROGRAM);
            {
                let sensor = sensor(0);
                // SAFETY: a static handle, which keeps its owner alive.
                assert!(unsafe { HANDLE.open(sensor) }.is_ok());
            }
            vm.exec("collect()");
            keep(vm, &HANDLE);
            assert_eq!(vm.exec("asyncio.run(main())"), "42\nTrue\n");
            assert!(HANDLE.wake());
            vm.soft_reset();
            assert!(!HANDLE.wake(), "the handle is from before the reset");
        }
    });
}
