//! A run of the loop, round by round.
//!
//! C drives it: C asks [`EventLoop::next_op`] what to do, does it under one protected call for
//! the whole run, and reports the result to [`EventLoop::finish`]. So no Rust frame is on the stack while Python
//! code runs, and no exception can jump over one.

#[cfg(feature = "stream-wakes")]
use crate::kernel::stream_waker::StreamWaker;
#[cfg(feature = "sync")]
use crate::kernel::wait_list::NOT_BEGUN;
use crate::{
    diagnostics::observe,
    kernel::{
        bridge::to_c,
        cancel::new_cancelled_error,
        event_loop::{Between, DUE_AT_ONCE, EventLoop, event_loop},
        kind::Kind,
        node::{Node, NodeHead},
        pollable::DESCRIPTORS,
        task::{AWAITING, DONE, FAILED, MUST_CANCEL, Place, RETRIEVED, THROW, TaskRef},
    },
};
#[cfg(feature = "stream-wakes")]
use core::sync::atomic::{Ordering, compiler_fence};
use micropython_export::export;
#[cfg(feature = "compat")]
use micropython_sys::Error;
use micropython_sys::{CResult, Native, Obj, allocate, bindings as mp, class};

/// Polling descriptors may take one part in so many of a busy loop's time.
const POLL_SHARE: u32 = 10;

fn end_run(failed: bool, value: Obj, op: &mut mp::asyncio_op_t) -> u32 {
    op.value = value.raw();
    if failed { mp::ASYNCIO_RAISE } else { mp::ASYNCIO_RETURN }
}

/// Whether `node` begins as a task does, and so records the place that it is in.
fn has_place(node: Node) -> bool {
    node.is(class!(asyncio_type_task))
        || cfg!(feature = "timers")
            && !node.is(class!(asyncio_type_callback))
            && !node.is(class!(asyncio_type_stop))
            && !Kind::of(node.obj()).is_some_and(Kind::is_node)
}

impl EventLoop {
    /// Makes a loop of the memory at `place`.
    ///
    /// # Safety
    /// It has room for one, and nobody uses it, but for interrupts that may call the waker of `sys.stdin`.
    pub unsafe fn begin(place: *mut Self) {
        #[cfg(feature = "stream-wakes")]
        // SAFETY: the caller's promise. Zeros are a state of an empty loop, so an interrupt finds one in all of these steps: a waker that
        // nobody awaits raises nothing, and its stores are not moved past each other.
        unsafe {
            let waker = (&raw mut (*place).stdin_waker).cast::<StreamWaker>();
            if mp::ASYNCIO_STDIN_TELLS != 0 {
                StreamWaker::silence(waker);
                compiler_fence(Ordering::SeqCst);
            }
            core::ptr::write_bytes(place, 0, 1);
            if mp::ASYNCIO_STDIN_TELLS != 0 {
                compiler_fence(Ordering::SeqCst);
                waker.write(StreamWaker::new(class!(asyncio_type_stream_waker), mp::ASYNCIO_POLL_RD, true));
            }
        }
        #[cfg(not(feature = "stream-wakes"))]
        // SAFETY: the caller's promise; zeros are an empty loop.
        unsafe {
            core::ptr::write_bytes(place, 0, 1);
        }
    }

    /// Sets what must not be zero, in a state of zeros.
    pub fn init(&self) {
        self.first_sleep.init();
        self.exception_handler.set(Obj::none());
        // SAFETY: reads two clocks.
        unsafe { self.clock.start(mp::asyncio_ticks_ms(), mp::asyncio_ticks_us()) };
    }

    /// The node whose turn it is in this round: the most urgent one.
    #[inline(always)]
    fn pop_ready(&self) -> Option<Node> {
        #[cfg(feature = "priority")]
        if let Some(node) = self.urgent.ready.pop_in_place() {
            return Some(node);
        }
        self.current.pop_in_place()
    }

