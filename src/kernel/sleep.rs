//! The awaitable of `sleep(s)`. It keeps its own deadline. The loop has a spare one.

use crate::scheduler::InstantCell;
use core::cell::Cell;
use micropython_sys::{Header, Native, Result, Type, allocate, class};

/// A sleep. It is in use from the call of `sleep()` to its first step.
#[repr(C)]
pub struct Sleep {
    header: Cell<Header>,
    pub(crate) due: InstantCell,
    pub(crate) state: Cell<State>,
}

/// A whole word: what lay in bytes behind a smaller one could be an old pointer, and the collector would keep its object.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum State {
    /// Free: the first step is over.
    Spent = 0,
    /// The first step will let the other tasks run once.
    Yield,
    /// The first step will put the task to sleep until it is due.
    Pending,
    /// As [`State::Yield`], and the task stays before all that are ready.
    #[cfg(feature = "priority")]
    UrgentYield,
    /// As [`State::Pending`], and the task runs before all that are ready when it is due.
    #[cfg(feature = "priority")]
    UrgentPending,
}

// SAFETY: `init` and `new` make them.
unsafe impl Native for Sleep {
    fn class() -> &'static Type {
        class!(asyncio_type_sleep)
    }
}

impl Sleep {
    /// Makes zeroed memory a free sleep.
    pub fn init(&self) {
        self.header.set(Header { type_: Self::class() });
        self.state.set(State::Spent);
    }

    /// A new one, free.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new() -> Result<&'static Self> {
        allocate(Self {
            header: Cell::new(Header { type_: Self::class() }),
            due: InstantCell::new(),
            state: Cell::new(State::Spent),
        })
    }
}
