//! The only file that knows every kind of awaitable: the list of them, and what each does on its turn.

#[cfg(feature = "drivers")]
use crate::classes::driver::Driver;
#[cfg(feature = "pins")]
use crate::classes::edges::Edges;
#[cfg(feature = "event-flags")]
use crate::classes::event_flags::EventFlags;
#[cfg(feature = "deadlines")]
use crate::classes::every::Every;
#[cfg(feature = "future")]
use crate::classes::future::inner_done;
#[cfg(feature = "queue")]
use crate::classes::queue::Queue;
#[cfg(feature = "repl")]
use crate::classes::repl::Repl;
#[cfg(feature = "task-group")]
use crate::classes::task_group::TaskGroup;
#[cfg(feature = "thread-queue")]
use crate::classes::thread_safe_queue::ThreadSafeQueue;
#[cfg(feature = "timeout")]
use crate::classes::timeout::Timeout;
#[cfg(feature = "wait")]
use crate::classes::wait::{self, Completed, Wait};
#[cfg(feature = "sync")]
use crate::classes::{barrier::Barrier, condition::Condition, semaphore::Semaphore};
#[cfg(feature = "task-api")]
use crate::kernel::callback::CallbackRef;
#[cfg(feature = "operation")]
use crate::kernel::operation::Operation;
#[cfg(feature = "stream-wakes")]
use crate::kernel::stream_waker::StreamWaker;
#[cfg(feature = "timers")]
use crate::kernel::task::{Place, TaskRef};
use crate::{
    classes::{
        event::{Event, Flag},
        gather::{self, State as Gather},
        lock::Lock,
        read::{self, Read},
        server::{Accept, Opening},
        stream::Stream,
        wait_for::{self, WaitFor},
    },
    kernel::{
        event_loop::{EventLoop, event_loop},
        kind::{self, Awaitable, Kind},
        node::Node,
        sleep::Sleep,
    },
};
use micropython_export::export;
use micropython_sys::{CResult, Error, Header, Native, Obj, Result, Type, bindings as mp, class};

/// An object that only C knows: no task is ever on a list of it.
#[repr(C)]
struct Opaque(Header);

// SAFETY: no object is taken for one but by its kind, and of it nothing is used.
unsafe impl Native for Opaque {
    fn class() -> &'static Type {
        class!(asyncio_type_value)
    }
}

impl Awaitable for Opaque {}

/// The kind of the objects of the class, each of which is a `$of`.
macro_rules! kind {
    ($class:ident, $of:ty) => {
        // SAFETY: as the line says, and `Native` promises for the class that it names itself.
        unsafe { Kind::of_class::<$of>(class!($class)) }
    };
}

/// For counting: Rust 1.85 allows a static, but no constant, to refer to the classes.
macro_rules! one {
    ($class:ident, $of:ty) => {
        ()
    };
}