    /// Removes the task of [`Self::peek`].
    pub fn pop(&self) -> Option<Obj> {
        self.serve_wakes();
        self.settle_sleepers();
        if let Some(node) = self.pop_ready().or_else(|| self.next.pop()) {
            if has_place(node) {
                // SAFETY: such a node has the shape of a task.
                let task = unsafe { TaskRef::from_shape(node) };
                task.set_place(Place::Suspended);
                #[cfg(feature = "priority")]
                task.urgency().queued.set(0);
            }
            return Some(node.obj());
        }
        let sleeper = self.first_sleeper()?;
        self.remove_sleeper(sleeper);
        Some(sleeper.obj())
    }

    /// Whether descriptors are to be polled between this round and the next. That costs a system call, so while
    /// tasks are ready it waits until it is a small part of the time passed; with none ready the wait polls.
    pub(super) fn is_poll_due(&self) -> bool {
        let Some(polling) = self.polling.first() else { return false };
        self.streams.has_descriptors()
            && !self.next.is_empty()
            && self.now().us_since(polling.last.get()) >= u64::from(polling.interval.get())
    }

    pub(super) fn measure_poll(&self) {
        let Some(polling) = self.polling.first() else { return };
        let before = self.clock.now();
        let now = self.now();
        let cost = now.us_since(before).min(1000) as u32 + 1;
        polling.last.set(now);
        polling.interval.set(cost * POLL_SHARE);
    }

    fn enter(&self, main: Option<TaskRef>) {
        self.main.set(main);
        self.running.set(true);
        self.dropped.set(false);
        self.between.set(Between::Nothing);
    }

    fn leave(&self) {
        self.task.set(None);
        self.main.set(None);
        self.stop.set(None);
        self.running.set(false);
    }

    /// What C has to do next. Makes the task concerned the current one. For a node that is no task `turn` is called, which returns
    /// what C has to do, if anything. Amortised O(1), plus O(log n) for each sleeper that is due.
    #[inline]
    pub fn next_op(
        &'static self,
        op: &mut mp::asyncio_op_t,
        turn: impl Fn(&Self, Node, &mut mp::asyncio_op_t) -> Option<u32>,
    ) -> u32 {
        if let Some(task) = self.task.get().filter(|task| task.has(MUST_CANCEL)) {
            self.cancel_self(task);
        }
        self.serve_all_wakes();
        #[cfg(feature = "priority")]
        self.wake_urgent_sleepers();
        loop {
            while let Some(node) = self.pop_ready() {
                if let Some(task) = TaskRef::from_node(node) {
                    self.task.set(Some(task));
                    let flags = task.flags_of_turn();
                    #[cfg(feature = "priority")]
                    task.urgency().begin_turn();
                    if flags & (DONE | THROW) == 0 {
                        if self.current.is_empty() && self.has_more_due.get() {
                            self.move_more_due(DUE_AT_ONCE);
                        }
                        op.rest = self.current.peek().map_or(Obj::NULL, Node::obj).raw();
                        op.subject = task.coro().raw();
                        let Some((awaited, value)) = task.end_wait(flags, || self.spare_sleep().obj()) else {
                            return mp::ASYNCIO_OP_RESUME;
                        };
                        op.awaited = awaited.raw();
                        op.value = value.raw();
                        return mp::ASYNCIO_OP_AWAKE;
                    }
                    task.set_flags(flags);
                    if let Some(verdict) = Self::throw_or_report(task, op) {
                        return verdict;
                    }
                } else if let Some(verdict) = turn(self, node, op) {
                    return verdict;
                }
            }
            if self.has_more_due.get() {
                self.move_more_due(DUE_AT_ONCE);
                continue;
            }
            if !op.rest.is_null() {
                op.rest = Obj::NULL.raw();
                return mp::ASYNCIO_OP_EVENTS;
            }
            if self.between.get() == Between::Nothing
                && self.sleepers.is_empty()
                && self.streams.needs_nothing()
                && !self.next.is_empty()
            {
                // No task sleeps or waits for a stream: the clock is not needed.
                self.current.adopt(self.next.take());
            } else if let Some(verdict) = self.between_rounds(op) {
                return verdict;
            }
        }
    }

