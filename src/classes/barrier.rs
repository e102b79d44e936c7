//! `Barrier`: a number of tasks go on together.
//!
//! ```text
//!             the last of the parties comes              the last of them has gone on
//!   Filling ───────────────────────────────▶ Draining ───────────────────────────────▶ Filling
//!      │ reset() while tasks wait: they get BrokenBarrierError     the last of them has gone on
//!      ├──────────────────────────────────▶ Resetting ──────────────────────────────▶ Filling
//!      │ abort(), from any state            reset() while no task waits
//!      └──────────────────────────────────▶ Broken ─────────────────────────────────▶ Filling
//! ```
//!
//! A task that comes while a barrier drains or resets waits for the next filling. `wait()` returns the barrier itself. The
//! wait state of a task has its place among the parties.

use crate::kernel::{
    asked::Asked,
    bridge::{Step, step_to_c, to_c},
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    operation::{How, Operation, raise},
    task::TaskRef,
    wait_list::{NOT_BEGUN, WaitList, take_grant},
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, class};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Filling,
    Draining,
    Resetting,
    Broken,
}

/// A `Barrier`.
#[repr(C)]
pub struct Barrier {
    header: Header,
    waiters: WaitList,
    parties: usize,
    /// How many of the parties have come and not gone on.
    count: Cell<usize>,
    state: Cell<State>,
    asked: Asked,
}

/// The wait state of a task that waits for the next filling. The wait state of one of the parties is its place plus one.
const KEPT_OUT: u32 = u32::MAX;

// SAFETY: `mpy_barrier_new` makes them.
unsafe impl Native for Barrier {
    fn class() -> &'static Type {
        class!(asyncio_type_barrier)
    }
}

impl Awaitable for Barrier {
    fn leave(&self, task: TaskRef) {
        self.waiters.forget(task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
        self.left_by(event_loop(), task);
        // When it goes on, it comes again.
        self.asked.ask();
    }

    fn may_run(&self) -> bool {
        self.asked.any()
    }
}

impl Barrier {
    fn broken(text: u32) -> Result<Step> {
        Err(Error::new(class!(asyncio_type_broken_barrier_error), text))
    }

    fn wait(&self, event_loop: &EventLoop, task: TaskRef, wait_state: u32) -> Result<Step> {
        task.set_wait_state(wait_state);
        self.waiters.join(event_loop, task, self.obj());
        Ok(Step::SUSPEND)
    }

    fn go_on(&self, event_loop: &EventLoop) {
        self.count.set(self.count.get().saturating_sub(1));
        if self.count.get() == 0 {
            if matches!(self.state.get(), State::Draining | State::Resetting) {
                self.state.set(State::Filling);
            }
            self.waiters.wake_all(event_loop);
        }
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if task.resumes(self.obj()) {
            task.take_grant();
            let wait_state = task.wait_state();
            if wait_state != KEPT_OUT {
                match self.state.get() {
                    State::Filling => return self.wait(event_loop, task, wait_state),
                    State::Draining => {
                        self.go_on(event_loop);
                        return Ok(Step::ready(Obj::small_int(wait_state as isize - 1)));
                    }
                    State::Resetting | State::Broken => {
                        self.go_on(event_loop);
                        return Self::broken(mp::ASYNCIO_TEXT_BARRIER_RESET);
                    }
                }
            }
        } else {
            self.asked.begin(self.obj())?;
        }
        match self.state.get() {
            State::Draining | State::Resetting => return self.wait(event_loop, task, KEPT_OUT),
            State::Broken => return Self::broken(mp::ASYNCIO_TEXT_BARRIER_ABORTED),
            State::Filling => {}
        }
        let place = self.count.get();
        self.count.set(place + 1);
        if place + 1 < self.parties {
            return self.wait(event_loop, task, place as u32 + 1);
        }
        self.state.set(State::Draining);
        self.waiters.wake_all(event_loop);
        self.go_on(event_loop);
        Ok(Step::ready(Obj::small_int(place as isize)))
    }

