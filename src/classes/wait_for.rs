//! `wait_for(aw, timeout)` and `wait_for_ms(aw, ms)`.
//!
//! The caller sleeps while a *watcher* waits for the inner task. The watcher takes turns in the ready
//! queue, as the helper task of stock does, so that every wake comes on the same turn as with stock. But the
//! watcher is this object: it has no coroutine, and its turn is a few instructions.
//!
//! ```text
//! caller:  New ──▶ Direct (no timeout: awaits the inner task itself)
//!           └────▶ Sleeping ─▶ Settled (the watcher saw the inner task end; outcome goes to the caller)
//!                     └──────▶ Draining (timed out: inner task cancelled, awaits the watcher) ─▶ TimeoutError
//!                                 └──▶ Cancelled (its task was cancelled meanwhile: awaits the watcher) ─▶ CancelledError
//! watcher: Ready ─▶ Waiting (for the inner task) ─▶ Ready ─▶ Over
//! ```

use crate::kernel::{
    bridge::{Step, step_to_c, to_c},
    create::promote,
    event_loop::{EventLoop, event_loop},
    kind::{Awaitable, Reaches},
    node::{BeginsWith, Node, NodeHead},
    task::{self, DONE, Place, RETRIEVED, THROW, TaskRef},
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Error, Native, Obj, Result, Type, allocate, bindings as mp, class};

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Caller {
    New,
    Direct,
    Sleeping,
    Settled,
    Draining,
    /// As above, and the caller was cancelled since.
    Cancelled,
    Gone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Watcher {
    Ready,
    Waiting,
    Over,
}

const _: () = assert!(size_of::<WaitFor>() <= 8 * size_of::<usize>());

/// The awaitable that `wait_for` returns; see the [module](self).
#[repr(C)]
pub struct WaitFor {
    head: NodeHead,
    task: Cell<Option<TaskRef>>,
    /// What to wait for: the argument, then the inner task.
    inner: Cell<Obj>,
    timeout_ms_low: u32,
    timeout_ms_high: u8,
    forever: bool,
    /// Whether `inner` is the exception that kept the watcher from watching.
    failed: Cell<bool>,
    caller: Cell<Caller>,
    watcher: Cell<Watcher>,
    /// Whether the watcher was cancelled before its next turn.
    cancelled: Cell<bool>,
}

// SAFETY: `mpy_wait_for_new` makes them.
unsafe impl Native for WaitFor {
    fn class() -> &'static Type {
        class!(asyncio_type_wait_for)
    }
}

// SAFETY: its first field.
unsafe impl BeginsWith<NodeHead> for WaitFor {}

impl Awaitable for WaitFor {
    const IS_NODE: bool = true;

    #[cfg(feature = "priority")]
    fn holder(&self, n: u32) -> Option<TaskRef> {
        self.inner().filter(|_| n == 0)
    }

    #[cfg(feature = "priority")]
    fn caller(&self) -> Option<TaskRef> {
        self.task.get()
    }

    /// The caller is cancelled after the timeout, while it waits for the end of the inner task: it will get `CancelledError` instead of
    /// `TimeoutError`.
    fn cancel(&self) -> Reaches {
        if self.caller.get() == Caller::Draining {
            self.caller.set(Caller::Cancelled);
        }
        self.cancel_watcher().map_or(Reaches::Nobody, Reaches::Task)
    }
}

impl WaitFor {
    fn node(&self) -> Node {
        Node::new(self)
    }

    fn inner(&self) -> Option<TaskRef> {
        TaskRef::from_obj(self.inner.get())
    }

    /// Cancels what the caller waits for: the inner task, which the caller of this function is to
    /// cancel, or the watcher's next turn.
    fn cancel_watcher(&self) -> Option<TaskRef> {
        match self.watcher.get() {
            Watcher::Waiting => match self.inner() {
                Some(inner) if !inner.has(DONE) => return Some(inner),
                // It has just ended, and the watcher has not had its turn.
                _ => self.cancelled.set(true),
            },
            Watcher::Ready => self.cancelled.set(true),
            Watcher::Over => {}
        }
        None
    }

    fn cancel_inner(&self, event_loop: &EventLoop) -> Result<()> {
        match self.cancel_watcher() {
            Some(inner) => inner.cancel(event_loop).map(|_| ()),
            None => Ok(()),
        }
    }

    /// The watcher's turn.
    pub fn watch(&self, event_loop: &EventLoop) {
        let Some(inner) = self.inner() else { return };
        if !self.cancelled.get() {
            if !inner.has(DONE) {
                match inner.add_waiter(self.node()) {
                    Ok(()) => {
                        self.watcher.set(Watcher::Waiting);
                        return;
                    }
                    Err(error) => {
                        self.inner.set(error.obj());
                        self.failed.set(true);
                    }
                }
            } else {
                inner.set(RETRIEVED);
            }
        }
        self.watcher.set(Watcher::Over);
        let Some(task) = self.task.get() else { return };
        match self.caller.get() {
            Caller::Sleeping if !task.has(THROW) => {
                self.caller.set(Caller::Settled);
                event_loop.settle_sleepers();
                if task.place() == Place::Sleeping {
                    event_loop.remove_sleeper(task);
                    event_loop.make_ready(task.node());
                }
            }
            Caller::Draining | Caller::Cancelled
                if task.place() == Place::Waiting && task.data() == self.obj() =>
            {
                event_loop.make_ready(task.node())
            }
            _ => {}
        }
    }

