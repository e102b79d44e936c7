//! `asyncio.repl`: a prompt beside the tasks, and the raw REPL that mpremote and editors speak.
//!
//! One object is the prompt and its awaitable. C reads the bytes, one by one, and executes what was typed; here is what the bytes mean:
//!
//! ```text
//!                    ┌──Ctrl-E──▶ paste ──Ctrl-C, Ctrl-D──┐
//!   friendly prompt ─┤                                    ▼
//!        ▲           └──Ctrl-A──▶ raw ──Ctrl-E A Ctrl-A──▶ raw paste
//!        └───────────Ctrl-B───────┘ ◀────Ctrl-C, Ctrl-D────┘
//! ```
//!
//! What was typed with an `await` in it goes on as a task of its own. Meanwhile only Ctrl-C counts, and some bytes are kept.

use crate::{
    classes::{
        line::{Key, Line, put},
        stream::leave_streams,
    },
    kernel::{
        bridge::{Step, step_to_c, to_c},
        event_loop::{EventLoop, event_loop},
        kind::{Awaitable, Kind},
        node::BeginsWith,
        pollable::{Direction, Pollable, PollableRef},
        task::{AWAITING, TaskRef},
    },
};
use core::cell::Cell;
use micropython_export::export;
use micropython_sys::{CResult, Native, Obj, Result, Type, allocate, bindings as mp, class};

const CTRL_A: u8 = 1;
const CTRL_B: u8 = 2;
const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const CTRL_E: u8 = 5;

/// How many bytes are kept that come while something typed is running.
const AHEAD: usize = 64;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Friendly,
    Paste,
    Raw,
    RawPaste,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Over,
}

/// A prompt; see the [module](self).
#[repr(C)]
pub struct Repl {
    pollable: Pollable,
    /// The Stream to write to, or null for the console.
    output: Obj,
    /// The task of what was typed, or null.
    task: Cell<Obj>,
    line: Line,
    mode: Cell<Mode>,
    state: Cell<State>,
    /// How many bytes of raw-paste mode may come before the host is told that there is room for more.
    window: Cell<usize>,
    ahead: [Cell<u8>; AHEAD],
    ahead_len: Cell<u8>,
}

// SAFETY: `mpy_repl_new` makes them.
unsafe impl Native for Repl {
    fn class() -> &'static Type {
        class!(asyncio_type_repl)
    }
}

// SAFETY: its first field.
unsafe impl BeginsWith<Pollable> for Repl {}

impl Awaitable for Repl {
    const IS_IO: bool = true;

    fn leave(&self, task: TaskRef) {
        leave_streams(task);
    }
}

impl Repl {
    fn put(&self, bytes: &[u8]) {
        put(self.output, bytes);
    }

    fn put_sign(&self, more: bool) {
        // SAFETY: a live Stream or null; does not raise.
        unsafe { mp::asyncio_repl_put_sign(self.output.raw(), more) };
    }

    /// A new prompt.
    fn ask(&self) {
        self.line.clear();
        self.mode.set(Mode::Friendly);
        self.put_sign(false);
    }

    fn ask_with_banner(&self) {
        self.put(b"\r\n");
        // SAFETY: a live Stream or null; does not raise.
        unsafe { mp::asyncio_repl_put_banner(self.output.raw()) };
        self.ask();
    }

    /// What was typed is to be executed; shows `answer`. A Ctrl-C that follows the answer is the statement's: one that came as a byte would
    /// wait for the end of an endless loop.
    fn execute(&self, answer: &[u8]) -> u32 {
        // SAFETY: a live Stream or null; does not raise.
        unsafe { mp::asyncio_repl_begins(self.output.raw()) };
        self.put(answer);
        mp::ASYNCIO_REPL_EXECUTE
    }

    fn ask_raw(&self) {
        self.line.clear();
        self.mode.set(Mode::Raw);
        self.put(b"raw REPL; CTRL-B to exit\r\n>");
    }

    /// A byte has come. Returns what C has to do.
    fn feed(&self, byte: u8) -> u32 {
        if !self.task.get().is_null() {
            if byte == CTRL_C {
                self.ahead_len.set(0);
                return mp::ASYNCIO_REPL_CANCEL;
            }
            if let Some(free) = self.ahead.get(usize::from(self.ahead_len.get())) {
                free.set(byte);
                self.ahead_len.set(self.ahead_len.get() + 1);
            }
            return mp::ASYNCIO_REPL_READ;
        }
        match self.mode.get() {
            Mode::Friendly => self.typed(byte),
            Mode::Paste => self.pasted(byte),
            Mode::Raw => self.raw(byte),
            Mode::RawPaste => self.raw_pasted(byte),
        }
    }

