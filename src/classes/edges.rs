//! `Edges`: the edges of a pin, each with the time at which its interrupt came. `wait_edge()`: the next edge.
//!
//! Both are a `ThreadSafeQueue` of times that the pin's interrupt fills. The interrupt is C's: `classes/edges.c`.

use crate::{
    classes::thread_safe_queue::ThreadSafeQueue,
    kernel::{bridge::to_c, event_loop::event_loop, kind::Awaitable, task::TaskRef},
};
use core::{cell::UnsafeCell, ptr::null_mut};
use micropython_export::export;
use micropython_sys::{CResult, Native, Obj, Type, allocate, bindings as mp, class};

/// An `Edges`. It begins as its queue does, whose functions take it.
#[repr(C)]
pub struct Edges {
    times: ThreadSafeQueue,
    part: UnsafeCell<mp::asyncio_edges_t>,
}

// SAFETY: `mpy_edges_new` makes them.
unsafe impl Native for Edges {
    fn class() -> &'static Type {
        class!(asyncio_type_edges)
    }

    fn fits(obj: Obj) -> bool {
        obj.is_exactly(Self::class()) || obj.is_exactly(class!(asyncio_type_next_edge))
    }
}

impl Awaitable for Edges {
    fn leave(&self, task: TaskRef) {
        self.times.leave(task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.times.leave_silently(task);
    }

    fn may_run(&self) -> bool {
        self.times.may_run()
    }

    fn wakes_waiters(&self) -> bool {
        self.times.wakes_waiters()
    }
}

fn edges(obj: Obj) -> &'static Edges {
    // SAFETY: C calls the functions below for objects of the two classes only.
    unsafe { &*obj.as_ptr::<Edges>() }
}

/// An `Edges` of `class` that keeps `size` times, and drops the oldest. C fills in its part.
#[export]
extern "C" fn mpy_edges_new(class: &'static Type, size: usize) -> CResult {
    to_c(
        ThreadSafeQueue::of_class(class, size, true)
            .and_then(|times| {
                let part = mp::asyncio_edges_t {
                    pin: null_mut(),
                    debounce_us: 0,
                    last_us: 0,
                    wanted: 0,
                    any: false,
                    armed: false,
                    trigger: 0,
                    count: 0,
                };
                allocate(Edges { times, part: UnsafeCell::new(part) })
            })
            .map(Native::obj),
    )
}

/// The part of it that C uses. For any context.
#[export]
extern "C" fn mpy_edges_part(this: Obj) -> usize {
    edges(this).part.get().expose_provenance()
}

/// No edge comes any more: a task that waits gets a `RuntimeError` when it has got all times.
#[export]
extern "C" fn mpy_edges_close(this: Obj) {
    edges(this).times.close(event_loop());
}
