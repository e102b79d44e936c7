//! The event loop: rounds of ready tasks, and between them whatever makes tasks ready.
//!
//! One round runs every task that was ready when it began. Between two rounds the loop lets pending
//! events run (signals, scheduled callbacks), serves the wakes that interrupts and other threads left,
//! and moves the sleepers that are due behind the ready tasks. With nothing ready it waits for the next
//! deadline or wake.
//!
//! The C side drives it: it asks [`EventLoop::next_op`] what to do, does it under one protected call for
//! the whole run, and reports with [`EventLoop::finish`]. So no Rust frame is on the stack while Python
//! code runs, and none can be jumped over.
//!
//! The loop's state lies in MicroPython's root pointers, where the collector sees all that it refers
//! to. All of it is for the thread that runs the loop, except the two stacks of wakes.

#[cfg(feature = "sync")]
use crate::kernel::wait_list::NOT_BEGUN;
use crate::{
    classes::{event::Event, gather::Gather, wait_for::WaitFor},
    diagnostics::observe,
    kernel::{
        bridge::to_c,
        io_queue::{DESCRIPTORS, IoQueue},
        node::{Node, NodeHead},
        sleep::Sleep,
        task::{AWAITING, DONE, FAILED, MUST_CANCEL, Place, RETRIEVED, THROW, TaskRef},
    },
    scheduler::{Clock, Instant, InstantCell, SleepHeap, TaskQueue, WakeStack},
};
use core::{cell::Cell, ptr::NonNull};
use micropython_sys::{Error, Obj, Result, Type, allocate, bindings as mp};

/// What has been done since the last round, beside running pending events.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Between {
    Nothing = 0,
    Poll,
    Ask,
}

/// So many sleepers become ready at once: the first of a thousand need not wait until all have been moved.
const DUE_AT_ONCE: u32 = 8;

/// Polling descriptors may take one part in so many of a busy loop's time.
const POLL_SHARE: u32 = 10;

/// The event loop; see the [module](self).
#[repr(C)]
pub struct EventLoop {
    /// The rest of this round.
    current: TaskQueue<Node>,
    /// The next round.
    next: TaskQueue<Node>,
    sleepers: SleepHeap<TaskRef>,
    /// Whether sleepers that were due when this round began still have to be moved behind the rest of it.
    has_more_due: Cell<bool>,
    event_wakes: WakeStack<Event>,
    flag_wakes: WakeStack<Event>,
    task: Cell<Option<TaskRef>>,
    main: Cell<Option<TaskRef>>,
    /// The sleep that the next `sleep()` hands out if it is free; null stands for `first_sleep`.
    spare_sleep: Cell<Option<NonNull<Sleep>>>,
    first_sleep: Sleep,
    /// The `gather` that was over last.
    spare_gather: Cell<Option<Gather>>,
    stop: Cell<Option<Node>>,
    exception_handler: Cell<Obj>,
    /// What a script has put in the place of `core.create_task`, else null.
    create_task: Cell<Obj>,
    /// Where a script has made another task the current one, or none: the task whose turn it is.
    stepped: Cell<Option<TaskRef>>,
    /// The task that a script has made the current one so.
    appointed: Cell<Option<TaskRef>>,
    /// See [`Self::advance_allocator`].
    beacon: Cell<Obj>,
    creations: Cell<u32>,
    /// How many tasks wait for something that only the outside can bring about.
    outside_waiters: Cell<u32>,
    streams: IoQueue,
    #[cfg(feature = "task-api")]
    names: Cell<u32>,
    running: Cell<bool>,
    /// Whether a script has said that there is no current task.
    #[cfg(feature = "task-api")]
    hidden: Cell<bool>,
    /// Whether `new_event_loop` has dropped the tasks of this run, which then ends when nothing is left.
    dropped: Cell<bool>,
    between: Cell<Between>,
    number: Cell<u8>,
    /// When descriptors were polled last, and how long to leave them while tasks are ready, in
    /// microseconds.
    polled_at: InstantCell,
    poll_interval: Cell<u32>,
    /// When this round began, if it has more sleepers that are due.
    round_began: InstantCell,
    clock: Clock,
}

const _: () = assert!(size_of::<EventLoop>() <= mp::ASYNCIO_ROOT_BYTES as usize);
const _: () = assert!(align_of::<EventLoop>() <= align_of::<usize>());

