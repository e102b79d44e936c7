//! The GPIOs, for machine.Pin (machine_pin.h).

use core::cell::RefCell;

use critical_section::Mutex;
use esp_hal::gpio::{AnyPin, DriveMode, Event, Flex, InputConfig, Level, OutputConfig, Pull};
use esp_hal::handler;
use esp_hal::interrupt::bind_handler;
use esp_hal::peripherals::{GPIO, Interrupt};

unsafe extern "C" {
    fn machine_pin_interrupt(pins: u32);
}

const PINS: usize = 22;

// The values of machine_pin.h.
const OUT: u32 = 1;
const OPEN_DRAIN: u32 = 2;
const PULL_DOWN: u32 = 1;
const PULL_UP: u32 = 2;
const RISING: u32 = 1;
const FALLING: u32 = 2;

/// The pins that a script has used.
static IN_USE: Mutex<RefCell<[Option<Flex<'static>>; PINS]>> =
    Mutex::new(RefCell::new([const { None }; PINS]));

/// To be called once, before anything else here.
pub fn start() {
    // esp-hal's own handler would hold its lock while Python's handlers run, which may touch pins.
    bind_handler(Interrupt::GPIO, strike);
}

#[handler]
fn strike() {
    let registers = GPIO::regs();
    let due = registers.pcpu_int().read().bits();
    // SAFETY: any bits may be written: each acknowledges its pin.
    registers.status_w1tc().write(|w| unsafe { w.bits(due) });
    // SAFETY: only MicroPython makes pins interrupt. EXCEPTION: Python's handlers run in it; it catches what they raise.
    unsafe { machine_pin_interrupt(due) }
}

/// `f` of pin `number`, which is less than `PINS`.
fn with<R>(number: u32, f: impl FnOnce(&mut Flex<'static>) -> R) -> R {
    critical_section::with(|cs| {
        let pins = &mut *IN_USE.borrow_ref_mut(cs);
        let pin = pins[number as usize].get_or_insert_with(|| {
            // SAFETY: MicroPython gives out no pin that this program uses itself, and each only through here.
            Flex::new(unsafe { AnyPin::steal(number as u8) })
        });
        f(pin)
    })
}

#[unsafe(no_mangle)]
extern "C" fn board_pin_configure(number: u32, mode: u32, pull: u32) {
    let pull = match pull {
        PULL_DOWN => Pull::Down,
        PULL_UP => Pull::Up,
        _ => Pull::None,
    };
    let drive = if mode == OPEN_DRAIN { DriveMode::OpenDrain } else { DriveMode::PushPull };
    with(number, |pin| {
        pin.apply_output_config(&OutputConfig::default().with_pull(pull).with_drive_mode(drive));
        pin.apply_input_config(&InputConfig::default().with_pull(pull));
        // What a pin puts out can be read back.
        pin.set_input_enable(true);
        pin.set_output_enable(mode == OUT || mode == OPEN_DRAIN);
    });
}

#[unsafe(no_mangle)]
extern "C" fn board_pin_read(number: u32) -> bool {
    with(number, |pin| pin.is_high())
}

#[unsafe(no_mangle)]
extern "C" fn board_pin_write(number: u32, high: bool) {
    with(number, |pin| pin.set_level(Level::from(high)));
}

#[unsafe(no_mangle)]
extern "C" fn board_pin_driven(number: u32) -> bool {
    with(number, |pin| pin.is_set_high())
}

#[unsafe(no_mangle)]
extern "C" fn board_pin_listen(number: u32, edges: u32) {
    with(number, |pin| {
        pin.unlisten();
        // An edge of before doesn't count.
        pin.clear_interrupt();
        match edges {
            RISING => pin.listen(Event::RisingEdge),
            FALLING => pin.listen(Event::FallingEdge),
            0 => {}
            _ => pin.listen(Event::AnyEdge),
        }
    });
}
