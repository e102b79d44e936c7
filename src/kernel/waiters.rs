//! The waiters for the end of a task, which are in the task's `state`.

#[cfg(feature = "task-api")]
use crate::kernel::{callback::CallbackRef, task::DONE};
#[cfg(feature = "compat")]
use crate::kernel::{script_queue::PyTaskQueue, task::AWAITING};
use crate::{
    kernel::{
        event_loop::EventLoop,
        kind::Kind,
        node::{BeginsWith, Node, NodeHead},
        task::{FAILED, RETRIEVED, TaskRef},
    },
    scheduler::TaskQueue,
};
#[cfg(feature = "compat")]
use micropython_sys::{Error, bindings as mp};
use micropython_sys::{Obj, Result, allocate, class};

/// The waiters for the end of a task, by its `state`.
pub enum Waiters {
    /// None.
    Nobody,
    /// Those of the ring that begins here.
    Ring(Node),
    /// The awaitable in `state`, which is of this kind and is notified at once.
    Alone(&'static Kind),
    /// Those in a queue that a script has seen.
    #[cfg(feature = "compat")]
    Queue(&'static PyTaskQueue),
    /// An object that a script keeps there.
    #[cfg(feature = "compat")]
    Foreign,
}

impl Waiters {
    /// The waiters of a task with this `state`.
    pub fn of(state: Obj) -> Self {
        if state.is_null() {
            return Self::Nobody;
        }
        // SAFETY: objects of these classes, and of kinds that say so, begin with a `NodeHead`.
        let ring = || Self::Ring(unsafe { Node::from_obj(state) });
        if state.is_exactly(class!(asyncio_type_task))
            || state.is_exactly(class!(asyncio_type_completion))
            || cfg!(feature = "task-api") && state.is_exactly(class!(asyncio_type_callback))
        {
            return ring();
        }
        match Kind::of(state) {
            Some(kind) if kind.is_node() => return ring(),
            Some(kind) => return Self::Alone(kind),
            None => {}
        }
        #[cfg(feature = "compat")]
        return PyTaskQueue::from_obj(state).map_or(Self::Foreign, Self::Queue);
        #[cfg(not(feature = "compat"))]
        Self::Nobody
    }
}

/// Whether an exception counts as received because `waiter` is notified that the task has ended.
fn receives_outcome(waiter: Node) -> bool {
    #[cfg(feature = "task-api")]
    if let Some(callback) = CallbackRef::from_node(waiter) {
        return callback.receives();
    }
    let _ = waiter;
    true
}

/// A place among the waiters of a task for an awaitable that is notified at once, if the task has other waiters too.
#[repr(C)]
struct Completion {
    head: NodeHead,
    notified: Obj,
}

// SAFETY: its first field.
unsafe impl BeginsWith<NodeHead> for Completion {}

impl Completion {
    /// A place for `notified`.
    fn new(notified: Obj) -> Result<Node> {
        let head = NodeHead::new(class!(asyncio_type_completion));
        Ok(Node::new(allocate(Self { head, notified })?))
    }

    /// The awaitable whose place `node` is, if it is one.
    fn notified_at(node: Node) -> Option<Obj> {
        // SAFETY: a live `Completion`.
        node.is(class!(asyncio_type_completion)).then(|| unsafe { node.as_ptr::<Self>().as_ref() }.notified)
    }
}

impl TaskRef {
    /// The callbacks among the waiters.
    #[cfg(feature = "task-api")]
    pub fn callbacks(self) -> impl Iterator<Item = CallbackRef> {
        let callbacks = self.waiters().iter().filter_map(CallbackRef::from_node);
        // One that was taken back may still be there.
        callbacks.filter(|callback| !callback.owner().is_null())
    }

    /// Whether `callback` is among the waiters and has not been taken back. O(waiters).
    #[cfg(feature = "task-api")]
    pub fn has_callback(self, callback: CallbackRef) -> bool {
        !callback.owner().is_null() && self.waiters().contains(callback.node())
    }

    /// Adds `waiter` to the waiters. O(1). Allocates only if a `gather`
    /// was the only one before.
    ///
    /// # Errors
    /// `MemoryError`; `RuntimeError` if a script keeps something of its own in `state`.
    pub fn add_waiter(self, waiter: Node) -> Result<()> {
        let cell = self.state_cell();
        let first = match Waiters::of(cell.get()) {
            Waiters::Nobody => None,
            Waiters::Ring(first) => Some(first),
            #[cfg(feature = "compat")]
            Waiters::Queue(queue) => {
                queue.tasks().push(waiter);
                return Ok(());
            }
            Waiters::Alone(_) => {
                let completion = Completion::new(cell.get())?;
                TaskQueue::starting_at(None).push(completion);
                Some(completion)
            }
            #[cfg(feature = "compat")]
            Waiters::Foreign => return Err(Error::runtime(mp::ASYNCIO_TEXT_CANT_WAIT)),
        };
        let ring = TaskQueue::starting_at(first);
        ring.push(waiter);
        cell.set(first.unwrap_or(waiter).obj());
        Ok(())
    }

    /// [`Self::add_waiter`], with the usual case inlined: there is none yet.
    ///
    /// # Errors
    /// As [`Self::add_waiter`].
    #[inline(always)]
    pub fn add_waiter_in_place(self, waiter: Node) -> Result<()> {
        let state = self.own_state();
        if !state.get().is_null() {
            return self.add_waiter(waiter);
        }
        TaskQueue::starting_at(None).push_in_place(waiter);
        state.set(waiter.obj());
        Ok(())
    }

    /// When the task ends, `notified`, an awaitable, is [notified at once](crate::kernel::kind::Awaitable::task_ended).
    ///
    /// # Errors
    /// As [`Self::add_waiter`].
    pub fn add_notified(self, notified: Obj) -> Result<()> {
        let cell = self.state_cell();
        if cell.get().is_null() {
            cell.set(notified);
            return Ok(());
        }
        self.add_waiter(Completion::new(notified)?)
    }

    /// Takes back one [`Self::add_notified`]; returns whether there was one. O(waiters).
    pub fn remove_notified(self, notified: Obj) -> bool {
        let cell = self.state_cell();
        if cell.get() == notified {
            cell.set(Obj::NULL);
            return true;
        }
        let found = self.waiters().iter().find(|&node| Completion::notified_at(node) == Some(notified));
        found.is_some_and(|node| self.remove_waiter(node))
    }

    /// Removes `waiter` from the list; returns whether it was there: a script may have replaced `state` meanwhile. O(waiters).
    pub fn remove_waiter(self, waiter: Node) -> bool {
        let cell = self.state_cell();
        match Waiters::of(cell.get()) {
            Waiters::Ring(first) => {
                let ring = TaskQueue::starting_at(Some(first));
                if !ring.contains(waiter) {
                    return false;
                }
                ring.remove(waiter);
                cell.set(ring.peek().map_or(Obj::NULL, Node::obj));
                true
            }
            #[cfg(feature = "compat")]
            Waiters::Queue(queue) if queue.tasks().contains(waiter) => {
                queue.tasks().remove(waiter);
                true
            }
            _ => false,
        }
    }

    /// Drops the waiters that no script has seen: these tasks are in no queue then. Waiters in a queue that a script has seen
    /// stay there.
    #[cfg(feature = "compat")]
    pub fn drop_waiters(self) {
        if let Waiters::Ring(first) = Waiters::of(self.state_cell().replace(Obj::NULL)) {
            let ring = TaskQueue::starting_at(Some(first));
            while let Some(waiter) = ring.pop() {
                if let Some(task) = Self::from_node(waiter) {
                    task.clear(AWAITING);
                    task.suspend();
                }
            }
        }
    }

    fn waiters(self) -> TaskQueue<Node> {
        TaskQueue::starting_at(match Waiters::of(self.state_cell().get()) {
            Waiters::Ring(first) => Some(first),
            #[cfg(feature = "compat")]
            Waiters::Queue(queue) => queue.tasks().peek(),
            _ => None,
        })
    }

    /// Ends the future with `outcome`, as [`Self::complete`] does.
    #[cfg(feature = "future")]
    pub fn complete_future(self, event_loop: &EventLoop, outcome: core::result::Result<Obj, Obj>) {
        // What a shield has at the task that it shields.
        if let Some(callback) = CallbackRef::from_obj(self.data()) {
            callback.take_back();
        }
        self.complete(event_loop, outcome);
    }

    /// Ends the task with `outcome` and wakes the waiters. Returns a callable that a script has put
    /// into `state`: the caller has to call it with the task and its outcome.
    pub fn complete(self, event_loop: &EventLoop, outcome: core::result::Result<Obj, Obj>) -> Option<Obj> {
        let (data, failed) = match outcome {
            Ok(value) => (value, 0),
            Err(exc) => (exc, FAILED),
        };
        self.end(data, failed);
        let own = self.own_state().get();
        if own.is_null() {
            return None;
        }
        let waiters = if own.is_exactly(class!(asyncio_type_task)) {
            // The usual case: a task waits, and the one that ends has no name of its own.
            self.own_state().set(Obj::NULL);
            // SAFETY: a task begins with a `NodeHead`.
            TaskQueue::starting_at(Some(unsafe { Node::from_obj(own) }))
        } else {
            let state = self.state_cell().replace(Obj::NULL);
            match Waiters::of(state) {
                Waiters::Nobody => return None,
                Waiters::Ring(first) => TaskQueue::starting_at(Some(first)),
                #[cfg(feature = "compat")]
                Waiters::Queue(queue) => queue.tasks().take(),
                Waiters::Alone(kind) => {
                    self.set(RETRIEVED);
                    kind.task_ended(state, self);
                    return None;
                }
                #[cfg(feature = "compat")]
                Waiters::Foreign => {
                    self.set(RETRIEVED);
                    return Some(state);
                }
            }
        };
        while let Some(waiter) = waiters.pop_in_place() {
            let Some(task) = Self::from_node(waiter) else {
                self.tell(event_loop, waiter);
                continue;
            };
            self.set(RETRIEVED);
            event_loop.serve_wakes();
            event_loop.push_task(task, task.flags());
        }
        None
    }

    /// Tells `waiter`, which is no task, that the task has ended.
    #[inline(always)]
    fn tell(self, event_loop: &EventLoop, waiter: Node) {
        if receives_outcome(waiter) {
            self.set(RETRIEVED);
        }
        match Completion::notified_at(waiter) {
            Some(notified) => {
                if let Some(kind) = Kind::of(notified) {
                    kind.task_ended(notified, self);
                }
            }
            None => event_loop.make_ready(waiter),
        }
    }
}

#[cfg(feature = "task-api")]
impl TaskRef {
    /// Notifies `owner` one turn after the end of the task. If the task has ended already, that turn comes now. Unless the owner
    /// `receives` it, an exception that ended the task is still reported if no code asks for it.
    ///
    /// # Errors
    /// `MemoryError`; `RuntimeError` if a script keeps something of its own in the task's `state`.
    pub fn add_callback(self, event_loop: &EventLoop, owner: Obj, receives: bool) -> Result<CallbackRef> {
        let callback = CallbackRef::new(self, owner, receives)?;
        if self.has(DONE) {
            event_loop.make_ready(callback.node());
        } else {
            self.add_waiter(callback.node())?;
        }
        Ok(callback)
    }
}

#[cfg(feature = "task-api")]
impl CallbackRef {
    /// Takes it back: the owner is not notified, even if the task has ended meanwhile.
    pub fn take_back(self) {
        self.drop_owner();
        if !self.task().has(DONE) {
            self.task().remove_waiter(self.node());
        }
    }
}