/// The event loop.
#[inline]
pub fn event_loop() -> &'static EventLoop {
    // SAFETY: C gives the address of zeroed or initialised root pointers, which are an empty loop;
    // everything in it is a cell or atomic.
    unsafe { &*mp::asyncio_root.cast::<EventLoop>() }
}

fn end_run(failed: bool, value: Obj, op: &mut mp::asyncio_op_t) -> u32 {
    op.value = value.raw();
    if failed { mp::ASYNCIO_RAISE } else { mp::ASYNCIO_RETURN }
}

impl EventLoop {
    /// Starts afresh where all is zero.
    fn init(&self) {
        self.first_sleep.init();
        self.exception_handler.set(Obj::none());
        // SAFETY: reads two clocks.
        unsafe { self.clock.start(mp::asyncio_ticks_ms(), mp::asyncio_ticks_us()) };
    }

    /// The present time. Reads the clock.
    #[inline(never)]
    pub fn now(&self) -> Instant {
        // SAFETY: reads two clocks.
        let (ms, us) = unsafe { (mp::asyncio_ticks_ms(), mp::asyncio_ticks_us()) };
        self.clock.advance::<32>(ms, us)
    }

    /// Milliseconds from the instant of the last [`Self::now`] to the nearest one at which `time.ticks_ms()` is
    /// `ticks`; `mask` says how wide that is.
    pub fn ms_until(&self, ticks: u32, mask: u32) -> i32 {
        let half = mask / 2 + 1;
        let ms = ticks.wrapping_sub(self.clock.tick());
        (ms.wrapping_add(half) & mask).wrapping_sub(half) as i32
    }

    /// How often `new_event_loop` has dropped all tasks, modulo 256.
    #[inline]
    pub fn number(&self) -> u8 {
        self.number.get()
    }

    /// Whether `run` is under way.
    #[inline]
    pub fn is_running(&self) -> bool {
        self.running.get()
    }

    /// The task whose turn it is, if any.
    #[inline]
    pub fn current_task(&self) -> Option<TaskRef> {
        self.task.get()
    }

    /// The task whose turn it is.
    ///
    /// # Errors
    /// `RuntimeError` if there is none, or if a script has made a finished task the current one.
    ///
    /// EXCEPTION: where foreign code has queued the running task and then awaits something else, this takes
    /// it back, which may call a foreign queue's `remove`.
    pub fn current(&self) -> Result<TaskRef> {
        self.current_in_place()
    }

    /// [`Self::current`], with what is usual expanded where it stands.
    ///
    /// # Errors
    /// As [`Self::current`].
    #[inline(always)]
    pub fn current_in_place(&self) -> Result<TaskRef> {
        match self.free_task() {
            Some(task) => Ok(task),
            None => self.unusual_current(self.task.get()),
        }
    }

    /// [`Self::current`] where nothing is unusual.
    #[inline(always)]
    pub fn free_task(&self) -> Option<TaskRef> {
        self.task.get().filter(|task| task.is_free_to_wait())
    }

    /// Steps the awaitable `this` where there was no [`Self::free_task`]: by `next`, which asked for it, or the error of
    /// [`Self::current`] goes to C.
    #[cold]
    #[inline(never)]
    pub fn step_anew(&self, this: Obj, next: extern "C" fn(Obj) -> Obj) -> Obj {
        match self.current() {
            Ok(_) => next(this),
            Err(error) => error.raise_in_c(),
        }
    }