    fn typed(&self, byte: u8) -> u32 {
        match self.line.key(self.output, byte) {
            Key::Done => {}
            Key::Enter => return self.entered(),
            Key::Tab => {
                if self.line.before_cursor().last().is_some_and(|byte| !byte.is_ascii_whitespace()) {
                    return mp::ASYNCIO_REPL_COMPLETE;
                }
                self.line.enter_text(self.output, b"    ");
            }
            Key::Control(CTRL_D) if self.line.goes_on() => return self.execute(b"\r\n"),
            Key::Control(CTRL_D) => {
                self.put(b"\r\n");
                return mp::ASYNCIO_REPL_QUIT;
            }
            Key::Control(CTRL_C) => {
                self.put(b"\r\n");
                self.ask();
            }
            Key::Control(_) if self.line.goes_on() => {}
            Key::Control(CTRL_A) => {
                self.put(b"\r\n");
                self.ask_raw();
            }
            Key::Control(CTRL_B) => self.ask_with_banner(),
            Key::Control(_) => {
                self.put(b"\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ");
                self.mode.set(Mode::Paste);
            }
        }
        mp::ASYNCIO_REPL_READ
    }

    fn entered(&self) -> u32 {
        self.line.remember();
        if self.line.is_empty() {
            self.put(b"\r\n");
            self.ask();
            return mp::ASYNCIO_REPL_READ;
        }
        let goes_on = self.line.terminated().is_some_and(|text| {
            // SAFETY: the text ends with a zero; does not raise.
            unsafe { mp::asyncio_repl_goes_on(text.cast()) }
        });
        if !goes_on {
            return self.execute(b"\r\n");
        }
        self.put(b"\r\n");
        self.line.begin_next();
        self.put_sign(true);
        mp::ASYNCIO_REPL_READ
    }

    fn pasted(&self, byte: u8) -> u32 {
        match byte {
            CTRL_C => {
                self.put(b"\r\n");
                self.ask();
            }
            CTRL_D => return self.execute(b"\r\n"),
            _ if self.line.is_second_of_end(byte) => {}
            b'\r' | b'\n' => {
                self.line.push(b'\n');
                self.put(b"\r\n=== ");
            }
            _ => {
                self.line.push(byte);
                self.put(&[byte]);
            }
        }
        mp::ASYNCIO_REPL_READ
    }

    fn raw(&self, byte: u8) -> u32 {
        match byte {
            CTRL_A => match *self.line.text() {
                [CTRL_E, b'A'] => {
                    let window = mp::ASYNCIO_REPL_WINDOW as usize;
                    self.put(&[b'R', 1, window as u8, (window >> 8) as u8, 1]);
                    self.line.clear();
                    self.mode.set(Mode::RawPaste);
                    self.window.set(window);
                }
                [CTRL_E, _] => {
                    self.put(b"R\x00>");
                    self.line.clear();
                }
                _ => self.ask_raw(),
            },
            CTRL_B => self.ask_with_banner(),
            CTRL_C => self.line.clear(),
            CTRL_D => {
                if !self.line.is_empty() {
                    return self.execute(b"OK");
                }
                // A soft reset would end the tasks. Tools ask for one before they begin.
                self.put(b"OK\r\nMPY: soft reboot\r\n");
                self.ask_raw();
            }
            _ => self.line.push(byte),
        }
        mp::ASYNCIO_REPL_READ
    }

    fn raw_pasted(&self, byte: u8) -> u32 {
        match byte {
            CTRL_C => {
                self.put(b"\x04\x04KeyboardInterrupt: \r\n\x04>");
                self.line.clear();
                self.mode.set(Mode::Raw);
            }
            CTRL_D => return self.execute(b"\x04"),
            _ => {
                self.line.push(byte);
                self.window.set(self.window.get() - 1);
                if self.window.get() == 0 {
                    self.window.set(mp::ASYNCIO_REPL_WINDOW as usize);
                    self.put(b"\x01");
                }
            }
        }
        mp::ASYNCIO_REPL_READ
    }

    fn is_raw(&self) -> bool {
        matches!(self.mode.get(), Mode::Raw | Mode::RawPaste)
    }

    fn how(&self) -> u32 {
        let of = |holds, flag| if holds { flag } else { 0 };
        of(self.mode.get() == Mode::Friendly, mp::ASYNCIO_REPL_IS_STATEMENT)
            | of(!self.is_raw(), mp::ASYNCIO_REPL_PRINTS)
            | of(self.line.is_cut(), mp::ASYNCIO_REPL_TOO_LONG)
    }

    fn executed(&self) {
        if self.is_raw() {
            self.line.clear();
            self.mode.set(Mode::Raw);
            self.put(b"\x04>");
        } else {
            self.ask();
        }
        if !self.task.replace(Obj::NULL).is_null() {
            PollableRef::new(self).wake_all(event_loop());
        }
    }

    /// The wait for bytes is over. (That for the output is the Stream's.)
    fn resume(&self) {
        let task = event_loop().current_task();
        if let Some(task) = task.filter(|task| task.has(AWAITING) && task.data().is_null()) {
            task.clear(AWAITING);
        }
    }

    fn wait(&self, event_loop: &EventLoop) -> Result<Step> {
        let task = event_loop.current()?;
        if self.ahead_len.get() > 0 && self.task.get().is_null() {
            // The stream need not have more than what was kept of it.
            task.set_data(Obj::NULL);
            event_loop.yield_now(task);
            return Ok(Step::SUSPEND);
        }
        PollableRef::new(self).wait(event_loop, task, Direction::Read)?;
        task.await_on(self.obj());
        Ok(Step::SUSPEND)
    }
}

