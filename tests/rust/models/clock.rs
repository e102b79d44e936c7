//! `Clock` read from counters that wrap, and the time that they stand for.

use mpy_asyncio::scheduler::{Clock, Instant};

pub const US_PER_MS: u64 = 1000;
/// How long 32 bits of microseconds last.
pub const US_WRAP: u64 = 1 << 32;
/// The gap from which the clock takes no large step of the microseconds for one that leads back.
pub const US_TRUSTED: u64 = (1 << 21) * US_PER_MS;
pub const MS_MAX: u64 = (1 << 40) - 1;
/// The clock stands still from here on.
pub const END: Instant = Instant { ms: MS_MAX, us: 999 };
/// How much later than the milliseconds the microseconds may be read, in microseconds.
pub const LATEST: u64 = 300;

/// The longest gap between two readings that the milliseconds can tell, with a margin.
pub const LONGEST_GAP: u64 = ((1 << 32) - (1 << 24) - 10_000) * US_PER_MS;

/// `times` as those at which the second counter was read.
pub fn read_at(times: &[(u64, u64)]) -> Vec<(u64, u64)> {
    times.iter().map(|&(us, late)| (us + late, 0)).collect()
}

/// A gap since the reading before, and how late the second counter is read, made into a point in time.
pub fn times(gaps: impl IntoIterator<Item = (u64, u64)>) -> Vec<(u64, u64)> {
    let mut us = 0;
    gaps.into_iter()
        .map(|(gap, late)| {
            // Not before the end of the last reading.
            us += gap + LATEST;
            (us, late)
        })
        .collect()
}

/// A gap since the reading before, and by how much the microseconds are wrong, made into a point in time.
pub fn times_and_errors(gaps: impl IntoIterator<Item = (u64, u64)>) -> Vec<(u64, u64)> {
    let mut us = 0;
    gaps.into_iter()
        .map(|(gap, less)| {
            us += gap;
            (us, less)
        })
        .collect()
}

pub fn instant(us: u64) -> Instant {
    Instant { ms: us / US_PER_MS, us: (us % US_PER_MS) as u16 }
}

/// A board's two counters: where they stand at the start, and by how much the milliseconds are out of
/// step with the microseconds.
#[derive(Clone, Debug)]
pub struct Board {
    pub first_ms: u32,
    pub first_us: u32,
    pub phase_us: u64,
}

impl Board {
    fn ms_tick(&self, us: u64) -> u32 {
        let count = u64::from(self.first_ms) + (us + self.phase_us) / US_PER_MS;
        count as u32
    }

    fn us_tick(&self, us: u64) -> u32 {
        (u64::from(self.first_us) + us) as u32
    }

    /// What a clock says that is read at `times`; each reading of the microseconds comes a little after
    /// that of the milliseconds, as when an interrupt falls in between.
    pub fn readings(&self, times: &[(u64, u64)]) -> Vec<Instant> {
        let clock = Clock::new();
        clock.start(self.ms_tick(0), self.us_tick(0));
        let read = |&(us, late)| {
            clock.advance(self.ms_tick(us), self.us_tick(us + late));
            assert_eq!(clock.now(), clock.now());
            clock.now()
        };
        times.iter().map(read).collect()
    }
}

/// A board whose milliseconds are right and whose microseconds are not.
#[derive(Clone, Copy, Debug)]
pub struct CoarseBoard {
    pub first_ms: u32,
    pub first_us: u32,
    /// How many microseconds there are before they begin again at 0, if not as many as 32 bits hold.
    pub us_wrap: u64,
}

impl CoarseBoard {
    /// What a clock says at `times`; each reading of the microseconds gives so many less than it should.
    pub fn readings(&self, times: &[(u64, u64)]) -> Vec<Instant> {
        let ms_tick = |us: u64| self.first_ms.wrapping_add((us / US_PER_MS) as u32);
        let us_tick = |us: u64| ((u64::from(self.first_us) + us) % self.us_wrap) as u32;
        let clock = Clock::new();
        clock.start(ms_tick(0), us_tick(0));
        times.iter().map(|&(us, less)| clock.advance(ms_tick(us), us_tick(us - less.min(us)))).collect()
    }
}

/// Whether `readings` at `times` never run backwards, are never ahead of the time, and never more than `late_us` behind it.
pub fn follow(readings: &[Instant], times: &[(u64, u64)], late_us: u64) -> bool {
    let in_us = |instant: &Instant| instant.ms * US_PER_MS + u64::from(instant.us);
    readings.is_sorted()
        && readings
            .iter()
            .zip(times)
            .all(|(reading, &(us, _))| (us.saturating_sub(late_us)..=us).contains(&in_us(reading)))
}

/// What an exact clock says at `times`.
pub fn expected(times: &[(u64, u64)]) -> Vec<Instant> {
    times.iter().map(|&(us, late)| instant(us + late).min(END)).collect()
}

/// What a clock says that is given any ticks at all.
pub fn readings_of_ticks(ticks: &[(u32, u32)]) -> Vec<Instant> {
    let clock = Clock::new();
    clock.start(0, 0);
    ticks.iter().map(|&(ms, us)| clock.advance(ms, us)).collect()
}

/// How far away a deadline `ms` from now is said to be, and how far now from that deadline.
pub fn until_and_since(now_us: u64, ms: u64) -> (u64, u64) {
    let now = instant(now_us);
    let deadline = now.after_ms(ms);
    (deadline.us_since(now), now.us_since(deadline))
}

/// As far as was asked for, or until the last millisecond there is.
pub fn expected_until(now_us: u64, ms: u64) -> u64 {
    ms.min(MS_MAX - now_us / US_PER_MS) * US_PER_MS
}
