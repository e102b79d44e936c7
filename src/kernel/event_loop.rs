//! The event loop: rounds of ready tasks, and between them all that makes tasks ready.
//!
//! One round runs every task that was ready when it began. Between two rounds the loop lets pending
//! events run (signals, scheduled callbacks), serves the wakes that interrupts and other threads left,
//! and moves the sleepers that are due behind the ready tasks. With nothing ready it waits for the next
//! deadline or wake.
//!
//! This file has its state and what every class does with it: making ready, sleeping, waking. A run is in
//! [`rounds`](crate::kernel::rounds).
//!
//! The loop's state lies in MicroPython's root pointers, where the collector finds everything that it refers
//! to. Only the thread that runs the loop uses it, except the two stacks of wakes.

#[cfg(feature = "own-wakes")]
use crate::kernel::kind::Kind;
#[cfg(feature = "stream-wakes")]
use crate::kernel::stream_waker::StreamWaker;
#[cfg(feature = "priority")]
use crate::kernel::{priority::URGENT_WAIT, task::DONE, urgent::Urgent};
use crate::{
    diagnostics::observe,
    kernel::{
        kind,
        node::Node,
        pollable::{DESCRIPTORS, IoQueue},
        sleep::Sleep,
        task::{AWAITING, PLACE, Place, TaskRef},
        wake_source::WakeSource,
    },
    scheduler::{Clock, Instant, InstantCell, SleepHeap, TaskQueue, WakeStack},
};
use core::{cell::Cell, sync::atomic::Ordering, sync::atomic::fence};
use micropython_sys::{Obj, allocate, bindings as mp, class};

/// What has been done since the last round, beside running pending events.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Between {
    Nothing = 0,
    Poll,
    Ask,
}

/// At most so many sleepers become ready at once: the first of a thousand need not wait until all have been moved.
pub(super) const DUE_AT_ONCE: u32 = 8;

/// When descriptors were polled last, and how long to leave them while tasks are ready, in microseconds.
pub(super) struct PollTimes {
    pub(super) last: InstantCell,
    pub(super) interval: Cell<u32>,
}

/// The event loop; see the [module](self).
#[repr(C)]
pub struct EventLoop {
    /// The rest of this round.
    pub(super) current: TaskQueue<Node>,
    /// The next round.
    pub(super) next: TaskQueue<Node>,
    pub(super) sleepers: SleepHeap<TaskRef>,
    #[cfg(feature = "priority")]
    pub(super) urgent: Urgent,
    pub(super) event_wakes: WakeStack<WakeSource>,
    pub(super) flag_wakes: WakeStack<WakeSource>,
    pub(super) task: Cell<Option<TaskRef>>,
    pub(super) main: Cell<Option<TaskRef>>,
    /// The sleep that the next `sleep()` hands out if it is free; null stands for `first_sleep`.
    pub(super) spare_sleep: Cell<Option<&'static Sleep>>,
    pub(super) first_sleep: Sleep,
    /// The `gather` that was over last, or null.
    pub(super) spare_gather: Cell<Obj>,
    pub(super) stop: Cell<Option<Node>>,
    pub(super) exception_handler: Cell<Obj>,
    /// What a script has put in the place of `core.create_task`, else null.
    #[cfg(feature = "compat")]
    pub(super) create_task: Cell<Obj>,
    /// Where a script has made another task the current one, or none: the task whose turn it is.
    #[cfg(feature = "compat")]
    pub(super) stepped: Cell<Option<TaskRef>>,
    /// The task that a script has made the current one so.
    #[cfg(feature = "compat")]
    pub(super) appointed: Cell<Option<TaskRef>>,
    /// See [`Self::advance_allocator`].
    pub(super) beacon: Cell<Obj>,
    /// How many tasks wait for something that only an interrupt or another thread can set.
    pub(super) outside_waiters: Cell<u32>,
    pub(super) streams: IoQueue,
    /// Where the port tells of `sys.stdin`: what it calls. Here, so that its interrupt never touches a heap that is gone.
    #[cfg(feature = "stream-wakes")]
    pub(super) stdin_waker: [StreamWaker; mp::ASYNCIO_STDIN_TELLS as usize],
    /// See [`lull`](crate::kernel::lull).
    #[cfg(feature = "idle")]
    pub(super) lull_function: Cell<Obj>,
    #[cfg(feature = "idle")]
    pub(super) lull_bytes: Cell<u32>,
    #[cfg(feature = "idle")]
    pub(super) lull_took_us: Cell<u32>,
    #[cfg(feature = "task-api")]
    pub(super) names: Cell<u32>,
    /// Whether sleepers that were due when this round began still have to be moved behind the rest of it.
    pub(super) has_more_due: Cell<bool>,
    pub(super) running: Cell<bool>,
    /// Whether a script has set the current task to `None`.
    #[cfg(all(feature = "task-api", feature = "compat"))]
    pub(super) hidden: Cell<bool>,
    /// Whether `new_event_loop` has dropped the tasks of this run, which then ends when nothing is left.
    pub(super) dropped: Cell<bool>,
    pub(super) between: Cell<Between>,
    pub(super) number: Cell<u8>,
    /// See [`Self::advance_allocator`].
    pub(super) creations: Cell<u8>,
    pub(super) polling: [PollTimes; DESCRIPTORS as usize],
    /// When this round began, if it has more sleepers that are due.
    pub(super) round_began: InstantCell,
    pub(super) clock: Clock,
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

impl EventLoop {
    /// The present time. Reads the clock.
    #[inline(never)]
    pub fn now(&self) -> Instant {
        // SAFETY: reads two clocks.
        let (ms, us) = unsafe { (mp::asyncio_ticks_ms(), mp::asyncio_ticks_us()) };
        self.clock.advance(ms, us)
    }

