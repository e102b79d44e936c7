// machine.Pin: the chip's GPIOs. What touches registers is the Rust half's (src/pin.rs).
#ifndef ESP32_MACHINE_PIN_H
#define ESP32_MACHINE_PIN_H

#include <stdbool.h>
#include <stdint.h>

#include "py/obj.h"

extern const mp_obj_type_t machine_pin_type;

// Switch all interrupts of pins off and forget their handlers: the heap they live in is about to go.
void machine_pin_stop_all(void);

// Call the handlers of `pins`, one bit each. Called from the GPIO interrupt.
void machine_pin_interrupt(uint32_t pins);

// The Rust half. A pin's number is checked before.

enum { BOARD_PIN_IN, BOARD_PIN_OUT, BOARD_PIN_OPEN_DRAIN };
enum { BOARD_PIN_PULL_NONE, BOARD_PIN_PULL_DOWN, BOARD_PIN_PULL_UP };
enum { BOARD_PIN_RISING = 1, BOARD_PIN_FALLING = 2 };

void board_pin_configure(uint32_t pin, uint32_t mode, uint32_t pull);
bool board_pin_read(uint32_t pin);
void board_pin_write(uint32_t pin, bool high);
// What the pin puts out when it is an output.
bool board_pin_driven(uint32_t pin);
// `edges`: an or of BOARD_PIN_RISING and BOARD_PIN_FALLING; 0: no interrupts.
void board_pin_listen(uint32_t pin, uint32_t edges);

#endif
