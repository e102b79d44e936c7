//! `Queue`, `PriorityQueue` and `LifoQueue`: tasks pass items to tasks.
//!
//! The items are in one block of the heap that grows by doubling: a ring, a stack, or a binary heap. The binary heap is
//! kept by the algorithm of CPython's `heapq`, so that items of equal priority come out in the same order.
//! `get()` returns the queue itself.
//!
//! As in CPython, an item that is put wakes the getter that has waited longest, but any task may take the item before
//! that getter's turn. The getter then waits again, behind the others.

use crate::kernel::{
    asked::Asked,
    bridge::{Step, step_to_c, to_c},
    event_loop::{EventLoop, event_loop},
    kind::Awaitable,
    operation::{How, Operation, Spare},
    task::TaskRef,
    wait_list::{WaitList, take_grant},
};
use core::{cell::Cell, ptr::NonNull};
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Header, Native, Obj, Result, Type, allocate, allocate_slots, bindings as mp, class,
    protected,
};

/// A queue of one of the three classes.
#[repr(C)]
pub struct Queue {
    header: Header,
    getters: WaitList,
    putters: WaitList,
    joiners: WaitList,
    spare_put: Spare,
    slots: Cell<Option<NonNull<Cell<Obj>>>>,
    capacity: Cell<usize>,
    first: Cell<usize>,
    count: Cell<usize>,
    /// 0 or less is no limit.
    maxsize: isize,
    unfinished: Cell<usize>,
    /// The flag: whether it is shut down.
    asked: Asked,
}

const FEWEST_SLOTS: usize = 4;

// SAFETY: `mpy_queue_new` makes them.
unsafe impl Native for Queue {
    fn class() -> &'static Type {
        class!(asyncio_type_queue)
    }

    fn fits(obj: Obj) -> bool {
        obj.is_exactly(Self::class())
            || obj.is_exactly(class!(asyncio_type_priority_queue))
            || obj.is_exactly(class!(asyncio_type_lifo_queue))
    }
}

impl Awaitable for Queue {
    /// Called for getters only. All other waiters wait by operations.
    fn leave(&self, task: TaskRef) {
        self.getters.forget(task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
        // When it goes on, it gets again.
        self.asked.ask();
    }

    fn may_run(&self) -> bool {
        self.asked.any()
    }
}

impl Queue {
    fn is(&self, class: &'static Type) -> bool {
        core::ptr::eq(self.header.type_, class)
    }

    /// How many items it can hold.
    fn limit(&self) -> usize {
        if self.maxsize > 0 { self.maxsize as usize } else { usize::MAX }
    }

    fn is_shut(&self) -> bool {
        self.asked.flag()
    }

    fn is_full(&self) -> bool {
        self.count.get() >= self.limit()
    }

    /// The slot of the item at `index`, counted from the first.
    ///
    /// # Errors
    /// `RuntimeError` if there is no such item: the comparison of items runs Python code, and that took items out.
    fn slot(&self, index: usize) -> Result<&Cell<Obj>> {
        if index >= self.count.get() {
            return Err(Error::runtime(mp::ASYNCIO_TEXT_QUEUE_CHANGED));
        }
        let at = self.first.get() + index;
        Ok(self.slot_at(if at >= self.capacity.get() { at - self.capacity.get() } else { at }))
    }

    fn slot_at(&self, at: usize) -> &Cell<Obj> {
        let slots = self.slots.get().unwrap_or(NonNull::dangling());
        // SAFETY: the callers keep `at` below the capacity, and the block lives as long as the queue refers to it.
        unsafe { slots.add(at).as_ref() }
    }

    /// Makes room for one more item. Amortised O(1).
    fn make_room(&self) -> Result<()> {
        while self.count.get() == self.capacity.get() {
            let capacity = (2 * self.capacity.get()).max(FEWEST_SLOTS).min(self.limit());
            // EXCEPTION: may collect, and a __del__ may use this queue.
            let slots = allocate_slots(capacity)?;
            let count = self.count.get();
            if count >= capacity {
                continue;
            }
            for index in 0..count {
                // SAFETY: within the new block.
                unsafe { slots.add(index).as_ref() }.set(self.slot(index)?.get());
            }
            self.slots.set(Some(slots));
            self.capacity.set(capacity);
            self.first.set(0);
        }
        Ok(())
    }

    fn push(&self, item: Obj) -> Result<()> {
        self.make_room()?;
        self.count.set(self.count.get() + 1);
        self.slot(self.count.get() - 1)?.set(item);
        if self.is(class!(asyncio_type_priority_queue)) {
            self.rise(self.count.get() - 1)?;
        }
        Ok(())
    }

    fn pop_last(&self) -> Result<Obj> {
        let item = self.slot(self.count.get().wrapping_sub(1))?.replace(Obj::NULL);
        self.count.set(self.count.get() - 1);
        Ok(item)
    }

