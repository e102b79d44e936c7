//! The streams that tasks wait for, as scripts use them: the methods of `asyncio.core._io_queue`.

use crate::kernel::{
    bridge::to_c,
    event_loop::{EventLoop, event_loop},
    pollable::{Direction, IoQueue, Pollable, PollableRef, Polled, Registered},
    task::TaskRef,
};
use micropython_export::export;
use micropython_sys::{CResult, Obj, Result, allocate, class, object};

impl IoQueue {
    /// Suspends the current `task` until the foreign object `stream` is ready.
    fn wait(&self, event_loop: &EventLoop, task: TaskRef, stream: Obj, direction: Direction) -> Result<()> {
        if let Some(known) = self.find(stream) {
            return known.wait(event_loop, task, direction);
        }
        // Taken out: the `ioctl` of the object, which is asked for its descriptor, may wait for another object.
        let object = match self.spare.take().filter(|spare| spare.registered.get() == Registered::No) {
            Some(spare) => {
                spare.stream.set(stream);
                spare.kind.set(Polled::Unknown);
                #[cfg(feature = "stream-wakes")]
                spare.set_waker(None);
                spare
            }
            None => PollableRef::new(allocate(Pollable::new(class!(asyncio_type_pollable), stream, false))?),
        };
        let waits = object.wait(event_loop, task, direction);
        self.spare.set(Some(object));
        waits
    }
}

fn queue(stream: Obj, direction: Direction) -> CResult {
    let event_loop = event_loop();
    to_c(event_loop.current().and_then(|task| {
        event_loop.streams().wait(event_loop, task, stream, direction)?;
        task.set_data(object!(asyncio_io_queue));
        Ok(Obj::none())
    }))
}

/// `queue_read(stream)`: the current task goes on when the stream is ready. The caller must `yield` next.
#[export]
extern "C" fn mpy_io_queue_read(_: Obj, stream: Obj) -> CResult {
    queue(stream, Direction::Read)
}

/// `queue_write(stream)`, likewise.
#[export]
extern "C" fn mpy_io_queue_write(_: Obj, stream: Obj) -> CResult {
    queue(stream, Direction::Write)
}

/// `remove(task)`: takes the task off the stream that it waits for.
#[export]
extern "C" fn mpy_io_remove(_: Obj, task: Obj) -> CResult {
    let event_loop = event_loop();
    to_c(TaskRef::expected(task).map(|task| {
        if event_loop.streams().forget(task) {
            task.set_data(Obj::NULL);
        }
        Obj::none()
    }))
}

/// `register`, `modify` and `unregister` of the poller, for a stream that tasks wait for. The stream is then polled for those of the
/// tasks' events that are in `added`, and for those in `kept` that it was polled for already. Without `ASYNCIO_POLLED` among these it
/// is not polled even for errors. The tasks go on waiting. The next wait or wake ends this. Returns whether the stream was polled. O(streams
/// waited for).
#[export]
extern "C" fn mpy_io_set_events(stream: Obj, kept: u32, added: u32) -> bool {
    let mut was_polled = false;
    for entry in event_loop().streams().iter().filter(|entry| entry.stream.get() == stream) {
        was_polled |= entry.is_polled();
        entry.paused.set((entry.paused.get() | !kept as u8) & !added as u8);
    }
    was_polled
}
