//! Links MicroPython's object and says where its heap and stack lie.

fn main() {
    println!("cargo:rerun-if-env-changed=MICROPYTHON_OBJECT");
    println!("cargo:rerun-if-env-changed=STACK_SIZE");
    // esp-hal's linker script of the chip.
    println!("cargo:rustc-link-arg=-Tlinkall.x");
    // Without the object, nothing links; clippy doesn't.
    let Ok(object) = std::env::var("MICROPYTHON_OBJECT") else {
        return;
    };
    let stack_size = std::env::var("STACK_SIZE").expect("STACK_SIZE is set with MICROPYTHON_OBJECT");
    println!("cargo:rerun-if-changed={object}");
    println!("cargo:rustc-link-arg={object}");
    // From the end of the static data to where the mask ROM's own data begin, and so over the end of what esp-hal calls the main stack: the
    // memory behind it was the boot loader's. The stack is at the top.
    let symbols = [
        ("__heap_start", "_stack_end".to_owned()),
        ("__stack_top", "0x3fcde710".to_owned()),
        ("__stack_bottom", format!("0x3fcde710-{stack_size}")),
        ("__heap_end", format!("0x3fcde710-{stack_size}")),
    ];
    for (name, value) in symbols {
        println!("cargo:rustc-link-arg=--defsym={name}={value}");
    }
}