    /// Milliseconds from the instant of the last [`Self::now`] to the nearest one at which `time.ticks_ms()` is
    /// `ticks`. `mask` has the bits of such a value.
    #[cfg(feature = "compat")]
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

    /// The task whose turn it is, if it is in no queue and has not ended: the usual case of `current`.
    #[inline(always)]
    pub fn free_task(&self) -> Option<TaskRef> {
        self.task.get().filter(|task| task.is_free_to_wait())
    }

    /// Puts `node`, which must be in no queue, behind everything that is ready. Serves the events that were set before first.
    /// O(1) apart from that.
    #[inline(never)]
    pub fn make_ready(&self, node: Node) {
        self.serve_wakes();
        self.push(node);
    }

    /// [`Self::make_ready`] while the wakes are being served.
    #[inline(always)]
    pub fn push(&self, node: Node) {
        if let Some(task) = TaskRef::from_node(node) {
            return self.push_task(task, task.flags());
        }
        #[cfg(feature = "priority")]
        if self.urgent.is_used() && self.urgent.push_node(node) {
            return;
        }
        self.next.push_in_place(node);
    }

    /// [`Self::push`] of a task, which has these [flags](TaskRef::flags).
    #[inline(always)]
    pub fn push_task(&self, task: TaskRef, flags: u8) {
        observe::woken(task.obj(), || kind::wake_source(task));
        task.set_flags(flags & !PLACE | Place::Ready as u8);
        #[cfg(feature = "priority")]
        if task.urgency().is_special() && self.push_urgent(task) {
            return;
        }
        self.next.push_in_place(task.node());
    }

    /// Suspends the running `task` until its next turn in the following round. O(1).
    pub fn yield_now(&self, task: TaskRef) {
        self.yield_in_place(task, task.flags());
    }

    /// [`Self::yield_now`], inlined: for the path of every switch. `flags` are the task's.
    #[inline(always)]
    pub fn yield_in_place(&self, task: TaskRef, flags: u8) {
        self.serve_wakes();
        task.set_flags(flags | AWAITING | Place::Ready as u8);
        #[cfg(feature = "priority")]
        if task.urgency().is_special() && self.push_urgent(task) {
            return;
        }
        self.next.push_in_place(task.node());
    }

    /// Suspends the running `task` until it is due. O(1).
    #[inline]
    pub fn sleep(&self, task: TaskRef) {
        self.settle_sleepers();
        task.set(AWAITING | Place::Sleeping as u8);
        self.insert_sleeper(task);
    }

