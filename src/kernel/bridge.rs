//! How results cross to C, which raises the errors among them.

use micropython_sys::{CResult, Obj, Result, bindings as mp};

/// What a native function returns to C.
#[inline]
pub fn to_c(result: Result<Obj>) -> CResult {
    match result {
        Ok(value) => CResult::ok(value),
        Err(error) => error.raise_in_c(),
    }
}

/// What an iterator's next step hands to the virtual machine. One word, so that its `Result` comes back in registers.
#[derive(Clone, Copy)]
pub struct Step(Obj);

impl Step {
    /// The task has been put where it waits: leave the coroutine.
    pub const SUSPEND: Self = Self(Obj::NULL);

    /// The awaited value, an object, is there.
    pub const fn ready(value: Obj) -> Self {
        Self(value)
    }

    /// Whether the coroutine is to be left.
    pub fn suspends(self) -> bool {
        self.0.is_null()
    }
}

/// What an iterator's `next` returns to C: `None` to suspend, the end of the iteration with the value,
/// or the sentinel after leaving the error.
#[inline]
pub fn step_to_c(step: Result<Step>) -> CResult {
    match step {
        Ok(step) if step.suspends() => CResult::ok(Obj::none()),
        Ok(Step(value)) => {
            if value.is_none() {
                CResult::ok(Obj::NULL)
            } else {
                // SAFETY: stores one word of thread state; does not raise.
                CResult::ok(unsafe { Obj::from_raw(mp::asyncio_stop_iteration(value.raw())) })
            }
        }
        Err(error) => error.raise_in_c(),
    }
}
