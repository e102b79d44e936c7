//! `wait(aws)` and `as_completed(aws)`: several tasks, awaited until some or all have ended.
//!
//! The object is its own timer, for the timeout: it begins with a [`Task`]. Each task that it waits for has a
//! [`Callback`](crate::kernel::callback) that notifies it.

use crate::{
    classes::{handle::instant, task_api::was_cancelled},
    kernel::{
        bridge::{Step, step_to_c, to_c},
        callback::CallbackRef,
        create::promote,
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        node::{BeginsWith, Node},
        task::{self, FAILED, Task, TaskRef},
    },
    scheduler::TaskQueue,
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Header, Native, Obj, Result, Type, allocate, bindings as mp, class, protected,
};

/// What `wait` or `as_completed` returns.
#[repr(C)]
pub struct Wait {
    timer: Task,
    /// The tasks that have not ended, and those whose callback has not had its turn.
    members: TaskQueue<CallbackRef>,
    /// `as_completed`: the tasks that have ended and were not given yet, in the order of their ends.
    ended: TaskQueue<CallbackRef>,
    /// The task that waits for this.
    waiters: TaskQueue<Node>,
    /// A list of all tasks; of `as_completed` each once.
    tasks: Obj,
    /// `as_completed`: the awaitable that the iteration gives.
    next: Cell<Obj>,
    /// How many the iteration has yet to give.
    to_give: Cell<usize>,
    mode: u8,
    limited: bool,
    begun: Cell<bool>,
    over: Cell<bool>,
}

// SAFETY: `Wait::new` makes them.
unsafe impl Native for Wait {
    fn class() -> &'static Type {
        class!(asyncio_type_wait)
    }

    fn fits(obj: Obj) -> bool {
        obj.is_exactly(Self::class()) || obj.is_exactly(class!(asyncio_type_as_completed))
    }
}

// SAFETY: its first field.
unsafe impl BeginsWith<Task> for Wait {}

impl Awaitable for Wait {
    fn leave(&self, task: TaskRef) {
        if self.waiters.contains(task.node()) {
            self.waiters.remove(task.node());
        }
    }
}

impl Wait {
    fn timer(&self) -> TaskRef {
        TaskRef::new_at(self)
    }

    fn is_iterator(&self) -> bool {
        self.obj().is_exactly(class!(asyncio_type_as_completed))
    }

    fn new(
        class: &'static Type,
        tasks: Obj,
        mode: u8,
        limited: bool,
        ms: u64,
        us: u32,
    ) -> Result<&'static Self> {
        let object = allocate(Self {
            timer: Task::blank(class, Obj::NULL),
            members: TaskQueue::new(),
            ended: TaskQueue::new(),
            waiters: TaskQueue::new(),
            tasks,
            next: Cell::new(Obj::NULL),
            to_give: Cell::new(0),
            mode,
            limited,
            begun: Cell::new(false),
            over: Cell::new(false),
        })?;
        TaskRef::new_at(object).set_due(instant(ms, us));
        Ok(object)
    }

    fn begin(&self, event_loop: &EventLoop) -> Result<()> {
        self.begun.set(true);
        if self.limited {
            event_loop.start_timer(self.timer(), self.timer().due());
        }
        for item in task::items(self.tasks) {
            let Some(task) = TaskRef::from_obj(item.get()) else { continue };
            match task.add_callback(event_loop, self.obj(), true) {
                Ok(member) => self.members.push(member),
                Err(error) => {
                    self.end(event_loop);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Stops waiting.
    fn end(&self, event_loop: &EventLoop) {
        self.over.set(true);
        event_loop.stop_timer(self.timer());
        while let Some(member) = self.members.pop() {
            member.take_back();
        }
    }

    fn wake_first(&self, event_loop: &EventLoop) {
        if let Some(waiter) = self.waiters.pop() {
            event_loop.make_ready(waiter);
        }
    }

    /// The turn after `member`'s task has ended.
    pub fn child_done(&self, event_loop: &EventLoop, member: CallbackRef) {
        self.members.remove(member);
        if self.is_iterator() {
            self.ended.push(member);
            if self.members.is_empty() {
                event_loop.stop_timer(self.timer());
            }
            return self.wake_first(event_loop);
        }
        let child = member.task();
        let failed = child.has(FAILED) && !was_cancelled(child);
        let enough = match u32::from(self.mode) {
            mp::ASYNCIO_FIRST_COMPLETED => true,
            mp::ASYNCIO_FIRST_EXCEPTION if failed => true,
            _ => self.members.is_empty(),
        };
        if enough {
            event_loop.stop_timer(self.timer());
            self.wake_first(event_loop);
        }
    }

    /// The turn after the timeout.
    pub fn expire(&self, event_loop: &EventLoop) {
        if !self.is_iterator() {
            return self.wake_first(event_loop);
        }
        self.end(event_loop);
        while !self.waiters.is_empty() {
            self.wake_first(event_loop);
        }
    }

    fn suspend(&self, event_loop: &EventLoop, task: TaskRef, on: Obj) -> Result<Step> {
        event_loop.serve_wakes();
        self.waiters.push(task.node());
        task.await_on(on);
        Ok(Step::SUSPEND)
    }

    fn step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if !self.begun.get() {
            self.begin(event_loop)?;
            return self.suspend(event_loop, task, self.obj());
        }
        if !task.resumes(self.obj()) {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_WAIT_IS_AWAITED));
        }
        self.end(event_loop);
        let sets = protected(mp::asyncio_done_and_pending, self.tasks, Obj::NULL)?;
        Ok(Step::ready(sets))
    }

    /// One step of awaiting what the iteration of `as_completed` gives.
    fn next_step(&self, event_loop: &EventLoop, on: Obj) -> Result<Step> {
        let task = event_loop.current()?;
        task.resumes(on);
        if let Some(member) = self.ended.pop() {
            return member.task().retrieve().map(Step::ready);
        }
        if self.over.get() {
            return Err(Error::from_obj(Obj::class(class!(asyncio_type_timeout_error))));
        }
        if self.members.is_empty() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_NO_MORE_COMPLETED));
        }
        self.suspend(event_loop, task, on)
    }

    /// The next awaitable of the iteration, or null at its end.
    fn give(&'static self, event_loop: &EventLoop) -> Result<Obj> {
        if !self.begun.get() {
            self.begin(event_loop)?;
            self.to_give.set(task::items(self.tasks).len());
        }
        if self.to_give.get() == 0 {
            return Ok(Obj::NULL);
        }
        self.to_give.set(self.to_give.get() - 1);
        if self.next.get().is_null() {
            let header = Header { type_: class!(asyncio_type_completed) };
            self.next.set(allocate(Completed { header, of: self })?.obj());
        }
        Ok(self.next.get())
    }
}