    /// Puts `task`, which must be in no queue, to sleep until it is due. O(1).
    #[cfg(any(feature = "compat", feature = "timers"))]
    pub fn add_sleeper(&self, task: TaskRef) {
        self.settle_sleepers();
        task.set_place(Place::Sleeping);
        self.insert_sleeper(task);
    }

    #[inline(always)]
    fn insert_sleeper(&self, task: TaskRef) {
        #[cfg(feature = "priority")]
        if task.urgency().is_special() && self.urgent.put_to_sleep(task) {
            return;
        }
        self.sleepers.insert(task);
    }

    /// Takes a sleeper out of the sleep heap. O(log n) amortised.
    pub fn remove_sleeper(&self, task: TaskRef) {
        #[cfg(feature = "priority")]
        let sleepers = if task.urgency().queued.take() > 0 { &self.urgent.sleepers } else { &self.sleepers };
        #[cfg(not(feature = "priority"))]
        let sleepers = &self.sleepers;
        sleepers.remove(task);
        task.suspend();
    }

    /// Takes `node` out of the ready queue. O(1).
    pub fn remove_ready(&self, node: Node) {
        #[cfg(feature = "priority")]
        if let Some(task) = TaskRef::from_node(node) {
            if task.urgency().queued.take() > 0 {
                return self.urgent.ready.remove(node);
            }
        }
        if self.current.peek() == Some(node) { self.current.remove(node) } else { self.next.remove(node) }
        // In the middle of either ring the removal is the same for both.
    }

    /// The task that is to run next: the first ready one, else the first sleeper.
    #[cfg(feature = "compat")]
    pub fn peek(&self) -> Option<Obj> {
        self.serve_wakes();
        self.settle_sleepers();
        let ready = self.current.peek().or_else(|| self.next.peek());
        #[cfg(feature = "priority")]
        let ready = self.urgent.ready.peek().or(ready);
        ready.map(Node::obj).or_else(|| self.first_sleeper().map(TaskRef::obj))
    }

    /// The sleeper that is due first.
    #[inline(always)]
    pub(super) fn first_sleeper(&self) -> Option<TaskRef> {
        #[cfg(feature = "priority")]
        if let Some(urgent) = self.urgent.sleepers.peek() {
            return self.sleepers.peek().filter(|task| task.due() < urgent.due()).or(Some(urgent));
        }
        self.sleepers.peek()
    }

    /// Keeps the creation of tasks from scanning the whole heap each time.
    ///
    /// MicroPython's allocator remembers where the first free block is only when a single block is asked
    /// for. A program that creates tasks asks for two (the task) and three (its coroutine): every
    /// search would start where the last single block was found. So every few creations take a single
    /// block, which is garbage as soon as the next one replaces it.
    pub fn advance_allocator(&self) {
        const CREATIONS_PER_BLOCK: u8 = 4;
        let creations = self.creations.get().wrapping_add(1);
        self.creations.set(creations);
        if creations % CREATIONS_PER_BLOCK == 0 {
            if let Ok(block) = allocate([0usize; 2]) {
                // SAFETY: only kept, for the collector to see.
                self.beacon.set(unsafe { Obj::from_ptr(block) });
            }
        }
    }

    /// To be called after an allocation of single blocks: it has moved the start of the allocator's search.
    pub fn allocator_has_advanced(&self) {
        self.creations.set(0);
    }

