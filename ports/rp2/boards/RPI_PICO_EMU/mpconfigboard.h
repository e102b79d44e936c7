// A Pico whose REPL is on UART0 (GP0, GP1), without USB: what the emulator runs for tests and figures. USB's own interrupts
// would be part of every measured time.
#define MICROPY_HW_BOARD_NAME           "Raspberry Pi Pico (UART REPL)"
#define MICROPY_HW_FLASH_STORAGE_BYTES  (1408 * 1024)

#define MICROPY_HW_ENABLE_UART_REPL     (1)
#define MICROPY_HW_ENABLE_USBDEV        (0)