/// What the iteration of `as_completed` gives, each time the same: a task that awaits it gets the next one that ends.
#[repr(C)]
pub struct Completed {
    header: Header,
    of: &'static Wait,
}

// SAFETY: `Wait::give` makes them.
unsafe impl Native for Completed {
    fn class() -> &'static Type {
        class!(asyncio_type_completed)
    }
}

impl Awaitable for Completed {
    fn leave(&self, task: TaskRef) {
        self.of.leave(task);
    }
}

/// Refuses what is no task. A task may be there twice: it has two callbacks then, whose turns follow each other.
fn check_tasks(list: Obj) -> Result<()> {
    for item in task::items(list) {
        if TaskRef::from_obj(item.get()).is_none() {
            return Err(Error::wrong_type(mp::ASYNCIO_TEXT_WAIT_TAKES_TASKS, item.get()));
        }
    }
    Ok(())
}

/// The list of the tasks that the items of `list` are, each once. New tasks run those that are coroutines. O(n²).
fn unique(event_loop: &EventLoop, list: Obj) -> Result<Obj> {
    let tasks = protected(mp::asyncio_new_list, Obj::NULL, Obj::NULL)?;
    // Looked up each time: only the list itself surely keeps its items alive.
    let mut place = 0;
    while let Some(item) = task::items(list).get(place).map(Cell::get) {
        // A coroutine that is there twice is one task.
        let twin = task::items(list)[..place].iter().position(|before| before.get() == item);
        place += 1;
        if twin.is_some() {
            continue;
        }
        // An instance of a script's subclass of Task stays that instance; it is not replaced by the task inside.
        let task = match TaskRef::from_obj(item) {
            Some(_) => item,
            None => promote(event_loop, item)?.obj(),
        };
        if !task::items(tasks).iter().any(|known| known.get() == task) {
            protected(mp::asyncio_list_append, tasks, task)?;
        }
    }
    Ok(tasks)
}

fn new_wait(list: Obj, class: &'static Type, mode: u32, limited: bool, ms: u64, us: u32) -> Result<Obj> {
    let is_iterator = core::ptr::eq(class, class!(asyncio_type_as_completed));
    let tasks = if is_iterator {
        unique(event_loop(), list)?
    } else {
        check_tasks(list)?;
        if task::items(list).is_empty() {
            return Err(Error::new(class!(mp_type_ValueError), mp::ASYNCIO_TEXT_NOTHING_TO_WAIT_FOR));
        }
        list
    };
    Wait::new(class, tasks, mode as u8, limited, ms, us).map(Wait::obj)
}

/// `wait(list, timeout, return_when)`: the timeout is over at `ms` and `us` on the loop's clock. O(n) in the list.
#[export]
extern "C" fn mpy_wait_new(list: Obj, mode: u32, limited: bool, ms: u64, us: u32) -> CResult {
    to_c(new_wait(list, class!(asyncio_type_wait), mode, limited, ms, us))
}

/// `as_completed(list, timeout)`.
#[export]
extern "C" fn mpy_as_completed_new(list: Obj, limited: bool, ms: u64, us: u32) -> CResult {
    to_c(new_wait(list, class!(asyncio_type_as_completed), 0, limited, ms, us))
}

fn wait(obj: Obj) -> &'static Wait {
    // SAFETY: C calls the functions below for objects of the two classes only.
    unsafe { &*obj.as_ptr::<Wait>() }
}

/// One step of `await wait(…)`. Allocates a callback for each task when it begins, and two sets at the end.
#[export]
extern "C" fn mpy_wait_next(this: Obj) -> CResult {
    step_to_c(wait(this).step(event_loop()))
}

/// An exception reaches a task that awaits `wait(…)`: the tasks go on.
pub fn abandon_wait(this: Obj, event_loop: &EventLoop) {
    wait(this).end(event_loop);
}

/// The next awaitable of `as_completed(…)`, or null at its end.
#[export]
extern "C" fn mpy_as_completed_next(this: Obj) -> CResult {
    to_c(wait(this).give(event_loop()))
}

/// One step of awaiting it.
#[export]
extern "C" fn mpy_completed_next(this: Obj) -> CResult {
    // SAFETY: C calls this for objects of this class only.
    let of = unsafe { &*this.as_ptr::<Completed>() }.of;
    step_to_c(of.next_step(event_loop(), this))
}

/// An exception reaches a task that awaits it: a task that has ended meanwhile goes to the next waiter.
pub fn abandon_completed(this: Obj, event_loop: &EventLoop) {
    // SAFETY: as above.
    let of = unsafe { &*this.as_ptr::<Completed>() }.of;
    if !of.ended.is_empty() {
        of.wake_first(event_loop);
    }
}