    /// The sleep that the next `sleep()` hands out if it is free.
    #[inline]
    pub fn spare_sleep(&'static self) -> &'static Sleep {
        self.spare_sleep.get().unwrap_or(&self.first_sleep)
    }

    /// Replaces a spare sleep that a script keeps.
    pub fn set_spare_sleep(&self, sleep: &'static Sleep) {
        self.spare_sleep.set(Some(sleep));
    }

    /// The `gather` that was over last, or null: it may be handed out again.
    pub fn spare_gather(&self) -> &Cell<Obj> {
        &self.spare_gather
    }

    /// What a script has put in the place of `core.create_task`, else null.
    #[cfg(feature = "compat")]
    pub fn replaced_create_task(&self) -> Obj {
        self.create_task.get()
    }

    /// The number of the next task that gets a name of its own.
    #[cfg(feature = "task-api")]
    pub fn next_name(&self) -> u32 {
        self.names.set(self.names.get().wrapping_add(1));
        self.names.get()
    }

    /// Counts the tasks that wait for something outside the loop: `1` for one more, `-1` for one less.
    pub fn count_outside_waiter(&self, change: i32) {
        self.outside_waiters.set(self.outside_waiters.get().saturating_add_signed(change));
    }

    /// The events that were set and whose waiters are not ready yet. For any context.
    #[inline]
    pub fn event_wakes(&self) -> &WakeStack<WakeSource> {
        &self.event_wakes
    }

    /// The flags that were set since the loop looked last, between two turns. For any context.
    #[inline]
    pub fn flag_wakes(&self) -> &WakeStack<WakeSource> {
        &self.flag_wakes
    }

    /// Makes the waiters of events that were set ready, in the order of setting. O(1) if none was set.
    ///
    /// Everything that puts a task into a queue comes here first, so a script sees `Event.set()` wake the
    /// waiters at once, although it only pushes the event.
    #[inline(always)]
    pub fn serve_wakes(&self) {
        if !self.event_wakes.is_empty() {
            self.serve(&self.event_wakes);
        }
    }

    #[cold]
    #[inline(never)]
    fn serve(&self, wakes: &WakeStack<WakeSource>) {
        for source in wakes.take() {
            // SAFETY: the stack, a root, kept it alive until now.
            let source = unsafe { source.as_ref() };
            if source.is(class!(asyncio_type_event)) {
                source.expect_no_waiter();
                while let Some(waiter) = source.waiters().pop_in_place() {
                    self.push(waiter.node());
                }
            } else {
                self.serve_outside_source(source);
            }
        }
    }

    /// [`Self::serve`] for a flag or a group of flags.
    #[inline(never)]
    fn serve_outside_source(&self, source: &WakeSource) {
        // A `set` that still found the source in the stack did not push it. `queued` has been cleared before `is_set` is read here, so this
        // sees what that `set` has written.
        fence(Ordering::SeqCst);
        source.drop_waiters_of_earlier_loop(self.number());
        #[cfg(feature = "own-wakes")]
        if Kind::of(source.obj()).is_some_and(|kind| kind.wakes_waiters(source.obj())) {
            return;
        }
        if !source.is_set().load(Ordering::SeqCst) {
            // Set, and cleared again before the loop looked: as if it had never been set.
            return;
        }
        source.expect_no_waiter();
        if let Some(waiter) = source.waiters().pop() {
            self.count_outside_waiter(-1);
            self.push(waiter.node());
        }
    }

    /// Takes `task` off the list of `source`.
    pub fn leave_source(&self, source: &WakeSource, task: TaskRef) {
        source.remove_waiter(task);
        if !source.is(class!(asyncio_type_event)) && task.waits_in(self.number()) {
            self.count_outside_waiter(-1);
        }
    }

    /// If tasks wait for `source`, pushes it onto `wakes`, so that the loop serves them. For any context; O(1), allocates nothing.
    #[inline(always)]
    pub fn raise_if_awaited(&self, source: &WakeSource, wakes: &WakeStack<WakeSource>) {
        if source.is_awaited() {
            // If threads run at the same time, a collection scans the loop's state first and the stacks of other threads later. It would
            // free an event that a thread pushed in between and dropped.
            const LOCKED: bool = mp::ASYNCIO_HEAP_HAS_LOCK != 0;
            if LOCKED {
                // SAFETY: a lock that the thread may hold already; given back below.
                unsafe { mp::asyncio_lock_heap() };
            }
            // SAFETY: the stack is a root pointer and its links lead on, so the collector keeps what
            // is in it; MicroPython's objects do not move.
            let raised = unsafe { wakes.raise(source) };
            if LOCKED {
                // SAFETY: taken above.
                unsafe { mp::asyncio_unlock_heap() };
            }
            if raised {
                // SAFETY: for any context.
                unsafe { mp::asyncio_wake() };
            }
        }
    }

    /// Makes the waiters of all events and flags that were set ready. Not during the turn of a task.
    #[inline(always)]
    pub(super) fn serve_all_wakes(&self) {
        self.serve_wakes();
        if !self.flag_wakes.is_empty() {
            self.serve(&self.flag_wakes);
        }
    }

    pub(super) fn wake_sleepers(&self) {
        #[cfg(feature = "priority")]
        if !self.urgent.sleepers.is_empty() {
            // By the clock itself: the microseconds of some ports wrap early.
            // SAFETY: reads a clock.
            self.move_urgent_due(unsafe { mp::asyncio_ticks_us() });
        }
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
            observe::due(task.obj(), || now.us_since(task.due()));
            task.set_place(Place::Ready);
            ready.push(task.node());
        }
        self.round_began.set(now);
        self.has_more_due.set(true);
    }

