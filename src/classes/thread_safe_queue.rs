//! `ThreadSafeQueue`: a bounded queue through which interrupts, other threads and the other core pass items to tasks, or get items
//! from tasks.
//!
//! The items lie in a [`BoundedQueue`], whose memory is a block of MicroPython's heap. Each operation on it is a critical section of a
//! few instructions; on a port with threads that run at the same time it also excludes the collector, which would overlook an item
//! that is moved behind its back.
//!
//! The queue is a source of wakes, as `EventFlags` is: whoever changes it pushes it onto the loop's stack if a task waits. The
//! loop then wakes as many getters as there are items, and as many putters as there is room for. A task that is woken looks again, and may
//! have to wait again. If it is cancelled before its turn, the next one is woken instead.

use crate::{
    kernel::{
        bridge::{Step, step_to_c, to_c},
        event_loop::{EventLoop, event_loop},
        kind::Awaitable,
        operation::{How, Spare},
        task::{GRANTED, TaskRef},
        wait_list::take_grant,
        wake_source::WakeSource,
    },
    scheduler::BoundedQueue,
};
use core::{
    cell::{Cell, UnsafeCell},
    sync::atomic::{Ordering, fence},
};
use micropython_export::export;
use micropython_sys::{
    CResult, Error, Native, Obj, Result, Type, allocate, allocate_slots, bindings as mp, class,
};

/// A `ThreadSafeQueue`. It begins as an `Event` does. `get()` returns the queue itself.
#[repr(C)]
pub struct ThreadSafeQueue {
    source: WakeSource,
    spare_put: Spare,
    items: UnsafeCell<BoundedQueue<Obj>>,
    /// How many waits have begun, modulo 2³²: their order, which a waiter keeps if it is woken and finds nothing.
    waits: Cell<u32>,
    is_lossy: bool,
    /// Nothing comes any more, and whoever waits to get must be told.
    #[cfg(feature = "pins")]
    is_closed: Cell<bool>,
}

// SAFETY: `mpy_thread_safe_queue_new` makes them.
unsafe impl Native for ThreadSafeQueue {
    fn class() -> &'static Type {
        class!(asyncio_type_thread_safe_queue)
    }
}

impl Awaitable for ThreadSafeQueue {
    /// Called for getters only. Putters wait by operations.
    fn leave(&self, task: TaskRef) {
        event_loop().leave_source(&self.source, task);
    }

    fn leave_silently(&self, task: TaskRef) {
        self.leave(task);
        // When it goes on, it gets again.
        self.source.asked().ask();
    }

    fn may_run(&self) -> bool {
        self.source.asked().any()
    }

    fn wakes_waiters(&self) -> bool {
        self.wake_waiters(event_loop());
        true
    }
}