    /// A task that this makes of the inner awaitable is as urgent as the caller. One that exists already is not: the caller sleeps
    /// until its timeout and so lends nothing.
    fn start_inner(&self, event_loop: &EventLoop) -> Result<TaskRef> {
        let given = self.inner.get();
        let inner = promote(event_loop, given)?;
        #[cfg(feature = "priority")]
        if inner.obj() != given {
            if let Some(caller) = event_loop.current_task() {
                event_loop.inherit(inner, caller);
            }
        }
        Ok(inner)
    }

    fn begin(&self, event_loop: &EventLoop) -> Result<Step> {
        let inner = self.start_inner(event_loop)?;
        // The awaitable's own code may have made the task wait elsewhere, or stepped this very object.
        let task = event_loop.current()?;
        if self.caller.get() != Caller::New {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_WAIT_FOR_IS_AWAITED));
        }
        self.inner.set(inner.obj());
        self.task.set(Some(task));
        if self.forever {
            self.caller.set(Caller::Direct);
            return inner.await_step(event_loop);
        }
        self.caller.set(Caller::Sleeping);
        event_loop.make_ready(self.node());
        task.set_data(Obj::NULL);
        let timeout_ms = (u64::from(self.timeout_ms_high) << 32) | u64::from(self.timeout_ms_low);
        if timeout_ms == 0 {
            event_loop.yield_now(task);
        } else {
            task.set_due(event_loop.now().after_ms(timeout_ms));
            event_loop.sleep(task);
        }
        Ok(Step::SUSPEND)
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if self.caller.get() == Caller::New {
            return self.begin(event_loop);
        }
        if self.failed.get() {
            self.caller.set(Caller::Gone);
            task.clear(task::AWAITING);
            return Err(Error::from_obj(self.inner.get()));
        }
        let Some(inner) = self.inner() else { return Ok(Step::ready(Obj::none())) };
        if self.caller.get() == Caller::Direct {
            return inner.await_step(event_loop);
        }
        if self.task.get() != Some(task) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_WAIT_FOR_IS_AWAITED));
        }
        let caller = self.caller.replace(Caller::Gone);
        let is_cancelled = match caller {
            Caller::Settled | Caller::Sleeping => {
                task.clear(task::AWAITING);
                if caller == Caller::Sleeping && !inner.has(DONE) {
                    self.caller.set(Caller::Draining);
                    self.cancel_inner(event_loop)?;
                    if self.watcher.get() != Watcher::Over {
                        task.await_on(self.obj());
                        return Ok(Step::SUSPEND);
                    }
                    self.caller.set(Caller::Gone);
                    false
                } else if caller == Caller::Sleeping || !self.cancelled.get() {
                    // It may have ended while the caller was already ready. Its outcome, such as a lock, must not get lost.
                    return inner.retrieve().map(Step::ready);
                } else {
                    true
                }
            }
            _ => {
                task.resumes(self.obj());
                caller == Caller::Cancelled
            }
        };
        Err(Error::from_obj(Obj::class(if is_cancelled {
            class!(asyncio_type_cancelled_error)
        } else {
            class!(asyncio_type_timeout_error)
        })))
    }

    /// Called when an exception is thrown into the caller: a cancellation goes on to the inner task.
    fn abandon(&self, event_loop: &EventLoop, exc: Obj) -> Result<()> {
        let caller = self.caller.replace(Caller::Gone);
        if caller == Caller::Sleeping && exc.matches(class!(asyncio_type_cancelled_error)) {
            self.cancel_inner(event_loop)?;
        }
        Ok(())
    }
}

fn wait_for(obj: Obj) -> &'static WaitFor {
    // SAFETY: C calls the functions below for objects of this class only.
    unsafe { &*obj.as_ptr::<WaitFor>() }
}

/// `wait_for_ms(awaitable, ms)`, or without a timeout if `forever`. Nothing happens until it is
/// awaited.
#[export]
extern "C" fn mpy_wait_for_new(awaitable: Obj, forever: bool, ms: i64) -> CResult {
    let ms = ms.clamp(0, (1 << 40) - 1);
    to_c(
        allocate(WaitFor {
            head: NodeHead::new(class!(asyncio_type_wait_for)),
            task: Cell::new(None),
            inner: Cell::new(awaitable),
            timeout_ms_low: ms as u32,
            timeout_ms_high: (ms >> 32) as u8,
            forever,
            failed: Cell::new(false),
            caller: Cell::new(Caller::New),
            watcher: Cell::new(Watcher::Ready),
            cancelled: Cell::new(false),
        })
        .map(Native::obj),
    )
}

/// One step of awaiting a `wait_for`.
#[export]
extern "C" fn mpy_wait_for_next(this: Obj) -> CResult {
    step_to_c(wait_for(this).step(event_loop()))
}

/// An exception reaches a task that awaits a `wait_for`.
///
/// # Errors
/// As [`TaskRef::cancel`].
///
/// EXCEPTION: as [`TaskRef::cancel`].
pub fn abandon(this: Obj, event_loop: &EventLoop, exc: Obj) -> Result<()> {
    wait_for(this).abandon(event_loop, exc)
}
