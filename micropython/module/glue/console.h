// The console, sys.stdin and sys.stdout, while a prompt of `asyncio.repl` has it.
#ifndef MPY_ASYNCIO_CONSOLE_H
#define MPY_ASYNCIO_CONSOLE_H

#include "bridge.h"

#if MPY_ASYNCIO_REPL

enum { ASYNCIO_CONSOLE_NOTHING = -1, ASYNCIO_CONSOLE_END = -2 };

// The prompt takes the console: Ctrl-C is a byte like others. Does nothing if it has it.
void asyncio_console_take(void);

// While something typed runs, Ctrl-C interrupts it. Does nothing unless the prompt has the console.
void asyncio_console_interruptible(bool on);

// Ctrl-C interrupts the program again.
void asyncio_console_release(void);

// The next byte, or one of the marks above. May raise what a port's input raises.
int asyncio_console_read(void);

void asyncio_console_write(const char *data, size_t len);

#endif

#endif // MPY_ASYNCIO_CONSOLE_H
