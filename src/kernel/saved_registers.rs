//! RISC-V: what the functions of the archive call to save and restore their registers (`+save-restore` in cargo_build.sh), instead of
//! doing so themselves.
//!
//! The names and what they do are of RISC-V's ABI: `__riscv_save_N` is called through `t0`, makes room on the stack, and saves `ra` and
//! the first N of `s0` to `s11`. A function jumps to `__riscv_restore_N`, which returns in its place. libgcc has them too, but stores four
//! registers where one is asked for, and a port may link libgcc only in front of the archive. These are weak, so both may be linked.

use core::arch::global_asm;

/// The functions of each N that has the same room on the stack, and what they save there. One that is asked for less than the others
/// saves as much.
macro_rules! saved_registers {
    ($first:literal $($more:literal)* : $room:literal, $($register:literal $place:literal),+) => {
        global_asm!(
            concat!(".pushsection .text.__riscv_save_", $first, ",\"ax\",@progbits"),
            concat!(".weak __riscv_save_", $first, "\n__riscv_save_", $first, ":"),
            $(concat!(".weak __riscv_save_", $more, "\n__riscv_save_", $more, ":"),)*
            concat!("addi sp, sp, -", $room),
            $(concat!("sw ", $register, ", ", $place, "(sp)"),)+
            "jr t0",
            concat!(".section .text.__riscv_restore_", $first, ",\"ax\",@progbits"),
            concat!(".weak __riscv_restore_", $first, "\n__riscv_restore_", $first, ":"),
            $(concat!(".weak __riscv_restore_", $more, "\n__riscv_restore_", $more, ":"),)*
            $(concat!("lw ", $register, ", ", $place, "(sp)"),)+
            concat!("addi sp, sp, ", $room),
            "ret",
            ".popsection",
        );
    };
}

saved_registers!(0: 16, "ra" 12);
saved_registers!(1: 16, "ra" 12, "s0" 8);
saved_registers!(2: 16, "ra" 12, "s0" 8, "s1" 4);
saved_registers!(3: 16, "ra" 12, "s0" 8, "s1" 4, "s2" 0);
saved_registers!(4: 32, "ra" 28, "s0" 24, "s1" 20, "s2" 16, "s3" 12);
saved_registers!(5 6 7: 32, "ra" 28, "s0" 24, "s1" 20, "s2" 16, "s3" 12, "s4" 8, "s5" 4, "s6" 0);
saved_registers!(8 9 10 11: 48, "ra" 44, "s0" 40, "s1" 36, "s2" 32, "s3" 28, "s4" 24, "s5" 20, "s6" 16, "s7" 12, "s8" 8, "s9" 4, "s10" 0);
saved_registers!(12: 64, "ra" 60, "s0" 56, "s1" 52, "s2" 48, "s3" 44, "s4" 40, "s5" 36, "s6" 32, "s7" 28, "s8" 24, "s9" 20, "s10" 16, "s11" 12);
