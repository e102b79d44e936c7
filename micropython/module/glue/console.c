// The console, sys.stdin and sys.stdout, while a prompt of `asyncio.repl` has it.
#include "console.h"

#if MPY_ASYNCIO_REPL

#include "py/mphal.h"

static bool taken;

#if defined(__unix__)

#include <errno.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

static struct termios original, prompting;
static bool is_terminal;

// Lines, echo and Ctrl-C are the prompt's; the terminal goes on writing a carriage return before a line feed.
void asyncio_console_take(void) {
    if (!taken) {
        taken = true;
        is_terminal = tcgetattr(STDIN_FILENO, &original) == 0;
        prompting = original;
        prompting.c_iflag &= ~(BRKINT | ICRNL | INLCR | INPCK | ISTRIP | IXON);
        prompting.c_lflag &= ~(ECHO | ICANON | IEXTEN | ISIG);
        prompting.c_cc[VMIN] = 1;
        prompting.c_cc[VTIME] = 0;
        // What is typed while a statement runs must neither end nor stop the program.
        prompting.c_cc[VINTR] = 3;
        prompting.c_cc[VQUIT] = prompting.c_cc[VSUSP] = _POSIX_VDISABLE;
        asyncio_console_interruptible(false);
    }
}

void asyncio_console_interruptible(bool on) {
    if (taken && is_terminal) {
        struct termios now = prompting;
        now.c_lflag |= on ? ISIG : 0;
        tcsetattr(STDIN_FILENO, TCSANOW, &now);
    }
}

void asyncio_console_release(void) {
    if (taken && is_terminal) {
        tcsetattr(STDIN_FILENO, TCSANOW, &original);
    }
    taken = false;
}

int asyncio_console_read(void) {
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    if (poll(&input, 1, 0) <= 0) {
        return ASYNCIO_CONSOLE_NOTHING;
    }
    uint8_t received;
    ssize_t got = read(STDIN_FILENO, &received, 1);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return ASYNCIO_CONSOLE_NOTHING;
    }
    return got == 1 ? received : ASYNCIO_CONSOLE_END;
}

// The terminal adds the carriage returns.
void asyncio_console_write(const char *data, size_t len) {
    size_t begin = 0;
    for (size_t at = 0; is_terminal && at + 1 < len; at++) {
        if (data[at] == '\r' && data[at + 1] == '\n') {
            mp_hal_stdout_tx_strn(data + begin, at - begin);
            begin = at + 1;
        }
    }
    mp_hal_stdout_tx_strn(data + begin, len - begin);
}

#else

#include "py/stream.h"

#include "shared/runtime/interrupt_char.h"

extern struct _mp_dummy_t mp_sys_stdin_obj;

static void set_interrupt_char(int key) {
    #if MICROPY_KBD_EXCEPTION
    mp_hal_set_interrupt_char(key);
    #else
    (void)key;
    #endif
}

void asyncio_console_take(void) {
    if (!taken) {
        taken = true;
        set_interrupt_char(-1);
    }
}

void asyncio_console_interruptible(bool on) {
    if (taken) {
        set_interrupt_char(on ? 3 : -1);
    }
}

void asyncio_console_release(void) {
    if (taken) {
        taken = false;
        set_interrupt_char(3);
    }
}

int asyncio_console_read(void) {
    int errcode;
    mp_obj_t input = MP_OBJ_FROM_PTR(&mp_sys_stdin_obj);
    mp_uint_t ready = mp_get_stream(input)->ioctl(input, MP_STREAM_POLL, MP_STREAM_POLL_RD, &errcode);
    return ready & MP_STREAM_POLL_RD ? mp_hal_stdin_rx_chr() : ASYNCIO_CONSOLE_NOTHING;
}

mp_uint_t __real_mp_hal_stdout_tx_strn(const char *data, size_t len);

void asyncio_console_write(const char *data, size_t len) {
    __real_mp_hal_stdout_tx_strn(data, len);
}

#endif

#endif
