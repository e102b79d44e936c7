//! Runs a Python program with asyncio: that of the file on the command line, or a small one of its own.

// Linked for the functions that C calls.
extern crate mpy_asyncio as _;

use std::{
    ffi::c_void,
    io::Write,
    process::ExitCode,
    sync::OnceLock,
    time::{Duration, Instant},
};

unsafe extern "C" {
    fn port_run(
        stack_top: *mut c_void,
        heap: *mut c_void,
        heap_bytes: usize,
        program: *const u8,
        bytes: usize,
    ) -> bool;
}

const HEAP_BYTES: usize = 256 * 1024;

const PROGRAM: &str = "
import asyncio

async def count(name, ms):
    for n in range(3):
        await asyncio.sleep_ms(ms)
        print(name, n)

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(count('slow', 50))
        group.create_task(count('fast', 20))
    print('done')

asyncio.run(main())
";

fn main() -> ExitCode {
    let program = match std::env::args().nth(1) {
        None => PROGRAM.to_owned(),
        Some(path) => match std::fs::read_to_string(&path) {
            Ok(program) => program,
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::FAILURE;
            }
        },
    };
    // Words, so that the heap is aligned.
    let mut heap = vec![0usize; HEAP_BYTES / size_of::<usize>()];
    let mut stack_top = 0usize;
    // SAFETY: the heap outlives the call, and MicroPython's frames lie below `stack_top`.
    let fine = unsafe {
        port_run((&raw mut stack_top).cast(), heap.as_mut_ptr().cast(), HEAP_BYTES, program.as_ptr(), program.len())
    };
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

// What MicroPython asks of a port can be Rust, where it raises nothing.

fn since_start() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

#[unsafe(no_mangle)]
extern "C" fn mp_hal_ticks_ms() -> usize {
    since_start().as_millis() as usize
}

#[unsafe(no_mangle)]
extern "C" fn mp_hal_ticks_us() -> usize {
    since_start().as_micros() as usize
}

#[unsafe(no_mangle)]
extern "C" fn mp_hal_ticks_cpu() -> usize {
    mp_hal_ticks_us()
}

#[unsafe(no_mangle)]
extern "C" fn mp_hal_time_ns() -> u64 {
    since_start().as_nanos() as u64
}

#[unsafe(no_mangle)]
extern "C" fn mp_hal_delay_ms(ms: usize) {
    std::thread::sleep(Duration::from_millis(ms as u64));
}

#[unsafe(no_mangle)]
extern "C" fn mp_hal_delay_us(us: usize) {
    std::thread::sleep(Duration::from_micros(us as u64));
}

#[unsafe(no_mangle)]
extern "C" fn mp_hal_stdout_tx_strn_cooked(text: *const u8, bytes: usize) {
    // SAFETY: C gives a text of that length.
    let text = unsafe { std::slice::from_raw_parts(text, bytes) };
    // Nobody to tell.
    let _ = std::io::stdout().write_all(text);
}

#[unsafe(no_mangle)]
extern "C" fn mp_hal_stdout_tx_strn(text: *const u8, bytes: usize) -> usize {
    mp_hal_stdout_tx_strn_cooked(text, bytes);
    bytes
}