    #[cold]
    #[inline(never)]
    fn unusual_current(&self, task: Option<TaskRef>) -> Result<TaskRef> {
        let Some(task) = task else { return Err(Error::runtime(mp::ASYNCIO_TEXT_NO_RUNNING_LOOP)) };
        if task.has(DONE) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_CURRENT_TASK_IS_DONE));
        }
        task.unlink(self)?;
        task.clear(AWAITING | THROW);
        task.set_data(Obj::NULL);
        Ok(task)
    }

    /// Puts `node`, which must stand in no queue, behind everything that is ready, and behind those
    /// whom an event that was set before has made ready. O(1) apart from the latter.
    #[inline]
    pub fn make_ready(&self, node: Node) {
        self.serve_wakes();
        self.push(node);
    }

    /// [`Self::make_ready`] while the wakes are being served.
    #[inline(always)]
    pub fn push(&self, node: Node) {
        if node.is(&raw const mp::asyncio_type_task) {
            let task = TaskRef::from_node(node);
            observe::woken(task);
            task.set_place(Place::Ready);
        }
        self.next.push_in_place(node);
    }

    /// Suspends the running `task` until its next turn in the following round. O(1).
    pub fn yield_now(&self, task: TaskRef) {
        self.yield_in_place(task);
    }

    /// [`Self::yield_now`], expanded where it stands: for the path of every switch.
    #[inline(always)]
    pub fn yield_in_place(&self, task: TaskRef) {
        self.serve_wakes();
        task.set(AWAITING | Place::Ready as u8);
        self.next.push_in_place(task.node());
    }

    /// Suspends the running `task` until it is due. O(1).
    #[inline]
    pub fn sleep(&self, task: TaskRef) {
        self.settle_sleepers();
        task.set(AWAITING | Place::Sleeping as u8);
        self.sleepers.insert(task);
    }

    /// Puts `task`, which must stand in no queue, to sleep until it is due. O(1).
    pub fn add_sleeper(&self, task: TaskRef) {
        self.settle_sleepers();
        task.set_place(Place::Sleeping);
        self.sleepers.insert(task);
    }

    /// Takes a sleeper out of the sleep heap. O(log n) amortised.
    pub fn remove_sleeper(&self, task: TaskRef) {
        self.sleepers.remove(task);
        task.suspend();
    }

    /// Takes `node` out of the ready queue. O(1).
    pub fn remove_ready(&self, node: Node) {
        if self.current.peek() == Some(node) { self.current.remove(node) } else { self.next.remove(node) }
        // In the middle of either ring the removal is the same for both.
    }

    /// The task that is to run next: the first ready one, else the first sleeper.
    pub fn peek(&self) -> Option<Obj> {
        self.serve_wakes();
        self.settle_sleepers();
        let ready = self.current.peek().or_else(|| self.next.peek());
        ready.map(Node::obj).or_else(|| self.sleepers.peek().map(TaskRef::obj))
    }

    /// Removes the task of [`Self::peek`].
    pub fn pop(&self) -> Option<Obj> {
        self.serve_wakes();
        self.settle_sleepers();
        if let Some(node) = self.current.pop().or_else(|| self.next.pop()) {
            if node.is(&raw const mp::asyncio_type_task) || Self::is_timer(node) {
                TaskRef::from_node(node).set_place(Place::Suspended);
            }
            return Some(node.obj());
        }
        let sleeper = self.sleepers.peek()?;
        self.remove_sleeper(sleeper);
        Some(sleeper.obj())
    }

    /// Whether `node` has the shape of a task, and so notes where it stands.
    fn is_timer(node: Node) -> bool {
        let timers: &[*const Type] = &[
            #[cfg(feature = "timers")]
            &raw const mp::asyncio_type_handle,
            #[cfg(feature = "timeout")]
            &raw const mp::asyncio_type_timeout,
            #[cfg(feature = "wait")]
            &raw const mp::asyncio_type_wait,
            #[cfg(feature = "wait")]
            &raw const mp::asyncio_type_as_completed,
        ];
        timers.iter().any(|&class| node.is(class))
    }

    /// Keeps the creation of tasks from scanning the whole heap each time.
    ///
    /// MicroPython's allocator remembers where the first free block is only when a single block is asked
    /// for, and a program that creates tasks asks for two (the task) and three (its coroutine): every
    /// search would start where the last single block was found. So each few creations take a single
    /// block, which is garbage as soon as the next one replaces it.
    pub fn advance_allocator(&self) {
        const CREATIONS_PER_BLOCK: u32 = 4;
        let creations = self.creations.get().wrapping_add(1);
        self.creations.set(creations);
        if creations % CREATIONS_PER_BLOCK == 0 {
            if let Ok(block) = allocate([0usize; 2]) {
                self.beacon.set(Obj::from_ptr(block.as_ptr()));
            }
        }
    }

    /// Notes that single blocks have just been taken.
    pub fn allocator_has_advanced(&self) {
        self.creations.set(0);
    }

    /// The sleep that the next `sleep()` hands out if it is free.
    #[inline]
    pub fn spare_sleep(&self) -> NonNull<Sleep> {
        self.spare_sleep.get().unwrap_or(NonNull::from(&self.first_sleep))
    }

    /// Replaces a spare sleep that somebody keeps.
    pub fn set_spare_sleep(&self, sleep: NonNull<Sleep>) {
        self.spare_sleep.set(Some(sleep));
    }

    /// The `gather` that may be handed out again; the loop keeps it no longer.
    pub fn take_spare_gather(&self) -> Option<Gather> {
        self.spare_gather.take()
    }

    /// Keeps a `gather` that is over.
    pub fn set_spare_gather(&self, gather: Gather) {
        self.spare_gather.set(Some(gather));
    }

    /// What a script has put in the place of `core.create_task`, else null.
    pub fn replaced_create_task(&self) -> Obj {
        self.create_task.get()
    }

    /// The number of the next task that gets a name of its own.
    #[cfg(feature = "task-api")]
    pub fn next_name(&self) -> u32 {
        self.names.set(self.names.get().wrapping_add(1));
        self.names.get()
    }

    /// Notes that one more (`1`) or one less (`-1`) task waits for something outside the loop.
    pub fn count_outside_waiter(&self, change: i32) {
        self.outside_waiters.set(self.outside_waiters.get().saturating_add_signed(change));
    }

    /// Where a set `Event` is noted until its waiters are made ready. For any context.
    #[inline]
    pub fn event_wakes(&self) -> &WakeStack<Event> {
        &self.event_wakes
    }

    /// Where a set `ThreadSafeFlag` is noted until the loop looks, between two turns. For any context.
    #[inline]
    pub fn flag_wakes(&self) -> &WakeStack<Event> {
        &self.flag_wakes
    }

    /// Makes ready whoever waits for events that were set, in the order of setting. O(1) if none was.
    ///
    /// Everything that puts a task into a queue comes here first, so a script sees `Event.set()` wake the
    /// waiters at once, although it only notes the event.
    #[inline(always)]
    pub fn serve_wakes(&self) {
        if !self.event_wakes.is_empty() {
            self.serve(&self.event_wakes);
        }
    }

    #[cold]
    #[inline(never)]
    fn serve(&self, wakes: &WakeStack<Event>) {
        for event in wakes.take() {
            // SAFETY: the stack, a root, kept the event alive until now.
            unsafe { event.as_ref() }.wake_waiters(self);
        }
    }

    /// Makes ready whoever waits for anything that was set, now that no task is having its turn.
    #[inline(always)]
    fn serve_all_wakes(&self) {
        self.serve_wakes();
        if !self.flag_wakes.is_empty() {
            self.serve(&self.flag_wakes);
        }
    }

    fn wake_sleepers(&self) {
        if self.sleepers.is_empty() {
            return;
        }
        let now = self.now();
        self.move_due(&self.next, now, DUE_AT_ONCE);
    }

    /// Moves sleepers that are due at `now`, `limit` of them at most, to the end of `ready`.
    fn move_due(&self, ready: &TaskQueue<Node>, now: Instant, limit: u32) {
        for _ in 0..limit {
            let Some(task) = self.sleepers.peek().filter(|task| task.due() <= now) else {
                self.has_more_due.set(false);
                return;
            };
            self.sleepers.remove(task);
            observe::due(task, now);
            task.set_place(Place::Ready);
            ready.push(task.node());
        }
        self.round_began.set(now);
        self.has_more_due.set(true);
    }

    /// Moves the next sleepers that were due when this round began to its end.
    #[cold]
    #[inline(never)]
    fn move_more_due(&self, limit: u32) {
        self.move_due(&self.current, self.round_began.get(), limit);
    }

    /// Makes every sleeper ready that was due when this round began, for those who look at where a task is.
    #[inline]
    pub fn settle_sleepers(&self) {
        if self.has_more_due.get() {
            self.move_more_due(u32::MAX);
        }
    }

    /// Whether descriptors are to be polled between this round and the next. That costs a system call, so while
    /// tasks are ready it waits until it is a small part of the time passed; with none ready the wait polls.
    fn is_poll_due(&self) -> bool {
        self.streams.has_descriptors()
            && !self.next.is_empty()
            && self.now().us_since(self.polled_at.get()) >= u64::from(self.poll_interval.get())
    }

    fn note_poll(&self) {
        let before = self.clock.now();
        let now = self.now();
        let cost = now.us_since(before).min(1000) as u32 + 1;
        self.polled_at.set(now);
        self.poll_interval.set(cost * POLL_SHARE);
    }

    /// The streams that tasks wait for.
    #[inline]
    pub fn streams(&self) -> &IoQueue {
        &self.streams
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

    /// Says what is to be done next, and makes the task concerned the current one. Amortised O(1), plus
    /// O(log n) for each sleeper that is due.
    #[inline]
    fn next_op(&self, op: &mut mp::asyncio_op_t) -> u32 {
        if let Some(task) = self.task.get().filter(|task| task.has(MUST_CANCEL)) {
            self.cancel_self(task);
        }
        self.serve_all_wakes();
        loop {
            while let Some(node) = self.current.pop_in_place() {
                if node.is(&raw const mp::asyncio_type_task) {
                    let task = TaskRef::from_node(node);
                    self.task.set(Some(task));
                    task.set_place(Place::Suspended);
                    if !task.has(DONE | THROW) {
                        if self.current.is_empty() && self.has_more_due.get() {
                            self.move_more_due(DUE_AT_ONCE);
                        }
                        op.rest = self.current.peek().map_or(Obj::NULL, Node::obj).raw();
                        op.subject = task.coro().raw();
                        return mp::ASYNCIO_OP_RESUME;
                    }
                    if let Some(verdict) = Self::unusual_turn(task, op) {
                        return verdict;
                    }
                } else if let Some(verdict) = self.other_turn(node, op) {
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
                && self.streams.is_empty()
                && !self.next.is_empty()
            {
                // Nobody sleeps or waits for a stream: no clock to read.
                self.current.adopt(self.next.take());
            } else if let Some(verdict) = self.between_rounds(op) {
                return verdict;
            }
        }
    }

    /// The turn of what is no task.
    #[inline(never)]
    fn other_turn(&self, node: Node, op: &mut mp::asyncio_op_t) -> Option<u32> {
        if let Some(wait_for) = WaitFor::from_node(node) {
            wait_for.watch(self);
            return None;
        }
        #[cfg(feature = "task-api")]
        if !node.is(&raw const mp::asyncio_type_stop) {
            return crate::kernel::callback::turn(self, node, op);
        }
        let _ = op;
        Some(mp::ASYNCIO_OP_DONE)
    }

    /// Makes `none` the current task: what runs next is no task's turn.
    #[cfg(feature = "task-api")]
    pub fn leave_task(&self) {
        self.task.set(None);
        self.hidden.set(false);
    }

    /// Puts `timer`, an object with the shape of a task that stands in no queue, to sleep until `due`: its turn comes
    /// even if that has passed. O(1).
    #[cfg(feature = "timers")]
    pub fn start_timer(&self, timer: TaskRef, due: Instant) {
        timer.set_due(due);
        self.add_sleeper(timer);
    }

    /// Takes `timer` out of wherever it stands. O(log n) amortised.
    #[cfg(feature = "timers")]
    pub fn stop_timer(&self, timer: TaskRef) {
        match timer.place() {
            Place::Sleeping => self.remove_sleeper(timer),
            Place::Ready => self.remove_ready(timer.node()),
            Place::Suspended | Place::Waiting => {}
        }
        timer.set_place(Place::Suspended);
    }

    /// The turn of a task that is to be thrown into, or that has ended.
    #[inline(never)]
    fn unusual_turn(task: TaskRef, op: &mut mp::asyncio_op_t) -> Option<u32> {
        if !task.has(DONE) {
            #[cfg(feature = "sync")]
            if !task.has(AWAITING) {
                task.set_note(NOT_BEGUN);
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

    /// What is to be done after the pending events and before the next round, or `None` when it can begin. Apart from the turns,
    /// whose path is a third shorter on a small processor that way.
    #[inline(never)]
    fn between_rounds(&self, op: &mut mp::asyncio_op_t) -> Option<u32> {
        if DESCRIPTORS && self.between.get() == Between::Poll {
            self.note_poll();
        } else if self.between.get() == Between::Nothing && !self.streams.is_empty() {
            if self.is_poll_due() {
                self.between.set(Between::Poll);
                return Some(mp::ASYNCIO_OP_POLL);
            }
            if self.streams.has_others() {
                self.between.set(Between::Ask);
                return Some(mp::ASYNCIO_OP_ASK);
            }
        }
        self.between.set(Between::Nothing);
        self.serve_all_wakes();
        self.wake_sleepers();
        self.current.adopt(self.next.take());
        if !self.current.is_empty() {
            observe::round();
            return None;
        }
        op.wait_us = match self.sleepers.peek() {
            Some(task) => task.due().us_since(self.clock.now()),
            // An event may still come from outside, and run() does not return before its task has ended.
            None if self.outside_waiters.get() > 0
                || !self.streams.is_empty()
                || self.main.get().is_some() && !self.dropped.get() =>
            {
                u64::MAX
            }
            None => return Some(mp::ASYNCIO_OP_DONE),
        };
        Some(mp::ASYNCIO_OP_WAIT)
    }

    #[cold]
    fn cancel_self(&self, task: TaskRef) {
        task.clear(MUST_CANCEL);
        if task.has(DONE) || task.place() == Place::Suspended && task.data().is_null() {
            task.set(if task.has(DONE) { 0 } else { MUST_CANCEL });
            return;
        }
        self.task.set(None);
        // A foreign `remove` that raises here has nobody to raise to.
        let _ = task.request_cancel(self);
    }

    /// Takes the outcome of the current task's step: its value, or the exception if it `failed`. Returns what C is to do.
    #[inline]
    fn finish(&self, mut failed: bool, mut value: Obj, op: &mut mp::asyncio_op_t) -> u32 {
        let current = self.task.get().filter(|task| task.coro().raw() == op.subject);
        let Some(task) = current.or_else(|| self.hidden_task(op)) else { return end_run(failed, value, op) };
        let is_main = self.main.get() == Some(task);
        if !failed && task.has(MUST_CANCEL) {
            failed = true;
            value = new_cancelled_error();
        }
        let is_free = task.place() == Place::Suspended || task.unlink(self).is_ok();
        let cancelled = failed && value.matches(&raw const mp::asyncio_type_cancelled_error);
        let fails = failed && !cancelled;
        let ends_run = fails && !value.matches(&raw const mp::mp_type_Exception);
        // What ends the run is raised there; for whoever awaited the task it was cancelled.
        let told = if ends_run { new_cancelled_error() } else { value };
        let callback = task.complete(self, if failed { Err(told) } else { Ok(told) });
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

    /// The task whose coroutine has ended, where a script has made another one the current task, or none.
    #[cold]
    #[inline(never)]
    fn hidden_task(&self, op: &mp::asyncio_op_t) -> Option<TaskRef> {
        self.appointed.set(None);
        let stepped = self.stepped.take().filter(|task| task.coro().raw() == op.subject);
        stepped.or(self.task.get())
    }

    /// Drops all tasks of the loop but the one whose turn it is: a run that is under way ends as soon as nothing is left to run.
    fn reset(&self) {
        let running = self.running.get();
        self.dropped.set(running);
        while self.pop().is_some() {}
        self.spare_gather.set(None);
        self.streams.clear(self);
        self.outside_waiters.set(0);
        self.number.set(self.number.get().wrapping_add(1));
        if !running {
            self.task.set(None);
        }
        self.stop.set(None);
    }
}

#[cfg(feature = "event-flags")]
impl EventLoop {
    /// All that is ready, in order. Nothing may be made ready meanwhile.
    pub fn ready_nodes(&self) -> impl Iterator<Item = Node> {
        self.current.iter().chain(self.next.iter())
    }
}

#[cfg(feature = "self-check")]
impl EventLoop {
    /// The first nodes of the two rings of ready tasks, and of the sleepers' two structures.
    pub fn queues(&self) -> ([Option<Node>; 2], (Option<TaskRef>, Option<TaskRef>)) {
        ([self.current.peek(), self.next.peek()], self.sleepers.parts())
    }
}

/// `CancelledError()`. Allocates; falls back to the emergency buffer.
pub fn new_cancelled_error() -> Obj {
    // SAFETY: a live exception class; does not raise.
    Obj::from_raw(unsafe { mp::mp_obj_new_exception(&raw const mp::asyncio_type_cancelled_error) })
}

/// After a boot or soft reset: forgets everything.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_init() {
    // SAFETY: the root pointers that hold the loop, to which nobody has a reference meanwhile; zeros are an empty loop.
    unsafe { core::ptr::write_bytes(mp::asyncio_root.cast::<EventLoop>(), 0, 1) };
    event_loop().init();
}

/// Begins a run with `main_task`, or without one if it is null. None may be under way.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_enter(main_task: Obj) {
    event_loop().enter(TaskRef::runnable(main_task));
}

/// Ends a run, whatever ended it.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_leave() {
    event_loop().leave();
}

/// What to do next; see [`EventLoop::next_op`].
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_next(op: &mut mp::asyncio_op_t) -> u32 {
    event_loop().next_op(op)
}

/// Takes what came of the current task's coroutine; see [`EventLoop::finish`].
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_finish(failed: bool, value: Obj, op: &mut mp::asyncio_op_t) -> u32 {
    event_loop().finish(failed, value, op)
}

/// `new_event_loop()`.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_reset() -> Obj {
    event_loop().reset();
    Obj::none()
}

/// Whether a run is under way.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_is_running() -> bool {
    event_loop().is_running()
}

/// The current task, or `None`.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_current() -> Obj {
    event_loop().current_task().map_or(Obj::none(), TaskRef::obj)
}

