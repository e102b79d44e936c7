//! Says where MicroPython's heap and stack lie.

const STACK_BYTES: u32 = 16384;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // esp-hal's linker script of the chip.
    println!("cargo:rustc-link-arg=-Tlinkall.x");
    // From the end of the static data to where the mask ROM's own data begin, and so over the end of what esp-hal calls the main stack: the
    // memory behind it was the boot loader's. The stack is at the top.
    let symbols = [
        ("__heap_start", "_stack_end".to_owned()),
        ("__stack_top", "0x3fcde710".to_owned()),
        ("__stack_bottom", format!("0x3fcde710-{STACK_BYTES}")),
        ("__heap_end", format!("0x3fcde710-{STACK_BYTES}")),
    ];
    for (name, value) in symbols {
        println!("cargo:rustc-link-arg=--defsym={name}={value}");
    }
}