    /// A task that waits is cancelled: one of the parties is missing again.
    fn abandon(&self, event_loop: &EventLoop) {
        take_grant(event_loop);
        if let Some(task) = event_loop.current_task() {
            self.left_by(event_loop, task);
        }
    }

    /// A task waits no longer and has not gone on. If it was one of the parties, one is missing again.
    fn left_by(&self, event_loop: &EventLoop, task: TaskRef) {
        if !matches!(task.wait_state(), NOT_BEGUN | KEPT_OUT) {
            self.go_on(event_loop);
        }
    }

    fn reset(&self, event_loop: &EventLoop) {
        self.state.set(if self.count.get() > 0 { State::Resetting } else { State::Filling });
        self.waiters.wake_all(event_loop);
    }

    fn abort(&self, event_loop: &EventLoop) {
        self.state.set(State::Broken);
        self.waiters.wake_all(event_loop);
    }
}

static RESET: How = How {
    step: |reset, event_loop| {
        if !reset.take_value().is_null() {
            barrier(reset.of()).reset(event_loop);
        }
        Ok(Step::ready(Obj::none()))
    },
    throw: raise,
    leave: |_, _| {},
};

static ABORT: How = How {
    step: |abort, event_loop| {
        if !abort.take_value().is_null() {
            barrier(abort.of()).abort(event_loop);
        }
        Ok(Step::ready(Obj::none()))
    },
    throw: raise,
    leave: |_, _| {},
};

fn barrier(obj: Obj) -> &'static Barrier {
    // SAFETY: C calls the functions below for objects of this class only, and so are the objects that operations of this
    // file are of.
    unsafe { &*obj.as_ptr::<Barrier>() }
}

/// `Barrier(parties)`, which is at least 1.
#[export]
extern "C" fn mpy_barrier_new(parties: usize) -> CResult {
    to_c(
        allocate(Barrier {
            header: Header { type_: class!(asyncio_type_barrier) },
            waiters: WaitList::new(),
            parties,
            count: Cell::new(0),
            state: Cell::new(State::Filling),
            asked: Asked::new(),
        })
        .map(Native::obj),
    )
}

/// `wait()`: the barrier itself is the awaitable. Allocates nothing.
#[export]
extern "C" fn mpy_barrier_wait(this: Obj) -> CResult {
    barrier(this).asked.ask();
    CResult::ok(this)
}

/// `parties`.
#[export]
extern "C" fn mpy_barrier_parties(this: Obj) -> usize {
    barrier(this).parties
}

/// `n_waiting`: how many of the parties wait while it fills.
#[export]
extern "C" fn mpy_barrier_waiting(this: Obj) -> usize {
    let this = barrier(this);
    if this.state.get() == State::Filling { this.count.get() } else { 0 }
}

/// For `repr`: 0 while it fills, then 1 draining, 2 resetting, 3 broken.
#[export]
extern "C" fn mpy_barrier_state(this: Obj) -> u8 {
    barrier(this).state.get() as u8
}

/// `broken`.
#[export]
extern "C" fn mpy_barrier_is_broken(this: Obj) -> bool {
    barrier(this).state.get() == State::Broken
}

/// `reset()` or `abort()`: the awaitable. Nothing happens until it is awaited.
#[export]
extern "C" fn mpy_barrier_end(this: Obj, abort: bool) -> CResult {
    let how = if abort { &ABORT } else { &RESET };
    to_c(Operation::new(how, this, Obj::none()).map(Native::obj))
}

/// One step of `await barrier.wait()`. Allocates nothing.
#[export]
extern "C" fn mpy_barrier_next(this: Obj) -> CResult {
    step_to_c(barrier(this).step(event_loop()))
}

/// An exception reaches a task that awaits the barrier.
#[export]
extern "C" fn mpy_barrier_throw(this: Obj, exc: Obj) -> CResult {
    barrier(this).abandon(event_loop());
    Error::from_obj(exc).raise_in_c()
}
