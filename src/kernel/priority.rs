//! What a task keeps of its priority.

use crate::kernel::node::Node;
use core::cell::Cell;

/// The task waits for something by `wait(priority=True)`.
pub const URGENT_WAIT: u8 = 1;
/// The task is in the list of [`Urgent`](crate::kernel::urgent::Urgent) that lend or are lent a priority.
pub const INVOLVED: u8 = 2;

/// The task waits for something that may happen at any moment.
#[cfg(feature = "idle")]
pub const WATCHES: u8 = 4;

/// See the [module](self). All zeros for a task that nobody has made urgent.
#[repr(C)]
pub struct Priority {
    /// The next one in that list.
    pub next: Cell<Option<Node>>,
    /// The task's own, as a script sees it.
    pub own: Cell<u8>,
    /// The highest of those that wait for the task.
    pub lent: Cell<u8>,
    /// With which the task stands in the ready queue or sleeps; 0 elsewhere.
    pub queued: Cell<u8>,
    pub marks: Cell<u8>,
}

impl Priority {
    /// Of a task that is not urgent.
    pub const fn none() -> Self {
        Self {
            next: Cell::new(None),
            own: Cell::new(0),
            lent: Cell::new(0),
            queued: Cell::new(0),
            marks: Cell::new(0),
        }
    }

    /// Whether anything is to be done for the task that is not done for one without a priority. One load and one comparison.
    #[inline(always)]
    pub fn is_special(&self) -> bool {
        u32::from_ne_bytes([self.own.get(), self.lent.get(), self.queued.get(), self.marks.get()]) != 0
    }

    /// The highest of its own, the lent one and that of its wait.
    pub fn now(&self) -> u8 {
        self.lasting().max(u8::from(self.has(URGENT_WAIT)))
    }

    /// The higher one of its own and the lent one, which the next turn does not end.
    pub fn lasting(&self) -> u8 {
        self.own.get().max(self.lent.get())
    }

    /// Whether this mark is set.
    pub fn has(&self, mark: u8) -> bool {
        self.marks.get() & mark != 0
    }

    /// Sets or clears a mark.
    pub fn set_mark(&self, mark: u8, to: bool) {
        self.marks.set(self.marks.get() & !mark | if to { mark } else { 0 });
    }

    /// The turn of the task begins: it stands in no queue, and its urgent wait is over.
    #[inline(always)]
    pub fn begin_turn(&self) {
        if self.is_special() {
            self.queued.set(0);
            self.set_mark(URGENT_WAIT, false);
        }
    }
}