/// Sets `asyncio.core.cur_task`: a task or `None`.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_set_current(task: Obj) -> Obj {
    let found = TaskRef::runnable(task);
    if found.is_none() && !task.is_none() {
        return to_c(Err(Error::wrong_type(mp::ASYNCIO_TEXT_CUR_TASK_MUST_BE_TASK, task)));
    }
    if found.is_some_and(|task| task.has(DONE)) {
        return to_c(Err(Error::runtime(mp::ASYNCIO_TEXT_CUR_TASK_IS_DONE)));
    }
    let events = event_loop();
    let current = events.task.replace(found);
    if events.running.get() && current.is_some() && current != events.appointed.get() {
        events.stepped.set(current);
    }
    events.appointed.set(found.filter(|_| found != events.stepped.get()));
    #[cfg(feature = "task-api")]
    events.hidden.set(found.is_none());
    Obj::none()
}

/// Sets what makes a task where the module needs one; null for the module's own. See [`task::create_by_name`].
///
/// [`task::create_by_name`]: crate::kernel::task::create_by_name
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_set_create_task(fun: Obj) {
    event_loop().create_task.set(fun);
}

/// What a script has set so, or null.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_create_task() -> Obj {
    event_loop().replaced_create_task()
}

/// Whether a script has set `core.cur_task` to `None`, and the loop has called no callback since.
#[cfg(feature = "task-api")]
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_is_hidden() -> bool {
    event_loop().hidden.get()
}

