#!/bin/sh
# The Rust target for what a C compiler compiles: rust_target.sh COMPILER FLAGS…, the flags being those that choose the machine. Asks the
# compiler itself, by the macros that it defines. Prints the target, or one line of error.

macros=$("$@" -E -dM -x c /dev/null 2>/dev/null) || {
    echo "error: mpy-asyncio: '$*' doesn't run: check CROSS_COMPILE, or set MPY_ASYNCIO_TARGET=" >&2
    exit 1
}
value() { printf '%s\n' "$macros" | sed -n "s/^#define $1 //p"; }
has() { [ -n "$(value "$1")" ]; }

if has __linux__; then system=unknown-linux; else system=none; fi
target=''
if has __powerpc__ || has _WIN32 || has __APPLE__ || has __EMSCRIPTEN__; then
    :
elif has __x86_64__ && has __linux__; then
    target=x86_64-$system-gnu
elif has __i386__ && has __linux__; then
    target=i686-$system-gnu
elif has __aarch64__ && has __linux__; then
    target=aarch64-$system-gnu
elif has __arm__; then
    if has __ARM_PCS_VFP; then hard=hf; else hard=''; fi
    thumb=$(value __ARM_ARCH_ISA_THUMB)
    case $(value __ARM_ARCH)-$(value __ARM_ARCH_PROFILE)-$system in
    6-*-none) [ "$(value __ARM_ARCH_ISA_ARM)" ] || target=thumbv6m-none-eabi ;;
    7-*77*-none | 7-*M*-none)
        if has __ARM_FEATURE_DSP; then target=thumbv7em-none-eabi$hard; else target=thumbv7m-none-eabi; fi
        ;;
    8-*77*-none | 8-*M*-none)
        if [ "$thumb" = 1 ]; then target=thumbv8m.base-none-eabi; else target=thumbv8m.main-none-eabi$hard; fi
        ;;
    7-*-none) target=armv7a-none-eabi$hard ;;
    7-*-unknown-linux | 8-*-unknown-linux) target=armv7-unknown-linux-gnueabi$hard ;;
    5-*-unknown-linux | 6-*-unknown-linux) target=arm-unknown-linux-gnueabi$hard ;;
    esac
elif has __riscv && [ "$(value __riscv_xlen)" = 32 ]; then
    target=riscv32i
    if has __riscv_mul; then target=${target}m; fi
    if has __riscv_atomic; then target=${target}a; fi
    if has __riscv_float_abi_single; then target=${target}f; fi
    if has __riscv_compressed; then target=${target}c; fi
    case $target in
    riscv32imc | riscv32imac | riscv32imafc) target=$target-unknown-none-elf ;;
    *) target='' ;;
    esac
elif has __riscv && has __linux__; then
    target=riscv64gc-unknown-linux-gnu
fi

if [ -z "$target" ]; then
    echo "error: mpy-asyncio: no Rust target known for '$("$@" -dumpmachine 2>/dev/null)': Arm (v6-M to v8-M, v7-A), RISC-V 32 and Linux on x86, Arm" \
        "and RISC-V are supported; for another, set MPY_ASYNCIO_TARGET=" >&2
    exit 1
fi
echo "$target"
