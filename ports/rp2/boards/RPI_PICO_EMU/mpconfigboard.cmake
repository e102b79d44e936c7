# The Raspberry Pi Pico as the emulator runs it: the same chip and flash, the REPL on UART0 instead of USB.
set(PICO_BOARD "pico")
set(PICO_PLATFORM "rp2040")
