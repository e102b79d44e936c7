// A Pico whose REPL is on UART0 (GP0, GP1). USB is left out: the emulator's clock is about three times off while
// it serves USB, so every measured figure comes from this board.
#define MICROPY_HW_BOARD_NAME           "Raspberry Pi Pico (UART REPL)"
#define MICROPY_HW_FLASH_STORAGE_BYTES  (1408 * 1024)

#define MICROPY_HW_ENABLE_UART_REPL     (1)
#define MICROPY_HW_ENABLE_USBDEV        (0)