/// The kinds of every firmware. The most frequent ones come first.
macro_rules! local {
    ($each:ident) => {
        [
            $each!(asyncio_type_event, Event),
            $each!(asyncio_type_gather, Gather),
            $each!(asyncio_type_wait_for, WaitFor),
            $each!(asyncio_type_lock, Lock),
            $each!(asyncio_type_read, Read),
            $each!(asyncio_type_stream, Stream),
            $each!(asyncio_type_thread_safe_flag, Flag),
            #[cfg(feature = "operation")]
            $each!(asyncio_type_operation, Operation),
            #[cfg(feature = "queue")]
            $each!(asyncio_type_queue, Queue),
            #[cfg(feature = "queue")]
            $each!(asyncio_type_priority_queue, Queue),
            #[cfg(feature = "queue")]
            $each!(asyncio_type_lifo_queue, Queue),
            #[cfg(feature = "sync")]
            $each!(asyncio_type_semaphore, Semaphore),
            #[cfg(feature = "sync")]
            $each!(asyncio_type_bounded_semaphore, Semaphore),
            #[cfg(feature = "sync")]
            $each!(asyncio_type_condition, Condition),
            #[cfg(feature = "sync")]
            $each!(asyncio_type_barrier, Barrier),
            #[cfg(feature = "event-flags")]
            $each!(asyncio_type_event_flags, EventFlags),
            #[cfg(feature = "stream-wakes")]
            $each!(asyncio_type_stream_waker, StreamWaker),
            #[cfg(feature = "thread-queue")]
            $each!(asyncio_type_thread_safe_queue, ThreadSafeQueue),
            #[cfg(feature = "pins")]
            $each!(asyncio_type_edges, Edges),
            #[cfg(feature = "pins")]
            $each!(asyncio_type_next_edge, Edges),
            #[cfg(feature = "drivers")]
            $each!(asyncio_type_driver, Driver),
            #[cfg(feature = "task-group")]
            $each!(asyncio_type_task_group, TaskGroup),
            #[cfg(feature = "deadlines")]
            $each!(asyncio_type_every, Every),
            #[cfg(feature = "wait")]
            $each!(asyncio_type_wait, Wait),
            #[cfg(feature = "wait")]
            $each!(asyncio_type_completed, Completed),
            #[cfg(feature = "threads")]
            $each!(asyncio_type_to_thread, Opaque),
            #[cfg(feature = "repl")]
            $each!(asyncio_type_repl, Repl),
            #[cfg(feature = "repl")]
            $each!(asyncio_type_typed, Opaque),
            $each!(asyncio_type_sleep, Sleep),
            $each!(asyncio_type_value, Opaque),
        ]
    };
}

/// The kinds of a firmware with sockets.
macro_rules! network {
    ($each:ident) => {
        [
            $each!(asyncio_type_connect, Opening),
            $each!(asyncio_type_start_server, Opening),
            $each!(asyncio_type_accept, Accept),
            #[cfg(feature = "names")]
            $each!(asyncio_type_lookup, Opaque),
        ]
    };
}

const LOCAL: usize = local!(one).len();
const NETWORK: usize = if mp::ASYNCIO_NETWORK == 0 { 0 } else { network!(one).len() };

static KINDS: [Kind; LOCAL + NETWORK + 1] = {
    let mut kinds = [Kind::last(); LOCAL + NETWORK + 1];
    let local = local!(kind);
    let mut at = 0;
    while at < LOCAL {
        kinds[at] = local[at];
        at += 1;
    }
    // Without sockets there are no such classes.
    if NETWORK != 0 {
        let network = network!(kind);
        while at < LOCAL + NETWORK {
            kinds[at] = network[at - LOCAL];
            at += 1;
        }
    }
    kinds
};

/// After a boot or soft reset: starts with an empty loop.
#[export]
extern "C" fn mpy_loop_init() {
    // SAFETY: the last one of them is `Kind::last`.
    unsafe { kind::register(&KINDS) };
    // SAFETY: the root pointers that hold the loop, to which nobody has a reference meanwhile.
    unsafe { EventLoop::begin(mp::asyncio_root.cast()) };
    event_loop().init();
}

/// What to do next; see [`EventLoop::next_op`].
#[export]
extern "C" fn mpy_loop_next(op: &mut mp::asyncio_op_t) -> u32 {
    event_loop().next_op(op, turn)
}

/// The turn of a node that is no task. Returns what C has to do.
///
/// EXCEPTION: may cancel tasks, which may call a foreign queue's `remove`.
#[inline(never)]
fn turn(event_loop: &EventLoop, node: Node, op: &mut mp::asyncio_op_t) -> Option<u32> {
    if let Some(wait_for) = WaitFor::from_obj(node.obj()) {
        wait_for.watch(event_loop);
        return None;
    }
    #[cfg(feature = "task-api")]
    if !node.is(class!(asyncio_type_stop)) {
        return callback_turn(event_loop, node, op);
    }
    let _ = op;
    // The mark of `Loop.stop()`.
    Some(mp::ASYNCIO_OP_DONE)
}