    /// Moves the next sleepers that were due when this round began to its end.
    #[cold]
    #[inline(never)]
    pub(super) fn move_more_due(&self, limit: u32) {
        self.move_due(&self.current, self.round_began.get(), limit);
    }

    /// Makes every sleeper ready that was due when this round began, for code that asks where a task is.
    #[inline]
    pub fn settle_sleepers(&self) {
        if self.has_more_due.get() {
            self.move_more_due(u32::MAX);
        }
    }

    /// The streams that tasks wait for.
    #[inline]
    pub fn streams(&self) -> &IoQueue {
        &self.streams
    }

    /// What [`mpy_stdin_told`](crate::classes::stream_waker) calls, on a port that calls that.
    #[cfg(feature = "stream-wakes")]
    pub fn stdin_waker(&self) -> Option<&StreamWaker> {
        self.stdin_waker.first()
    }

    /// There is no current task from now on: the next turn is not a task's.
    #[cfg(feature = "task-api")]
    pub fn leave_task(&self) {
        self.task.set(None);
        #[cfg(feature = "compat")]
        self.hidden.set(false);
    }

    /// Puts `timer`, which begins as a task does and is in no queue, to sleep until `due`. If `due` has passed, it gets its turn all
    /// the same. O(1).
    #[cfg(feature = "timers")]
    pub fn start_timer(&self, timer: TaskRef, due: Instant) {
        timer.set_due(due);
        self.add_sleeper(timer);
    }

    /// Takes `timer` out of the queue that it is in. O(log n) amortised.
    #[cfg(feature = "timers")]
    pub fn stop_timer(&self, timer: TaskRef) {
        match timer.place() {
            Place::Sleeping => self.remove_sleeper(timer),
            Place::Ready => self.remove_ready(timer.node()),
            Place::Suspended | Place::Waiting => {}
        }
        timer.set_place(Place::Suspended);
    }
}

/// Without priorities there is nothing to do.
#[cfg(not(feature = "priority"))]
impl EventLoop {
    /// `task` has begun to wait for something that a task can give: it lends that task its priority.
    #[inline(always)]
    pub fn lend(&self, _: TaskRef) {}

    /// Takes out and returns the first of `waiters`.
    #[inline(always)]
    pub fn take_first(&self, waiters: &TaskQueue<TaskRef>) -> Option<TaskRef> {
        waiters.pop()
    }
}

#[cfg(feature = "priority")]
impl EventLoop {
    /// `task`, which has a priority or lends one, becomes ready. Returns whether it stands among the urgent tasks.
    #[inline(never)]
    fn push_urgent(&self, task: TaskRef) -> bool {
        let is_urgent = self.urgent.push_task(task);
        self.urgent.settle(|task| self.requeue(task));
        is_urgent
    }

    /// Puts a ready or sleeping task where its priority wants it, behind those of the same.
    fn requeue(&self, task: TaskRef) {
        match task.place() {
            Place::Ready => {
                self.remove_ready(task.node());
                if !self.urgent.push_task(task) {
                    self.next.push(task.node());
                }
            }
            Place::Sleeping => {
                self.remove_sleeper(task);
                task.set_place(Place::Sleeping);
                self.insert_sleeper(task);
            }
            Place::Suspended | Place::Waiting => {}
        }
    }

    /// `task` has begun to wait for something that a task can give: it lends that task its priority.
    #[inline(always)]
    pub fn lend(&self, task: TaskRef) {
        if task.urgency().is_special() {
            self.lend_urgent(task);
        }
    }

    #[inline(never)]
    fn lend_urgent(&self, task: TaskRef) {
        self.serve_wakes();
        if task.urgency().now() > 0 {
            self.urgent.lend(task, |task| self.requeue(task));
        }
    }