    /// Takes out the item whose turn it is.
    fn pop(&self) -> Result<Obj> {
        if self.is(class!(asyncio_type_lifo_queue)) {
            return self.pop_last();
        }
        if self.is(class!(asyncio_type_priority_queue)) {
            let last = self.pop_last()?;
            if self.count.get() == 0 {
                return Ok(last);
            }
            let item = self.slot(0)?.replace(last);
            self.sink()?;
            return Ok(item);
        }
        let item = self.slot(0)?.replace(Obj::NULL);
        self.count.set(self.count.get() - 1);
        let next = self.first.get() + 1;
        self.first.set(if next == self.capacity.get() { 0 } else { next });
        Ok(item)
    }

    /// Whether the item at index `a` is less than that at `b`.
    ///
    /// EXCEPTION: runs Python code, which may use this queue.
    fn less(&self, a: usize, b: usize) -> Result<bool> {
        let less = protected(mp::asyncio_less, self.slot(a)?.get(), self.slot(b)?.get())?;
        Ok(less == Obj::bool(true))
    }

    fn swap(&self, a: usize, b: usize) -> Result<()> {
        self.slot(a)?.swap(self.slot(b)?);
        Ok(())
    }

    /// Moves the item at `index` of the heap up to its place. O(log n) comparisons.
    fn rise(&self, mut index: usize) -> Result<()> {
        while index > 0 {
            let parent = (index - 1) / 2;
            if !self.less(index, parent)? {
                break;
            }
            self.swap(index, parent)?;
            index = parent;
        }
        Ok(())
    }

    /// Moves the first item of the heap down to a leaf, and from there up to its place.
    fn sink(&self) -> Result<()> {
        let mut index = 0;
        loop {
            let mut child = 2 * index + 1;
            if child >= self.count.get() {
                return self.rise(index);
            }
            if child + 1 < self.count.get() && !self.less(child, child + 1)? {
                child += 1;
            }
            self.swap(index, child)?;
            index = child;
        }
    }

    fn put_nowait(&self, event_loop: &EventLoop, item: Obj) -> Result<()> {
        if self.is_shut() {
            return Err(Error::from_obj(Obj::class(class!(asyncio_type_queue_shut_down))));
        }
        if self.is_full() {
            return Err(Error::from_obj(Obj::class(class!(asyncio_type_queue_full))));
        }
        self.push(item)?;
        self.unfinished.set(self.unfinished.get() + 1);
        self.getters.wake_first(event_loop);
        Ok(())
    }

    fn empty_error(&self) -> Error {
        let shut = self.is_shut();
        Error::from_obj(Obj::class(if shut {
            class!(asyncio_type_queue_shut_down)
        } else {
            class!(asyncio_type_queue_empty)
        }))
    }

    fn get_nowait(&self, event_loop: &EventLoop) -> Result<Obj> {
        if self.count.get() == 0 {
            return Err(self.empty_error());
        }
        let item = self.pop()?;
        self.putters.wake_first(event_loop);
        Ok(item)
    }

    fn get_step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if task.resumes(self.obj()) {
            task.take_grant();
        } else {
            self.asked.begin(self.obj())?;
        }
        if self.count.get() == 0 && !self.is_shut() {
            self.getters.join(event_loop, task, self.obj());
            return Ok(Step::SUSPEND);
        }
        self.get_nowait(event_loop).map(Step::ready)
    }

    /// A getter that was woken and is cancelled before its turn wakes the next one.
    fn abandon_get(&self, event_loop: &EventLoop) {
        if take_grant(event_loop) && self.count.get() > 0 {
            self.getters.wake_first(event_loop);
        }
    }

    fn wake_joiners_when_finished(&self, event_loop: &EventLoop) {
        if self.unfinished.get() == 0 {
            self.joiners.wake_all(event_loop);
        }
    }

    fn task_done(&self, event_loop: &EventLoop) -> Result<()> {
        let Some(unfinished) = self.unfinished.get().checked_sub(1) else {
            let class = class!(mp_type_ValueError);
            return Err(Error::new(class, mp::ASYNCIO_TEXT_TASK_DONE_TOO_OFTEN));
        };
        self.unfinished.set(unfinished);
        self.wake_joiners_when_finished(event_loop);
        Ok(())
    }

    fn shutdown(&self, event_loop: &EventLoop, immediate: bool) -> Result<()> {
        self.asked.set_flag(true);
        if immediate {
            while self.count.get() > 0 {
                self.pop_last()?;
                self.unfinished.set(self.unfinished.get().saturating_sub(1));
            }
            self.wake_joiners_when_finished(event_loop);
        }
        self.getters.wake_all(event_loop);
        self.putters.wake_all(event_loop);
        Ok(())
    }
}

static PUT: How = How {
    step: |put, event_loop| {
        let queue = queue(put.of());
        let task = event_loop.current()?;
        if task.resumes(put.obj()) {
            task.take_grant();
        }
        if !put.value().is_null() {
            if queue.is_full() && !queue.is_shut() {
                queue.putters.join(event_loop, task, put.obj());
                return Ok(Step::SUSPEND);
            }
            queue.put_nowait(event_loop, put.take_value())?;
        }
        Ok(Step::ready(Obj::none()))
    },
    // A putter that was woken and is cancelled before its turn wakes the next one.
    throw: |put, event_loop, exc| {
        let queue = queue(put.of());
        put.take_value();
        if take_grant(event_loop) && !queue.is_full() {
            queue.putters.wake_first(event_loop);
        }
        Err(Error::from_obj(exc))
    },
    leave: |put, task| queue(put.of()).putters.forget(task),
};