#[cfg(feature = "task-api")]
fn callback_turn(event_loop: &EventLoop, node: Node, op: &mut mp::asyncio_op_t) -> Option<u32> {
    event_loop.leave_task();
    let outcome = match CallbackRef::from_node(node) {
        Some(callback) => {
            let owner = callback.owner();
            if owner.is_null() {
                return None;
            }
            match notify_owner(event_loop, owner, callback) {
                Some(outcome) => outcome,
                None => {
                    op.subject = owner.raw();
                    op.value = callback.task().shown().raw();
                    return Some(mp::ASYNCIO_OP_CALL);
                }
            }
        }
        None => return timer_turn(event_loop, node, op),
    };
    report(outcome, op)
}

/// Notifies one of the module's own objects; `None` if `owner` is a callable of a script.
#[cfg(feature = "task-api")]
fn notify_owner(event_loop: &EventLoop, owner: Obj, callback: CallbackRef) -> Option<Result<()>> {
    #[cfg(feature = "task-group")]
    if let Some(group) = TaskGroup::from_obj(owner) {
        return Some(group.child_done(event_loop, callback));
    }
    #[cfg(feature = "future")]
    if owner.is_exactly(class!(asyncio_type_future)) {
        inner_done(event_loop, owner, callback.task());
        return Some(Ok(()));
    }
    #[cfg(feature = "wait")]
    if let Some(wait) = Wait::from_obj(owner) {
        wait.child_done(event_loop, callback);
        return Some(Ok(()));
    }
    let _ = (event_loop, owner, callback);
    None
}

/// The turn of a timer or handle, which begins as a task does.
#[cfg(feature = "task-api")]
fn timer_turn(event_loop: &EventLoop, node: Node, op: &mut mp::asyncio_op_t) -> Option<u32> {
    #[cfg(feature = "timers")]
    {
        // SAFETY: what takes turns and is neither a task nor anything above has the shape of a task.
        let timer = unsafe { TaskRef::from_shape(node) };
        timer.set_place(Place::Suspended);
        if node.is(class!(asyncio_type_handle)) {
            op.subject = timer.coro().raw();
            op.value = timer.own_state().get().raw();
            return Some(mp::ASYNCIO_OP_CALL);
        }
        #[cfg(feature = "timeout")]
        if let Some(timeout) = Timeout::from_obj(node.obj()) {
            return report(timeout.expire(event_loop), op);
        }
        #[cfg(feature = "wait")]
        if let Some(wait) = Wait::from_obj(node.obj()) {
            wait.expire(event_loop);
        }
    }
    let _ = (event_loop, node, op);
    None
}

/// Hands the exception of one of the module's objects to the exception handler.
#[cfg(feature = "task-api")]
fn report(outcome: Result<()>, op: &mut mp::asyncio_op_t) -> Option<u32> {
    match outcome {
        Ok(()) => None,
        Err(error) => {
            op.value = error.obj().raw();
            Some(mp::ASYNCIO_OP_FAILED)
        }
    }
}

/// An exception reaches a task that awaits an object of a class that has no method but `throw`.
#[export]
extern "C" fn mpy_awaited_throw(this: Obj, exc: Obj) -> CResult {
    match abandon(event_loop(), this, exc) {
        Ok(()) => Error::from_obj(exc).raise_in_c(),
        Err(error) => error.raise_in_c(),
    }
}

/// Ends what `this` waits for.
fn abandon(event_loop: &EventLoop, this: Obj, exc: Obj) -> Result<()> {
    if this.is_exactly(class!(asyncio_type_gather)) {
        return gather::abandon(this, event_loop, exc);
    }
    if this.is_exactly(class!(asyncio_type_wait_for)) {
        return wait_for::abandon(this, event_loop, exc);
    }
    #[cfg(feature = "wait")]
    if this.is_exactly(class!(asyncio_type_wait)) {
        wait::abandon_wait(this, event_loop);
        return Ok(());
    }
    #[cfg(feature = "wait")]
    if this.is_exactly(class!(asyncio_type_completed)) {
        wait::abandon_completed(this, event_loop);
        return Ok(());
    }
    read::abandon(this, event_loop);
    Ok(())
}