impl ThreadSafeQueue {
    /// An empty queue of `class` for `size` items, 1 or more.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn of_class(class: &'static Type, size: usize, is_lossy: bool) -> Result<Self> {
        let memory = allocate_slots(BoundedQueue::<Obj>::words(size))?;
        // SAFETY: that many words, which only this queue knows and which the collector keeps as long as the queue refers to them.
        let items = unsafe { BoundedQueue::new(memory.cast(), size, Obj::NULL) };
        Ok(Self {
            source: WakeSource::idle(class),
            spare_put: Spare::new(),
            items: UnsafeCell::new(items),
            waits: Cell::new(0),
            is_lossy,
            #[cfg(feature = "pins")]
            is_closed: Cell::new(false),
        })
    }

    /// From here on a getter that finds no item gets a `RuntimeError`. Wakes those that wait.
    #[cfg(feature = "pins")]
    pub fn close(&self, event_loop: &EventLoop) {
        self.is_closed.set(true);
        self.tell_waiters(event_loop);
    }

    #[cfg(feature = "pins")]
    fn is_closed(&self) -> bool {
        self.is_closed.get()
    }

    #[cfg(not(feature = "pins"))]
    fn is_closed(&self) -> bool {
        false
    }

    /// Runs `body`, a few instructions that raise nothing and allocate nothing, while no other context uses the items. For any context.
    #[inline(always)]
    fn with_items<R>(&self, body: impl FnOnce(&mut BoundedQueue<Obj>) -> R) -> R {
        const LOCKED: bool = mp::ASYNCIO_HEAP_HAS_LOCK != 0;
        if LOCKED {
            // SAFETY: a lock that the thread may hold already; given back below.
            unsafe { mp::asyncio_lock_heap() };
        }
        // SAFETY: for any context; left below.
        let state = unsafe { mp::asyncio_enter_critical() };
        // SAFETY: nobody else is in such a section, and `body` calls nothing that begins another.
        let result = body(unsafe { &mut *self.items.get() });
        // SAFETY: entered above.
        unsafe { mp::asyncio_leave_critical(state) };
        if LOCKED {
            // SAFETY: taken above.
            unsafe { mp::asyncio_unlock_heap() };
        }
        result
    }

    /// Something has changed that a task may wait for. For any context.
    #[inline(always)]
    fn tell_waiters(&self, event_loop: &EventLoop) {
        // First the change, then the check for waiters, as in `Event`.
        fence(Ordering::SeqCst);
        event_loop.raise_if_awaited(&self.source, event_loop.event_wakes());
    }

    /// Adds `item`, in lossy mode also to a full queue; returns whether it was added. For any context.
    fn try_put(&self, event_loop: &EventLoop, item: Obj) -> bool {
        while !self.with_items(|items| items.try_push(item)) {
            if !self.is_lossy {
                return false;
            }
            // A section of its own, so that interrupts wait for one operation only. If another context takes the room, it has put an item.
            self.with_items(BoundedQueue::make_room);
        }
        self.tell_waiters(event_loop);
        true
    }

    /// Takes out the oldest item. For any context.
    fn try_get(&self, event_loop: &EventLoop) -> Option<Obj> {
        let item = self.with_items(BoundedQueue::pop)?;
        self.tell_waiters(event_loop);
        Some(item)
    }

    /// Wakes as many waiters as have something to get or room to put, in the order in which they came. O(waiters).
    fn wake_waiters(&self, event_loop: &EventLoop) {
        let (mut items, mut room) = self.with_items(|items| (items.len(), items.capacity() - items.len()));
        if self.is_closed() {
            items = usize::MAX;
        }
        let waiters = self.source.waiters();
        let before = waiters.take();
        while let Some(waiter) = event_loop.take_first(&before) {
            let left = if waiter.data() == self.obj() { &mut items } else { &mut room };
            if *left == 0 {
                waiters.push(waiter);
                continue;
            }
            *left -= 1;
            waiter.set(GRANTED);
            event_loop.count_outside_waiter(-1);
            event_loop.push(waiter.node());
        }
        self.source.update_awaited();
    }

    /// Suspends `task` by the awaitable `on` if `try_it` still returns nothing once everybody knows that a task waits. It goes behind those
    /// that have waited longer, also if it `resumes`: others may have been woken for the same item, or have taken it.
    fn wait<R>(
        &self,
        event_loop: &EventLoop,
        task: TaskRef,
        resumes: bool,
        on: Obj,
        try_it: impl Fn() -> Option<R>,
    ) -> Option<R> {
        if let Some(result) = try_it() {
            return Some(result);
        }
        event_loop.serve_wakes();
        self.source.expect_waiter();
        fence(Ordering::SeqCst);
        let result = try_it();
        if result.is_some() {
            self.source.update_awaited();
            return result;
        }
        self.source.drop_waiters_of_earlier_loop(event_loop.number());
        task.set_waits_in(event_loop.number());
        if !resumes {
            self.waits.set(self.waits.get().wrapping_add(1));
            task.set_wait_state(self.waits.get());
        }
        let began = task.wait_state();
        self.source.waiters().push_sorted(task, |ahead| (ahead.wait_state().wrapping_sub(began) as i32) < 0);
        event_loop.count_outside_waiter(1);
        task.await_on(on);
        #[cfg(feature = "priority")]
        event_loop.watch(task);
        None
    }

    fn get_step(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        let resumes = task.resumes(self.obj());
        if resumes {
            task.take_grant();
        } else {
            self.source.asked().begin(self.obj())?;
        }
        #[cfg(feature = "pins")]
        if self.is_closed() {
            return self
                .try_get(event_loop)
                .map(Step::ready)
                .ok_or(Error::runtime(mp::ASYNCIO_TEXT_EDGES_ARE_CLOSED));
        }
        #[cfg(feature = "priority")]
        let is_urgent = self.source.asked().take_urgent();
        let item = self.wait(event_loop, task, resumes, self.obj(), || self.try_get(event_loop));
        #[cfg(feature = "priority")]
        if is_urgent && item.is_none() {
            event_loop.wait_urgently(task);
        }
        Ok(item.map_or(Step::SUSPEND, Step::ready))
    }

    /// A task gets an exception instead of its turn: if it was woken, the next one is woken instead.
    fn abandon(&self, event_loop: &EventLoop) {
        if take_grant(event_loop) {
            self.wake_waiters(event_loop);
        }
    }
}