static JOIN: How = How {
    step: |join, event_loop| {
        let queue = queue(join.of());
        let task = event_loop.current()?;
        if task.resumes(join.obj()) {
            task.take_grant();
        } else if queue.unfinished.get() > 0 {
            queue.joiners.join(event_loop, task, join.obj());
            return Ok(Step::SUSPEND);
        }
        Ok(Step::ready(Obj::none()))
    },
    throw: |_, event_loop, exc| {
        take_grant(event_loop);
        Err(Error::from_obj(exc))
    },
    leave: |join, task| queue(join.of()).joiners.forget(task),
};

fn queue(obj: Obj) -> &'static Queue {
    // SAFETY: C calls the functions below for objects of the three classes only, and so are the objects that operations
    // of this file are of.
    unsafe { &*obj.as_ptr::<Queue>() }
}

/// A queue of `class` for at most `maxsize` items; 0 or less is no limit.
#[export]
extern "C" fn mpy_queue_new(class: &'static Type, maxsize: isize) -> CResult {
    to_c(
        allocate(Queue {
            header: Header { type_: class },
            getters: WaitList::new(),
            putters: WaitList::new(),
            joiners: WaitList::new(),
            spare_put: Spare::new(),
            slots: Cell::new(None),
            capacity: Cell::new(0),
            first: Cell::new(0),
            count: Cell::new(0),
            maxsize,
            unfinished: Cell::new(0),
            asked: Asked::new(),
        })
        .map(Native::obj),
    )
}

/// `qsize()`.
#[export]
extern "C" fn mpy_queue_count(this: Obj) -> usize {
    queue(this).count.get()
}

/// How many tasks wait to get and to put, and how many items have not been `task_done()`: for `repr`.
#[export]
extern "C" fn mpy_queue_state(this: Obj, putters: &mut usize, unfinished: &mut usize) -> usize {
    let this = queue(this);
    *putters = this.putters.len();
    *unfinished = this.unfinished.get();
    this.getters.len()
}

/// `maxsize`; 0 or less is no limit.
#[export]
extern "C" fn mpy_queue_maxsize(this: Obj) -> isize {
    queue(this).maxsize
}

/// `full()`.
#[export]
extern "C" fn mpy_queue_is_full(this: Obj) -> bool {
    queue(this).is_full()
}

/// `get()`: the queue itself is the awaitable. Allocates nothing.
#[export]
extern "C" fn mpy_queue_get(this: Obj) -> CResult {
    queue(this).asked.ask();
    CResult::ok(this)
}

/// `put(item)`: the awaitable. Allocates only while another put of this queue waits for room.
#[export]
extern "C" fn mpy_queue_put(this: Obj, item: Obj) -> CResult {
    to_c(queue(this).spare_put.hand_out(&PUT, this, item))
}

/// `put_nowait(item)`. Raises `QueueFull`, `QueueShutDown`, or `MemoryError` when the queue has to grow. Amortised O(1); O(log n)
/// comparisons by priority.
#[export]
extern "C" fn mpy_queue_put_nowait(this: Obj, item: Obj) -> CResult {
    to_c(queue(this).put_nowait(event_loop(), item).map(|()| Obj::none()))
}

/// `get_nowait()`. Raises `QueueEmpty` or `QueueShutDown`. O(1); O(log n) comparisons by priority.
#[export]
extern "C" fn mpy_queue_get_nowait(this: Obj) -> CResult {
    to_c(queue(this).get_nowait(event_loop()))
}

/// One step of `await queue.get()`. Allocates nothing.
#[export]
extern "C" fn mpy_queue_next(this: Obj) -> CResult {
    step_to_c(queue(this).get_step(event_loop()))
}

/// An exception reaches a task that awaits `get()`.
#[export]
extern "C" fn mpy_queue_throw(this: Obj, exc: Obj) -> CResult {
    queue(this).abandon_get(event_loop());
    Error::from_obj(exc).raise_in_c()
}

/// `join()`: the awaitable.
#[export]
extern "C" fn mpy_queue_join(this: Obj) -> CResult {
    to_c(Operation::new(&JOIN, this, Obj::none()).map(Native::obj))
}

/// `task_done()`: `ValueError` if called more often than items were put.
#[export]
extern "C" fn mpy_queue_task_done(this: Obj) -> CResult {
    to_c(queue(this).task_done(event_loop()).map(|()| Obj::none()))
}

/// `shutdown(immediate)`.
#[export]
extern "C" fn mpy_queue_shutdown(this: Obj, immediate: bool) -> CResult {
    to_c(queue(this).shutdown(event_loop(), immediate).map(|()| Obj::none()))
}
