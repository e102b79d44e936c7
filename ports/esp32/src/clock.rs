//! SYSTIMER: the clock and the alarm.

use esp_hal::Blocking;
use esp_hal::handler;
use esp_hal::peripherals::SYSTIMER;
use esp_hal::time::{Duration, Instant};
use esp_hal::timer::OneShotTimer;
use esp_hal::timer::systimer::{SystemTimer, Unit};

use crate::driver::Driver;

unsafe extern "C" {
    fn alarm_interrupt();
}

static ALARM: Driver<OneShotTimer<'static, Blocking>> = Driver::new();

/// To be called once, before anything else here.
pub fn start(systimer: SYSTIMER<'static>) {
    let mut alarm = OneShotTimer::new(SystemTimer::new(systimer).alarm0);
    alarm.set_interrupt_handler(strike);
    alarm.listen();
    ALARM.start(alarm);
}

#[handler]
fn strike() {
    ALARM.with(|alarm| alarm.clear_interrupt());
    // SAFETY: MicroPython runs before any alarm is set. EXCEPTION: Python callbacks run in it; it catches what they raise.
    unsafe { alarm_interrupt() }
}

#[unsafe(no_mangle)]
extern "C" fn board_ticks_us() -> u32 {
    Instant::now().duration_since_epoch().as_micros() as u32
}

#[unsafe(no_mangle)]
extern "C" fn board_ticks_cpu() -> u32 {
    SystemTimer::unit_value(Unit::Unit0) as u32
}

#[unsafe(no_mangle)]
extern "C" fn board_alarm_in(us: u32) {
    // One microsecond more because the current one has partly gone. The limit BOARD_ALARM_MAX_US makes errors impossible.
    ALARM.with(|alarm| alarm.schedule(Duration::from_micros(u64::from(us) + 1)));
}