static PUT: How = How {
    step: |put, event_loop| {
        let queue = queue(put.of());
        let task = event_loop.current()?;
        let resumes = task.resumes(put.obj());
        if resumes {
            task.take_grant();
        }
        let item = put.value();
        if !item.is_null() {
            let put_it = || queue.try_put(event_loop, item).then_some(());
            let done = queue.wait(event_loop, task, resumes, put.obj(), put_it);
            if done.is_none() {
                return Ok(Step::SUSPEND);
            }
            put.take_value();
        }
        Ok(Step::ready(Obj::none()))
    },
    throw: |put, event_loop, exc| {
        put.take_value();
        queue(put.of()).abandon(event_loop);
        Err(Error::from_obj(exc))
    },
    leave: |put, task| event_loop().leave_source(&queue(put.of()).source, task),
};

fn queue(obj: Obj) -> &'static ThreadSafeQueue {
    // SAFETY: C calls the functions below for objects of this class only, and for those that begin with one; so are the objects that
    // operations of this file are of.
    unsafe { &*obj.as_ptr::<ThreadSafeQueue>() }
}

/// `ThreadSafeQueue(size, lossy)`; `size` is 1 or more.
#[export]
extern "C" fn mpy_thread_safe_queue_new(size: usize, is_lossy: bool) -> CResult {
    to_c(
        ThreadSafeQueue::of_class(ThreadSafeQueue::class(), size, is_lossy)
            .and_then(allocate)
            .map(Native::obj),
    )
}

/// `put_nowait(item)`: whether it was put. For any context, hard interrupts included; O(1), allocates nothing.
#[export]
extern "C" fn mpy_thread_safe_queue_try_put(this: Obj, item: Obj) -> bool {
    queue(this).try_put(event_loop(), item)
}

/// `get_nowait()`: null if the queue is empty. For any context; O(1), allocates nothing.
#[export]
extern "C" fn mpy_thread_safe_queue_try_get(this: Obj) -> Obj {
    queue(this).try_get(event_loop()).unwrap_or(Obj::NULL)
}

/// How many items it holds, can hold and has dropped. For any context.
#[export]
extern "C" fn mpy_thread_safe_queue_state(this: Obj, size: &mut usize, dropped: &mut u32) -> usize {
    queue(this).with_items(|items| {
        *size = items.capacity();
        *dropped = items.dropped();
        items.len()
    })
}

/// `get()`: the queue itself is the awaitable. Allocates nothing.
#[export]
extern "C" fn mpy_thread_safe_queue_get(this: Obj) -> CResult {
    queue(this).source.asked().ask();
    CResult::ok(this)
}

/// `get(priority=True)`: the get that was asked for last is urgent.
#[cfg(feature = "priority")]
#[export]
extern "C" fn mpy_thread_safe_queue_get_urgently(this: Obj) -> CResult {
    queue(this).source.asked().make_urgent();
    mpy_thread_safe_queue_get(this)
}

/// `put(item)`: the awaitable. Allocates only while another put of this queue waits for room.
#[export]
extern "C" fn mpy_thread_safe_queue_put(this: Obj, item: Obj) -> CResult {
    to_c(queue(this).spare_put.hand_out(&PUT, this, item))
}

/// One step of `await queue.get()`. Allocates nothing.
#[export]
extern "C" fn mpy_thread_safe_queue_next(this: Obj) -> CResult {
    step_to_c(queue(this).get_step(event_loop()))
}

/// An exception reaches a task that awaits `get()`.
#[export]
extern "C" fn mpy_thread_safe_queue_throw(this: Obj, exc: Obj) -> CResult {
    queue(this).abandon(event_loop());
    Error::from_obj(exc).raise_in_c()
}
