// setjmp and longjmp for windowed registers, for callers that use call8, as all compiled code does.
//
// setjmp writes all windows to the stack and keeps its caller's registers a0-a7 from there, and the first four of its caller's
// caller, which an alloca may overwrite. longjmp forgets all windows but its
// own, puts the caller's registers back where they were on the stack, and returns into a window that has to be loaded from there.

    .text
    .align 4
    .global setjmp
    .type setjmp, @function
setjmp:
    entry a1, 32
    mov a7, a2
    call8 spill_windows
    s32i a0, a7, 32
    s32i a1, a7, 36
    addi a3, a1, -16
    l32i a4, a3, 0
    l32i a5, a3, 4
    l32i a6, a3, 8
    l32i a3, a3, 12
    s32i a4, a7, 0
    s32i a5, a7, 4
    s32i a6, a7, 8
    s32i a3, a7, 12
    addi a3, a5, -16
    l32i a4, a3, 0
    l32i a5, a3, 4
    l32i a6, a3, 8
    l32i a3, a3, 12
    s32i a4, a7, 40
    s32i a5, a7, 44
    s32i a6, a7, 48
    s32i a3, a7, 52
    addi a5, a5, -32
    l32i a3, a5, 0
    l32i a4, a5, 4
    l32i a6, a5, 8
    l32i a5, a5, 12
    s32i a3, a7, 16
    s32i a4, a7, 20
    s32i a6, a7, 24
    s32i a5, a7, 28
    movi a2, 0
    retw
    .size setjmp, . - setjmp

    .align 4
    .global longjmp
    .type longjmp, @function
longjmp:
    entry a1, 32
    rsr.windowbase a4
    ssl a4
    movi a5, 1
    sll a5, a5
    wsr.windowstart a5
    rsync
    l32i a0, a2, 32
    l32i a1, a2, 36
    addi a6, a1, -16
    l32i a4, a2, 0
    l32i a5, a2, 4
    s32i a4, a6, 0
    s32i a5, a6, 4
    addi a7, a5, -16
    l32i a4, a2, 8
    l32i a5, a2, 12
    s32i a4, a6, 8
    s32i a5, a6, 12
    l32i a4, a2, 40
    l32i a5, a2, 44
    s32i a4, a7, 0
    s32i a5, a7, 4
    l32i a4, a2, 48
    l32i a6, a2, 52
    s32i a4, a7, 8
    s32i a6, a7, 12
    addi a7, a5, -32
    l32i a4, a2, 16
    l32i a5, a2, 20
    s32i a4, a7, 0
    s32i a5, a7, 4
    l32i a4, a2, 24
    l32i a5, a2, 28
    s32i a4, a7, 8
    s32i a5, a7, 12
    mov a2, a3
    bnez a2, 1f
    movi a2, 1
1:
    retw
    .size longjmp, . - longjmp

// Three frames of the largest size use up all 32 registers, so that every older window goes to the stack.
    .align 4
spill_windows:
    entry a1, 48
    call12 spill_2
    retw
    .align 4
spill_2:
    entry a1, 48
    call12 spill_3
    retw
    .align 4
spill_3:
    entry a1, 48
    or a15, a15, a15
    retw
