//! Whether the scheduler's invariants hold: for the firmware that tests/soundness builds, in no other.
//!
//! Each task is in exactly one place, the one in its flags, and the links of every queue lead back.

use crate::{
    kernel::{
        event_loop::event_loop,
        node::Node,
        task::{Place, TaskRef},
    },
    scheduler::{Linked, Sleeper},
};
use core::ffi::{CStr, c_char};
use micropython_sys::Obj;

/// No test has as many; a walk that is longer goes in circles.
const MOST_NODES: usize = 1 << 20;

type Verdict = Result<usize, &'static CStr>;

fn as_task(node: Node) -> Option<TaskRef> {
    TaskRef::from_node(node)
}

/// How often `wanted` stands in the ring that begins with `first`, whose links are checked.
fn count_in_ring(first: Option<Node>, wanted: Option<TaskRef>) -> Verdict {
    let Some(first) = first else { return Ok(0) };
    let (mut node, mut found) = (first, 0);
    for _ in 0..MOST_NODES {
        let Some(next) = node.next() else { return Err(c"a queued node leads nowhere") };
        if next.prev() != Some(node) {
            return Err(c"the links of a queue don't lead back");
        }
        if as_task(node).is_some_and(|task| task.place() != Place::Ready) {
            return Err(c"a task in the ready queue says that it is elsewhere");
        }
        found += usize::from(wanted.is_none() || as_task(node) == wanted);
        node = next;
        if node == first {
            return Ok(found);
        }
    }
    Err(c"the ready queue has no end")
}

/// How often `wanted`, or any task, stands at or below `sleeper` in the sleep heap, whose order and links are checked.
fn count_in_heap(sleeper: TaskRef, wanted: Option<TaskRef>) -> Verdict {
    if sleeper.place() != Place::Sleeping {
        return Err(c"a task in the sleep heap says that it is elsewhere");
    }
    let mut found = usize::from(wanted.is_none_or(|wanted| wanted == sleeper));
    let Some(last) = sleeper.child() else { return Ok(found) };
    let Some(mut child) = last.next() else { return Err(c"a last child doesn't lead to the first") };
    if child.prev() != Some(sleeper) {
        return Err(c"a first child doesn't lead to its parent");
    }
    for _ in 0..MOST_NODES {
        if child.key() < sleeper.key() {
            return Err(c"a sleeper is due before its parent in the heap");
        }
        found += count_in_heap(child, wanted)?;
        if child == last {
            return Ok(found);
        }
        let Some(next) = child.next() else { return Err(c"a sleeper has no sibling to lead to") };
        if next.prev() != Some(child) {
            return Err(c"the links of siblings don't lead back");
        }
        child = next;
    }
    Err(c"the sleepers have no end")
}

/// How often `wanted`, or any task, stands in the run of sleepers that begins with `first`, whose order and links are checked.
fn count_in_run(first: TaskRef, wanted: Option<TaskRef>) -> Verdict {
    let (mut sleeper, mut found) = (first, 0);
    for _ in 0..MOST_NODES {
        if sleeper.place() != Place::Sleeping || sleeper.child() != Some(sleeper) {
            return Err(c"a task in the run of sleepers says that it is elsewhere");
        }
        found += usize::from(wanted.is_none_or(|wanted| wanted == sleeper));
        let Some(next) = sleeper.next() else { return Err(c"a sleeper in the run leads nowhere") };
        if next.prev() != Some(sleeper) {
            return Err(c"the links of the run of sleepers don't lead back");
        }
        if next == first {
            return Ok(found);
        }
        if next.key() < sleeper.key() {
            return Err(c"the run of sleepers is out of order");
        }
        sleeper = next;
    }
    Err(c"the run of sleepers has no end")
}

fn count_sleepers(wanted: Option<TaskRef>) -> Verdict {
    let (_, heaps) = event_loop().queues();
    heaps.into_iter().try_fold(0, |sum, (run, root)| {
        let in_run = run.map_or(Ok(0), |first| count_in_run(first, wanted))?;
        Ok(sum + in_run + root.map_or(Ok(0), |root| count_in_heap(root, wanted))?)
    })
}

fn count_ready(wanted: Option<TaskRef>) -> Verdict {
    let (queues, _) = event_loop().queues();
    queues.into_iter().try_fold(0, |sum, first| Ok(sum + count_in_ring(first, wanted)?))
}

fn check_task(task: TaskRef) -> Verdict {
    let ready = count_ready(Some(task))?;
    let asleep = count_sleepers(Some(task))?;
    let node = task.node();
    match task.place() {
        Place::Ready if (ready, asleep) != (1, 0) => Err(c"a ready task is not in the ready queue, once"),
        Place::Sleeping if (ready, asleep) != (0, 1) => {
            Err(c"a sleeping task is not in the sleep heap, once")
        }
        Place::Waiting | Place::Suspended if (ready, asleep) != (0, 0) => {
            Err(c"a waiting or suspended task is in a queue of the loop's")
        }
        // Of a wait list, or alone where the object waited on refers to the task.
        Place::Waiting => match (node.next(), node.prev()) {
            (None, None) => Ok(0),
            (Some(next), Some(prev)) if next.prev() == Some(node) && prev.next() == Some(node) => Ok(0),
            _ => Err(c"the links of a wait list don't lead back"),
        },
        Place::Suspended if node.next().is_some() || node.prev().is_some() => {
            Err(c"a suspended task refers to others")
        }
        _ => Ok(0),
    }
}

fn to_c(verdict: Verdict) -> *const c_char {
    verdict.map_or_else(CStr::as_ptr, |_| core::ptr::null())
}

/// What is wrong with the loop's queues, or null. Walks all of them.
#[unsafe(no_mangle)]
extern "C" fn mpy_check_loop() -> *const c_char {
    to_c(count_ready(None).and_then(|_| count_sleepers(None)))
}

/// What is wrong with the place that `task`, a live `Task`, is in, or null. Walks all queues.
#[unsafe(no_mangle)]
extern "C" fn mpy_check_task(task: Obj) -> *const c_char {
    TaskRef::from_obj(task).map_or(c"no task".as_ptr(), |task| to_c(check_task(task)))
}

/// How many nodes are ready, how many tasks sleep.
#[unsafe(no_mangle)]
extern "C" fn mpy_count_queued(ready: &mut usize, asleep: &mut usize) {
    *ready = count_ready(None).unwrap_or(0);
    *asleep = count_sleepers(None).unwrap_or(0);
}

/// Makes the suspended `task` refer to itself, as if it stood in a queue: for the check of the check.
#[unsafe(no_mangle)]
extern "C" fn mpy_misplace_task(task: Obj) {
    if let Some(task) = TaskRef::from_obj(task) {
        task.node().set_next(Some(task.node()));
    }
}
