//! `Clock`: wrapping ticks in, exact time out.

use crate::models::clock::*;
use mpy_asyncio::scheduler::Instant;
use proptest::prelude::*;

fn any_board() -> impl Strategy<Value = Board> {
    // Counters near their ends wrap soon.
    let counter = || prop_oneof![any::<u32>(), (0..2000u32).prop_map(|below| u32::MAX - below)];
    (counter(), counter(), 0..US_PER_MS).prop_map(|(first_ms, first_us, phase_us)| Board {
        first_ms,
        first_us,
        phase_us,
    })
}

/// Times of readings, no two further apart than `longest`, and how late the second counter is read.
fn any_times(longest: u64) -> impl Strategy<Value = Vec<(u64, u64)>> {
    let gap = prop_oneof![
        0..3u64,
        0..5 * US_PER_MS,
        (US_WRAP - 5000..US_WRAP + 5000).prop_map(move |gap| gap.min(longest)),
        US_TRUSTED - 5000..US_TRUSTED + 5000,
        0..longest,
        longest - 5000..longest,
    ];
    prop::collection::vec((gap, prop_oneof![Just(0), 0..LATEST]), 1..12).prop_map(times)
}

proptest! {
    #[test]
    fn exact_while_no_wrap_of_the_microseconds_is_missed(board in any_board(), times in any_times(US_WRAP - 2 * LATEST)) {
        prop_assert_eq!(board.readings(&times), expected(&times));
    }

    #[test]
    fn at_most_2_ms_late_if_wraps_are_missed(board in any_board(), times in any_times(LONGEST_GAP)) {
        prop_assert!(follow(&board.readings(&times), &read_at(&times), 2 * US_PER_MS + LATEST));
    }

    #[test]
    fn microseconds_that_step_back_are_no_wrap(
        first_ms in any::<u32>(),
        first_us in prop_oneof![any::<u32>(), Just(0), Just(u32::MAX)],
        steps in prop::collection::vec((prop_oneof![0..20u64, 0..5000u64, 0..1_000_000_000u64], 0..US_PER_MS), 1..100),
    ) {
        let board = CoarseBoard { first_ms, first_us, us_wrap: US_WRAP };
        let times = times_and_errors(steps);
        let readings = board.readings(&times);
        prop_assert!(follow(&readings, &times, 2 * US_PER_MS), "{:?} at {:?}", readings, times);
    }

    #[test]
    fn microseconds_that_wrap_early_are_put_right_by_the_milliseconds(
        first_ms in any::<u32>(),
        us_wrap in 1_000_000..1u64 << 30,
        steps in prop::collection::vec((prop_oneof![0..20u64, 0..5000u64, 0..1_000_000_000u64], Just(0)), 1..100),
    ) {
        let board = CoarseBoard { first_ms, first_us: 0, us_wrap };
        let times = times_and_errors(steps);
        let readings = board.readings(&times);
        prop_assert!(follow(&readings, &times, 2 * US_PER_MS), "{:?} at {:?}", readings, times);
    }

    #[test]
    fn never_backwards_whatever_the_ticks_do(ticks in prop::collection::vec(any::<(u32, u32)>(), 1..400)) {
        let readings = readings_of_ticks(&ticks);
        let mut sorted = readings.clone();
        sorted.sort();
        prop_assert_eq!(readings, sorted);
    }

    #[test]
    fn time_until_a_deadline_is_what_was_asked_for(now_us in 0..1u64 << 49, ms in 0..1u64 << 39) {
        prop_assert_eq!(until_and_since(now_us, ms), (expected_until(now_us, ms), 0));
    }
}

#[test]
fn a_step_back_of_one_microsecond_ends_no_sleep() {
    let board = CoarseBoard { first_ms: 7, first_us: 100, us_wrap: US_WRAP };
    let readings = board.readings(&[(500, 0), (500, 1), (501, 988), (502, 0)]);
    assert_eq!(readings, [500, 500, 500, 502].map(instant));
}

#[test]
fn a_wrap_of_the_microseconds_between_two_readings_is_not_lost() {
    let board = Board { first_ms: 0, first_us: 0, phase_us: 0 };
    let minute = 60 * 1_000_000;
    let times = [(71 * minute, 0), (143 * minute, 0), (10 * 71 * minute, 0), (200 * 71 * minute, 0)];
    assert!(follow(&board.readings(&times), &times, 2 * US_PER_MS));
}

#[test]
fn stands_still_after_34_years() {
    let board = Board { first_ms: 0, first_us: 0, phase_us: 0 };
    let times: Vec<_> = (1..=300).map(|reading| (reading * LONGEST_GAP, 0)).collect();
    let readings = board.readings(&times);
    let last = readings.iter().position(|&reading| reading == END).expect("the end comes");
    assert!(follow(&readings[..last], &times, 2 * US_PER_MS));
    assert!(times[last].0 > MS_MAX * US_PER_MS);
    assert!(readings[last..].iter().all(|&reading| reading == END));
}

#[test]
fn a_deadline_beyond_34_years_is_at_the_end_of_time() {
    let deadlines =
        [u64::MAX, MS_MAX, MS_MAX + 1, MS_MAX - 1].map(|ms| Instant { ms: 1, us: 5 }.after_ms(ms).ms);
    assert_eq!(deadlines, [MS_MAX, MS_MAX, MS_MAX, MS_MAX]);
}