    /// Something that tasks wait for has got a holder.
    #[cfg(feature = "sync")]
    pub fn lend_to_holder(&self) {
        self.urgent.settle(|task| self.requeue(task));
    }

    /// Takes out and returns the most urgent of `waiters`, of equal ones the one that came first.
    pub fn take_first(&self, waiters: &TaskQueue<TaskRef>) -> Option<TaskRef> {
        self.urgent.take_first(waiters)
    }

    /// Gives `task` a priority.
    pub fn set_priority(&self, task: TaskRef, priority: u8) {
        self.serve_wakes();
        self.settle_sleepers();
        self.urgent.use_it();
        task.urgency().own.set(priority);
        if task.has(DONE) {
            return;
        }
        self.lend_urgent(task);
        self.urgent.settle(|task| self.requeue(task));
        if task.urgency().now() != task.urgency().queued.get() {
            self.requeue(task);
        }
    }

    /// `task`, which has begun to wait, will be urgent when it becomes ready.
    pub fn wait_urgently(&self, task: TaskRef) {
        self.make_urgent(task);
        self.watch(task);
    }

    /// The wait or sleep of `task` is urgent: so is the task until its next turn.
    pub fn make_urgent(&self, task: TaskRef) {
        self.urgent.use_it();
        task.urgency().set_mark(URGENT_WAIT, true);
    }

    /// `task` has begun to wait for something that may happen at any moment.
    #[inline(always)]
    pub fn watch(&self, task: TaskRef) {
        #[cfg(feature = "idle")]
        if task.urgency().is_special() {
            self.urgent.watch(task);
        }
        let _ = task;
    }

    /// `task`, which was made for `caller` alone, becomes as urgent as that one is.
    pub fn inherit(&self, task: TaskRef, caller: TaskRef) {
        let priority = caller.urgency().now();
        if priority > 0 {
            self.set_priority(task, priority);
        }
    }

    /// Makes the urgent sleepers ready that are due.
    #[inline(always)]
    pub(super) fn wake_urgent_sleepers(&self) {
        if !self.urgent.sleepers.is_empty() {
            // SAFETY: reads a clock.
            let tick = unsafe { mp::asyncio_ticks_us() };
            if self.urgent.is_due_at(tick) {
                self.move_urgent_due(tick);
            }
        }
    }

    #[inline(never)]
    fn move_urgent_due(&self, tick: u32) {
        let now = self.now();
        while let Some(task) = self.urgent.sleepers.peek().filter(|task| task.due() <= now) {
            self.urgent.sleepers.remove(task);
            observe::due(task.obj(), || now.us_since(task.due()));
            task.set_place(Place::Ready);
            if !self.push_urgent(task) {
                self.next.push(task.node());
            }
        }
        if let Some(first) = self.urgent.sleepers.peek() {
            self.urgent.look_again_in(tick, first.due().us_since(now));
        }
    }
}

#[cfg(feature = "event-flags")]
impl EventLoop {
    /// All ready nodes, in order. Nothing may be made ready meanwhile.
    pub fn ready_nodes(&self) -> impl Iterator<Item = Node> {
        let ordinary = self.current.iter().chain(self.next.iter());
        #[cfg(feature = "priority")]
        let ordinary = self.urgent.ready.iter().chain(ordinary);
        ordinary
    }
}

/// The first sleeper of the run, and the root of the heap.
#[cfg(feature = "self-check")]
type SleepersParts = (Option<TaskRef>, Option<TaskRef>);

#[cfg(feature = "self-check")]
impl EventLoop {
    /// The first nodes of the rings of ready tasks, and of the two structures of the sleepers, then of the urgent sleepers.
    pub fn queues(&self) -> ([Option<Node>; 3], [SleepersParts; 2]) {
        #[cfg(feature = "priority")]
        let (ready, sleepers) = (self.urgent.ready.peek(), self.urgent.sleepers.parts());
        #[cfg(not(feature = "priority"))]
        let (ready, sleepers) = (None, (None, None));
        ([self.current.peek(), self.next.peek(), ready], [self.sleepers.parts(), sleepers])
    }
}
