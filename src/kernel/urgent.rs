//! Urgent tasks: a second ready queue that is served before the ordinary one, sleepers that are looked at between two turns, and
//! the lending of priorities.
//!
//! A task that is ready with a priority stands in [`Urgent::ready`], the highest first, equal ones in order of arrival. The
//! loop takes the first of them before each turn, so an urgent task waits for the end of one turn at most. Without
//! an urgent task this costs one load a turn.
//!
//! A task with a priority of its own that waits for another task, a lock or a semaphore *lends* it to the task that can end the wait, its
//! holder, and to the holder's holder, until the wait is over. All that lend or are lent are *involved*: they are in one list.
//! Whenever one of them begins or ends such a wait, all lent priorities are made anew: nobody has to know who lent what to whom. This takes time
//! only if tasks lend, O(involved) for each link of the longest chain at worst.

#[cfg(feature = "idle")]
use crate::kernel::priority::WATCHES;
use crate::{
    kernel::{
        kind::Kind,
        node::Node,
        priority::INVOLVED,
        task::{AWAITING, DONE, Place, TaskRef},
    },
    scheduler::{SleepHeap, TaskQueue},
};
use core::cell::Cell;

/// See the [module](self). Zeros are one without urgent tasks.
#[repr(C)]
pub struct Urgent {
    /// The urgent nodes that are ready.
    pub ready: TaskQueue<Node>,
    /// The urgent tasks that sleep.
    pub sleepers: SleepHeap<TaskRef>,
    first: Cell<Option<TaskRef>>,
    last: Cell<Option<TaskRef>>,
    used: Cell<bool>,
    /// Whether the next turn has to look at the clock, because there is a new sleeper.
    has_new_sleeper: Cell<bool>,
    /// The tick of the port's microseconds at which the first sleeper is due, or earlier.
    due_tick: Cell<u32>,
    /// How many urgent tasks wait for something that may happen at any moment.
    #[cfg(feature = "idle")]
    watching: Cell<u16>,
}

fn next_involved(task: TaskRef) -> Option<TaskRef> {
    task.urgency().next.get().and_then(TaskRef::from_node)
}

/// Whether `task` waits for an object of the module.
fn waits(task: TaskRef) -> bool {
    task.place() == Place::Waiting && task.has(AWAITING) && !task.has(DONE)
}

/// The task number `n` of those for which `task`, which waits, waits.
fn holder(task: TaskRef, n: u32) -> Option<TaskRef> {
    let on = task.data();
    match TaskRef::from_obj(on) {
        Some(awaited) => (n == 0 && !awaited.is_future()).then_some(awaited),
        None => Kind::of(on).and_then(|kind| kind.holder(on, n)),
    }
}

/// How urgent a ready node is.
fn urgency_of(node: Node) -> u8 {
    match TaskRef::from_node(node) {
        Some(task) => task.urgency().queued.get(),
        None => caller_urgency(node),
    }
}

/// How urgent the task is for which a node that is no task has its turn.
fn caller_urgency(node: Node) -> u8 {
    let kind = Kind::of(node.obj()).filter(|kind| kind.is_node());
    kind.and_then(|kind| kind.caller(node.obj())).map_or(0, |task| task.urgency().now())
}

impl Urgent {
    /// Whether a script has made anything urgent since the loop began.
    #[inline(always)]
    pub fn is_used(&self) -> bool {
        self.used.get()
    }

    /// A script makes something urgent.
    pub fn use_it(&self) {
        self.used.set(true);
    }

    fn insert(&self, node: Node, urgency: u8) {
        self.ready.push_sorted(node, |ahead| urgency_of(ahead) >= urgency);
    }

    /// Puts `task` into the queue of those that are urgent; returns whether it is one of them.
    pub fn push_task(&self, task: TaskRef) -> bool {
        #[cfg(feature = "idle")]
        self.stop_watching(task);
        let urgency = if task.has(DONE) { 0 } else { task.urgency().now() };
        task.urgency().queued.set(urgency);
        if urgency > 0 {
            self.insert(task.node(), urgency);
        }
        urgency > 0
    }

    /// The same for a node that is no task.
    #[cold]
    pub fn push_node(&self, node: Node) -> bool {
        let urgency = caller_urgency(node);
        if urgency > 0 {
            self.insert(node, urgency);
        }
        urgency > 0
    }

    /// Puts `task` among the urgent sleepers; returns whether it is urgent.
    pub fn put_to_sleep(&self, task: TaskRef) -> bool {
        let urgency = task.urgency().now();
        task.urgency().queued.set(urgency);
        if urgency > 0 {
            self.sleepers.insert(task);
            self.has_new_sleeper.set(true);
        }
        urgency > 0
    }

    /// Whether a sleeper may be due at this tick of the port's microseconds. Two comparisons: the clock itself takes divisions.
    #[inline(always)]
    pub fn is_due_at(&self, tick: u32) -> bool {
        self.has_new_sleeper.get() || tick.wrapping_sub(self.due_tick.get()) as i32 >= 0
    }

