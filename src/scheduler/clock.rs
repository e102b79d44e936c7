//! A 64-bit clock kept from ticks that wrap.
//!
//! Boards count microseconds (71 minutes) and milliseconds (49 days) in 32 bits. [`Clock::advance`] takes a reading of both
//! and extends them. The microseconds give the resolution. The clock is exact while no two readings are 71 minutes apart.
//!
//! After a longer time the microseconds lack some wraps. On some ports they come from two registers and can step back by
//! up to a millisecond, or wrap before 32 bits are full. The milliseconds show this. Then the time stands still until the
//! milliseconds have passed it, and goes on one millisecond behind them. So it is at most 2 ms late, while no two readings
//! are further apart than the milliseconds last, less 5 hours.
#![forbid(unsafe_code)]

use core::cell::Cell;

/// The largest representable millisecond count: 34 years.
const MS_MAX: u64 = (1 << 40) - 1;

/// A point in time since the clock was started: milliseconds, and microseconds within one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Instant {
    /// Whole milliseconds, below 2^40.
    pub ms: u64,
    /// Microseconds within the millisecond, below 1000.
    pub us: u16,
}

impl Instant {
    /// This instant moved `ms` milliseconds into the future, saturating after 34 years.
    #[must_use]
    pub fn after_ms(self, ms: u64) -> Self {
        Self { ms: self.ms + ms.min(MS_MAX - self.ms), us: self.us }
    }

    /// Microseconds from `now` until this instant; 0 if it has passed.
    #[must_use]
    pub fn us_since(self, now: Self) -> u64 {
        let us = (self.ms as i64 - now.ms as i64) * 1000 + i64::from(self.us) - i64::from(now.us);
        us.max(0) as u64
    }
}

/// A stored [`Instant`] that needs only the alignment of a word, which MicroPython's memory has.
#[derive(Default)]
pub struct InstantCell {
    ms_low: Cell<u32>,
    ms_high: Cell<u8>,
    us: Cell<u16>,
}

impl InstantCell {
    /// A cell that holds instant zero.
    #[must_use]
    pub const fn new() -> Self {
        Self { ms_low: Cell::new(0), ms_high: Cell::new(0), us: Cell::new(0) }
    }

    /// The stored instant.
    #[inline]
    pub fn get(&self) -> Instant {
        Instant {
            ms: (u64::from(self.ms_high.get()) << 32) | u64::from(self.ms_low.get()),
            us: self.us.get(),
        }
    }

    /// Stores `instant`.
    #[inline]
    pub fn set(&self, instant: Instant) {
        self.ms_low.set(instant.ms as u32);
        self.ms_high.set((instant.ms >> 32) as u8);
        self.us.set(instant.us);
    }
}

/// Extends wrapping ticks to an [`Instant`]; see the [module](self). Not for interrupts.
#[derive(Default)]
pub struct Clock {
    last_us_tick: Cell<u32>,
    start_ms_tick: Cell<u32>,
    now: InstantCell,
}

impl Clock {
    /// How far the microseconds may be ahead of the milliseconds, if two clocks count them.
    const MOST_AHEAD_MS: u32 = 1 << 24;
    /// Microseconds that moved by half their period at once, and are so far ahead of the milliseconds, have stepped back.
    const SURELY_BACK_MS: i32 = 1 << 20;

    /// A clock that starts counting at its first [`start`](Self::start).
    #[must_use]
    pub const fn new() -> Self {
        Self { last_us_tick: Cell::new(0), start_ms_tick: Cell::new(0), now: InstantCell::new() }
    }

    /// Begins at instant zero with the current readings.
    pub fn start(&self, ms_tick: u32, us_tick: u32) {
        self.last_us_tick.set(us_tick);
        self.start_ms_tick.set(ms_tick);
        self.now.set(Instant { ms: 0, us: 0 });
    }

    /// The tick of the millisecond of the last reading. A tick from a script is compared with it, so that
    /// equal ticks give equal instants at any time. It is the port's own tick, or one behind until the port's
    /// tick moves on within the millisecond.
    #[inline]
    pub fn tick(&self) -> u32 {
        self.start_ms_tick.get().wrapping_add(self.now.get().ms as u32)
    }

    /// The instant of the last reading.
    #[inline]
    pub fn now(&self) -> Instant {
        self.now.get()
    }

    /// Takes a reading of both ticks and returns the present instant. Never runs backwards.
    #[inline]
    pub fn advance(&self, ms_tick: u32, us_tick: u32) -> Instant {
        let mut now = self.now.get();
        let passed_us = us_tick.wrapping_sub(self.last_us_tick.get());
        let us = u32::from(now.us) + passed_us % 1000;
        // Some processors have no division, and call a function for it.
        let carry = u32::from(us >= 1000);
        let mut passed_ms = passed_us / 1000 + carry;
        let mut behind = ms_tick.wrapping_sub(self.tick()).wrapping_sub(passed_ms);
        if passed_us > i32::MAX as u32 && (behind as i32) < -Self::SURELY_BACK_MS {
            // None have passed.
            behind = behind.wrapping_add(passed_ms);
            passed_ms = 0;
        } else {
            now.us = (us - carry * 1000) as u16;
            self.last_us_tick.set(us_tick);
        }
        // Never 2 if both ticks come from one clock and no wrap was missed.
        if behind.wrapping_sub(2) < u32::MAX - Self::MOST_AHEAD_MS {
            passed_ms = passed_ms.wrapping_add(behind - 1);
            now.us = 0;
            self.last_us_tick.set(us_tick);
        }
        now.ms += u64::from(passed_ms);
        if now.ms > MS_MAX {
            now = Instant { ms: MS_MAX, us: 999 };
        }
        self.now.set(now);
        now
    }
}