    /// The turn of a task that gets an exception, or that has ended.
    #[inline(never)]
    fn throw_or_report(task: TaskRef, op: &mut mp::asyncio_op_t) -> Option<u32> {
        if !task.has(DONE) {
            #[cfg(feature = "sync")]
            if !task.has(AWAITING) {
                task.set_wait_state(NOT_BEGUN);
            }
            task.clear(THROW | AWAITING);
            op.value = task.data().raw();
            task.set_data(Obj::NULL);
            op.subject = task.coro().raw();
            return Some(mp::ASYNCIO_OP_THROW);
        }
        if task.has(FAILED) && !task.has(RETRIEVED) {
            op.subject = task.obj().raw();
            op.value = task.data().raw();
            return Some(mp::ASYNCIO_OP_REPORT);
        }
        None
    }

    /// What C has to do after the pending events and before the next round; `None` when the round can begin. A function of its own: the
    /// path of a turn is a third shorter on a small processor.
    #[inline(never)]
    fn between_rounds(&self, op: &mut mp::asyncio_op_t) -> Option<u32> {
        if DESCRIPTORS && self.between.get() == Between::Poll {
            self.measure_poll();
        } else if self.between.get() == Between::Nothing {
            if self.is_poll_due() {
                self.between.set(Between::Poll);
                return Some(mp::ASYNCIO_OP_POLL);
            }
            // Also where no stream is waited for: what a stream told in vain would keep the loop from sleeping.
            #[cfg(feature = "socket-wakes")]
            self.streams.look_again(|| self.now());
            if self.streams.has_others() {
                self.between.set(Between::Ask);
                return Some(mp::ASYNCIO_OP_ASK);
            }
        }
        self.between.set(Between::Nothing);
        self.serve_all_wakes();
        self.wake_sleepers();
        self.current.adopt(self.next.take());
        if !self.current.is_empty() || self.is_any_urgent() {
            observe::round();
            return None;
        }
        #[cfg(feature = "stream-wakes")]
        if self.streams.told.get() {
            // Since the others were asked; none has told again without being asked.
            self.between.set(Between::Ask);
            return Some(mp::ASYNCIO_OP_ASK);
        }
        let Some(us) = self.us_to_wait() else { return Some(mp::ASYNCIO_OP_DONE) };
        op.wait_us = us;
        Some(mp::ASYNCIO_OP_WAIT)
    }

    /// With nothing ready: how long to wait from the last reading of the clock, `u64::MAX` without a deadline; `None` if nothing is left to
    /// wait for.
    #[inline(always)]
    pub(super) fn us_to_wait(&self) -> Option<u64> {
        let us = match self.first_sleeper() {
            Some(task) => task.due().us_since(self.clock.now()),
            // An interrupt may still set something, and run() does not return before its task has ended.
            None if self.outside_waiters.get() > 0
                || !self.streams.is_empty()
                || self.main.get().is_some() && !self.dropped.get() =>
            {
                u64::MAX
            }
            None => return None,
        };
        #[cfg(feature = "socket-wakes")]
        let us = us.min(self.streams.us_until_look(self.clock.now()));
        Some(us)
    }

    /// Whether an urgent task is ready.
    #[inline(always)]
    fn is_any_urgent(&self) -> bool {
        #[cfg(feature = "priority")]
        return !self.urgent.ready.is_empty();
        #[cfg(not(feature = "priority"))]
        false
    }

    /// Whether anything waits for its turn that is not urgent: it is ready, or a sleeper that is due.
    #[cfg(all(feature = "priority", feature = "debug"))]
    pub fn is_usual_waiting(&self) -> bool {
        !self.current.is_empty()
            || !self.next.is_empty()
            || self.sleepers.peek().is_some_and(|task| task.due() <= self.now())
    }

    /// Whether anything is ready.
    #[cfg(feature = "idle")]
    pub(super) fn is_anything_ready(&self) -> bool {
        !self.current.is_empty() || !self.next.is_empty() || self.is_any_urgent()
    }

    #[cold]
    fn cancel_self(&self, task: TaskRef) {
        task.clear(MUST_CANCEL);
        if task.has(DONE) || task.place() == Place::Suspended && task.data().is_null() {
            task.set(if task.has(DONE) { 0 } else { MUST_CANCEL });
            return;
        }
        self.task.set(None);
        // No code could receive an exception of a foreign `remove` here.
        let _ = task.request_cancel(self);
    }