    /// The first sleeper is due so many microseconds after `tick`.
    pub fn look_again_in(&self, tick: u32, us: u64) {
        // Ticks wrap: none is farther away than half their period.
        const FARTHEST_US: u64 = 1 << 30;
        self.has_new_sleeper.set(false);
        self.due_tick.set(tick.wrapping_add(us.min(FARTHEST_US) as u32));
    }

    /// Takes out and returns the most urgent of `waiters`, the first one among equals. O(1) if nothing is urgent, else O(n).
    pub fn take_first(&self, waiters: &TaskQueue<TaskRef>) -> Option<TaskRef> {
        if !self.is_used() {
            return waiters.pop();
        }
        let mut found = waiters.peek()?;
        for waiter in waiters.iter() {
            if waiter.urgency().now() > found.urgency().now() {
                found = waiter;
            }
        }
        waiters.remove(found);
        Some(found)
    }

    /// Counts `task` among those that wait for something that may happen at any moment, if it is urgent.
    #[cfg(feature = "idle")]
    pub fn watch(&self, task: TaskRef) {
        if task.urgency().now() > 0 && !task.urgency().has(WATCHES) {
            task.urgency().set_mark(WATCHES, true);
            self.watching.set(self.watching.get().saturating_add(1));
        }
    }

    /// `task` goes on.
    #[cfg(feature = "idle")]
    fn stop_watching(&self, task: TaskRef) {
        if task.urgency().has(WATCHES) {
            task.urgency().set_mark(WATCHES, false);
            self.watching.set(self.watching.get().saturating_sub(1));
        }
    }

    /// Whether any task is counted so.
    #[cfg(feature = "idle")]
    pub fn is_watching(&self) -> bool {
        self.watching.get() > 0
    }

    fn involve(&self, task: TaskRef) {
        let urgency = task.urgency();
        if urgency.has(INVOLVED) {
            return;
        }
        urgency.set_mark(INVOLVED, true);
        urgency.next.set(None);
        match self.last.replace(Some(task)) {
            Some(last) => last.urgency().next.set(Some(task.node())),
            None => self.first.set(Some(task)),
        }
    }

    /// The involved tasks; those that become involved meanwhile come last.
    fn involved(&self) -> impl Iterator<Item = TaskRef> {
        let mut last = None;
        core::iter::from_fn(move || {
            last = last.map_or_else(|| self.first.get(), next_involved);
            last
        })
        .fuse()
    }

    /// `task`, which is urgent, has begun to wait, or waits and has become urgent. `requeue` puts a ready or sleeping task where its
    /// new priority wants it.
    pub fn lend(&self, task: TaskRef, requeue: impl Fn(TaskRef)) {
        if waits(task) && holder(task, 0).is_some() {
            self.involve(task);
            self.settle(requeue);
        }
    }

    /// A task has ended a wait or has changed its priority: makes the lent priorities anew. O(1) if no task lends.
    pub fn settle(&self, requeue: impl Fn(TaskRef)) {
        if self.first.get().is_none() {
            return;
        }
        for task in self.involved() {
            task.urgency().lent.set(0);
        }
        // Priorities only rise from here on, so this ends. One pass suffices unless tasks wait for each other in another order than
        // they became involved in.
        loop {
            let mut rises = false;
            for lender in self.involved().filter(|&task| waits(task)) {
                let urgency = lender.urgency().now();
                let mut n = 0;
                while let Some(holder) = holder(lender, n) {
                    if !holder.has(DONE) && holder.urgency().lasting() < urgency {
                        holder.urgency().lent.set(urgency);
                        rises |= holder.urgency().has(INVOLVED);
                        self.involve(holder);
                    }
                    n += 1;
                }
            }
            if !rises {
                break;
            }
        }
        let mut at = self.first.take();
        self.last.set(None);
        while let Some(task) = at {
            at = next_involved(task);
            let urgency = task.urgency();
            urgency.set_mark(INVOLVED, false);
            urgency.next.set(None);
            // Its object may have no holder at this moment, as a semaphore that is about to name the next one.
            let lends = urgency.own.get() > 0 && waits(task);
            if !task.has(DONE) && (lends || urgency.lent.get() > 0) {
                self.involve(task);
            }
            if matches!(task.place(), Place::Ready | Place::Sleeping)
                && !task.has(DONE)
                && urgency.now() != urgency.queued.get()
            {
                requeue(task);
            }
        }
    }

    /// The tasks have been dropped: nobody lends or watches any longer.
    pub fn forget(&self) {
        #[cfg(feature = "idle")]
        self.watching.set(0);
        let mut at = self.first.take();
        self.last.set(None);
        while let Some(task) = at {
            at = next_involved(task);
            task.urgency().next.set(None);
            task.urgency().lent.set(0);
            task.urgency().set_mark(INVOLVED, false);
        }
    }
}