fn repl(obj: Obj) -> &'static Repl {
    // SAFETY: C calls the functions below for objects of the class only.
    unsafe { &*obj.as_ptr::<Repl>() }
}

/// A prompt on `stream`, for which it writes to `output`.
#[export]
extern "C" fn mpy_repl_new(stream: Obj, output: Obj) -> CResult {
    to_c(
        allocate(Repl {
            pollable: Pollable::new(class!(asyncio_type_repl), stream, false),
            output,
            task: Cell::new(Obj::NULL),
            line: Line::new(),
            mode: Cell::new(Mode::Friendly),
            state: Cell::new(State::New),
            window: Cell::new(0),
            ahead: [const { Cell::new(0) }; AHEAD],
            ahead_len: Cell::new(0),
        })
        .map(Repl::obj),
    )
}

/// What it reads.
#[export]
extern "C" fn mpy_repl_stream(this: Obj) -> Obj {
    repl(this).pollable.stream()
}

/// The Stream that it writes to, or null.
#[export]
extern "C" fn mpy_repl_output(this: Obj) -> Obj {
    repl(this).output
}

/// A step begins. Shows the first prompt; returns false if that has been done.
#[export]
extern "C" fn mpy_repl_begin(this: Obj) -> bool {
    let this = repl(this);
    this.resume();
    let is_new = this.state.get() == State::New;
    if is_new {
        this.state.set(State::Open);
        this.ask();
    }
    is_new
}

/// Whether it has ended.
#[export]
extern "C" fn mpy_repl_is_over(this: Obj) -> bool {
    repl(this).state.get() == State::Over
}

/// Ends it. Returns the task that is left, or null.
#[export]
extern "C" fn mpy_repl_end(this: Obj) -> Obj {
    let this = repl(this);
    this.state.set(State::Over);
    this.line.clear();
    this.task.get()
}

/// The next byte of those that were kept, or -1.
#[export]
extern "C" fn mpy_repl_ahead(this: Obj) -> i32 {
    let this = repl(this);
    let len = usize::from(this.ahead_len.get());
    if len == 0 || !this.task.get().is_null() {
        return -1;
    }
    let first = this.ahead[0].get();
    for at in 1..len {
        this.ahead[at - 1].set(this.ahead[at].get());
    }
    this.ahead_len.set(len as u8 - 1);
    i32::from(first)
}

/// A byte has come; see [`Repl::feed`].
#[export]
extern "C" fn mpy_repl_feed(this: Obj, byte: u8) -> u32 {
    repl(this).feed(byte)
}

/// What is to be executed.
#[export]
extern "C" fn mpy_repl_source(this: Obj, len: &mut usize, how: &mut u32) -> *const core::ffi::c_char {
    let this = repl(this);
    let text = this.line.text();
    *len = text.len();
    *how = this.how();
    text.as_ptr().cast()
}

/// It has been compiled.
#[export]
extern "C" fn mpy_repl_taken(this: Obj) {
    repl(this).line.clear();
}

/// What is to be completed.
#[export]
extern "C" fn mpy_repl_before_cursor(this: Obj, len: &mut usize) -> *const core::ffi::c_char {
    let text = repl(this).line.before_cursor();
    *len = text.len();
    text.as_ptr().cast()
}

/// It is completed by `rest`, or if that is null the line is shown again below a list of names.
#[export]
extern "C" fn mpy_repl_completed(this: Obj, rest: *const core::ffi::c_char, len: usize) {
    let this = repl(this);
    if rest.is_null() {
        this.put_sign(this.line.goes_on());
        this.line.show_again(this.output);
    } else {
        // SAFETY: `len` bytes of MicroPython's name, which stays.
        this.line.enter_text(this.output, unsafe { core::slice::from_raw_parts(rest.cast(), len) });
    }
}

/// What was typed goes on as `task`.
#[export]
extern "C" fn mpy_repl_goes_on(this: Obj, task: Obj) {
    repl(this).task.set(task);
}

/// That task, or null.
#[export]
extern "C" fn mpy_repl_task(this: Obj) -> Obj {
    repl(this).task.get()
}

/// What was typed prints nothing more; an exception may follow.
#[export]
extern "C" fn mpy_repl_output_ended(this: Obj) {
    let this = repl(this);
    if this.is_raw() {
        this.put(b"\x04");
    }
}

/// It is over with all that was typed.
#[export]
extern "C" fn mpy_repl_executed(this: Obj) {
    repl(this).executed();
}

/// One step of the wait for more bytes.
#[export]
extern "C" fn mpy_repl_wait(this: Obj) -> CResult {
    step_to_c(repl(this).wait(event_loop()))
}

/// Whether `value` can be awaited.
#[export]
extern "C" fn mpy_repl_is_awaitable(value: Obj) -> bool {
    value.is_exactly(class!(mp_type_gen_instance))
        || TaskRef::from_obj(value).is_some()
        || Kind::of(value).is_some_and(|kind| kind.may_run(value))
}