    /// Takes the outcome of the current task's step: its value, or the exception if it `failed`. Returns what C has to do.
    #[inline]
    fn finish(&self, mut failed: bool, mut value: Obj, op: &mut mp::asyncio_op_t) -> u32 {
        let Some(task) = self.stepped_task(op) else { return end_run(failed, value, op) };
        let is_main = self.main.get() == Some(task);
        if !failed && task.has(MUST_CANCEL) {
            failed = true;
            value = new_cancelled_error();
        }
        let is_free = task.place() == Place::Suspended || task.unlink(self).is_ok();
        let cancelled = failed && value.matches(class!(asyncio_type_cancelled_error));
        let fails = failed && !cancelled;
        let ends_run = fails && !value.matches(class!(mp_type_Exception));
        // run() raises the exception that ends the run. For its waiters the task counts as cancelled.
        let outcome = if ends_run { new_cancelled_error() } else { value };
        let callback = task.complete(self, if failed { Err(outcome) } else { Ok(outcome) });
        if is_main || ends_run {
            task.set(RETRIEVED);
            return end_run(failed, value, op);
        }
        if let Some(callback) = callback {
            op.subject = callback.raw();
            return mp::ASYNCIO_CALL;
        }
        if fails && is_free && !task.has(RETRIEVED) {
            self.make_ready(task.node());
        }
        mp::ASYNCIO_GO_ON
    }

    /// The task whose coroutine has ended.
    #[cfg(feature = "compat")]
    #[inline(always)]
    fn stepped_task(&self, op: &mp::asyncio_op_t) -> Option<TaskRef> {
        let current = self.task.get().filter(|task| task.coro().raw() == op.subject);
        current.or_else(|| self.hidden_task(op))
    }

    #[cfg(not(feature = "compat"))]
    fn stepped_task(&self, _: &mp::asyncio_op_t) -> Option<TaskRef> {
        self.task.get()
    }

    /// The task whose coroutine has ended, if a script has changed the current task.
    #[cfg(feature = "compat")]
    #[cold]
    #[inline(never)]
    fn hidden_task(&self, op: &mp::asyncio_op_t) -> Option<TaskRef> {
        self.appointed.set(None);
        let stepped = self.stepped.take().filter(|task| task.coro().raw() == op.subject);
        stepped.or(self.task.get())
    }

    /// Drops all tasks but the one whose turn it is. A run that is under way ends as soon as nothing is left to run.
    fn reset(&self) {
        let running = self.running.get();
        self.dropped.set(running);
        self.sleepers.clear(TaskRef::suspend);
        while self.pop().is_some() {}
        #[cfg(feature = "priority")]
        self.urgent.forget();
        self.spare_gather.set(Obj::NULL);
        self.streams.clear(self);
        self.outside_waiters.set(0);
        self.number.set(self.number.get().wrapping_add(1));
        if !running {
            self.task.set(None);
        }
        self.stop.set(None);
    }
}

/// Begins a run with `main_task`, or without one if it is null. None may be under way.
#[export]
extern "C" fn mpy_loop_enter(main_task: Obj) {
    event_loop().enter(TaskRef::runnable(main_task));
}

/// Ends a run, after a return or an exception.
#[export]
extern "C" fn mpy_loop_leave() {
    event_loop().leave();
}

/// Takes the outcome of the current task's step; see [`EventLoop::finish`].
#[export]
extern "C" fn mpy_loop_finish(failed: bool, value: Obj, op: &mut mp::asyncio_op_t) -> u32 {
    event_loop().finish(failed, value, op)
}

/// After [`mp::ASYNCIO_OP_AWAKE`]: the coroutine does not stand at its await of `awaited`, so that the task still waits.
#[export]
extern "C" fn mpy_wait_goes_on(awaited: Obj) {
    if let Some(task) = event_loop().current_task() {
        task.set(AWAITING);
        if !awaited.is_exactly(class!(asyncio_type_sleep)) {
            task.set_data(awaited);
        }
    }
}

/// `new_event_loop()`.
#[export]
extern "C" fn mpy_loop_reset() {
    event_loop().reset();
}

