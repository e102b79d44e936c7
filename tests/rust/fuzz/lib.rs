//! Programs for the scheduler's structures out of the bytes that a fuzzer makes up. Operations, traces and models are those of
//! the property tests; `make fuzz-scheduler` runs the targets, which each call one function of this file.

#[path = "../models/mod.rs"]
mod models;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use models::{clock, event_flags, sleep_heap, task_queue};
use mpy_asyncio::scheduler::Instant;

/// As many of `one` as the bytes are good for.
fn all<T>(bytes: &mut Unstructured, one: impl Fn(&mut Unstructured) -> Result<T>) -> Vec<T> {
    let mut program = Vec::new();
    while !bytes.is_empty() {
        let Ok(next) = one(bytes) else { break };
        program.push(next);
    }
    program
}

/// One that a program names, of `count`.
fn index(bytes: &mut Unstructured, count: usize) -> Result<usize> {
    bytes.int_in_range(0..=count - 1)
}

/// A program for `TaskQueue`.
pub fn task_queue(data: &[u8]) {
    use task_queue::{NODES, Op, model, trace};
    let program = all(&mut Unstructured::new(data), |bytes| {
        Ok(match bytes.int_in_range(0..=6)? {
            0 | 1 => Op::Push(index(bytes, NODES)?),
            2 => Op::PushSorted(index(bytes, NODES)?, bytes.int_in_range(0..=3)?),
            3 => Op::Pop,
            4 => Op::Peek,
            5 => Op::Remove(index(bytes, NODES)?),
            _ => Op::TakeAndAdopt,
        })
    });
    assert_eq!(trace(&program), model(&program));
}

/// A program for `SleepHeap`.
pub fn sleep_heap(data: &[u8]) {
    use sleep_heap::{NODES, Op, model, trace};
    let program = all(&mut Unstructured::new(data), |bytes| {
        Ok(match bytes.int_in_range(0..=7)? {
            0..=4 => Op::Insert(index(bytes, NODES)?, bytes.int_in_range(0..=7)?),
            5 => Op::Pop,
            _ => Op::Remove(index(bytes, NODES)?),
        })
    });
    assert_eq!(trace(&program), model(&program));
}

/// A program for `WakeStack`.
pub fn event_flags(data: &[u8]) {
    use event_flags::{EVENTS, Op, model, trace};
    let program = all(&mut Unstructured::new(data), |bytes| {
        let event = index(bytes, EVENTS)?;
        Ok(if bytes.ratio(1, 4)? { Op::Serve(event) } else { Op::Raise(event) })
    });
    assert_eq!(trace(&program), model(&program));
}

/// Readings for `Clock`: exact on a board's counters of both widths, and never backwards on any; deadlines.
pub fn clock(data: &[u8]) {
    let _ = readings(&mut Unstructured::new(data));
}

/// Exact until a wrap of the microseconds is missed, then at most 2 ms late, until the end of time.
fn keeps_time(readings: &[Instant], times: &[(u64, u64)]) {
    use clock::{LATEST, MS_MAX, US_PER_MS, US_WRAP, expected, follow, read_at};
    let count = times.iter().take_while(|&&(us, _)| us + 2 * US_PER_MS < MS_MAX * US_PER_MS).count();
    assert!(
        follow(&readings[..count], &read_at(&times[..count]), 2 * US_PER_MS + LATEST),
        "{readings:?} at {times:?}"
    );
    let mut before = 0;
    let is_near = |&&(us, _): &&(u64, u64)| us - core::mem::replace(&mut before, us) + LATEST < US_WRAP;
    let exact = times[..count].iter().take_while(is_near).count();
    assert_eq!(readings[..exact], expected(&times[..exact]));
}

fn readings(bytes: &mut Unstructured) -> Result<()> {
    match bytes.int_in_range(0..=2)? {
        0 => {
            let board = board(bytes)?;
            let times = clock::times(all(bytes, gap));
            keeps_time(&board.readings(&times), &times);
        }
        1 => {
            // Each a time since the start within the clock's 34 years, and any wait.
            for (now_us, ms) in all(bytes, |bytes| Ok((bytes.arbitrary::<u64>()? >> 15, bytes.arbitrary()?)))
            {
                let expected = (clock::expected_until(now_us, ms), 0);
                assert_eq!(clock::until_and_since(now_us, ms), expected, "{ms} ms after {now_us} us");
            }
        }
        _ => {
            let ticks = all(bytes, |bytes| bytes.arbitrary());
            let readings = clock::readings_of_ticks(&ticks);
            assert!(readings.is_sorted(), "the clock ran backwards: {readings:?} with {ticks:?}");
        }
    }
    Ok(())
}

fn board(bytes: &mut Unstructured) -> Result<clock::Board> {
    Ok(clock::Board {
        first_ms: bytes.arbitrary()?,
        first_us: bytes.arbitrary()?,
        phase_us: bytes.int_in_range(0..=clock::US_PER_MS - 1)?,
    })
}

/// Most often near a gap where something changes.
fn gap(bytes: &mut Unstructured) -> Result<(u64, u64)> {
    let longest = clock::LONGEST_GAP;
    let near = u64::from(bytes.arbitrary::<u16>()?);
    let gap = match bytes.int_in_range(0..=5)? {
        0 => near,
        1 => clock::US_WRAP - (1 << 15) + near,
        2 => clock::US_TRUSTED - (1 << 15) + near,
        3 => longest - near,
        4 => bytes.int_in_range(0..=1000)? * clock::US_WRAP + near,
        _ => bytes.arbitrary()?,
    };
    Ok((gap.min(longest), bytes.int_in_range(0..=clock::LATEST - 1)?))
}
