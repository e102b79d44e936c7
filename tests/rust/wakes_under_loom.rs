//! What interrupts, threads and other cores may do to the wakes, in every order that the memory model
//! allows: loom tries them all. `make test-loom` runs this; without `--cfg loom` there is nothing here.
//!
//! loom takes sequentially consistent loads and stores for acquire and release, but knows sequentially
//! consistent fences. `Event::set` and `Event::join` rely on the former, so their model here has a
//! fence where they have none; it stands for what the hardware does with such a pair.
#![cfg(loom)]

use loom::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicPtr, Ordering, fence},
    },
    thread,
};
use mpy_asyncio::scheduler::{Raised, WakeStack};
use std::ptr::null_mut;

struct TestEvent {
    id: usize,
    queued: AtomicBool,
    below: AtomicPtr<TestEvent>,
    is_set: AtomicBool,
    awaited: AtomicBool,
}

impl Raised for TestEvent {
    fn queued(&self) -> &AtomicBool {
        &self.queued
    }
    fn below(&self) -> &AtomicPtr<Self> {
        &self.below
    }
}

struct Wakes {
    events: [TestEvent; 2],
    stack: WakeStack<TestEvent>,
}

impl Wakes {
    fn new() -> Arc<Self> {
        let event = |id| TestEvent {
            id,
            queued: AtomicBool::new(false),
            below: AtomicPtr::new(null_mut()),
            is_set: AtomicBool::new(false),
            awaited: AtomicBool::new(false),
        };
        Arc::new(Self { events: [event(0), event(1)], stack: WakeStack::default() })
    }

    fn raise(&self, id: usize) -> bool {
        // SAFETY: the event lives as long as the stack.
        unsafe { self.stack.raise(&self.events[id]) }
    }

    fn take(&self) -> Vec<usize> {
        // SAFETY: one of `events`.
        self.stack.take().map(|event| unsafe { event.as_ref() }.id).collect()
    }

    /// Says that the first event, which has been served, can be raised. Only with sections: loom takes the loop's store to
    /// `queued` and a swap beside it for two writes in either order, although a swap follows what it has read.
    fn is_as_new(&self) {
        if cfg!(sections) {
            assert!(self.raise(0), "what was served still counts as raised");
            assert_eq!(self.take(), [0]);
        }
    }

    /// As `Event::set`.
    fn set(&self, id: usize) {
        self.events[id].is_set.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if self.events[id].awaited.load(Ordering::SeqCst) {
            self.raise(id);
        }
    }

    /// As `Event::wake_outside_waiters`; returns whether one of those that were raised is set.
    fn serve_flags(&self) -> bool {
        let raised = self.take();
        fence(Ordering::SeqCst);
        raised.iter().any(|&id| self.events[id].is_set.load(Ordering::SeqCst))
    }

    /// As `Event::take`.
    fn take_flag(&self, id: usize) {
        self.events[id].is_set.store(false, Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }

    /// As `Event::join`; returns whether the task waits.
    fn join(&self, id: usize) -> bool {
        self.events[id].awaited.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        !self.events[id].is_set.load(Ordering::SeqCst)
    }
}

/// As `ThreadSafeQueue`: its sections are a mutex here, and a number stands for its items.
struct Queue {
    wakes: Arc<Wakes>,
    items: Mutex<usize>,
}

impl Queue {
    fn new() -> Arc<Self> {
        Arc::new(Self { wakes: Wakes::new(), items: Mutex::new(0) })
    }

    /// As `ThreadSafeQueue::try_put`.
    fn put(&self) {
        *self.items.lock().unwrap() += 1;
        fence(Ordering::SeqCst);
        if self.wakes.events[0].awaited.load(Ordering::SeqCst) {
            self.wakes.raise(0);
        }
    }

    fn take(&self) -> bool {
        let mut items = self.items.lock().unwrap();
        let some = *items > 0;
        *items -= usize::from(some);
        some
    }

    /// As `ThreadSafeQueue::wait`; returns whether the task waits.
    fn get(&self) -> bool {
        if self.take() {
            return false;
        }
        self.wakes.events[0].awaited.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if self.take() {
            self.wakes.events[0].awaited.store(false, Ordering::SeqCst);
            return false;
        }
        true
    }

    /// As the loop's service and `ThreadSafeQueue::wake_waiters`, of one waiter; returns whether it is woken.
    fn serve(&self) -> bool {
        if self.wakes.take().is_empty() {
            return false;
        }
        fence(Ordering::SeqCst);
        let woken = *self.items.lock().unwrap() > 0;
        self.wakes.events[0].awaited.store(!woken, Ordering::SeqCst);
        woken
    }
}

#[test]
fn a_getter_that_begins_to_wait_while_two_put_gets_an_item() {
    // Three preemptions are enough for any two steps of one thread to have the other's between them; all of them take minutes.
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let queue = Queue::new();
        let putters: Vec<_> = (0..2)
            .map(|_| {
                let queue = queue.clone();
                thread::spawn(move || queue.put())
            })
            .collect();
        let waits = queue.get();
        let mut woken = waits && queue.serve();
        for putter in putters {
            putter.join().unwrap();
        }
        woken |= waits && !woken && queue.serve();
        assert!(!waits || woken, "the task waits beside an item");
        assert_eq!(*queue.items.lock().unwrap(), if waits { 2 } else { 1 });
    });
}