/// `core._io_queue = IOQueue()`: no stream is waited for any longer; the tasks stand nowhere.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_forget_streams() {
    event_loop().streams.clear(event_loop());
}

/// The exception handler that a script has set, or `None`.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_exception_handler() -> Obj {
    event_loop().exception_handler.get()
}

/// Sets the exception handler; `None` for the default.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_set_exception_handler(handler: Obj) -> Obj {
    event_loop().exception_handler.set(handler);
    Obj::none()
}

/// Makes [`mpy_loop_stop`] end the run that is about to begin.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_arm_stop() -> Obj {
    to_c(allocate(NodeHead::new(&raw const mp::asyncio_type_stop)).map(|mark| {
        event_loop().stop.set(Some(Node::new(mark)));
        Obj::none()
    }))
}

/// `Loop.stop()`: ends `run_forever` when all that is ready now has had its turn.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_stop() -> Obj {
    let events = event_loop();
    if let Some(mark) = events.stop.take() {
        events.make_ready(mark);
    }
    Obj::none()
}

/// The instant of the loop's last reading of the clock as a value of the millisecond tick.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_tick() -> u32 {
    event_loop().clock.tick()
}

/// Whether something was set from outside that the loop has not served. For any context.
#[unsafe(no_mangle)]
extern "C" fn mpy_loop_has_wakes() -> bool {
    let events = event_loop();
    core::sync::atomic::fence(core::sync::atomic::Ordering::SeqCst);
    !events.event_wakes().is_empty() || !events.flag_wakes().is_empty()
}
