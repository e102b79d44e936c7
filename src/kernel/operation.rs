//! The awaitable of a method that has more to remember than its object: `queue.put(item)`,
//! `condition.wait_for(predicate)`.
//!
//! All such methods share one class. A table of functions describes [how](How) each one works. Usually an operation is built, stepped and
//! dropped at once. So the object keeps a [spare one](Spare), and allocates only while that is in use.

use crate::kernel::{
    bridge::{Step, step_to_c},
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    task::TaskRef,
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Error, Header, Native, Obj, Result, Type, allocate, class};

/// How one kind of operation works.
pub struct How {
    /// One step of awaiting it.
    pub step: fn(&Operation, &EventLoop) -> Result<Step>,
    /// An exception reaches the task that awaits it.
    pub throw: fn(&Operation, &EventLoop, Obj) -> Result<Step>,
    /// Takes the task that awaits it off its list.
    pub leave: fn(&Operation, TaskRef),
}

/// An operation; see the [module](self). Four words: one block on a 32-bit board.
#[repr(C)]
pub struct Operation {
    header: Header,
    how: Cell<&'static How>,
    of: Obj,
    /// Its argument, or null once it is spent.
    value: Cell<Obj>,
}

const _: () = assert!(size_of::<Operation>() <= 4 * size_of::<usize>());

// SAFETY: `Operation::new` makes them.
unsafe impl Native for Operation {
    fn class() -> &'static Type {
        class!(asyncio_type_operation)
    }
}

impl Awaitable for Operation {
    fn leave(&self, task: TaskRef) {
        (self.how.get().leave)(self, task);
    }
}

impl Operation {
    /// An operation on the object `of` with the argument `value`, which must not be null.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(how: &'static How, of: Obj, value: Obj) -> Result<&'static Self> {
        let header = Header { type_: class!(asyncio_type_operation) };
        allocate(Self { header, how: Cell::new(how), of, value: Cell::new(value) })
    }

    /// The object whose method made it.
    pub fn of(&self) -> Obj {
        self.of
    }

    /// Its argument; null once it is spent.
    pub fn value(&self) -> Obj {
        self.value.get()
    }

    /// Replaces its argument.
    #[cfg(feature = "udp")]
    pub fn set_value(&self, value: Obj) {
        self.value.set(value);
    }

    /// Spends it.
    pub fn take_value(&self) -> Obj {
        self.value.replace(Obj::NULL)
    }
}

/// The operation that an object hands out again once it is spent.
pub struct Spare(Cell<Option<&'static Operation>>);

impl Spare {
    /// None yet.
    pub const fn new() -> Self {
        Self(Cell::new(None))
    }

    /// An operation on the object `of`, which keeps this spare. Allocates only while the spare one is in use.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn hand_out(&self, how: &'static How, of: Obj, value: Obj) -> Result<Obj> {
        if let Some(spare) = self.0.get() {
            if spare.value.get().is_null() {
                spare.how.set(how);
                spare.value.set(value);
                return Ok(spare.obj());
            }
        }
        let operation = Operation::new(how, of, value)?;
        self.0.set(Some(operation));
        Ok(operation.obj())
    }
}

fn operation(obj: Obj) -> &'static Operation {
    // SAFETY: C calls the functions below for objects of this class only.
    unsafe { &*obj.as_ptr::<Operation>() }
}

/// One step of awaiting an operation.
#[export]
extern "C" fn mpy_operation_next(this: Obj) -> CResult {
    let this = operation(this);
    step_to_c((this.how.get().step)(this, event_loop()))
}

/// An exception reaches a task that awaits an operation.
#[export]
extern "C" fn mpy_operation_throw(this: Obj, exc: Obj) -> CResult {
    let this = operation(this);
    step_to_c((this.how.get().throw)(this, event_loop(), exc))
}

/// Passes the exception on, as most operations do.
pub fn raise(_: &Operation, _: &EventLoop, exc: Obj) -> Result<Step> {
    Err(Error::from_obj(exc))
}
