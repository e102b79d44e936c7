//! How results are returned to C, which raises the errors.

use micropython_sys::{CResult, Obj, Result, bindings as mp};

/// What a native function returns to C.
#[inline]
pub fn to_c(result: Result<Obj>) -> CResult {
    match result {
        Ok(value) => CResult::ok(value),
        Err(error) => error.raise_in_c(),
    }
}

/// The result of one step of an iterator, for the virtual machine. One word, so that its `Result` comes back in registers.
#[derive(Clone, Copy)]
pub struct Step(Obj);

impl Step {
    /// The task waits: the coroutine has to suspend.
    pub const SUSPEND: Self = Self(Obj::NULL);

    /// The awaited value, an object, is there.
    pub const fn ready(value: Obj) -> Self {
        Self(value)
    }

    /// Whether the coroutine has to suspend.
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
