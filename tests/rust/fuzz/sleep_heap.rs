#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| scheduler_fuzz::sleep_heap(data));
