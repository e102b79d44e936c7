//! Where a task with a name of its own keeps it.

use core::cell::Cell;
use micropython_sys::{Header, Native, Obj, Result, Type, allocate, class};

/// Where a task with a name of its own keeps its `state`.
#[repr(C)]
pub struct Named {
    header: Header,
    /// What the task would keep itself.
    pub state: Cell<Obj>,
    /// A string, or the number in `Task-<number>`.
    pub name: Cell<Obj>,
}

// SAFETY: `Named::new` makes them.
unsafe impl Native for Named {
    fn class() -> &'static Type {
        class!(asyncio_type_named)
    }
}

impl Named {
    /// One for a task whose `state` it will keep.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(name: Obj) -> Result<&'static Self> {
        let named = allocate(Self {
            header: Header { type_: Self::class() },
            state: Cell::new(Obj::NULL),
            name: Cell::new(name),
        })?;
        Ok(named)
    }
}
