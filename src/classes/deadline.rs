//! `deadline_ms(ms)`: a section of a task that is to end in time. If it ends late, it is reported; nothing is cancelled.

use crate::{diagnostics::observe, kernel::event_loop::event_loop, scheduler::InstantCell};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Header, Native, Obj, Type, allocate, class};

use crate::kernel::bridge::to_c;

/// The context manager. It may be used again once it is left.
#[repr(C)]
pub struct Deadline {
    header: Header,
    due: InstantCell,
    ms: u32,
    /// By how much the section ended late last time.
    late_us: Cell<u32>,
}

// SAFETY: `mpy_deadline_new` makes them.
unsafe impl Native for Deadline {
    fn class() -> &'static Type {
        class!(asyncio_type_deadline)
    }
}

fn deadline(obj: Obj) -> &'static Deadline {
    // SAFETY: C calls the functions below for objects of this class only.
    unsafe { &*obj.as_ptr::<Deadline>() }
}

/// `deadline_ms(ms)`.
#[export]
extern "C" fn mpy_deadline_new(ms: u32) -> CResult {
    let header = Header { type_: Deadline::class() };
    let (due, late_us) = (InstantCell::new(), Cell::new(0));
    to_c(allocate(Deadline { header, due, ms, late_us }).map(Native::obj))
}

/// The section begins.
#[export]
extern "C" fn mpy_deadline_enter(this: Obj) {
    let this = deadline(this);
    this.due.set(event_loop().now().after_ms(this.ms.into()));
    this.late_us.set(0);
}

/// The section has ended: by how many microseconds late, 0 if in time. `ms` is what it was to take.
#[export]
extern "C" fn mpy_deadline_exit(this: Obj, ms: &mut u32) -> u32 {
    let this = deadline(this);
    let event_loop = event_loop();
    let late = event_loop.now().us_since(this.due.get());
    let late = u32::try_from(late).unwrap_or(u32::MAX);
    this.late_us.set(late);
    *ms = this.ms;
    if late > 0 {
        observe::late(event_loop.current_task().map_or(Obj::NULL, |task| task.obj()), late);
    }
    late
}

/// By how many microseconds it ended late last time.
#[export]
extern "C" fn mpy_deadline_late_us(this: Obj) -> u32 {
    deadline(this).late_us.get()
}
