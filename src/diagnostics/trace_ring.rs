//! The trace: what the loop did last, in a ring of fixed size.
//!
//! A record is four words: the time in microseconds, the kind, the task or object, and one more word.
//! Tasks and objects are numbers made of their addresses, so the ring refers to nothing on the heap. Names are interned strings, which
//! are never freed. A writer takes a place by one atomic addition and then fills it: for any context, hard interrupts included, without
//! a lock, a wait or an allocation.
//!
//! | kind | concerns | further word | detail, name |
//! |---|---|---|---|
//! | new | the task | its maker, or 0 | the coroutine's function |
//! | switch: a step begins | the task | | the coroutine's function |
//! | suspend: the step is over | the task | asleep: microseconds to sleep; waiting: for what | where the task now is; waiting: the class of what for |
//! | wake: made ready | the task | by the step of which task, or 0 | |
//! | due: made ready by its deadline | the task | how late, in microseconds | |
//! | cancel | the task | by the step of which task, or 0 | |
//! | set: of an `Event` or flag | the event | in the step of which task, or 0 | 1 in an interrupt; its class |
//! | gc, gcend | | | |
//! | place: where a long step stopped | | the line | its function |
//! | late: a section ended after its deadline | the task | how late, in microseconds | |
//! | idle, awake | | idle: the longest it may take, in microseconds | |

use micropython_export::export;
use micropython_sys::{Obj, bindings as mp, class};
use portable_atomic::{AtomicU32, Ordering::Relaxed};

const RECORDS: usize = mp::ASYNCIO_TRACE_RECORDS as usize;
const _: () = assert!(RECORDS.is_power_of_two(), "MPY_ASYNCIO_TRACE_RECORDS must be a power of two");

struct Record([AtomicU32; 4]);

static RING: [Record; RECORDS] = [const { Record([const { AtomicU32::new(0) }; 4]) }; RECORDS];
/// How many records were ever written.
static WRITTEN: AtomicU32 = AtomicU32::new(0);
/// The number of the task that has its turn, or 0.
static STEPPING: AtomicU32 = AtomicU32::new(0);

/// The number that stands for an object in the trace.
pub(super) fn number<T>(object: *const T) -> u32 {
    (object.addr() >> 3) as u32
}

/// The number of a task.
pub(super) fn number_of(task: Obj) -> u32 {
    number(task.as_ptr::<()>())
}

/// The name of its class.
pub(super) fn class_name(obj: Obj) -> usize {
    usize::from(obj.class_of().name)
}

/// Writes a record. For any context; see the [module](self).
#[inline(never)]
pub fn record(kind: u32, detail: u32, name: usize, subject: u32, further: u32) {
    // SAFETY: for any context.
    let time = unsafe { mp::asyncio_ticks_us() };
    let name = u16::try_from(name).unwrap_or(0);
    let record = &RING[WRITTEN.fetch_add(1, Relaxed) as usize % RECORDS].0;
    record[0].store(time, Relaxed);
    record[1].store(kind | (detail << 8) | (u32::from(name) << 16), Relaxed);
    record[2].store(subject, Relaxed);
    record[3].store(further, Relaxed);
}

/// `task` was created.
pub fn created(task: Obj) {
    record(mp::ASYNCIO_TRACE_NEW, 0, 0, number_of(task), STEPPING.load(Relaxed));
}

/// `task` is about to be made ready by something other than its deadline.
pub fn woken(task: Obj) {
    record(mp::ASYNCIO_TRACE_WAKE, 0, 0, number_of(task), STEPPING.load(Relaxed));
}

/// `task` is made ready by its deadline, so many microseconds late. Timers are no tasks and leave no record.
pub fn due(task: Obj, late: u64) {
    if !task.is_exactly(class!(asyncio_type_task)) {
        return;
    }
    let late = late.try_into().unwrap_or(u32::MAX);
    record(mp::ASYNCIO_TRACE_DUE, 0, 0, number_of(task), late);
}

/// `task` is cancelled.
pub fn cancelled(task: Obj) {
    record(mp::ASYNCIO_TRACE_CANCEL, 0, 0, number_of(task), STEPPING.load(Relaxed));
}

/// A section of `task` has ended, so many microseconds after its deadline.
#[cfg(feature = "deadlines")]
pub fn late(task: Obj, us: u32) {
    record(mp::ASYNCIO_TRACE_LATE, 0, 0, number_of(task), us);
}

/// `event`, an `Event` or `ThreadSafeFlag`, is set. For any context.
pub fn set(event: Obj) {
    // SAFETY: reads a register.
    let interrupt = unsafe { mp::asyncio_in_interrupt() };
    let by = if interrupt { 0 } else { STEPPING.load(Relaxed) };
    record(mp::ASYNCIO_TRACE_SET, u32::from(interrupt), class_name(event), number(event.as_ptr::<()>()), by);
}

/// The step of `task`, or of none, is under way from now on.
pub(super) fn set_stepping(task: Option<Obj>) {
    STEPPING.store(task.map_or(0, number_of), Relaxed);
}

/// See [`record`].
#[export]
extern "C" fn mpy_trace_record(kind: u32, detail: u32, name: usize, subject: u32, further: u32) {
    record(kind, detail, name, subject, further);
}

/// How many records were ever written, modulo 2^32.
#[export]
extern "C" fn mpy_trace_written() -> u32 {
    WRITTEN.load(Relaxed)
}

/// Copies the record with number `at`, one of the last that were written.
#[export]
extern "C" fn mpy_trace_read(at: u32, record: &mut [u32; 4]) {
    for (word, stored) in record.iter_mut().zip(&RING[at as usize % RECORDS].0) {
        *word = stored.load(Relaxed);
    }
}

/// Forgets all records.
#[export]
extern "C" fn mpy_trace_clear() {
    WRITTEN.store(0, Relaxed);
    STEPPING.store(0, Relaxed);
}
