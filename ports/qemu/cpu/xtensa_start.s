// Start-up on QEMU's Xtensa machine `sim` (core dc233c): the register-window vectors, a stack, startup().
// The window handlers are as the instruction set manual prescribes them: no other code may run at these addresses.

    .section .reset, "ax"
    .begin no-transform
    j 1f
    .align 4
address_of_start:
    .word _start
1:
    l32r a0, address_of_start
    jx a0
    .end no-transform

    .section .vectors, "ax"
    .align 4096
    .global vectors
vectors:

    .org vectors + 0x000
window_overflow4:
    s32e a0, a5, -16
    s32e a1, a5, -12
    s32e a2, a5, -8
    s32e a3, a5, -4
    rfwo

    .org vectors + 0x040
window_underflow4:
    l32e a0, a5, -16
    l32e a1, a5, -12
    l32e a2, a5, -8
    l32e a3, a5, -4
    rfwu

    .org vectors + 0x080
window_overflow8:
    s32e a0, a9, -16
    l32e a0, a1, -12
    s32e a1, a9, -12
    s32e a2, a9, -8
    s32e a3, a9, -4
    s32e a4, a0, -32
    s32e a5, a0, -28
    s32e a6, a0, -24
    s32e a7, a0, -20
    rfwo

    .org vectors + 0x0c0
window_underflow8:
    l32e a0, a9, -16
    l32e a1, a9, -12
    l32e a2, a9, -8
    l32e a7, a1, -12
    l32e a3, a9, -4
    l32e a4, a7, -32
    l32e a5, a7, -28
    l32e a6, a7, -24
    l32e a7, a7, -20
    rfwu

    .org vectors + 0x100
window_overflow12:
    s32e a0, a13, -16
    l32e a0, a1, -12
    s32e a1, a13, -12
    s32e a2, a13, -8
    s32e a3, a13, -4
    s32e a4, a0, -48
    s32e a5, a0, -44
    s32e a6, a0, -40
    s32e a7, a0, -36
    s32e a8, a0, -32
    s32e a9, a0, -28
    s32e a10, a0, -24
    s32e a11, a0, -20
    rfwo

    .org vectors + 0x140
window_underflow12:
    l32e a0, a13, -16
    l32e a1, a13, -12
    l32e a2, a13, -8
    l32e a11, a1, -12
    l32e a3, a13, -4
    l32e a4, a11, -48
    l32e a5, a11, -44
    l32e a6, a11, -40
    l32e a7, a11, -36
    l32e a8, a11, -32
    l32e a9, a11, -28
    l32e a10, a11, -24
    l32e a11, a11, -20
    rfwu

    .org vectors + 0x300
    j unexpected

    // A function that moves its stack pointer (alloca) while its caller's window is on the stack: the window is loaded as
    // by an underflow, and the instruction tried again. The registers below this window are free then.
    .org vectors + 0x340
    wsr.excsave1 a0
    rsr.exccause a0
    bnei a0, 5, unexpected
    rsr.excsave1 a0
    rotw -1
    rsr.windowbase a2
    addi a2, a2, 1
    extui a2, a2, 0, 3
    rsr.ps a3
    extui a1, a3, 8, 4
    xor a1, a1, a2
    slli a1, a1, 8
    xor a3, a3, a1
    wsr.ps a3
    rsync
    bbci a4, 31, 1f
    rotw -1
    bbci a8, 30, 2f
    rotw -1
    j window_underflow12
2:
    j window_underflow8
1:
    j window_underflow4

    .org vectors + 0x3c0
    j unexpected
    .org vectors + 0x400
    // Exit with status 100 plus the cause.
unexpected:
    rsr.exccause a3
    addi a3, a3, 100
    movi a2, 1
    simcall

    .text
    .literal_position
    .align 4
    .global _start
_start:
    movi a0, 0
    movi a2, 0
    wsr.windowbase a2
    rsync
    movi a2, 1
    wsr.windowstart a2
    rsync
    movi a2, vectors
    wsr.vecbase a2
    movi a1, __stack_top
    // WOE, user mode, no interrupts: EXCM is off, so that window exceptions work.
    movi a2, 0x4002f
    wsr.ps a2
    rsync
    movi a6, startup
    callx4 a6
    mov a3, a6
    movi a2, 1
    simcall

    // long sim_call(long number, long a, long b, long c): a system call of the simulator's host.
    .section .text.sim_call, "ax"
    .align 4
    .global sim_call
    .type sim_call, @function
sim_call:
    entry a1, 32
    simcall
    retw
    .size sim_call, . - sim_call
