//! `Clock`: wrapping ticks in, exact time out.

use mpy_asyncio::scheduler::{Clock, Instant};
use proptest::prelude::*;

const US_PER_MS: u64 = 1000;
/// How long 32 bits of microseconds last.
const US_WRAP: u64 = 1 << 32;
const MS_MAX: u64 = (1 << 40) - 1;

fn instant(us: u64) -> Instant {
    Instant { ms: us / US_PER_MS, us: (us % US_PER_MS) as u16 }
}

/// A board's two counters: where they stand at the start, and by how much the milliseconds are out of
/// step with the microseconds.
#[derive(Clone, Debug)]
struct Board {
    first_ms: u32,
    first_us: u32,
    phase_us: u64,
}

impl Board {
    fn ms_tick<const MS_BITS: u32>(&self, us: u64) -> u32 {
        let count = u64::from(self.first_ms) + (us + self.phase_us) / US_PER_MS;
        count as u32 & (u32::MAX >> (32 - MS_BITS))
    }

    fn us_tick(&self, us: u64) -> u32 {
        (u64::from(self.first_us) + us) as u32
    }

    /// What a clock says that is read at `times`; each reading of the microseconds comes a little after
    /// that of the milliseconds, as when an interrupt falls in between.
    fn readings<const MS_BITS: u32>(&self, times: &[(u64, u64)]) -> Vec<Instant> {
        let clock = Clock::new();
        clock.start(self.ms_tick::<MS_BITS>(0), self.us_tick(0));
        let read = |&(us, late)| {
            clock.advance::<MS_BITS>(self.ms_tick::<MS_BITS>(us), self.us_tick(us + late));
            assert_eq!(clock.now(), clock.now());
            clock.now()
        };
        times.iter().map(read).collect()
    }
}

fn any_board() -> impl Strategy<Value = Board> {
    // Counters near their ends wrap soon.
    let counter = || prop_oneof![any::<u32>(), (0..2000u32).prop_map(|below| u32::MAX - below)];
    (counter(), counter(), 0..US_PER_MS).prop_map(|(first_ms, first_us, phase_us)| Board {
        first_ms,
        first_us,
        phase_us,
    })
}

/// Times of readings, no two further apart than the millisecond counter's period, and how late the
/// second counter is read.
fn any_times(ms_bits: u32) -> impl Strategy<Value = Vec<(u64, u64)>> {
    let longest = ((1u64 << ms_bits) - 10_000) * US_PER_MS;
    let gap = prop_oneof![
        0..3u64,
        0..5 * US_PER_MS,
        US_WRAP - 5000..US_WRAP + 5000,
        // Around the gap from which the clock no longer trusts the microseconds alone.
        (1 << 21) * US_PER_MS - 5000..(1 << 21) * US_PER_MS + 5000,
        0..longest,
        longest - 5000..longest,
    ];
    prop::collection::vec((gap, prop_oneof![Just(0), 0..300u64]), 1..12).prop_map(|gaps| {
        let mut us = 0;
        gaps.into_iter()
            .map(|(gap, late)| {
                // Not before the end of the last reading.
                us += gap + 300;
                (us, late)
            })
            .collect()
    })
}

fn expected(times: &[(u64, u64)]) -> Vec<Instant> {
    times.iter().map(|&(us, late)| instant(us + late)).collect()
}

proptest! {
    #[test]
    fn exact_with_milliseconds_in_30_bits(board in any_board(), times in any_times(30)) {
        prop_assert_eq!(board.readings::<30>(&times), expected(&times));
    }

    #[test]
    fn exact_with_milliseconds_in_32_bits(board in any_board(), times in any_times(32)) {
        prop_assert_eq!(board.readings::<32>(&times), expected(&times));
    }

    #[test]
    fn never_backwards_whatever_the_ticks_do(ticks in prop::collection::vec(any::<(u32, u32)>(), 1..400)) {
        let clock = Clock::new();
        clock.start(0, 0);
        let readings: Vec<_> = ticks.into_iter().map(|(ms, us)| clock.advance::<32>(ms, us)).collect();
        let mut sorted = readings.clone();
        sorted.sort();
        prop_assert_eq!(readings, sorted);
    }

    #[test]
    fn time_until_a_deadline_is_what_was_asked_for(now_us in 0..1u64 << 49, ms in 0..1u64 << 39) {
        let now = instant(now_us);
        prop_assert_eq!(now.after_ms(ms).us_since(now), ms * US_PER_MS);
        prop_assert_eq!(now.us_since(now.after_ms(ms)), 0);
    }
}

#[test]
fn a_wrap_of_the_microseconds_between_two_readings_is_not_lost() {
    let board = Board { first_ms: 0, first_us: 0, phase_us: 0 };
    let minute = 60 * 1_000_000;
    let times = [(71 * minute, 0), (143 * minute, 0), (10 * 71 * minute, 0), (200 * 71 * minute, 0)];
    assert_eq!(board.readings::<30>(&times), expected(&times));
}

#[test]
fn stands_still_after_34_years() {
    let board = Board { first_ms: 0, first_us: 0, phase_us: 0 };
    let times: Vec<_> = (1..=300).map(|reading| (reading * ((1 << 32) - 10_000) * US_PER_MS, 0)).collect();
    let readings = board.readings::<32>(&times);
    let end = Instant { ms: MS_MAX, us: 999 };
    let expected: Vec<_> = times.iter().map(|&(us, _)| instant(us).min(end)).collect();
    assert_eq!(readings, expected);
    assert_eq!(readings.last(), Some(&end));
}

#[test]
fn a_deadline_beyond_34_years_is_at_the_end_of_time() {
    let deadlines =
        [u64::MAX, MS_MAX, MS_MAX + 1, MS_MAX - 1].map(|ms| Instant { ms: 1, us: 5 }.after_ms(ms).ms);
    assert_eq!(deadlines, [MS_MAX, MS_MAX, MS_MAX, MS_MAX]);
}