#[test]
fn an_item_is_taken_once() {
    loom::model(|| {
        let queue = Queue::new();
        queue.put();
        let other = {
            let queue = queue.clone();
            thread::spawn(move || queue.take())
        };
        let waits = queue.get();
        let taken = other.join().unwrap();
        assert_eq!(taken, waits, "taken twice or not at all");
    });
}

#[test]
fn a_stream_that_tells_while_it_is_asked_is_asked_again() {
    loom::model(|| {
        let wakes = Wakes::new();
        let data = Arc::new(AtomicBool::new(false));
        let driver = {
            let (wakes, data) = (wakes.clone(), data.clone());
            thread::spawn(move || {
                data.store(true, Ordering::Relaxed);
                // As `mpy_stream_waker_call`.
                fence(Ordering::SeqCst);
                if wakes.events[0].awaited.load(Ordering::SeqCst) {
                    wakes.raise(0);
                }
            })
        };
        // As `StreamWaker::expect_call`, before the question.
        wakes.events[0].awaited.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        let is_left_alone = !data.load(Ordering::Relaxed);
        driver.join().unwrap();
        assert!(!is_left_alone || !wakes.take().is_empty(), "the stream has data, and nobody asks it");
    });
}

#[test]
fn two_raisers_and_the_loop_lose_nothing_and_double_nothing() {
    loom::model(|| {
        let wakes = Wakes::new();
        let raisers: Vec<_> = (0..2)
            .map(|id| {
                let wakes = wakes.clone();
                thread::spawn(move || wakes.raise(id))
            })
            .collect();
        let mut served = wakes.take();
        for raiser in raisers {
            assert!(raiser.join().unwrap(), "nobody else raises this event");
        }
        served.extend(wakes.take());
        served.sort();
        assert_eq!(served, [0, 1]);
        assert!(wakes.stack.is_empty());
    });
}

#[test]
fn two_raisers_of_one_event_are_served_as_often_as_they_were_accepted() {
    loom::model(|| {
        let wakes = Wakes::new();
        let raisers: Vec<_> = (0..2)
            .map(|_| {
                let wakes = wakes.clone();
                thread::spawn(move || wakes.raise(0))
            })
            .collect();
        let mut served = wakes.take().len();
        let accepted = raisers.into_iter().map(|raiser| raiser.join().unwrap());
        let accepted = accepted.filter(|&accepted| accepted).count();
        served += wakes.take().len();
        assert_eq!(served, accepted);
        wakes.is_as_new();
    });
}

#[test]
fn the_order_of_one_raiser_is_kept() {
    loom::model(|| {
        let wakes = Wakes::new();
        let raiser = {
            let wakes = wakes.clone();
            thread::spawn(move || {
                wakes.raise(0);
                wakes.raise(1);
            })
        };
        let mut served = wakes.take();
        raiser.join().unwrap();
        served.extend(wakes.take());
        assert_eq!(served, [0, 1]);
    });
}

#[test]
fn an_event_raised_again_while_it_is_served_is_served_again() {
    loom::model(|| {
        let wakes = Wakes::new();
        wakes.raise(0);
        let raiser = {
            let wakes = wakes.clone();
            thread::spawn(move || wakes.raise(0))
        };
        let mut served = wakes.take().len();
        let accepted = 1 + usize::from(raiser.join().unwrap());
        served += wakes.take().len();
        assert_eq!(served, accepted);
        wakes.is_as_new();
    });
}

#[test]
fn a_task_that_begins_to_wait_while_the_event_is_set_is_woken() {
    loom::model(|| {
        let wakes = Wakes::new();
        let setter = {
            let wakes = wakes.clone();
            thread::spawn(move || wakes.set(0))
        };
        let waits = wakes.join(0);
        let mut served = wakes.take();
        setter.join().unwrap();
        served.extend(wakes.take());
        assert!(!waits || served == [0], "the task waits for an event that nobody will serve");
    });
}

#[test]
fn a_set_that_finds_the_flag_still_queued_is_seen_by_who_serves_it() {
    loom::model(|| {
        let wakes = Wakes::new();
        // Somebody waits; the flag was set and cleared before the loop looked.
        wakes.events[0].awaited.store(true, Ordering::SeqCst);
        wakes.raise(0);
        let setter = {
            let wakes = wakes.clone();
            thread::spawn(move || wakes.set(0))
        };
        let mut woken = wakes.serve_flags();
        setter.join().unwrap();
        woken |= wakes.serve_flags();
        assert!(woken, "the flag is set, and whoever waits for it is not told");
    });
}

#[test]
fn a_set_that_a_wait_overwrites_has_told_what_was_written_before() {
    loom::model(|| {
        let wakes = Wakes::new();
        let written = Arc::new(AtomicBool::new(false));
        // The task that waited for the flag goes on, and the flag is set once more.
        wakes.events[0].is_set.store(true, Ordering::SeqCst);
        let setter = {
            let (wakes, written) = (wakes.clone(), written.clone());
            thread::spawn(move || {
                written.store(true, Ordering::Relaxed);
                fence(Ordering::SeqCst);
                wakes.set(0);
            })
        };
        wakes.take_flag(0);
        let seen = written.load(Ordering::Relaxed);
        setter.join().unwrap();
        assert!(seen || wakes.events[0].is_set.load(Ordering::SeqCst), "neither seen nor told");
    });
}
