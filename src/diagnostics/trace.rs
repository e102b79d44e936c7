//! Writes the steps of tasks into the [trace](crate::diagnostics::trace_ring).

use crate::{
    diagnostics::trace_ring::{class_name, number, number_of, record, set_stepping},
    kernel::{
        event_loop::event_loop,
        task::{DONE, FAILED, Place},
    },
};
use micropython_export::export;
use micropython_sys::{bindings as mp, class};

/// The current task's step begins; `name` is that of its coroutine.
#[export]
extern "C" fn mpy_trace_step_begins(name: usize) {
    let Some(task) = event_loop().current_task() else { return };
    set_stepping(Some(task.obj()));
    record(mp::ASYNCIO_TRACE_SWITCH, 0, name, number_of(task.obj()), 0);
}

/// The current task's step is over.
#[export]
extern "C" fn mpy_trace_step_ended(name: usize) {
    const PLACES: u32 = 4;
    set_stepping(None);
    let event_loop = event_loop();
    let Some(task) = event_loop.current_task() else { return };
    let mut detail = task.place() as u32;
    let (mut name, mut further) = (name, 0);
    if task.has(DONE) {
        let cancelled = task.has(FAILED) && task.data().matches(class!(asyncio_type_cancelled_error));
        detail = PLACES + u32::from(task.has(FAILED)) + u32::from(cancelled);
    } else if task.place() == Place::Sleeping {
        further = task.due().us_since(event_loop.now()).try_into().unwrap_or(u32::MAX);
    } else if task.place() == Place::Waiting && !task.data().is_null() {
        name = class_name(task.data());
        further = number(task.data().as_ptr::<()>());
    }
    record(mp::ASYNCIO_TRACE_SUSPEND, detail, name, number_of(task.obj()), further);
}
