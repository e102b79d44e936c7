//! A 64-bit clock kept from ticks that wrap.
//!
//! Boards count microseconds in 32 bits (71 minutes) and milliseconds in 30 or 32 bits (12 or 49
//! days). [`Clock::advance`] takes a reading of both and extends them: the microseconds give the
//! resolution, the milliseconds tell how often the microseconds wrapped meanwhile. The clock is exact as
//! long as the time between two readings is shorter than the period of the millisecond tick.
//!
//! On some ports the microseconds come from two registers and can step back by up to a millisecond, or
//! wrap before 32 bits are full. The milliseconds show this. Then the time stands still until the
//! milliseconds have passed it, and goes on one millisecond behind them.
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
    last_ms_tick: Cell<u32>,
    last_us_tick: Cell<u32>,
    start_ms_tick: Cell<u32>,
    now: InstantCell,
}

impl Clock {
    /// Between two readings closer together than this, no wrap of the microseconds can be overlooked.
    const SURELY_UNWRAPPED_MS: u32 = 0x21_0000;

    /// A wrap of the microseconds, as milliseconds and the microseconds left over: boards have no division of 64 bits.
    const MS_PER_WRAP: u32 = ((1 << 32) / 1000u64) as u32;
    const US_BESIDE: u32 = ((1 << 32) % 1000u64) as u32;

    /// A clock that starts counting at its first [`start`](Self::start).
    #[must_use]
    pub const fn new() -> Self {
        Self {
            last_ms_tick: Cell::new(0),
            last_us_tick: Cell::new(0),
            start_ms_tick: Cell::new(0),
            now: InstantCell::new(),
        }
    }

    /// Begins at instant zero with the current readings.
    pub fn start(&self, ms_tick: u32, us_tick: u32) {
        self.last_ms_tick.set(ms_tick);
        self.last_us_tick.set(us_tick);
        self.start_ms_tick.set(ms_tick);
        self.now.set(Instant { ms: 0, us: 0 });
    }

    /// Whether these microseconds cannot have passed in these milliseconds: then none have.
    #[cold]
    fn is_step_back(passed_ms: u32, passed_us: u32) -> bool {
        passed_ms < Self::SURELY_UNWRAPPED_MS && passed_us > passed_ms * 1000 + (1 << 30)
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

    /// Takes a reading of both ticks and returns the present instant. `MS_BITS` is the width of the
    /// millisecond tick. Never runs backwards.
    #[inline]
    pub fn advance<const MS_BITS: u32>(&self, ms_tick: u32, us_tick: u32) -> Instant {
        let ms_mask = u32::MAX >> (32 - MS_BITS);
        let passed_ms = ms_tick.wrapping_sub(self.last_ms_tick.get()) & ms_mask;
        let mut passed_us = us_tick.wrapping_sub(self.last_us_tick.get());
        self.last_ms_tick.set(ms_tick);
        if passed_us > i32::MAX as u32 && Self::is_step_back(passed_ms, passed_us) {
            passed_us = 0;
        } else {
            self.last_us_tick.set(us_tick);
        }
        let mut now = self.now.get();
        let mut us = u32::from(now.us) + passed_us % 1000;
        if passed_ms >= Self::SURELY_UNWRAPPED_MS {
            // The number of wraps that brings the microseconds nearest to the milliseconds: at most 1000, of 2^32 us each.
            let coarse = u64::from(passed_ms) * 1000 + (1 << 31);
            let wraps = ((coarse - u64::from(passed_us)) >> 32) as u32;
            now.ms += u64::from(wraps * Self::MS_PER_WRAP);
            us += wraps * Self::US_BESIDE;
            now.ms += u64::from(us / 1000);
            us %= 1000;
        }
        // Some processors have no division, and call a function for it.
        let carry = u32::from(us >= 1000);
        now.ms += u64::from(passed_us / 1000 + carry);
        now.us = (us - carry * 1000) as u16;
        // Never 2 if both ticks come from one clock.
        let behind = ms_tick.wrapping_sub(self.start_ms_tick.get()).wrapping_sub(now.ms as u32) & ms_mask;
        if behind.wrapping_sub(2) < ms_mask / 2 {
            now = Instant { ms: now.ms + u64::from(behind - 1), us: 0 };
            self.last_us_tick.set(us_tick);
        }
        if now.ms > MS_MAX {
            now = Instant { ms: MS_MAX, us: 999 };
        }
        self.now.set(now);
        now
    }
}