/// Whether a run is under way.
#[export]
extern "C" fn mpy_loop_is_running() -> bool {
    event_loop().is_running()
}

/// The current task, or `None`.
#[export]
extern "C" fn mpy_loop_current() -> Obj {
    event_loop().current_task().map_or(Obj::none(), TaskRef::obj)
}

/// Sets `asyncio.core.cur_task`: a task or `None`.
#[cfg(feature = "compat")]
#[export]
extern "C" fn mpy_loop_set_current(task: Obj) -> CResult {
    let found = TaskRef::runnable(task);
    if found.is_none() && !task.is_none() {
        return to_c(Err(Error::wrong_type(mp::ASYNCIO_TEXT_CUR_TASK_MUST_BE_TASK, task)));
    }
    if found.is_some_and(|task| task.has(DONE)) {
        return to_c(Err(Error::runtime(mp::ASYNCIO_TEXT_CUR_TASK_IS_DONE)));
    }
    let event_loop = event_loop();
    let current = event_loop.task.replace(found);
    if event_loop.running.get() && current.is_some() && current != event_loop.appointed.get() {
        event_loop.stepped.set(current);
    }
    event_loop.appointed.set(found.filter(|_| found != event_loop.stepped.get()));
    #[cfg(feature = "task-api")]
    event_loop.hidden.set(found.is_none());
    CResult::ok(Obj::none())
}

/// Sets the function that creates the module's tasks; null for the module's own. See
/// [`create_by_name`](crate::kernel::create::create_by_name).
#[cfg(feature = "compat")]
#[export]
extern "C" fn mpy_loop_set_create_task(fun: Obj) {
    event_loop().create_task.set(fun);
}

/// The function that a script has set, or null.
#[cfg(feature = "compat")]
#[export]
extern "C" fn mpy_loop_create_task() -> Obj {
    event_loop().replaced_create_task()
}

/// Whether a script has set `core.cur_task` to `None`, and the loop has called no callback since.
#[cfg(all(feature = "task-api", feature = "compat"))]
#[export]
extern "C" fn mpy_loop_is_hidden() -> bool {
    event_loop().hidden.get()
}

/// `core._io_queue = IOQueue()`: no task waits for a stream any longer. These tasks are in no queue then.
#[cfg(feature = "compat")]
#[export]
extern "C" fn mpy_loop_forget_streams() {
    event_loop().streams.clear(event_loop());
}

/// The exception handler that a script has set, or `None`.
#[export]
extern "C" fn mpy_loop_exception_handler() -> Obj {
    event_loop().exception_handler.get()
}

/// Sets the exception handler; `None` for the default.
#[export]
extern "C" fn mpy_loop_set_exception_handler(handler: Obj) -> Obj {
    event_loop().exception_handler.set(handler);
    Obj::none()
}

/// From now on [`mpy_loop_stop`] ends the run that is about to begin.
#[export]
extern "C" fn mpy_loop_arm_stop() -> CResult {
    to_c(allocate(NodeHead::new(class!(asyncio_type_stop))).map(|mark| {
        event_loop().stop.set(Some(Node::new(mark)));
        Obj::none()
    }))
}

/// `Loop.stop()`: ends `run_forever` when all that is ready now has had its turn.
#[export]
extern "C" fn mpy_loop_stop() -> Obj {
    let event_loop = event_loop();
    if let Some(mark) = event_loop.stop.take() {
        event_loop.make_ready(mark);
    }
    Obj::none()
}

/// The instant of the loop's last reading of the clock as a value of the millisecond tick.
#[export]
extern "C" fn mpy_loop_tick() -> u32 {
    event_loop().clock.tick()
}

/// Whether an event or flag was set that the loop has not served. For any context.
#[export]
extern "C" fn mpy_loop_has_wakes() -> bool {
    has_wakes()
}

/// See [`mpy_loop_has_wakes`].
pub(super) fn has_wakes() -> bool {
    let event_loop = event_loop();
    core::sync::atomic::fence(core::sync::atomic::Ordering::SeqCst);
    #[cfg(feature = "stream-wakes")]
    if event_loop.streams.has_told() {
        return true;
    }
    !event_loop.event_wakes().is_empty() || !event_loop.flag_wakes().is_empty()
}
